"""Plates and VINs: which texts can be one.

Forms of plates after GA 36 机动车号牌: ordinary (7 characters), new energy (8), and those with a closing or opening
character of their kind; the armed police have a pattern of their own. VIN after GB 16735: 17 characters without I, O
and Q; the ninth is the check digit.
"""

from __future__ import annotations

import re
import unicodedata

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_TAIL = "[A-HJ-NP-Z0-9]"
_FORMS = (
    rf"[{_PROVINCES}][A-HJ-NP-Z]{_TAIL}{{5}}",  # 普通号牌
    rf"[{_PROVINCES}][A-HJ-NP-Z][A-HJK]{_TAIL}\d{{4}}",  # 小型新能源
    rf"[{_PROVINCES}][A-HJ-NP-Z]\d{{5}}[A-HJK]",  # 大型新能源
    rf"[{_PROVINCES}][A-HJ-NP-Z]{_TAIL}{{4}}[警学挂港澳领]",  # 专用、港澳入出境
    rf"使\d{{6}}|\d{{6}}使|[{_PROVINCES}]{_TAIL}{{5}}[使领]",  # 使领馆
    rf"[{_PROVINCES}][XS]\d{{4}}应急",  # 应急救援
    rf"WJ[{_PROVINCES}]?\d{{4}}[0-9BDHJSTX]",  # 武警
)
_PLATE = re.compile("|".join(f"(?:{f})" for f in _FORMS))
_NEW_ENERGY = re.compile("|".join(f"(?:{f})" for f in _FORMS[1:3]))
_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)],
                   strict=True))  # fmt: skip
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def clean_plate(text: str) -> str:
    """Return a plate as it is kept: no spaces, dots and marks that nobody sees, half-width capital letters."""
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff·.・•‧-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_plate(text: str) -> bool:
    """Whether a text is a plate of a legal form."""
    return _PLATE.fullmatch(text) is not None


def is_new_energy_plate(text: str) -> bool:
    """Whether a plate is one of a new-energy vehicle (green)."""
    return _NEW_ENERGY.fullmatch(text) is not None


def vin_fault(vin: str) -> str:
    """Return what is wrong with a VIN in Chinese, or an empty text."""
    if len(vin) != 17:
        return f"车辆识别代号应为17位，现为{len(vin)}位"
    if wrong := sorted({c for c in vin if c not in _VALUES}):
        return f"车辆识别代号不含“{'、'.join(wrong)}”"
    rest = sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS, strict=True)) % 11
    check = "X" if rest == 10 else str(rest)
    return "" if vin[8] == check else "车辆识别代号的校验位（第9位）不符，有字符录错"
