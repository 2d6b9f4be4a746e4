"""Weather by month, and measures with what they saved."""

from __future__ import annotations

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from yifa.affairs.energy.directory.choices import Supply
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.kernel.record import Record

_ZERO = [MinValueValidator(0)]
_MONTH = RegexValidator(r"^\d{4}-(0[1-9]|1[0-2])$", "月份写成 2025-03。")


class Weather(Record):
    """Mean temperatures of the days of a month (逐日平均气温) of the place the bureau's institutions stand in."""

    month = models.CharField("月份", max_length=7, validators=[_MONTH])
    station = models.CharField("气象站或地方", max_length=60)
    means = models.TextField(
        "逐日平均气温（℃）", help_text="从1日起逐日填写，用空格、逗号或换行分开；缺测的写“缺”。可从表格整列粘贴。"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "气温"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "month"], condition=models.Q(life="live"), name="energy_weather_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.station}"


class Measure(Record):
    """A measure that is to save energy (节能措施); 发生日 is the day of the decision or contract.

    ``result`` is the reckoning as it came out when it was fixed, with its model, days, and the digest of its inputs.
    """

    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="measures", verbose_name="公共机构")
    supply = models.CharField("品种", max_length=16, choices=Supply.choices, default=Supply.ELECTRICITY)
    name = models.CharField("措施名称", max_length=80)
    begun_on = models.DateField("开工日")
    ended_on = models.DateField("完工日")
    cost = models.DecimalField("投资（元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=_ZERO)
    promised = models.DecimalField(
        "承诺的年节能量", max_digits=16, decimal_places=2, null=True, blank=True, validators=_ZERO,
        help_text="合同或方案写明的，单位同用量",
    )  # fmt: skip
    measured_to = models.DateField("核算到", null=True, blank=True, editable=False)
    saved = models.DecimalField("节能量", max_digits=16, decimal_places=2, null=True, editable=False)
    spread = models.DecimalField("不确定度", max_digits=16, decimal_places=2, null=True, editable=False)
    result = models.JSONField("核算过程", default=dict, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "节能措施"

    def __str__(self) -> str:
        return f"{self.institution} {self.name}"
