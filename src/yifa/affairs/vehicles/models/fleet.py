"""What the fleet consists of: quotas, vehicles, drivers, firms, cards."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from yifa.affairs.vehicles.choices import (
    NEW_ENERGY,
    Body,
    CardKind,
    Category,
    DriverState,
    Energy,
    Origin,
    VehicleState,
    VendorKind,
)
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record

_LIVE = models.Q(life="live")


def _unit(label: str) -> Any:
    """Return the unit of a record under the name the register has for it."""
    return models.ForeignKey(settings.YIFA_UNIT_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
                             verbose_name=label)  # fmt: skip


class Quota(Record):
    """How many vehicles of a category a unit may keep (编制); 发生日 is the day of approval, the latest one stands."""

    unit = _unit("编制单位")
    desk = _unit("车辆管理单位")
    happened_on = models.DateField("核定日期", null=True, blank=True)
    category = models.CharField("车辆类别", max_length=12, choices=Category.choices)
    number = models.PositiveIntegerField("核定编制（辆）")
    approved_by = models.CharField("核定机关", max_length=120, blank=True)

    reached_by = ("unit", "desk")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "车辆编制"

    def __str__(self) -> str:
        return f"{self.unit or self.bureau} {self.get_category_display()}"


class Vehicle(Workflow, Record):
    """An official vehicle (公务用车); 发生日 is the day of registration. Secret ones are not entered.

    ``unit`` is whose establishment it counts in and who uses it, ``desk`` the office that keeps and sends it (default:
    the unit itself). ``price`` in yuan without purchase tax; ``litres`` displacement; ``odometer`` in km as last seen.
    ``tested_until``, ``insured_until`` and the last service are given when the register starts; from then on policies,
    tests and workshop orders say them.
    """

    unit = _unit("使用单位")
    desk = _unit("车辆管理单位")
    happened_on = models.DateField("登记日期", null=True, blank=True)
    plate = models.CharField("号牌号码", max_length=10)
    vin = models.CharField("车辆识别代号", max_length=17, blank=True)
    engine_no = models.CharField("发动机（电动机）号", max_length=40, blank=True)
    brand = models.CharField("品牌型号", max_length=80)
    category = models.CharField("车辆类别", max_length=12, choices=Category.choices)
    body = models.CharField("车型", max_length=12, choices=Body.choices)
    energy = models.CharField("能源类型", max_length=10, choices=Energy.choices)
    litres = models.DecimalField("排气量（升）", max_digits=3, decimal_places=1, null=True, blank=True)
    seats = models.PositiveSmallIntegerField("核定载客数", validators=[MinValueValidator(1)])
    quota_no = models.CharField("编制号", max_length=40, blank=True)
    origin = models.CharField("来源", max_length=12, choices=Origin.choices, default=Origin.BOUGHT)
    bought_on = models.DateField("购置日", null=True, blank=True)
    price = models.DecimalField("购车价格（元，不含购置税）", max_digits=12, decimal_places=2, null=True, blank=True,
                                validators=[MinValueValidator(0)])  # fmt: skip
    by_need = models.BooleanField("因执法工作需要配备", default=False)
    domestic = models.BooleanField("国产汽车", default=True)
    sticker_no = models.CharField("公务用车标识码", max_length=40, blank=True)
    no_sticker = models.CharField("不喷涂标识的批准文号", max_length=80, blank=True)
    terminal_no = models.CharField("北斗终端号", max_length=40, blank=True)
    odometer = models.PositiveIntegerField("里程表读数（公里）", default=0)
    serviced_on = models.DateField("上次保养日", null=True, blank=True)
    serviced_km = models.PositiveIntegerField("上次保养里程（公里）", null=True, blank=True)
    tested_until = models.DateField("检验有效期止", null=True, blank=True)
    insured_until = models.DateField("交强险止期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=VehicleState.choices, default=VehicleState.IN_USE)
    over_standard = models.CharField("超标准情况", max_length=200, blank=True, editable=False)

    reached_by = ("unit", "desk")
    transitions = frozenset(
        {
            (VehicleState.IN_USE, VehicleState.REPAIR),
            (VehicleState.REPAIR, VehicleState.IN_USE),
            (VehicleState.IN_USE, VehicleState.SEALED),
            (VehicleState.SEALED, VehicleState.IN_USE),
            (VehicleState.IN_USE, VehicleState.PENDING),
            (VehicleState.REPAIR, VehicleState.PENDING),
            (VehicleState.SEALED, VehicleState.PENDING),
            (VehicleState.PENDING, VehicleState.IN_USE),
            (VehicleState.PENDING, VehicleState.DISPOSED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "公务用车"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "state", "category"])]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "plate"], condition=_LIVE & ~models.Q(state="disposed"), name="one_vehicle_per_plate",
                violation_error_message="这块号牌的车辆已经登记。",
            ),
            models.UniqueConstraint(
                fields=["bureau", "vin"], condition=_LIVE & ~models.Q(vin=""), name="one_vehicle_per_vin",
                violation_error_message="这个车辆识别代号的车辆已经登记。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.plate

    @property
    def keeper_id(self) -> int | None:
        """The office that keeps and sends it."""
        found: int | None = self.desk_id or self.unit_id
        return found

    @property
    def new_energy(self) -> bool:
        """Whether it counts as 新能源."""
        return self.energy in NEW_ENERGY


class Driver(Record):
    """A driver (驾驶员); 发生日 is the day of taking up the work."""

    happened_on = models.DateField("上岗日期", null=True, blank=True)
    name = models.CharField("姓名", max_length=60)
    person = models.ForeignKey("core_org.Person", models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name="对应人员")  # fmt: skip
    licence_class = models.CharField("准驾车型", max_length=12)
    licence_no = models.CharField("驾驶证号", max_length=20, blank=True)
    licensed_on = models.DateField("初次领证日", null=True, blank=True)
    licence_until = models.DateField("驾驶证有效期止", help_text="“长期”的填 2099-12-31")
    phone = models.CharField("联系电话", max_length=30, blank=True)
    employer = models.CharField("用工单位", max_length=120, blank=True)
    state = models.CharField("状态", max_length=8, choices=DriverState.choices, default=DriverState.ON_DUTY)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "驾驶员"

    def __str__(self) -> str:
        return self.name


class Vendor(Record):
    """A firm that serves the fleet (定点单位); 发生日 is the day of the contract."""

    happened_on = models.DateField("签约日期", null=True, blank=True)
    kind = models.CharField("类别", max_length=10, choices=VendorKind.choices)
    name = models.CharField("单位名称", max_length=120)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    contract_no = models.CharField("合同编号", max_length=60, blank=True)
    valid_until = models.DateField("定点有效期止", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "定点单位"

    def __str__(self) -> str:
        return self.name


class Card(Record):
    """A card that pays for a vehicle (加油卡、通行卡、充电卡); 发生日 is the day it was handed out."""

    happened_on = models.DateField("发卡日期", null=True, blank=True)
    kind = models.CharField("类别", max_length=10, choices=CardKind.choices)
    number = models.CharField("卡号", max_length=40)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="cards",
                                verbose_name="车辆")  # fmt: skip
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发卡单位")
    ended_on = models.DateField("停用日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "车辆卡"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "number"], condition=_LIVE, name="one_vehicle_card_per_number",
                violation_error_message="这个卡号已经登记。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
