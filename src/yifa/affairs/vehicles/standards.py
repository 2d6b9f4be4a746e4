"""Standards of equipment (配备标准): price and displacement a vehicle may have, by category and day of purchase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yifa.affairs.vehicles.choices import NEW_ENERGY, Body, Category
from yifa.lawkit.params import Param, UnknownParam, get_param

#: category → (price, displacement); 特种专业技术用车 has no national figure
_BY_CATEGORY = {
    Category.COURIER: ("vehicle.courier_price_cap", "vehicle.courier_litre_cap"),
    Category.EMERGENCY: ("vehicle.emergency_price_cap", "vehicle.emergency_litre_cap"),
    Category.OTHER: ("vehicle.emergency_price_cap", "vehicle.emergency_litre_cap"),
    Category.ENFORCEMENT: ("vehicle.enforcement_price_cap", "vehicle.enforcement_litre_cap"),
}
_BY_NEED = ("vehicle.enforcement_need_price_cap", "vehicle.enforcement_need_litre_cap")
_COACHES = ("vehicle.coach_price_cap", "vehicle.coach_litre_cap")


@dataclass(frozen=True)
class Excess:
    """One standard that a vehicle exceeds. value and cap in the unit of the parameter (yuan, litre)."""

    param: Param
    value: Decimal

    @property
    def words(self) -> str:
        """What is over what, in Chinese."""
        if self.param.unit == "yuan":
            shown = f"{self.value / 10000:f}".rstrip("0").rstrip(".")
            return f"购车价格{shown}万元，超过{self.param.label}{self.param.value / 10000:g}万元"
        return f"排气量{self.value.normalize():f}升，超过{self.param.label}{self.param.value:g}升"


@dataclass(frozen=True)
class Compared:
    """One figure of a vehicle beside the standard of its day. ``value`` None: the register has no figure."""

    param: Param
    value: Decimal | None

    @property
    def words(self) -> str:
        """Figure, standard, and whether it keeps within, in Chinese."""
        money = self.param.unit == "yuan"
        cap = f"{self.param.value / 10000:g}万元" if money else f"{self.param.value:g}升"
        if self.value is None:
            return f"未登记，标准{cap}"
        shown = f"{self.value / 10000:f}".rstrip("0").rstrip(".") + "万元" if money else f"{self.value.normalize():f}升"
        return f"{shown}，标准{cap}，{'超过标准' if self.value > Decimal(str(self.param.value)) else '在标准内'}"

    @property
    def basis(self) -> str:
        """The text the standard rests on, and since when."""
        since = f"，自{self.param.valid_from.isoformat()}" if self.param.valid_from else ""
        return f"{self.param.basis or ''}{since}"


def compared(
    category: str, body: str, energy: str, *, price: Decimal | None, litres: Decimal | None, on: date,
    by_need: bool = False, region: str | None = None,
) -> tuple[list[Compared], str]:  # fmt: skip
    """Return each figure beside the standard in force on the day of purchase, or why there is none to compare with."""
    keys = caps(category, body, energy, by_need)
    if not keys:
        return [], "特种专业技术用车没有全国统一的价格和排气量标准，按批准文件核对。"
    out = []
    for key in keys:
        try:
            param = get_param(key, on, region)
        except UnknownParam:
            continue
        out.append(Compared(param, price if param.unit == "yuan" else litres))
    out = [c for c in out if c.value is not None or c.param.unit == "yuan" or energy not in NEW_ENERGY]
    if out:
        return out, ""
    return [], f"{on.isoformat()}购置，当时的配备标准系统没有收录，不对照。按当时的批准文件核对。"


def caps(category: str, body: str, energy: str, by_need: bool) -> tuple[str, ...]:
    """Return the parameters that apply (VEH-01 to VEH-04): price first, displacement after it where there is one."""
    if category not in _BY_CATEGORY:
        return ()
    if body == Body.LARGE_COACH:
        return ("vehicle.large_coach_price_cap",)
    if body in (Body.SMALL_COACH, Body.MEDIUM_COACH):
        return _COACHES
    if energy in NEW_ENERGY and body == Body.SEDAN:
        return ("vehicle.new_energy_sedan_price_cap",)
    return _BY_NEED if category == Category.ENFORCEMENT and by_need else _BY_CATEGORY[Category(category)]


def excesses(
    category: str, body: str, energy: str, *, price: Decimal | None, litres: Decimal | None, on: date,
    by_need: bool = False, region: str | None = None,
) -> list[Excess]:  # fmt: skip
    """Return every standard exceeded on a day; nothing where none was in force.

    price: yuan, without purchase tax; litres: displacement; on: day of purchase; by_need: 执法执勤 approved by need.
    """
    found = []
    for key in caps(category, body, energy, by_need):
        try:
            param = get_param(key, on, region)
        except UnknownParam:
            continue
        value = price if param.unit == "yuan" else litres
        if value is not None and value > Decimal(str(param.value)):
            found.append(Excess(param, value))
    return found
