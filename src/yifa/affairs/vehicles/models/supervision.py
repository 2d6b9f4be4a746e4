"""What supervision noticed, what people complained of, and what is reported about the use of the fleet."""

from __future__ import annotations

from django.db import models

from yifa.affairs.vehicles.choices import (
    ComplaintSource,
    ComplaintState,
    Finding,
    NoticeKind,
    NoticeState,
    ReportKind,
    ReportState,
)
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


class Complaint(Workflow, Record):
    """A complaint about the use of a vehicle (用车投诉); 发生日 is the day it was received. ``person`` is personal.

    It becomes a notice to the unit that used the vehicle; the answer waits for that notice to be closed.
    """

    came_by = models.CharField("来源", max_length=10, choices=ComplaintSource.choices)
    number = models.CharField("来件编号", max_length=60, blank=True)
    person = models.CharField("反映人", max_length=60, blank=True)
    phone = models.CharField("反映人电话", max_length=30, blank=True)
    content = models.CharField("反映内容", max_length=300)
    plate = models.CharField("反映的号牌", max_length=10, blank=True)
    used_on = models.DateField("反映的用车日", null=True, blank=True)
    place = models.CharField("反映的地点", max_length=120, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="complaints",
                                verbose_name="车辆")  # fmt: skip
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="complaints",
                               verbose_name="监督通知")  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=ComplaintState.choices, default=ComplaintState.OPEN)
    answer = models.TextField("答复", blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    answered_on = models.DateField("答复日", null=True, blank=True)

    transitions = frozenset(
        {
            (ComplaintState.OPEN, ComplaintState.PASSED),
            (ComplaintState.OPEN, ComplaintState.ANSWERED),
            (ComplaintState.PASSED, ComplaintState.ANSWERED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用车投诉"

    def __str__(self) -> str:
        return f"{self.number} {self.content[:20]}".strip()


class UseReport(Workflow, Record):
    """A report on the use of the fleet (使用情况通报、公示, VEH-07); 发生日 is the day it was drawn up.

    ``figures`` is what was read off the records when it was drawn up (see ``reporting.draw``); the signature stands
    for these figures, later corrections of records show as differences beside them.
    """

    title = models.CharField("标题", max_length=160, blank=True, help_text="不填的，按起止日命名")
    kind = models.CharField("形式", max_length=8, choices=ReportKind.choices)
    covers_from = models.DateField("起始日")
    covers_to = models.DateField("截止日")
    remarks = models.TextField("情况说明", blank=True)
    figures = models.JSONField("数据", default=dict, editable=False)
    drafted_by = models.CharField("编制人", max_length=60, blank=True)
    signed_by = models.CharField("签发人", max_length=60, blank=True)
    signed_on = models.DateField("签发日", null=True, blank=True)
    number = models.CharField("编号", max_length=60, blank=True)
    published_on = models.DateField("发布日", null=True, blank=True)
    channel = models.CharField("发布方式", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)

    transitions = frozenset(
        {
            (ReportState.DRAFT, ReportState.SIGNED),
            (ReportState.SIGNED, ReportState.DRAFT),
            (ReportState.SIGNED, ReportState.PUBLISHED),
            (ReportState.PUBLISHED, ReportState.WITHDRAWN),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "使用情况通报"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "covers_from", "covers_to"],
                condition=models.Q(life="live") & ~models.Q(state="withdrawn"), name="one_use_report_a_span",
                violation_error_message="这段时间已有同一形式的报告。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
