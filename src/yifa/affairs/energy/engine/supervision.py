"""What a finding of supervision calls for: 条例第37条 and the temperature of air conditioning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, exact

LAW = "公共机构节能条例"
#: the eight violations of 条例第37条, in its order
ITEMS = (
    "no_plan", "no_metering", "no_ledger", "no_report", "over_quota_unexplained", "no_post", "no_audit", "obstruction",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """The place in the law and the step it calls for now."""

    article: str
    step: str


def measure(violation: str, ordered: bool = False, term_over: bool = False, corrected: bool = False) -> Measure | None:
    """Return the step for a violation: first 责令限期改正; 通报 only where the term is over and nothing was mended.

    Being over quota is no violation; leaving it unexplained is.
    """
    if violation not in ITEMS:
        raise EnergyError(f"“{violation}”不是条例第三十七条所列情形")
    if corrected:
        return None
    article = f"条例第三十七条第({'一二三四五六七八'[ITEMS.index(violation)]})项"
    return Measure(article, "通报" if ordered and term_over else "责令限期改正")


def over_quota(over: bool, explained: bool) -> str | None:
    """Return the violation of a unit over its quota, or None: an explanation given is no violation."""
    return "over_quota_unexplained" if over and not explained else None


def temperatures_wrong(
    season: str, values: Iterable[Any], summer_min: Any, winter_max: Any, special: bool = False
) -> list[Fraction]:
    """Return the temperatures outside the limits (limits are parameters); special uses are exempt."""
    if season not in ("summer", "winter"):
        raise EnergyError("season 只能是 summer 或 winter")
    numbers = [exact(value, "温度") for value in values]
    if special:
        return []
    if season == "summer":
        return [number for number in numbers if number < exact(summer_min)]
    return [number for number in numbers if number > exact(winter_max)]
