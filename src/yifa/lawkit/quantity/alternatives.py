"""Lawful wordings (可改写法) for a claim the records do not bear out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

OMIT = "（略去此句）"


def shortfall(numerator: Decimal | int, denominator: Decimal | int, unit: str | None = None) -> list[str]:
    """Return the neutral wordings where neither subject nor deed is known."""
    word = "" if unit in (None, "%") else str(unit)
    out = [f"{denominator}{word}中{numerator}{word}"] if denominator else []
    whole = int(Fraction(numerator) / Fraction(denominator) * 100) if denominator else 0
    exact = denominator and Fraction(numerator) / Fraction(denominator) * 100 == whole
    return [*out, *([f"{whole}%" + ("" if exact else "以上")] if whole else []), OMIT]


def alternatives(
    numerator: Decimal | int, denominator: Decimal | int, subject: str, claim: str, *, unit: str = "件"
) -> list[str]:
    """Return what may be printed instead of “均/全部/100%”, the fullest first, omission last.

    ``subject`` is what is counted (合同), ``claim`` what is said of it, a verb phrase (签订前审查).
    """
    if numerator > denominator or numerator < 0:
        raise ValueError(f"分子{numerator}、分母{denominator}不成比率")
    if denominator == 0:
        return [f"本年度无{subject}", OMIT] if subject else [OMIT]
    if numerator == denominator:
        return [f"{denominator}{unit}{subject}全部{claim}", OMIT]
    if numerator == 0:
        return [f"{denominator}{unit}{subject}均未{claim}", OMIT]
    rest = denominator - numerator
    rate = Fraction(numerator) / Fraction(denominator) * 100
    whole = rate.numerator // rate.denominator
    out = [
        f"{denominator}{unit}{subject}中{numerator}{unit}{claim}",
        f"除{rest}{unit}外，其余{numerator}{unit}{subject}均{claim}",
    ]
    if whole:
        out.append(f"{subject}{claim}率{whole}%" + ("" if rate == whole else "以上"))
    return [*out, OMIT]
