"""Reports written for the measuring (自编报告): other bureaus, years and provinces, with their gold inside the text.

``written/*.txt`` hold whole reports in our own words. After each quantity stands ``⟦value,unit[,qualifier[,bound]]⟧``
and after each title ``⟦c:status⟧``; the marks are taken out before the report is read. They were written before the
reader saw them: the first score of each is recorded in ``docs/benchmarks.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "written"
_MARK = re.compile(r"⟦([^⟧]*)⟧")
_REACH = 60


@dataclass(frozen=True)
class Written:
    """One report with its facts and the statuses of its citations, in order."""

    name: str
    text: str
    facts: list[dict[str, Any]]
    statuses: list[str]


def reports() -> list[Written]:
    """Return the reports, sorted by name."""
    return [_report(path) for path in sorted(HERE.glob("*.txt"))]


def _report(path: Path) -> Written:
    marked = path.read_text(encoding="utf-8")
    facts: list[dict[str, Any]] = []
    statuses: list[str] = []
    text, last = "", 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        last = match.end()
        if match[1].startswith("c:"):
            statuses.append(match[1][2:])
            continue
        value, unit, qualifier, bound = [*match[1].split(","), *[""] * 4][:4]
        facts.append(
            {
                "text": _clause(text, _MARK.sub("", marked[last : last + _REACH])),
                "value": float(value),
                "unit": None if unit == "null" else unit,
                "qualifier": qualifier or "exact",
                "bound": bound or None,
            }
        )
    return Written(path.stem, text + marked[last:], facts, statuses)


def _clause(before: str, after: str) -> str:
    """The clause around a mark: back to the last full stop, on to the next stop."""
    begin = max(before.rfind(stop, 0, len(before) - 1) for stop in "。；\n") + 1
    return before[max(begin, len(before) - _REACH) :] + re.split("[，。；：、\n]", after)[0]
