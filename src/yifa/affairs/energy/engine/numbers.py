"""Exact numbers: decimals in, exact fractions inside, rounding only where a number is shown."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any


class EnergyError(ValueError):
    """Something that cannot be reckoned; the message is one Chinese sentence."""


def exact(value: Any, what: str = "数值") -> Fraction:
    """Return a number as written (int, text, YAML float) as an exact fraction; refuse what is no finite number."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or value is None:
        raise EnergyError(f"{what}“{value}”不是数")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise EnergyError(f"{what}“{value}”不是数") from None
    if not number.is_finite() or number.adjusted() > 30 or (number.adjusted() < -30 and number):
        raise EnergyError(f"{what}“{value}”不是可用的数")
    return Fraction(number)


def amount(value: Any, what: str = "数值") -> Fraction:
    """Return a number that may not be negative."""
    number = exact(value, what)
    if number < 0:
        raise EnergyError(f"{what}不能是负数")
    return number


def over(above: Fraction, below: Fraction | None) -> Fraction | None:
    """Return the quotient, or None where the denominator is missing or zero: no value, never 0 or infinity."""
    return None if not below else above / below


def shown(value: Fraction, places: int) -> Decimal:
    """Round half up, away from zero, to so many places."""
    scale = 10**places
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    number = Decimal(whole).scaleb(-places)
    return -number if value < 0 and whole else number


def shown_beside(value: Fraction, places: int, limits: tuple[Fraction, ...]) -> Decimal:
    """Round as ``shown``, with more places where rounding would put the number on or over a limit it is not on."""
    for extra in range(places, places + 7):
        number = Fraction(shown(value, extra))
        if all((number > limit) == (value > limit) and (number < limit) == (value < limit) for limit in limits):
            return shown(value, extra)
    return shown(value, places + 6)


def plain(value: Fraction) -> str:
    """Return a stored value as written text: exact where the decimal ends, else twelve places."""
    number = shown(value, 12).normalize()
    return format(number, "f")
