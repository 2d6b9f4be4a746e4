"""From what is stored to what may be printed (存数与印数): a claim never says more than the records."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from .alternatives import OMIT, alternatives
from .model import ClaimError, Quantity, Style
from .numerals import plain, to_arabic
from .render import check, spoken

Number = Decimal | int | Fraction | float
SEVERAL_FROM = 3  # one is 一, two is 两


def claim(
    stored: Number | str | None,
    unit: str | None = None,
    qualifier: str = "exact",
    style: Style | None = None,
    *,
    numerator: Decimal | int | None = None,
    denominator: Decimal | int | None = None,
    bound: str | None = None,
    subject: str = "",
    deed: str = "",
    counted_in: str = "件",
) -> Quantity:
    """Return the Quantity that may be printed for a stored value, or raise ClaimError with the lawful wordings.

    With unit ``%`` the stored value is a ratio (0.9532), or is taken from numerator and denominator. A target is
    given as it is aimed at (100 with unit %). ``subject`` (合同), ``deed`` (签订前审查) and ``counted_in`` (件)
    word the alternatives of a claim on all of them.
    """
    style = style or Style()
    if qualifier in ("target", "named", "ordinal"):
        if stored is None:
            raise ClaimError("没有记录，不得印出", [OMIT])
        value: Decimal | int | str | None = stored if isinstance(stored, str) else _tidy(_fraction(stored))
        made = Quantity(value, unit, qualifier, bound, numerator, denominator)
        check(made)
        return made
    if unit == "%":
        style = replace(style, rate_as="percent")
        if denominator == 0:
            raise ClaimError("分母为零，比率无从计算", alternatives(0, 0, subject, deed))
        if numerator is not None and denominator is not None:
            stored = Fraction(numerator) / Fraction(denominator)
    if stored is None and qualifier != "several":
        raise ClaimError("没有记录，不得印出数字", [OMIT])
    if qualifier == "all" and numerator is not None and denominator is not None:
        if deed and 0 <= numerator < denominator:
            offers = alternatives(numerator, denominator, subject, deed, unit=counted_in)
            raise ClaimError(f"{denominator}{counted_in}{subject}中只有{numerator}{counted_in}{deed}", offers)
        check(Quantity(100 if unit == "%" else plain(numerator), unit, "all", None, numerator, denominator))
    value = stored_to_printed(stored, qualifier, style, unit=unit or "")
    return Quantity(value, unit, qualifier, bound, numerator, denominator)


def stored_to_printed(
    stored: Number | str | None, qualifier: str, style: Style | None = None, *, unit: str = ""
) -> Decimal | int | str | None:
    """Return the value to print for a stored one: 13412 over by thousands → 13000, 0.9532 at_least percent → 95.

    over: stored strictly above the printed value · at_least, no_less_than: not below it · at_most: not above it ·
    nearly: strictly below it. Where that cannot hold, ClaimError with what may be printed instead.
    """
    style = style or Style()
    if qualifier == "named" or isinstance(stored, str):
        return stored if isinstance(stored, str) or stored is None else _tidy(_fraction(stored))
    if qualifier == "several":
        if stored is not None and _fraction(stored) < SEVERAL_FROM:
            raise ClaimError(f"实有{stored}{unit}，不得写“多”", _offers(_fraction(stored), unit, style))
        return None
    if stored is None:
        raise ClaimError("没有记录，不得印出数字", [OMIT])
    value = _fraction(stored)
    percent = style.rate_as == "percent" and qualifier != "target"
    if percent:
        value, unit = value * 100, "%"
    if value < 0:
        raise ValueError(f"数量不能为负：{stored}")
    return _RULES.get(qualifier, _as_stored)(value, unit, style, percent)


def step(value: Fraction, style: Style) -> Fraction:
    """Return the rounding step: ``round_to``, else by size: 823 → 100, 4120 → 1000, 17412 → 1000; a rate by 1 %."""
    if style.round_to is not None:
        return Fraction(style.round_to)
    digits = len(str(int(value)))
    return Fraction(10 ** (digits - 1 if digits < 5 else digits - 2))


def _as_stored(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    return _tidy(value)


def _exact(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    """An exact rate is written to ``places`` decimals (half to even), but never reaches 100 % or 0 % by rounding."""
    if style.places is None and not percent and _finite(value):
        return _tidy(value)
    unit_step = Fraction(1, 10 ** (2 if style.places is None else style.places))
    out = round(value / unit_step) * unit_step
    if percent and value < 100 <= out:
        out = Fraction(100) - unit_step
    if value > 0 and out == 0:
        raise ClaimError("实有数不为零，按此位数印出为零", [f"{format(float(value), '.4g')}{unit}"])
    return _tidy(out)


def _over(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    by = Fraction(1) if percent and style.round_to is None else step(value, style)
    out = math.floor(value / by) * by
    if out <= 0 or not value > out:
        said = _say(out, unit, "over", style)
        raise ClaimError(f"存数{_show(value)}{unit}，不得写“{said}”", _offers(value, unit, style))
    return _tidy(out)


def _at_least(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    by = Fraction(style.round_to) if style.round_to else Fraction(1, 10 ** (style.places or 0))
    out = math.floor(value / by) * by
    if out <= 0:
        raise ClaimError(f"存数{_show(value)}{unit}，取整后为零，不得写“以上”", _offers(value, unit, style))
    return _tidy(out)


def _at_most(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    by = Fraction(style.round_to) if style.round_to else Fraction(1, 10 ** (style.places or 0))
    return _tidy(math.ceil(value / by) * by)


def _nearly(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    by = Fraction(1) if percent and style.round_to is None else step(value, style)
    out = math.ceil(value / by) * by
    if out <= value or out - value > Fraction(style.tolerance) * out:
        why = "并不小于" if out <= value else "相差过大，不近于"
        raise ClaimError(f"存数{_show(value)}{unit}，{why}{_show(Fraction(out))}{unit}", _offers(value, unit, style))
    return _tidy(out)


def _approx(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    by = Fraction(1) if percent and style.round_to is None else step(value, style)
    out = round(value / by) * by
    if abs(out - value) > Fraction(style.tolerance) * value or (percent and value < 100 <= out):
        raise ClaimError(
            f"存数{_show(value)}{unit}，与约{_show(Fraction(out))}{unit}相差过大", _offers(value, unit, style)
        )
    return _tidy(out)


def _all(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    if value == 0:
        raise ClaimError("一件也没有，不得写“全部”“均”", [OMIT])
    if percent and value != 100:
        raise ClaimError(f"实为{_show(value)}%，不得写“全部”“均”或100%", _offers(value, unit, style))
    return _tidy(value)


def _none(value: Fraction, unit: str, style: Style, percent: bool) -> Decimal | int:
    if value:
        raise ClaimError(f"实有{_show(value)}{unit}，不得写没有", _offers(value, unit, style))
    return 0


_RULES = {
    "exact": _exact,
    "over": _over,
    "at_least": _at_least,
    "no_less_than": _at_least,
    "at_most": _at_most,
    "nearly": _nearly,
    "approx": _approx,
    "all": _all,
    "none": _none,
}


def _offers(value: Fraction, unit: str, style: Style) -> list[str]:
    """What may be printed of this value whatever the modality: exact, 以上, and 余 where that is true."""
    percent = unit == "%"
    out = [_say(_exact(value, unit, Style(), percent), unit, "exact", style)]
    if percent:
        if value >= 1 and math.floor(value) != value:
            out.append(_say(Fraction(math.floor(value)), unit, "at_least", style))
        return out
    by = step(value, style)
    low = math.floor(value / by) * by
    if 10 <= low < value:
        out.append(_say(low, unit, "over", style))
    elif value >= 1:
        out.append("至少" + out[0])
    return out


def _say(value: Fraction | Decimal | int, unit: str, qualifier: str, style: Style) -> str:
    looks = Style(numerals=style.numerals, wan=style.wan, thousands=style.thousands)
    return spoken(Quantity(_tidy(_fraction(value)), unit or None, qualifier), looks)


def _show(value: Fraction) -> str:
    return to_arabic(_tidy(value)) if _finite(value) else format(float(value), ".6g")


def _fraction(value: Number | str) -> Fraction:
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _finite(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _tidy(value: Fraction | int) -> Decimal | int:
    """Return an exact int or Decimal of a fraction that ends."""
    value = Fraction(value)
    if value.denominator == 1:
        return int(value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if places > 60:
            raise ValueError(f"{value} 不是有限小数")
    scaled = str(abs(value.numerator * 10**places // value.denominator)).rjust(places + 1, "0")
    return Decimal(f"{'-' if value < 0 else ''}{scaled[:-places]}.{scaled[-places:]}")
