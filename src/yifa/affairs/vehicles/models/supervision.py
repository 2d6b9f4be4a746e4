"""What supervision noticed and what came of it."""

from __future__ import annotations

from django.db import models

from yifa.affairs.vehicles.choices import Finding, NoticeKind, NoticeState
from yifa.affairs.vehicles.models.fleet import Vehicle
from yifa.affairs.vehicles.models.use import Dispatch
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record


class Notice(Workflow, Record):
    """A notice of supervision (用车监督通知): one fact, its explanation, what it came to.

    发生日 is the day of the fact. It goes to the unit that used the vehicle, never to a ranking of persons.
    """

    kind = models.CharField("监督事项", max_length=14, choices=NoticeKind.choices)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="notices",
                                verbose_name="车辆")  # fmt: skip
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, null=True, blank=True, related_name="notices",
                                 verbose_name="派车单")  # fmt: skip
    desk = models.ForeignKey("core_org.Unit", models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name="车辆管理单位")  # fmt: skip
    facts = models.CharField("情况", max_length=300)
    state = models.CharField("状态", max_length=10, choices=NoticeState.choices, default=NoticeState.OPEN)
    explanation = models.TextField("说明", blank=True)
    explained_by = models.CharField("说明人", max_length=60, blank=True)
    explained_on = models.DateField("说明日", null=True, blank=True)
    finding = models.CharField("认定", max_length=8, choices=Finding.choices, blank=True)
    measure = models.CharField("处理", max_length=300, blank=True)
    closed_on = models.DateField("办结日", null=True, blank=True)

    reached_by = ("unit", "desk")
    transitions = frozenset(
        {
            (NoticeState.OPEN, NoticeState.EXPLAINED),
            (NoticeState.EXPLAINED, NoticeState.OPEN),
            (NoticeState.EXPLAINED, NoticeState.CLOSED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用车监督通知"
        indexes = [*Record.Meta.indexes, models.Index(fields=["vehicle", "kind", "happened_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.vehicle or ''}".strip()
