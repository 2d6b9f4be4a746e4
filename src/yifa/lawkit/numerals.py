"""Whole numbers between Arabic digits and Chinese numerals (汉字数字), as statutes number articles."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_VALUE = {char: value for value, char in enumerate(_DIGITS)} | {"〇": 0, "○": 0, "两": 2}
_SCALE = {"十": 10, "百": 100, "千": 1000}

#: characters a Chinese whole number below 10,000 is written with, for use inside a regular expression class
HAN_NUMBER = "零〇○一二三四五六七八九十百千两"


def to_han(number: int) -> str:
    """Return the Chinese numeral of 0…9999 as used in article numbers: 10 → 十, 110 → 一百一十."""
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} 超出 0—9999")
    if number == 0:
        return "零"
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _UNITS[place]
            gap = False
        else:
            gap = True
    return text[1:] if text.startswith("一十") else text


def from_han(text: str) -> int:
    """Return the value of a Chinese numeral below 10,000 (二〇二三 read digit by digit); raise ValueError otherwise."""
    if not text or any(char not in _VALUE and char not in _SCALE for char in text):
        raise ValueError(f"“{text}”不是汉字数字")
    if not any(char in _SCALE for char in text):
        return int("".join(str(_VALUE[char]) for char in text))
    total, digit = 0, None
    scale_before = 10_000
    for char in text:
        if char in _SCALE:
            scale = _SCALE[char]
            if scale >= scale_before:
                raise ValueError(f"“{text}”不是汉字数字")
            total += (1 if digit is None else digit) * scale
            scale_before, digit = scale, None
        elif digit:
            raise ValueError(f"“{text}”不是汉字数字")
        else:
            digit = _VALUE[char]
    return total + (digit or 0)


def to_int(text: str) -> int:
    """Return the value of a number written in Arabic digits (half or full width) or in Chinese numerals."""
    text = text.strip()
    return int(text) if text.isdigit() and not any(char in _VALUE for char in text) else from_han(text)
