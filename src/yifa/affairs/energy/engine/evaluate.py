"""The indicators of one institution and year against their quotas (年度评价)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine import quotas
from yifa.affairs.energy.engine.convert import Use, carbon, standard_coal, stored
from yifa.affairs.energy.engine.library import Library
from yifa.affairs.energy.engine.numbers import EnergyError, amount, over, plain, shown_beside


@dataclass(frozen=True)
class Institution:
    """What an evaluation needs of an institution and its year; quantities as filed.

    ``heating`` is the part of ``uses`` that went into heating (供暖), ``removed`` what leaves with its own area
    (数据中心、厨房等单独计量的特殊用能), each a part of the whole and never more.
    """

    name: str
    year: int
    klass: str
    group: str
    zone: str | None
    area: Any
    persons: Any
    uses: tuple[Use, ...]
    heating: tuple[Use, ...] = ()
    removed: tuple[Use, ...] = ()
    removed_area: Any = 0
    heating_group: str | None = None
    it_electricity: Any = None
    data_centre_electricity: Any = None


@dataclass(frozen=True)
class Result:
    """One indicator: exact value or None with the reason, band, limits, and everything it rests on."""

    code: str
    title: str
    value: Fraction | None
    unit: str
    places: int
    band: str | None
    quota: quotas.Quota | None
    coefficient_set: str | None
    basis: str
    why: str | None = None
    terms: tuple[Any, ...] = field(default=())

    @property
    def shown(self) -> str | None:
        """The value as printed: never on the other side of a limit than the exact one."""
        if self.value is None:
            return None
        return format(shown_beside(self.value, self.places, self.quota.values if self.quota else ()), "f")

    def as_json(self) -> dict[str, Any]:
        """Return the row of ``yifa energy evaluate --json``."""
        quota = self.quota
        limits = {} if quota is None else {
            name: plain(value)
            for name, value in (("约束值", quota.limit), ("基准值", quota.base), ("引导值", quota.guide))
            if value is not None
        }  # fmt: skip
        row = {
            "code": self.code, "title": self.title, "value": self.shown, "unit": self.unit, "band": self.band,
            "limits": limits, "coefficient_set": self.coefficient_set, "quota": quota.name if quota else None,
            "basis": self.basis,
        }  # fmt: skip
        return row | ({"why": self.why} if self.why else {})


NO_DENOMINATOR = "denominator_zero"


def evaluate(
    library: Library,
    one: Institution,
    set_id: str,
    on: date,
    place: str | None = None,
    base_year: int | None = None,
    factor_year: int | None = None,
) -> list[Result]:
    """Return the indicators of a year; ``on`` is the day whose quotas apply, ``place`` names the grid factors.

    Carbon stands twice: by the factor of the year (or ``factor_year``, where a bureau names the last published one)
    and by the factor fixed at ``base_year``.
    Raise SetMismatch where a quota needs another coefficient set.
    """
    chosen = library.coefficient_set(set_id)
    area, persons = amount(one.area, "建筑面积"), amount(one.persons, "用能人数")
    whole, heat, out = (_by_kind(library, uses) for uses in (one.uses, one.heating, one.removed))
    for kind, part in (*heat.items(), *out.items()):
        if heat.get(kind, Fraction(0)) + out.get(kind, Fraction(0)) > whole.get(kind, Fraction(0)):
            raise EnergyError(f"{library.kind(kind).title}的供暖、特殊用能之和大于总量{plain(part)}")
    left_area = area - amount(one.removed_area, "特殊用能面积")
    if left_area < 0:
        raise EnergyError("特殊用能面积大于建筑面积")
    rest = {kind: value - heat.get(kind, Fraction(0)) - out.get(kind, Fraction(0)) for kind, value in whole.items()}
    total, heating, others = (standard_coal(library, _uses(part), chosen) for part in (whole, heat, rest))
    found: list[Result] = []

    def add(
        code: str, value: Fraction | None, basis: str, group: str | None = None, terms: tuple[Any, ...] = (),
        why: str | None = None,
    ) -> None:  # fmt: skip
        kind = library.indicators[code]
        quota = library.quota(one.klass, group, one.zone, code, on) if group else None
        used = chosen if kind.coefficients else None
        where = quotas.band(value, quota, used) if group else None
        note = why or (NO_DENOMINATOR if value is None else None)
        found.append(
            Result(code, kind.title, value, kind.unit, kind.places, where, quota, used.id if used else None,
                   f"{basis}；{quota.basis}" if quota else basis, note, terms)
        )  # fmt: skip

    add("total_energy", total.total, f"E=Σ(实物量×系数)，{chosen.basis}", terms=total.terms)
    add("total_per_area", over(total.total, area), "综合能耗÷建筑面积", one.group, total.terms)
    add("total_per_person", over(total.total, persons), "综合能耗÷用能人数", one.group, total.terms)
    add(
        "non_heating_per_area", over(others.total, left_area),
        "（综合能耗－供暖能耗－特殊用能）÷（建筑面积－特殊用能面积）", one.group, others.terms,
    )  # fmt: skip
    if heat:
        add("heating_energy", heating.total, "Σ(供暖实物量×系数)", terms=heating.terms)
        add("heating_per_area", over(heating.total, area), "供暖能耗÷建筑面积", one.heating_group, heating.terms)
    if "electricity" in whole:
        add(
            "electricity_per_area", over(rest["electricity"], left_area),
            "（用电量－供暖用电－特殊用电）÷（建筑面积－特殊用能面积）", one.group,
        )  # fmt: skip
    if "water" in whole:
        add("water_per_person", over(whole["water"], persons), "用水量÷用能人数", one.group)
    if one.it_electricity is not None and one.data_centre_electricity is not None:
        it = amount(one.it_electricity, "信息设备用电量")
        add(
            "eue",
            over(amount(one.data_centre_electricity, "数据中心用电量"), it),
            "数据中心总用电÷信息设备用电",
            "数据中心",
        )
    if place:
        for name, year in (("current", factor_year or one.year), ("fixed", base_year)):
            _carbon(library, _uses(whole), place, year, name, area, add)
    return found


def _carbon(
    library: Library, uses: tuple[Use, ...], place: str, year: int | None, name: str, area: Fraction, add: Any
) -> None:
    """Add total and per-area carbon of one factor year; a missing factor is said, not replaced."""
    if year is None:
        return
    try:
        found, sets = carbon(library, uses, place, year)
    except EnergyError as error:
        add(f"carbon_{name}", None, f"{place}{year}年因子", why=str(error))
        add(f"carbon_per_area_{name}", None, f"{place}{year}年因子", why=str(error))
        return
    basis = f"{place}{year}年因子（{'、'.join(one.title for one in sets)}）"
    add(f"carbon_{name}", found.total / 1000, basis, terms=found.terms)
    add(f"carbon_per_area_{name}", over(found.total, area), basis, terms=found.terms)


def _by_kind(library: Library, uses: tuple[Use, ...]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for use in uses:
        found[use.kind] = found.get(use.kind, Fraction(0)) + stored(library, use)
    return found


def _uses(quantities: Mapping[str, Fraction]) -> tuple[Use, ...]:
    return tuple(Use(kind, quantity) for kind, quantity in quantities.items())
