"""Two libraries over the same annotation: Recognizers-Text (Microsoft) and JioNLP. Run it where they are installed:

python -m venv other && other/bin/pip install recognizers-text-suite 'emoji<2' jionlp
other/bin/python -m benchmarks.reading.others

Neither knows qualifiers, subjects or aims, so they are scored by the number alone and by number and unit.
Recognizers-Text gives numbers, percentages, dimensions and currencies; JioNLP gives a dictionary of measure words and
a parser of numbers, which are joined here (number, 余 or 多, measure word).
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.reading.gold import Score, annotated, score_facts

NUMERALS = "〇零一二两三四五六七八九十百千万亿"
CONTEXT = 16


def _value(text: str) -> float | int | None:
    try:
        number = float(str(text).rstrip("%"))
    except ValueError:
        return None
    return int(number) if number == int(number) else number


def _fact(text: str, start: int, end: int, value: object, unit: str | None) -> dict[str, Any]:
    return {"text": text[max(0, start - CONTEXT) : end + 2], "value": value, "unit": unit}


def recognizers(text: str) -> list[dict[str, Any]]:
    """Numbers with the unit where the library names one."""
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    units = {"Square meter": "平方米", "Kilogram": "千克", "Ton": "吨", "China yuan": "元", "Chinese yuan": "元"}
    out, taken = [], []
    for find in (recognize_percentage, recognize_dimension, recognize_currency, recognize_number):
        for item in find(text, Culture.Chinese):
            if any(item.start <= end and start <= item.end for start, end in taken):
                continue
            taken.append((item.start, item.end))
            value = _value((item.resolution or {}).get("value", ""))
            unit = "%" if find is recognize_percentage else (item.resolution or {}).get("unit")
            out.append(_fact(text, item.start, item.end + 1, value, units.get(unit, unit)))
    return out


def jionlp(text: str) -> list[dict[str, Any]]:
    """Numbers before a measure word of its dictionary."""
    import jionlp as jio

    words = sorted(jio.quantifiers_loader(), key=len, reverse=True)
    pattern = re.compile(
        rf"((?:\d[\d,]*(?:\.\d+)?|[{NUMERALS}]+)[万亿]?)(?:余|多)?({'|'.join(map(re.escape, words))}|%)"
    )
    out = []
    for match in pattern.finditer(text):
        parsed = jio.parse_money(match[1] + "元") if match[1] else None
        value = _value((parsed or {}).get("num", "")) if isinstance(parsed, dict) else None
        out.append(_fact(text, match.start(), match.end(), value, match[2]))
    return out


LIBRARIES: dict[str, tuple[str, Callable[[str], list[dict[str, Any]]]]] = {
    "Recognizers-Text": ("recognizers_number_with_unit", recognizers),
    "JioNLP": ("jionlp", jionlp),
}


def body(name: str, gold: dict[str, Any], raw: str) -> str:
    """The report without title and header block, as facts are asked for in the running text only."""
    spans = [gold["spans"].get("title"), *(gold["spans"].get("header") or [])]
    for span in filter(None, spans):
        raw = raw[: span["start"]] + " " * (span["end"] - span["start"]) + raw[span["end"] :]
    return raw


def main() -> int:
    """Print one line a library; 0 also where one is not installed, which is said."""
    reports = annotated()
    if not reports:
        print("no annotated reports beside this clone: nothing to score")
        return 0
    for name, (module, find) in LIBRARIES.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name}: not installed")
            continue
        number, unit = Score(), Score()
        for report in reports:
            gold = report.gold["facts"]
            found = find(body(report.name, report.gold, report.path.read_text(encoding="utf-8")))
            number += score_facts(gold, found, ("value",))
            unit += score_facts(gold, found, ("value", "unit"))
        print(
            f"{name}: number F1 {number.f1:.3f} ({number.right} right, {len(number.extra)} extra, "
            f"{len(number.missed)} missed); number and unit F1 {unit.f1:.3f} "
            f"({unit.right} right, {len(unit.extra)} extra, {len(unit.missed)} missed)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
