"""People using energy (用能人数) and the area that counts (建筑面积), as the quota standards define them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, amount


def by_days(groups: Iterable[tuple[Any, Any]], year_days: int) -> Fraction:
    """Return P = Σ(N×φ), φ = days present ÷ days of the year (计日系数), of ``(number, days present)``."""
    total = Fraction(0)
    for number, days in groups:
        present = amount(days, "在场天数")
        if present > year_days:
            raise EnergyError(f"在场天数{days}超过全年{year_days}天")
        total += amount(number, "人数") * present / year_days
    return total


def organ(steady: Iterable[Any], meetings: Iterable[tuple[Any, Any]], year_days: int) -> Fraction:
    """Return the people of an organ: those there all year, and those of meetings by their days."""
    return sum((amount(number, "人数") for number in steady), Fraction(0)) + by_days(meetings, year_days)


def hospital(
    staff: Any, others: Any, interns: Any, intern_months: Any, beds: Any, bed_use: Any, outpatients: Any,
    year_days: int = 365,
) -> Fraction:  # fmt: skip
    """Return the people of a hospital: staff, interns by months, beds by use, outpatients of a year by days."""
    use, months = amount(bed_use, "病床使用率"), amount(intern_months, "实习月数")
    if use > 1 or months > 12:
        raise EnergyError("病床使用率不大于1，实习月数不大于12")
    return (
        amount(staff) + amount(others) + amount(interns) * months / 12
        + amount(beds) * use + amount(outpatients) / year_days
    )  # fmt: skip


def floor_area(building: Any, basement: Any = 0, garage: Any = 0) -> Fraction:
    """Return the area that counts: the basement does, a garage in it does not. ``building`` is without basement."""
    under, parked = amount(basement, "地下室面积"), amount(garage, "车库面积")
    if parked > under:
        raise EnergyError("车库面积大于地下室面积")
    return amount(building, "建筑面积") + under - parked


def told(text: str, year_days: int) -> tuple[Fraction, str]:
    """Return people and the formula of a list 类别 人数 在场天数, a line each; who has no days is there all year."""
    groups, parts = [], []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        words = line.replace("，", " ").replace(",", " ").split()
        if len(words) not in (2, 3):
            raise EnergyError(f"“{line[:30]}”应写成 类别 人数 在场天数，如 编外人员 35 220")
        days = words[2] if len(words) == 3 else str(year_days)
        groups.append((words[1], days))
        parts.append(f"{words[0]}{words[1]}" + (f"×{days}÷{year_days}" if len(words) == 3 else ""))
    return by_days(groups, year_days), "＋".join(parts)
