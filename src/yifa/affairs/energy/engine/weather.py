"""Degree days (度日), weather normalisation, and the sufficiency of data for a savings claim (CalTRACK methods)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, amount, exact

#: shares and numbers of the CalTRACK 2.0 methods, a technical method, not law
MISSING_DAYS_OF_365 = 37
HOURS_OF_DAY = 24
OUTLIER_IQRS = 3


def heating_degree_days(daily_means: Iterable[Any], base: Any) -> Fraction:
    """Return Σ max(base − mean, 0)."""
    line = exact(base)
    return sum((max(line - exact(mean), Fraction(0)) for mean in daily_means), Fraction(0))


def cooling_degree_days(daily_means: Iterable[Any], base: Any) -> Fraction:
    """Return Σ max(mean − base, 0)."""
    line = exact(base)
    return sum((max(exact(mean) - line, Fraction(0)) for mean in daily_means), Fraction(0))


def normalised(total: Any, actual: Any, normal: Any, base_load: Any = 0) -> Fraction:
    """Return use as it would be in a normal year: only the part that depends on the weather is scaled."""
    whole, steady, days = amount(total), amount(base_load), amount(actual, "实际度日数")
    if steady > whole:
        raise EnergyError("基础负荷大于总量")
    if days == 0:
        raise EnergyError("实际度日数为零，不能修正")
    return steady + (whole - steady) * amount(normal, "常年度日数") / days


def daily_use(mu: Any, heat: Any, cool: Any, hdd: Sequence[Any], cdd: Sequence[Any]) -> list[Fraction]:
    """Return the use per day of a degree-day model: UPD = μ + βh·HDD + βc·CDD."""
    return [exact(mu) + exact(heat) * exact(h) + exact(cool) * exact(c) for h, c in zip(hdd, cdd, strict=True)]


def line_fit(x: Sequence[Any], y: Sequence[Any]) -> tuple[Fraction, Fraction, Fraction]:
    """Return ``(mu, slope, adjusted R²)`` of the least-squares line."""
    xs, ys = [exact(v) for v in x], [exact(v) for v in y]
    count = len(xs)
    if count != len(ys) or count < 3:
        raise EnergyError("至少要有三组数据")
    mean_x, mean_y = sum(xs, Fraction(0)) / count, sum(ys, Fraction(0)) / count
    spread = sum(((v - mean_x) ** 2 for v in xs), Fraction(0))
    if spread == 0:
        raise EnergyError("自变量没有变化，不能回归")
    slope = sum(((a - mean_x) * (b - mean_y) for a, b in zip(xs, ys, strict=True)), Fraction(0)) / spread
    mu = mean_y - slope * mean_x
    left = sum(((b - mu - slope * a) ** 2 for a, b in zip(xs, ys, strict=True)), Fraction(0))
    whole = sum(((b - mean_y) ** 2 for b in ys), Fraction(0))
    fit = 1 - (left / (count - 2)) / (whole / (count - 1)) if whole else Fraction(1)
    return mu, slope, fit


def sufficient(days: int, missing: int) -> bool:
    """True where a baseline has enough days: at most 37 of 365 missing, a longer or shorter one in proportion."""
    if not 0 <= missing <= days:
        raise EnergyError("缺失天数应在 0 和总天数之间")
    return missing * 365 <= MISSING_DAYS_OF_365 * days


def filled_day(present: int, total: Any) -> Fraction | None:
    """Return a day's use from the hours there are; None where more than half of them are missing."""
    if not 0 <= present <= HOURS_OF_DAY:
        raise EnergyError("一天的小时数应在 0 和 24 之间")
    return exact(total) * HOURS_OF_DAY / present if present * 2 >= HOURS_OF_DAY else None


def zero_is_missing(kind: str, value: Any) -> bool:
    """True where a zero means no data: for electricity; a zero of gas is a valid one."""
    return kind == "electricity" and exact(value) == 0


def quantile(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """Return a quantile by linear interpolation, both ends included."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = place.numerator // place.denominator
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def outliers(values: Sequence[Any]) -> tuple[Fraction, list[Fraction]]:
    """Return the line median + 3×IQR and the values above it: for review by a person, never dropped."""
    numbers = [exact(value) for value in values]
    if not numbers:
        raise EnergyError("没有数据")
    low, middle, high = (quantile(numbers, Fraction(n, 4)) for n in (1, 2, 3))
    line = middle + OUTLIER_IQRS * (high - low)
    return line, [number for number in numbers if number > line]
