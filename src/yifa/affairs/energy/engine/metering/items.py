"""Item codes (分类分项编码): two digits of the kind, letter, digit, letter or 0; sums climb to the kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from yifa.affairs.energy.engine.numbers import EnergyError

CODE = re.compile(r"\d\d(000|[A-D](00|[1-9](0|[A-Z])))")


def parent(code: str) -> str | None:
    """Return the code above: 01B1C → 01B10 → 01B00 → 01000."""
    check(code)
    if code[4] != "0":
        return code[:4] + "0"
    if code[3] != "0":
        return code[:3] + "00"
    return code[:2] + "000" if code[2] != "0" else None


def check(code: str) -> str:
    """Return the code; refuse what is none. Local dialects are mapped to these codes by a table of their source."""
    if not CODE.fullmatch(code):
        raise EnergyError(f"“{code}”不是分项编码，应像 01A10、01B1C")
    return code


def translated(code: str, dialect: Mapping[str, str]) -> str:
    """Return the code of a source in our codes by the source's own table; without one only our codes are taken."""
    return check(dialect.get(code, code))


def rolled(values: Mapping[str, Fraction | None]) -> dict[str, Fraction | None]:
    """Return the sums of all codes above the given ones; one that was measured itself keeps its own figure.

    A missing part makes the sum missing.
    """
    found = {check(code): value for code, value in values.items()}
    for level in (4, 3, 2):
        sums: dict[str, list[Fraction | None]] = {}
        for code, value in found.items():
            above = parent(code)
            if above is not None and _level(code) == level and above not in values:
                sums.setdefault(above, []).append(value)
        for above, parts in sums.items():
            known = [part for part in parts if part is not None]
            found[above] = sum(known, Fraction(0)) if len(known) == len(parts) else None
    return found


def _level(code: str) -> int:
    return 4 if code[4] != "0" else 3 if code[3] != "0" else 2 if code[2] != "0" else 1
