"""Alarms of energy use."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from yifa.affairs.energy.directory.choices import Supply
from yifa.affairs.energy.directory.models import Meter, PublicInstitution
from yifa.affairs.energy.watch.choices import Cause, Kind, Outcome, State
from yifa.kernel.record import Record


class Alarm(Record):
    """Something out of the usual (用能异常); 发生日 is the day it lies on or begins with.

    ``found`` against ``usual`` in ``measure``; ``why`` says by what rule it was found, so that it can be checked.
    """

    reached_by = ("unit", "filer")

    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="alarms", verbose_name="公共机构")
    filer = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报单位"
    )
    meter = models.ForeignKey(Meter, models.PROTECT, null=True, blank=True, related_name="alarms", verbose_name="表计")
    supply = models.CharField("品种", max_length=16, choices=Supply.choices)
    kind = models.CharField("异常种类", max_length=10, choices=Kind.choices)
    found = models.DecimalField("实际", max_digits=16, decimal_places=2, null=True)
    usual = models.DecimalField("通常", max_digits=16, decimal_places=2, null=True)
    measure = models.CharField("单位", max_length=20)
    why = models.TextField("判断依据")
    state = models.CharField("处理状态", max_length=10, choices=State.choices, default=State.OPEN)
    due_on = models.DateField("说明期限", null=True, blank=True)
    cause = models.CharField("原因", max_length=10, choices=Cause.choices, blank=True)
    explained_on = models.DateField("说明日", null=True, blank=True)
    explanation = models.TextField("说明", blank=True)
    outcome = models.CharField("销号结论", max_length=10, choices=Outcome.choices, blank=True)
    closed_on = models.DateField("销号日", null=True, blank=True)
    closing_note = models.TextField("核实情况", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用能异常"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "supply", "kind", "happened_on", "meter"],
                condition=models.Q(life="live"),
                name="energy_alarm_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.happened_on}{self.get_kind_display()}"
