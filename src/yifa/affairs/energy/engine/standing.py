"""Where an institution stands in a period (核定): inputs as kept, indicators, what keeps it from being judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.affairs.energy.engine.convert import Use
from yifa.affairs.energy.engine.evaluate import Institution, Result, evaluate
from yifa.affairs.energy.engine.library import Library
from yifa.affairs.energy.engine.numbers import EnergyError, plain
from yifa.affairs.energy.engine.quotas import NO_QUOTA, OVER

#: Which indicators decide whether an institution is over its quota.
JUDGED = (
    "non_heating_per_area",
    "heating_per_area",
    "total_per_area",
    "total_per_person",
    "electricity_per_area",
    "water_per_person",
    "eue",
)


@dataclass(frozen=True)
class Terms:
    """By what a closing reckons: the day whose quotas apply, the place and years of the grid factor."""

    on: date
    place: str | None
    factor_year: int | None
    base_year: int | None


def institution(kept: dict[str, Any], year: int) -> Institution:
    """Return an institution from inputs as a closing keeps them."""
    return Institution(
        name=kept["name"],
        year=year,
        klass=kept["klass"],
        group=kept["group"],
        zone=kept["zone"] or None,
        area=kept["area"],
        persons=kept["persons"],
        uses=tuple(Use(kind, quantity, unit) for kind, quantity, unit in kept["uses"]),
        heating=tuple(Use(kind, quantity, unit) for kind, quantity, unit in kept.get("heating", ())),
        heating_group=kept.get("heating_group") or None,
    )


def reckoned(found: Library, kept: dict[str, Any], terms: Terms) -> list[list[Any]]:
    """Return the indicators as a closing keeps them: code, exact value, shown value, band, quota, set, why."""
    one = institution(kept, terms.on.year)
    rows = evaluate(found, one, kept["set"], terms.on, terms.place, terms.base_year, terms.factor_year)
    return [_row(row) for row in rows]


def _row(row: Result) -> list[Any]:
    value = None if row.value is None else plain(row.value)
    band = row.band if row.quota is not None else (NO_QUOTA if row.band else None)
    limit = plain(row.quota.limit) if row.quota else None
    return [
        row.code,
        value,
        row.shown,
        band,
        row.quota.name if row.quota else None,
        limit,
        row.coefficient_set,
        row.why,
    ]


def over(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the indicators that are above their 约束值."""
    return [row for row in rows if row[3] == OVER and row[0] in JUDGED]


def judged(rows: list[list[Any]]) -> bool:
    """Whether any indicator was held against a quota."""
    return any(row[4] for row in rows if row[0] in JUDGED)


def faults(found: Library, kept: dict[str, Any], on: date) -> list[str]:
    """Return what has to be put right before anything may be published of an institution: class, group, zone, size."""
    out = []
    if not kept["area"] or not kept["persons"]:
        out.append("没有面积或用能人数")
    standards = [one for one in found.quotas.values() if one.klass == kept["klass"] and one.holds_on(on)]
    rows = [row for one in standards for row in one.rows if row.group == kept["group"]]
    if standards and not rows:
        out.append(f"定额分组“{kept['group'] or '空'}”不在{'、'.join(f'《{one.title}》' for one in standards)}里")
    zones = {row.zone for row in rows if row.zone}
    if zones and kept["zone"] not in zones:
        out.append(f"气候分区“{kept['zone'] or '空'}”没有定额，应为{'或'.join(sorted(zones))}")
    return out


def factor_year(found: Library, place: str | None, year: int) -> int | None:
    """Return the last year up to a year for which the grid factor of a place was published."""
    years = [one.year for one in found.carbon.values() if one.year and ("electricity", place) in one.factors]
    return max((y for y in years if y <= year), default=None)


def grid_base(found: Library, place: str | None, base: int) -> int | None:
    """Return the year whose factor stands for the base year: itself, else the first published after it."""
    years = [one.year for one in found.carbon.values() if one.year and ("electricity", place) in one.factors]
    return min((y for y in years if y >= base), default=None)


def checked(found: Library, kept: dict[str, Any], terms: Terms) -> tuple[list[list[Any]], str]:
    """Return (indicators, why there are none)."""
    try:
        return reckoned(found, kept, terms), ""
    except EnergyError as error:
        return [], str(error)
