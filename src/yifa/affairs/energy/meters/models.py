"""Changes at meters, and meters that are an equation over others."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from yifa.affairs.energy.directory.choices import Supply
from yifa.affairs.energy.directory.models import Meter, PublicInstitution
from yifa.affairs.energy.meters.choices import Kind
from yifa.kernel.record import Record

_ZERO = [MinValueValidator(0)]
_LEAST = MinValueValidator(Decimal("0.001"))
_CLOCK = RegexValidator(r"^([01]\d|2[0-3]):[0-5]\d$", "时刻写成 08:30。")


class MeterChange(Record):
    """A change of ratio or of the meter itself (表计变动) from a moment on; 发生日 and ``clock`` are that moment."""

    meter = models.ForeignKey(Meter, models.PROTECT, related_name="changes", verbose_name="表计")
    kind = models.CharField("变动种类", max_length=10, choices=Kind.choices)
    clock = models.CharField("时刻", max_length=5, default="00:00", help_text="如08:30", validators=[_CLOCK])
    ratio = models.DecimalField("新倍率", max_digits=10, decimal_places=3, null=True, blank=True, validators=[_LEAST])
    old_final = models.DecimalField(
        "旧表止码", max_digits=16, decimal_places=3, null=True, blank=True, validators=_ZERO,
        help_text="没有抄到的不填，这一段用量作缺数",
    )  # fmt: skip
    new_initial = models.DecimalField(
        "新表起码", max_digits=16, decimal_places=3, null=True, blank=True, validators=_ZERO
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "表计变动"

    def __str__(self) -> str:
        return f"{self.meter} {self.get_kind_display()}"


class VirtualMeter(Record):
    """A meter that is an equation over others (虚拟表), such as the total less a tenant."""

    institution = models.ForeignKey(
        PublicInstitution, models.PROTECT, related_name="virtual_meters", verbose_name="公共机构"
    )
    supply = models.CharField("品种", max_length=16, choices=Supply.choices, default=Supply.ELECTRICITY)
    number = models.CharField("虚拟表名", max_length=40)
    equation = models.CharField(
        "算式", max_length=1000, help_text="表号写在方括号里，用加减和系数连接，如 [总表01]-[食堂02]-0.5*[机房03]"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "虚拟表"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"], condition=models.Q(life="live"), name="energy_virtual_meter_once"
            )
        ]

    def __str__(self) -> str:
        return self.number
