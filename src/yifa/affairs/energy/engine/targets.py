"""Targets (节能目标): a cut against a base, split over years, and where a year stands against its path."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, amount, exact


def target(base: Any, cut_percent: Any) -> Fraction:
    """Return the value a cut asks for."""
    share = amount(cut_percent, "下降率")
    if share > 100:
        raise EnergyError("下降率不能超过100%")
    return amount(base, "基期值") * (1 - share / 100)


def chained(start: Any, changes_percent: list[Any]) -> Fraction:
    """Return a value after yearly changes in percent (负为下降)."""
    value = exact(start)
    for step in changes_percent:
        value *= 1 + exact(step) / 100
    return value


def yearly_linear(cut_percent: Any, years: int) -> Fraction:
    """Return the cut of each year in percent of the base where it is split evenly."""
    return amount(cut_percent) / _years(years)


def yearly_geometric(cut_percent: Any, years: int) -> Decimal:
    """Return the cut of each year in percent of the year before that gives the whole cut in the end."""
    with localcontext() as context:
        context.prec = 40
        share = 1 - Decimal(str(cut_percent)) / 100
        if not 0 < share <= 1:
            raise EnergyError("下降率应在0和100之间")
        return (1 - share ** (Decimal(1) / _years(years))) * 100


def _years(years: int) -> int:
    if years < 1:
        raise EnergyError("年数至少为1")
    return years


def differentiated(value: Fraction, cut_percent: Any, quota: tuple[Any, Any, Any] | None) -> tuple[Fraction, str]:
    """Return (target, why) of an institution by the general rule of the quota standards (表A.1).

    ``quota``: 约束值、基准值、引导值 as they are, None where the standard made none. Above 约束值: down to it, with an
    audit. Above 基准值: by the bureau's cut towards 基准值. Above 引导值: by the cut, as far as 引导值. At or below it:
    keep what was reached.
    """
    wanted = target(value, cut_percent)
    limit, base, guide = (None if v is None else exact(v) for v in quota) if quota else (None, None, None)
    if limit is None:
        return wanted, "未制定定额，按本级下降率"
    if value > limit:
        return min(limit, wanted), "超约束值：降到约束值以内，开展能源审计"
    if base is not None and value > base:
        return max(base, wanted), "高于基准值：参照基准值逐年提升"
    if guide is not None and value > guide:
        return max(guide, wanted), "高于引导值：鼓励达到引导值"
    return value, "已达引导值：结合实际，不低于现有水平"


def path(base: Any, goal: Any, base_year: int, year: int, at: int) -> Fraction:
    """Return the value of a year on the straight way from base to goal."""
    if year <= base_year:
        raise EnergyError("目标年应晚于基期年")
    share = Fraction(min(max(at, base_year), year) - base_year, year - base_year)
    return exact(base) - (exact(base) - exact(goal)) * share
