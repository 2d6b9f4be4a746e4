"""The same count told twice, tables that do not add up, text against table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from yifa.lawkit.checks import Finding
from yifa.papers.reading.model import Fact, Table

from .spec import Spec
from .view import View

_CHANGED = re.compile(r"(?:由|从)[^。；]{1,50}?(?:至|到|为|上升|下降)")
_PERIOD = re.compile(r"上半年|下半年|季度|\d月|每[月季]|上年|去年|同比|其中|分别")


def told_twice(view: View, spec: Spec) -> Iterable[Finding]:
    """Two exact counts of one subject and unit that differ."""
    seen: dict[tuple[str, str], Fact] = {}
    for fact in view.reading.facts:
        if fact.qualifier != "exact" or fact.value is None or not fact.unit or len(fact.subject) < spec.data["least"]:
            continue
        span = view.sentence(fact.start)
        if _PERIOD.search(view.text[span.start : span.end]) or view.paper.kind_at(fact.start) == "plan":
            continue
        low, high = fact.extra["number"]
        if any(
            span.start + m.start() < high and low <= span.start + m.end()
            for m in _CHANGED.finditer(view.text[span.start : span.end])
        ):
            continue  # 由62%提高至88%: before and after
        first = seen.setdefault((fact.subject, fact.unit), fact)
        if first.value != fact.value:
            yield spec.finding(
                spec.message.format(fact.subject, f"{first.value}{first.unit}", f"{fact.value}{fact.unit}"),
                **view.quote(fact.start, fact.end),
            )


def table_sums(view: View, spec: Spec) -> Iterable[Finding]:
    """A 合计 row or column that is not the sum of the others."""
    for number, table in enumerate(view.paper.tables, 1):
        yield from _columns(view, spec, table, number)


def _columns(view: View, spec: Spec, table: Table, number: int) -> Iterable[Finding]:
    rows = table.rows
    total = next(
        (i for i, row in enumerate(rows) if row and re.fullmatch(r"\s*(?:合\s*计|总\s*计|小\s*计)\s*", row[0])), None
    )
    if total is None or total < 2:
        return
    for column in range(1, len(rows[total])):
        cells = [_number(row[column]) for row in rows[:total] if column < len(row)]
        values = [cell for cell in cells if cell is not None]
        said = _number(rows[total][column])
        if said is None or len(values) < 2 or any("%" in row[column] for row in rows if column < len(row)):
            continue
        if sum(values) != said:
            span = table.cells[total][column]
            place = view.quote(span.start, span.end) if span.end > span.start else {"quote": rows[total][column]}
            yield spec.finding(spec.message.format(number, column + 1, sum(values), said), **place)


def _number(text: str) -> Decimal | None:
    match = re.fullmatch(r"\s*([\d,]+(?:\.\d+)?)\s*[\u4e00-\u9fa5]{0,2}\s*", text)
    try:
        return Decimal(match.group(1).replace(",", "")) if match else None
    except InvalidOperation:
        return None


def table_text(view: View, spec: Spec) -> Iterable[Finding]:
    """A count of the text that a table of the same report gives otherwise."""
    labels: dict[str, tuple[Decimal, int]] = {}
    for number, table in enumerate(view.paper.tables, 1):
        for row in table.rows:
            values = [v for v in (_number(cell) for cell in row[1:]) if v is not None]
            label = re.sub(r"[\s（(][^）)]*[)）]?", "", row[0]) if row else ""
            if len(values) == 1 and len(label) >= 4:
                labels[label] = (values[0], number)
    if not labels:
        return
    for fact in view.reading.facts:
        if fact.qualifier != "exact" or fact.value is None:
            continue
        for label, (value, number) in labels.items():
            if (
                label in fact.subject or (fact.subject and len(fact.subject) >= 4 and fact.subject in label)
            ) and value != fact.value:
                yield spec.finding(
                    spec.message.format(f"{fact.value}{fact.unit or ''}", number, label, value),
                    **view.quote(fact.start, fact.end),
                )


RUNNERS = {"told_twice": told_twice, "table_sums": table_sums, "table_text": table_text}
