"""Filings and spot checks."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.affairs.energy.filings.choices import State
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record


class SurveyFiling(Workflow, Record):
    """One institution's statutory form of one period (统计报表), in the version of that period.

    ``values`` form key → figure as filed (text), ``origins`` key → where it came from, ``findings`` the audit at the
    time of filing, ``answers`` ``check:key`` → what the filer says to it, ``returned`` every return with its places.
    """

    transitions: ClassVar[frozenset[tuple[str, str]]] = frozenset({
        (State.DRAFT, State.SIGNED), (State.RETURNED, State.SIGNED), (State.SIGNED, State.SUBMITTED),
        (State.SUBMITTED, State.RETURNED), (State.SUBMITTED, State.ACCEPTED), (State.SIGNED, State.DRAFT),
    })  # fmt: skip
    reached_by = ("unit", "filer")

    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="filings", verbose_name="公共机构")
    period = models.CharField("报告期", max_length=7, help_text="年报2025，季报2025Q1，月报2025-03")
    form = models.CharField("报表版本", max_length=40, editable=False)
    filer = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报单位",
        editable=False,
    )  # fmt: skip
    due_on = models.DateField("报送期限", null=True, blank=True)
    values = models.JSONField("填报数据", default=dict, editable=False)
    origins = models.JSONField("数据出处", default=dict, editable=False)
    findings = models.JSONField("审核提示", default=list, editable=False)
    answers = models.JSONField("填报说明", default=dict, editable=False)
    returned = models.JSONField("退回情况", default=list, editable=False)
    returns = models.PositiveSmallIntegerField("退回次数", default=0, editable=False)
    state = models.CharField("填报状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    written_by = models.CharField("填表人", max_length=60, blank=True)
    statistics_head = models.CharField("统计负责人", max_length=60, blank=True)
    unit_head = models.CharField("单位负责人", max_length=60, blank=True)
    submitted_on = models.DateField("报送日", null=True, blank=True)
    accepted_on = models.DateField("审核日", null=True, blank=True)
    auditor = models.CharField("审核人", max_length=60, blank=True)
    opinion = models.TextField("审核意见", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "统计报表"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "period", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "period"], condition=models.Q(life="live"), name="energy_filing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.period}"


class SpotCheck(Record):
    """A spot check (数据抽查): drawn by a recorded seed, so that anybody can repeat the draw."""

    period = models.CharField("报告期", max_length=7, help_text="年报2025，季报2025Q1，月报2025-03")
    seed = models.CharField("随机种子", max_length=60, help_text="抽查前公开确定，如当日双色球开奖号、会议上随机报数")
    percent = models.DecimalField("抽查比例（百分比）", max_digits=5, decimal_places=2, editable=False)
    population = models.PositiveIntegerField("应抽范围家数", editable=False)
    drawn = models.JSONField("抽中机构", default=list, editable=False)
    results = models.JSONField("抽查结果", default=dict, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "数据抽查"

    def __str__(self) -> str:
        return f"{self.period} 数据抽查"
