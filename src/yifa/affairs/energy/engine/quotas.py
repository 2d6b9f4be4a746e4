"""Where a value lies against its quota (定额对标), decided on the exact value.

Meaning of the three values: 约束值 the upper limit of normal operation, 基准值 after some energy management, 引导值 the
improvement goal. A value equal to a limit is inside it.
"""

from __future__ import annotations

from fractions import Fraction

from yifa.affairs.energy.engine.library import CoefficientSet, Quota
from yifa.affairs.energy.engine.numbers import EnergyError

OVER, HIGH, FAIR, GOOD = "超约束值", "(基准值,约束值]", "(引导值,基准值]", "≤引导值"
WITHIN = "(引导值,约束值]"
NO_QUOTA = "未制定定额"
#: band -> what the general rule of targets (定额标准表A.1) asks for
ACTIONS = {
    OVER: "限期整改并开展能源审计",
    HIGH: "参照基准值逐年提升",
    FAIR: "鼓励达到引导值",
    GOOD: "结合实际设定目标",
    WITHIN: "鼓励达到引导值",
}


class SetMismatch(EnergyError):
    """An indicator was reckoned with another coefficient set than its quota needs."""


def check_set(quota: Quota, used: CoefficientSet | None) -> None:
    """Refuse a comparison across coefficient sets."""
    if quota.coefficient_set and (used is None or used.id != quota.coefficient_set):
        with_set = used.id if used else "未写明的系数集"
        raise SetMismatch(f"定额“{quota.title}”要用系数集 {quota.coefficient_set}，指标却按 {with_set} 计算，不能对标")


def band(value: Fraction | None, quota: Quota | None, used: CoefficientSet | None) -> str | None:
    """Return the band of a value; 未制定定额 where there is no quota; None where there is no value."""
    if quota is None:
        return NO_QUOTA
    check_set(quota, used)
    if value is None:
        return None
    if value > quota.limit:
        return OVER
    if quota.base is not None and value > quota.base:
        return HIGH
    if quota.guide is not None and value > quota.guide:
        return FAIR if quota.base is not None else WITHIN
    return GOOD
