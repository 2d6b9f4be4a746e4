"""Chinese numerals (中文数字) to numbers and back, exact in Decimal."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
VALUES = {**{d: i for i, d in enumerate(DIGITS)}, "〇": 0, "两": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
HANZI = "零〇一二两三四五六七八九十百千万亿"
_WIDE = str.maketrans("０１２３４５６７８９．％＋－", "0123456789.%+-")
_HANZI_ONLY = re.compile(rf"[{HANZI}]+")
_MIXED = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s?([十百千]?[万亿]{0,2}|[万亿])")


def narrow(text: str) -> str:
    """Return the text with fullwidth digits and signs (全角) made halfwidth; the length stays the same."""
    return text.translate(_WIDE)


def plain(value: Decimal | int) -> Decimal | int:
    """Return an int where the value is whole, else the Decimal without trailing zeros."""
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else number.normalize()


def scaled(value: Decimal | int, power: int) -> Decimal | int:
    """Return value × 10^power without any rounding, whatever the number of digits."""
    number = Decimal(value)
    sign, digits, exponent = number.as_tuple()
    return plain(Decimal((sign, digits, int(exponent) + power)))


def _section(text: str) -> int | None:
    """Value of a hanzi number below 10000 written by the rules (三百零五), None where it is not one."""
    total, digit, last, gap = 0, None, 10000, False
    for char in text:
        if char in SMALL:
            unit = SMALL[char]
            if unit >= last or (digit is None and not (unit == 10 and total == 0 and not gap)) or digit == 0:
                return None
            total += (1 if digit is None else digit) * unit
            digit, last, gap = None, unit, False
        elif VALUES[char] == 0:
            if digit is not None or gap:
                return None
            gap = True
        else:
            if digit is not None:
                return None
            digit = VALUES[char]
    if digit is None:
        return None if gap and text not in ("零", "〇") else total
    if last in (100, 1000) and not gap:  # 一百二 = 120, 一千三 = 1300
        return total + digit * last // 10
    return total + digit


def _whole(text: str) -> int | None:
    """Value of a whole hanzi number with 万 and 亿, None where it is not a well-formed one."""
    for char, unit in (("亿", 10**8), ("万", 10**4)):
        if char in text:
            head, _, tail = text.rpartition(char)
            high = _whole(head) if head else None
            if not high:
                return None
            if not tail:
                return high * unit
            if len(tail) == 1 and tail in VALUES and VALUES[tail]:  # 一万二 = 12000
                return high * unit + VALUES[tail] * unit // 10
            low = _whole(tail.lstrip("零〇")) if tail.lstrip("零〇") else None
            return None if low is None or low >= unit else high * unit + low
    return _section(text)


def from_hanzi(text: str) -> Decimal | int | None:
    """Return the value of a hanzi number (一万三千, 两百零五, 一点三万), None where it is not one."""
    if "点" in text:
        head, _, tail = text.partition("点")
        power = 0
        while tail and tail[-1] in "百千万亿":
            power += {"百": 2, "千": 3, "万": 4, "亿": 8}[tail[-1]]
            tail = tail[:-1]
        whole = _whole(head) if _HANZI_ONLY.fullmatch(head or " ") else None
        if whole is None or not tail or any(char not in VALUES or char == "两" for char in tail):
            return None
        return scaled(Decimal(f"{whole}.{''.join(str(VALUES[char]) for char in tail)}"), power)
    return _whole(text) if _HANZI_ONLY.fullmatch(text) else None


def to_number(text: str) -> Decimal | int | None:
    """Return the value of a number in either numerals: 1.7万, 13,000, ３７, 三百零五; None where it is not one."""
    text = narrow(text).strip()
    match = _MIXED.fullmatch(text)
    if not match:
        return from_hanzi(text)
    power = sum({"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}[char] for char in match[2])
    return scaled(Decimal(match[1].replace(",", "")), power)


def _hanzi_section(number: int) -> str:
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return out


def to_hanzi(value: Decimal | int, *, measure: bool = False) -> str:
    """Return the hanzi numeral; before a measure word (量词) a lone 2 is 两, in ordinals and lists it is 二."""
    number = Decimal(value)
    if number < 0:
        raise ValueError(f"中文数字不写负数：{value}")
    whole, text = int(number), ""
    if number != whole:
        tail = format(number.normalize(), "f").partition(".")[2]
        return to_hanzi(whole) + "点" + "".join(DIGITS[int(char)] for char in tail)
    if whole == 0:
        return "零"
    if measure and whole == 2:
        return "两"
    if whole >= 10**8:
        high, low = divmod(whole, 10**8)
        text = to_hanzi(high, measure=True) + "亿"
        if low:
            text += ("零" if low < 10**7 else "") + _below_yi(low, text)
    else:
        text = _below_yi(whole, "")
    if text.startswith("一十"):
        text = text[1:]
    return "两" + text[1:] if text[0] == "二" and text[1:2] in ("千", "万", "亿") else text


def _below_yi(number: int, before: str) -> str:
    high, low = divmod(number, 10**4)
    out = _hanzi_section(high) + "万" if high else ""
    if high == 2 and not before:
        out = "两万"
    if low:
        out += ("零" if high and low < 1000 else "") + _hanzi_section(low)
    return out


def to_arabic(value: Decimal | int, *, thousands: bool = False) -> str:
    """Return arabic numerals without exponent or trailing zeros; ``thousands`` puts commas."""
    number = plain(value)
    return (
        format(number, "," if thousands else "")
        if isinstance(number, int)
        else format(number, ",f" if thousands else "f")
    )
