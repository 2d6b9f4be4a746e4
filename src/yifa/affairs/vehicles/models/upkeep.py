"""What keeps a vehicle on the road and what ends it: workshop, policies, tests, accidents, violations, disposal."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

from yifa.affairs.vehicles.choices import (
    Blame,
    PolicyKind,
    RetireKind,
    RetireState,
    RetireWay,
    UpkeepKind,
    UpkeepState,
)
from yifa.affairs.vehicles.models.fleet import Driver, Vehicle, Vendor
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record

_LIVE = models.Q(life="live")
_MONEY: dict[str, Any] = {
    "max_digits": 12,
    "decimal_places": 2,
    "null": True,
    "blank": True,
    "validators": [MinValueValidator(0)],
}


class Upkeep(Workflow, Record):
    """A workshop order (维修保养单); 发生日 is the day it was asked for. Amounts in yuan."""

    happened_on = models.DateField("申请日期", null=True, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="upkeeps", verbose_name="车辆")
    kind = models.CharField("维保类别", max_length=8, choices=UpkeepKind.choices)
    items = models.CharField("维保项目", max_length=300)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="维修企业")
    estimate = models.DecimalField("预估金额（元）", **_MONEY)
    approved_by = models.CharField("审批人", max_length=60, blank=True)
    done_on = models.DateField("完成日", null=True, blank=True)
    odometer = models.PositiveIntegerField("里程表读数（公里）", null=True, blank=True)
    amount = models.DecimalField("结算金额（元）", **_MONEY)
    invoice_no = models.CharField("票据号码", max_length=40, blank=True)
    state = models.CharField("状态", max_length=10, choices=UpkeepState.choices, default=UpkeepState.ASKED)

    transitions = frozenset(
        {
            (UpkeepState.ASKED, UpkeepState.APPROVED),
            (UpkeepState.ASKED, UpkeepState.REFUSED),
            (UpkeepState.APPROVED, UpkeepState.DONE),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "维修保养单"

    def __str__(self) -> str:
        return f"{self.vehicle} {self.get_kind_display()}"


class Insurance(Record):
    """A policy (保险); 发生日 is the day it was taken out. premium in yuan."""

    happened_on = models.DateField("投保日期", null=True, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="policies", verbose_name="车辆")
    kind = models.CharField("险种", max_length=12, choices=PolicyKind.choices)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="保险公司")
    number = models.CharField("保单号", max_length=60)
    starts_on = models.DateField("保险起期")
    ends_on = models.DateField("保险止期")
    premium = models.DecimalField("保费（元）", **_MONEY)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "车辆保险"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="policy_ends_after_start",
                violation_error_message="保险止期要晚于起期。",
            ),
            models.UniqueConstraint(fields=["bureau", "number"], condition=_LIVE, name="one_vehicle_policy_per_number",
                                    violation_error_message="这个保单号已经登记。"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.vehicle} {self.get_kind_display()}"


class Inspection(Record):
    """A technical inspection (年检); 发生日 is the day of the test."""

    happened_on = models.DateField("检验日期", null=True, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="inspections", verbose_name="车辆")
    passed = models.BooleanField("检验合格", default=True)
    valid_until = models.DateField("检验有效期止")
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检验机构")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "车辆年检"

    def __str__(self) -> str:
        return f"{self.vehicle} 年检"


class Accident(Record):
    """An accident (交通事故); 发生日 is its day. loss in yuan."""

    happened_on = models.DateField("事故日期", null=True, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="accidents", verbose_name="车辆")
    driver = models.ForeignKey(Driver, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="驾驶员")
    place = models.CharField("地点", max_length=160)
    what = models.CharField("经过", max_length=300)
    blame = models.CharField("责任", max_length=8, choices=Blame.choices, default=Blame.OPEN)
    injured = models.PositiveSmallIntegerField("伤亡人数", default=0)
    loss = models.DecimalField("损失（元）", **_MONEY)
    closed_on = models.DateField("处理完毕日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "交通事故"

    def __str__(self) -> str:
        return f"{self.vehicle} {self.place}"


class Violation(Record):
    """A traffic violation (交通违法); 发生日 is its day. fine in yuan."""

    happened_on = models.DateField("违法日期", null=True, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="violations", verbose_name="车辆")
    driver = models.ForeignKey(Driver, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="驾驶员")
    place = models.CharField("地点", max_length=160)
    what = models.CharField("违法行为", max_length=200)
    fine = models.DecimalField("罚款（元）", **_MONEY)
    points = models.PositiveSmallIntegerField("记分", default=0)
    handled_on = models.DateField("处理日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "交通违法"

    def __str__(self) -> str:
        return f"{self.vehicle} {self.what}"


class Retirement(Workflow, Record):
    """Renewal or disposal of a vehicle (更新处置); 发生日 is the day it was asked for. revenue in yuan, 非税收入."""

    happened_on = models.DateField("申请日期", null=True, blank=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="retirements", verbose_name="车辆")
    kind = models.CharField("类别", max_length=8, choices=RetireKind.choices)
    way = models.CharField("处置方式", max_length=8, choices=RetireWay.choices)
    grounds = models.CharField("更新处置理由", max_length=300)
    safety = models.BooleanField("因安全等原因确需提前", default=False)
    approved_by = models.CharField("批准机关（人）", max_length=120, blank=True)
    approved_on = models.DateField("批准日", null=True, blank=True)
    approval_no = models.CharField("批准文号", max_length=80, blank=True)
    done_on = models.DateField("处置日", null=True, blank=True)
    receiver = models.CharField("受让（接收）单位", max_length=120, blank=True)
    revenue = models.DecimalField("处置收入（元）", **_MONEY)
    paid_in_on = models.DateField("收入上缴日", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=RetireState.choices, default=RetireState.ASKED)

    transitions = frozenset(
        {
            (RetireState.ASKED, RetireState.APPROVED),
            (RetireState.ASKED, RetireState.REFUSED),
            (RetireState.APPROVED, RetireState.DONE),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "车辆更新处置"

    def __str__(self) -> str:
        return f"{self.vehicle} {self.get_kind_display()}"
