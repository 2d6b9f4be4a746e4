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
