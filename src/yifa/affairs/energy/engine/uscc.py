"""The check digit of the unified social credit code (统一社会信用代码, GB 32100)."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_digit(body: str) -> str:
    """Return the eighteenth character for seventeen characters: weights are powers of 3 modulo 31."""
    total = sum(ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return ALPHABET[-total % 31]


def fault(code: str) -> str:
    """Return in Chinese what is wrong with a code; empty where nothing is."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应有18位，现有{len(code)}位"
    if any(char not in ALPHABET for char in code):
        return "统一社会信用代码只用数字和大写字母，不用I、O、S、V、Z"
    return "" if check_digit(code[:-1]) == code[-1] else "统一社会信用代码的校验位不对，照证书核对"
