"""A closed period and where each institution stands in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.kernel.record import Record


class Closing(Record):
    """A closed period (能耗核定): frozen with the sets, factors and quotas it was reckoned with, and its bulletin.

    ``sets`` are the rows of the packs at the time; ``missing`` name → why an institution could not be reckoned;
    ``faults`` name → what has to be put right before the bulletin; ``checks`` name → what the audit asks; ``body`` the
    bulletin as issued.
    """

    period = models.CharField("报告期", max_length=7, help_text="年度2025，季度2025Q1，月份2025-03")
    sets = models.JSONField("所用系数、因子和定额", default=dict, editable=False)
    digest = models.CharField("版本摘要", max_length=64, editable=False)
    place = models.CharField("电力排放因子的地方", max_length=20, editable=False)
    factor_year = models.PositiveSmallIntegerField("排放因子年份", null=True, editable=False)
    base_year = models.PositiveSmallIntegerField("固定因子年份", null=True, editable=False)
    reckoned = models.PositiveIntegerField("核定家数", default=0, editable=False)
    judged = models.PositiveIntegerField("对标家数", default=0, editable=False)
    over = models.PositiveIntegerField("超约束值家数", default=0, editable=False)
    missing = models.JSONField("未核定机构", default=dict, editable=False)
    faults = models.JSONField("待更正的基础信息", default=dict, editable=False)
    checks = models.JSONField("审核提示", default=dict, editable=False)
    number = models.CharField("通报文号", max_length=60, blank=True, editable=False)
    issued_on = models.DateField("通报日", null=True, blank=True, editable=False)
    body = models.JSONField("通报内容", default=dict, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "能耗核定"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "period"], condition=models.Q(life="live"), name="energy_closing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} 能耗核定"


class Standing(Record):
    """Where one institution stands in a closed period (核定结果), with its inputs; and its 超定额说明."""

    reached_by = ("unit", "filer")

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="standings", verbose_name="能耗核定")
    institution = models.ForeignKey(
        PublicInstitution, models.PROTECT, related_name="standings", verbose_name="公共机构"
    )
    filer = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报单位"
    )
    inputs = models.JSONField("核定依据", default=dict)
    rows = models.JSONField("指标", default=list)
    over = models.BooleanField("超约束值", default=False)
    asked_on = models.DateField("要求说明日", null=True, blank=True)
    due_on = models.DateField("说明期限", null=True, blank=True)
    explained_on = models.DateField("说明日", null=True, blank=True)
    explanation = models.TextField("超定额说明", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "核定结果"

    def __str__(self) -> str:
        return f"{self.institution} {self.closing.period}"
