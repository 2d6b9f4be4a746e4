"""The monthly ledger of use."""

from __future__ import annotations

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

from yifa.affairs.energy.books.choices import Origin
from yifa.affairs.energy.directory.models import Account
from yifa.kernel.record import Record

_ZERO = [MinValueValidator(0)]
_MONTH = RegexValidator(r"^\d{4}-(0[1-9]|1[0-2])$", "所属月份写成 2025-03。")


class MonthlyUse(Record):
    """Use and fee of one account in one month (月台账); 发生日 is the day of the reading or the bill.

    The quantity is in the stored unit of the kind: kWh, m3, MJ.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="uses", verbose_name="用能账户")
    month = models.CharField("所属月份", max_length=7, validators=[_MONTH])
    quantity = models.DecimalField("用量", max_digits=16, decimal_places=3, validators=_ZERO)
    fee = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=_ZERO)
    origin = models.CharField("数据来源", max_length=8, choices=Origin.choices, default=Origin.BILL)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "能源资源消费月台账"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "month"])]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "month"], condition=models.Q(life="live"), name="energy_use_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.month}"


class Bill(Record):
    """A supplier's bill (账单) over its own days, both included; 发生日 is the day of the bill.

    The ledger goes by calendar months: a bill is split by days where it is taken over.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="bills", verbose_name="用能账户")
    start = models.DateField("起日")
    end = models.DateField("止日")
    quantity = models.DecimalField("用量", max_digits=16, decimal_places=3, validators=_ZERO)
    fee = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=_ZERO)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "账单"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "start"], condition=models.Q(life="live"), name="energy_bill_start_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.start}至{self.end}"
