"""Amounts of money in Chinese capitals (大写金额), as bills and contracts write them: 壹万贰仟元整."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
#: From here on amounts are not written so.
MOST = Decimal(10**12)


def _group(number: int) -> str:
    """Return a number below ten thousand; gaps inside it are one 零."""
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return out


def in_capitals(amount: Decimal) -> str:
    """Return an amount in capitals: 元 ends with 整 where there are no 分, a gap is one 零.

    Args:
        amount: yuan, below ``MOST`` and not below zero; rounded to 分.
    """
    cents = int((amount * 100).to_integral_value(ROUND_HALF_UP))
    if not 0 <= cents < MOST * 100:
        raise ValueError("amount out of range")
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    out, gap = "", False
    for index in (2, 1, 0):
        part = yuan // 10 ** (4 * index) % 10000
        if part:
            out += ("零" if out and (gap or part < 1000) else "") + _group(part) + _GROUPS[index]
        gap = bool(out) and part % 10 == 0 if part else bool(out)
    out = f"{out}元" if out else ""
    if not (jiao or fen):
        return f"{out or '零元'}整"
    out += f"{_DIGITS[jiao]}角" if jiao else "零" if out else ""
    return out + (f"{_DIGITS[fen]}分" if fen else "整")
