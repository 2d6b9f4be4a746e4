"""统一社会信用代码: eighteen characters, the last a check character (GB 32100-2015, ISO 7064 MOD 31 fashion)."""

from __future__ import annotations

#: Characters in the order of their values; I, O, S, V and Z are not used.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MODULUS = len(ALPHABET)


def check_character(body: str) -> str:
    """Return the check character of the first seventeen characters."""
    total = sum(ALPHABET.index(c) * pow(3, i, _MODULUS) for i, c in enumerate(body))
    return ALPHABET[-total % _MODULUS]


def why_wrong(code: str) -> str:
    """Return what is wrong with a code, in Chinese (empty: nothing)."""
    if len(code) != 18:
        return f"统一社会信用代码是 18 位，填了 {len(code)} 位。"
    odd = sorted({c for c in code if c not in ALPHABET})
    if odd:
        return f"统一社会信用代码不用这些字符：{'、'.join(odd)}。字母用大写，不用 I、O、S、V、Z。"
    if check_character(code[:17]) != code[17]:
        return "统一社会信用代码的校验位不对，核对有没有抄错。"
    return ""
