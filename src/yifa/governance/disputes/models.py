"""Cases in which the bureau is a party, and settlements."""

from __future__ import annotations

from django.db import models

from yifa.governance.disputes.choices import Kind, Result, Side, Way
from yifa.kernel.record import Record


class Case(Record):
    """A dispute (纠纷案件) before a reconsideration organ or a court; 发生日 is the day the bureau learnt of it."""

    title = models.CharField("案由", max_length=200)
    number = models.CharField("案号", max_length=80, blank=True)
    kind = models.CharField("案件种类", max_length=16, choices=Kind.choices)
    side = models.CharField("本局地位", max_length=12, choices=Side.choices, default=Side.RESPONDENT)
    opponent = models.CharField("对方当事人", max_length=120, blank=True)
    forum = models.CharField("复议机关（法院）", max_length=120, blank=True)
    about_disclosure = models.BooleanField("涉及政府信息公开", default=False)
    reconsidered = models.BooleanField("起诉前经过行政复议", default=False)
    served_on = models.DateField("收到副本日", null=True, blank=True)
    answered_on = models.DateField("答复（答辩）日", null=True, blank=True)
    result = models.CharField("结果", max_length=10, choices=Result.choices, blank=True)
    closed_on = models.DateField("办结日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "纠纷案件"

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Settlement(Record):
    """A settlement (和解); 发生日 is the day it was reached."""

    title = models.CharField("和解事项", max_length=200)
    way = models.CharField("和解方式", max_length=14, choices=Way.choices, default=Way.OUT_OF_COURT)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="settlements", verbose_name="所属案件"
    )
    helper = models.CharField("经办律师（人员）", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "和解"

    def __str__(self) -> str:
        return self.title
