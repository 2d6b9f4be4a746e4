"""The codes printed on papers that come back (回传编号), typed, scanned as a bar code, or read off a file's name.

``SP-0001-00000001-0``: what it is (SP 审批单, FG 法律意见; modules have their own), bureau, number, check digit.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

KINDS = {"SP": "core_process.instance", "FG": "core_process.counsel_link"}
_SHAPE = re.compile(r"([A-Z]{2})-([0-9]{4})-([0-9]{8})-([0-9])", re.IGNORECASE)
#: Code 128, by value: widths of bars and spaces in turn. Set B: value = ASCII - 32; 104 starts, 106 stops.
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
_START, _STOP = 104, 106


def _check(digits: str) -> int:
    return (10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits))) % 10


def code(kind: str, obj: Any) -> str:
    """Return the code of a record, with its check digit."""
    digits = f"{obj.bureau_id:04d}{obj.pk:08d}"
    return f"{kind}-{digits[:4]}-{digits[4:]}-{_check(digits)}"


def read(text: str, kinds: Collection[str] = KINDS) -> tuple[str, int] | None:
    """Return (kind, number) of a code as typed; None if it was misread or is of another kind."""
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None or shape[1].upper() not in kinds or _check(shape[2] + shape[3]) != int(shape[4]):
        return None
    return shape[1].upper(), int(shape[3])


def in_name(name: str) -> str:
    """Return the code in the name a scanner gave a file (empty: none)."""
    return next((s[0].upper() for s in _SHAPE.finditer(name) if s[1].upper() in KINDS), "")


def values(text: str) -> list[int]:
    """Return the symbols of a text in Code 128 set B, with start, check symbol and stop."""
    data = [_START, *(ord(c) - 32 for c in text)]
    return [*data, (data[0] + sum(i * v for i, v in enumerate(data))) % 103, _STOP]


def bars(text: str) -> tuple[list[tuple[int, int]], int]:
    """Return the bars (place, width) of a text in modules, quiet zones included, and the whole width."""
    place, out = 10, []
    for value in values(text):
        for i, width in enumerate(int(w) for w in _WIDTHS[value]):
            if i % 2 == 0:
                out.append((place, width))
            place += width
    return out, place + 10
