"""Targets of the bureau and of institutions."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.affairs.energy.targets.choices import Kind, Result, Span, Stage
from yifa.kernel.record import Record

_YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]
_ZERO = [MinValueValidator(0)]


class SavingTarget(Record):
    """A target (节能目标) of the whole bureau or of an institution; 发生日 is when it was issued or filed (备案)."""

    span = models.CharField("目标期", max_length=6, choices=Span.choices, default=Span.PLAN)
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="上级目标", editable=False
    )
    institution = models.ForeignKey(
        PublicInstitution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name="公共机构",
        help_text="不填为本级总目标",
    )
    indicator = models.CharField("指标", max_length=30, choices=Kind.choices)
    base_year = models.PositiveSmallIntegerField("基期年", validators=_YEARS)
    base_value = models.DecimalField("基期值", max_digits=14, decimal_places=4, validators=_ZERO)
    year = models.PositiveSmallIntegerField("目标年", validators=_YEARS)
    cut = models.DecimalField(
        "下降率（百分比）", max_digits=6, decimal_places=3, validators=[*_ZERO, MaxValueValidator(100)]
    )
    value = models.DecimalField("目标值", max_digits=14, decimal_places=4, editable=False)
    why = models.CharField("确定依据", max_length=120, blank=True, editable=False)
    stage = models.CharField("评估阶段", max_length=6, choices=Stage.choices, blank=True)
    evaluated_year = models.PositiveSmallIntegerField("评估年度", null=True, blank=True, validators=_YEARS)
    actual = models.DecimalField("评估年实际值", max_digits=14, decimal_places=4, null=True, blank=True, editable=False)
    result = models.CharField("评估结果", max_length=8, choices=Result.choices, blank=True, editable=False)
    evaluation = models.TextField("评估说明", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "节能目标"

    def __str__(self) -> str:
        return f"{self.institution or '本级'} {self.year}年{self.get_indicator_display()}"
