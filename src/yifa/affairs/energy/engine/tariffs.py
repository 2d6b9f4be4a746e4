"""Time-of-use tariffs (分时电价) of the packs: which band an hour lies in, and its price, by dated sets.

A tariff is a pattern of 24 characters per month, one band (尖、峰、平、谷、深) an hour, and optionally another for the
days of a statutory holiday. Which tariff an institution pays is a setting; a set that nobody has read is 待核实.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yifa.affairs.energy.engine.library import Named, guarded, head_of, rows_of, written
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.lawkit.packs.loader import ROOT, load_kind

HOURS = 24


@dataclass(frozen=True)
class Tariff(Named):
    """A tariff: ``name`` is the same for the successive versions of one tariff; yuan per kWh by band."""

    name: str
    prices: Mapping[str, Fraction]
    days: Mapping[int, str]
    holiday: str | None

    def pattern(self, month: int, holiday: bool = False) -> str:
        """Return the bands of the 24 hours of a day."""
        return self.holiday if holiday and self.holiday else self.days[month]


@guarded
def _tariff(row: dict[str, Any]) -> Tariff:
    prices = {str(band): written(value) for band, value in row["prices"].items()}
    days: dict[int, str] = {}
    patterns = [(season["months"], season["day"]) for season in row["seasons"]]
    for months, day in patterns:
        for month in months:
            if month in days or not 1 <= month <= 12:
                raise EnergyError(f"{month}月写了两次或不是月份")
            days[month] = day
    if len(days) != 12:
        raise EnergyError("一年十二个月都要有时段")
    holiday = row.get("holiday")
    for day in (*days.values(), *([holiday] if holiday else [])):
        if len(day) != HOURS or set(day) - set(prices):
            raise EnergyError("一天的时段应是24个字，每个字都有电价")
    return Tariff(
        **head_of(row), name=row["name"], prices=MappingProxyType(prices), days=MappingProxyType(days), holiday=holiday
    )


def build(files: list[tuple[str, Any]]) -> dict[str, Tariff]:
    """Build the tariffs of files ``(name, data)``; a later row of the same id takes the place of an earlier one."""
    return {row["id"]: _tariff(row) for row in rows_of(files, "tariffs")}


@lru_cache(maxsize=8)
def tariffs(region: str | None = None, root: Path = ROOT) -> Mapping[str, Tariff]:
    """Return the tariffs of the packs by id."""
    return MappingProxyType(build([(path.name, data) for path, data in load_kind("energy", region, root)]))


def on(name: str, day: date, region: str | None = None) -> Tariff | None:
    """Return the version of a tariff in force on a day; None where none was: no price is not the price 0."""
    found = [one for one in tariffs(region).values() if one.name == name and one.holds_on(day)]
    return max(found, key=lambda one: one.valid_from or date.min, default=None)
