"""报告比较: papers handed in, reports composed here, and figures kept of a year, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from yifa.core.org.models import Unit
from yifa.kernel import registry
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.record import Life
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui import charts
from yifa.papers import docmodel
from yifa.papers.compare import Change, Comparison, Item, Side, compare
from yifa.papers.compare.sheet import Cell
from yifa.papers.reading import read
from yifa.suites.annual_report import papers as composed_papers
from yifa.suites.annual_report.compose import compose
from yifa.suites.annual_report.models import NextStep, Report, Shortcoming
from yifa.suites.report_desk import desk
from yifa.suites.report_desk.models import CheckedPaper, StatedFigure
from yifa.suites.report_desk.views import CRUMB

#: More columns than this no page holds.
MOST = 6
_SHOWN = 12


@dataclass(frozen=True)
class Choice:
    """Something that can be compared: its key in the address, its name, and what kind of thing it is."""

    key: str
    name: str
    kind: str
    year: int | None = None


def choices(scope: Scope) -> list[Choice]:
    """Everything the reader may compare, newest year first within each kind."""
    rows = registry.get_resource("report_desk.paper").rows(scope).filter(state=CheckedPaper.State.DONE)
    papers = list(rows.order_by("-year", "-pk").values_list("pk", "title", "file_name", "year")[:100])
    times = Counter(title for _, title, _, _ in papers)
    out = [
        Choice(f"p{pk}", f"{title}（{name}）" if times[title] > 1 else title, f"送检的文稿　{name}", year)
        for pk, title, name, year in papers
    ]
    bureau = Unit.objects.get(pk=scope.bureau_id or 0)
    out += [
        Choice(f"c{year}", f"{bureau.name}{year}年（本系统编制）", "从记录编制", year) for year in _years(bureau.pk)
    ]
    rows = StatedFigure.objects.filter(bureau_id=scope.bureau_id, life=Life.LIVE).order_by()
    stated = sorted(set(rows.values_list("year", flat=True)), reverse=True)
    out += [Choice(f"y{year}", f"{year}年已存的报告数字", "来源于报告的数字", year) for year in stated]
    return out


def _years(bureau_id: int) -> list[int]:
    """The years a bureau has composed or begun a report of."""
    years = set(Report.objects.filter(bureau_id=bureau_id, life=Life.LIVE).values_list("year", flat=True))
    for model in (Shortcoming, NextStep):
        years |= set(model.objects.filter(bureau_id=bureau_id, life=Life.LIVE).values_list("year", flat=True))
    return sorted(years, reverse=True)


def side_of(choice: Choice, scope: Scope, day: Any) -> Side:
    """The facts and parts of one thing to compare."""
    number = int(choice.key[1:])
    if choice.key[0] == "p":
        paper = registry.get_resource("report_desk.paper").rows(scope).get(pk=number)
        kinds = frozenset(paper.result.get("kinds", []))
        return Side(choice.name, desk.facts(paper), paper.issuer or None, paper.year, kinds)
    bureau = Unit.objects.get(pk=scope.bureau_id or 0)
    if choice.key[0] == "c":
        made = compose(bureau, number, day=day)
        text = docmodel.plain_text(composed_papers.document(made))
        reading = read(text.encode(), name="报告.txt", year=number)
        kinds = frozenset(section.kind for section in reading.paper.walk())
        return Side(choice.name, reading.facts, bureau.name, number, kinds)
    rows = desk.stated(bureau.pk, number)
    issuer = next((row.issuer for row in rows if row.issuer), bureau.name)
    return Side(choice.name, [desk.fact_of(row) for row in rows], issuer, number)


@login_required
def compare_page(request: HttpRequest) -> HttpResponse:
    """Choose reports, then see them side by side."""
    scope, day = ctx_of(request).scope, ctx_of(request).day
    if not scope.has(READERS):
        raise Http404
    offered = choices(scope)
    by_key = {c.key: c for c in offered}
    asked = list(dict.fromkeys(key for key in request.GET.getlist("s") if key in by_key))
    asked.sort(key=lambda key: by_key[key].year or 0)
    context: dict[str, Any] = {
        "head": {"title": "比较报告", "crumbs": [CRUMB, {"text": "比较报告"}],
                 "actions": [{"label": "打印", "print": True}] if len(asked) > 1 else []},
        "offered": [{"key": c.key, "name": c.name, "kind": c.kind, "on": c.key in asked} for c in offered],
        "enough": len(offered) > 1, "chosen": len(asked) > 1,
        "why": _why(request, asked),
    }  # fmt: skip
    if 1 < len(asked) <= MOST:
        found = compare(
            [side_of(by_key[key], scope, day) for key in asked], region=desk.region_of(scope.bureau_id or 0)
        )
        context.update(_result(found))
    return render(request, "report_desk/compare.html", context)


def _why(request: HttpRequest, asked: list[str]) -> str:
    if len(asked) > MOST:
        return f"一次最多比较 {MOST} 份。"
    if len(asked) == 1 and len(request.GET.getlist("s")) == 1 and "go" not in request.GET:
        return "再选一份。"
    return "至少选两份。" if "go" in request.GET and len(asked) < 2 else ""


def _result(found: Comparison) -> dict[str, Any]:
    names = _names(found.sides)
    columns = [{"label": "事项"}, *({"label": name} for name in names)]
    shared = [_row(i, item, len(found.sides)) for i, item in enumerate(found.shared)]
    single = {item.subject for item in found.items if len(item.cells) == 1}
    missing = []
    for index in range(len(found.sides)):
        lacking = [row.subject for row in found.missing if row.side == index]
        told = list(dict.fromkeys(subject for subject in lacking if subject not in single))
        missing.append({"title": names[index], "items": told, "more": len(lacking) - len(told)})
    alone = [_row(i, item, len(found.sides)) for i, item in enumerate(found.items) if len(item.cells) == 1]
    changes = found.changes()
    return {
        "shared": {"caption": "同一事项并排", "columns": columns, "rows": shared},
        "alone": {"caption": "只有一份报告写到的事项", "columns": columns, "rows": alone},
        "missing": missing, "changes": _changes(changes), "charts": _charts(found, changes),
    }  # fmt: skip


def _names(sides: Sequence[Side]) -> list[str]:
    """What the columns are called: whose report of which year, where that tells them apart; else their titles."""
    short = [f"{side.issuer}{side.year}年" if side.issuer and side.year else side.file for side in sides]
    return [
        name if short.count(name) == 1 and len(name) < len(side.file) else side.file
        for name, side in zip(short, sides, strict=True)
    ]


def _row(pk: int, item: Item, width: int) -> dict[str, Any]:
    name: Any = f"{item.subject}（安排）" if item.aim else item.subject
    cells = [item.cells[i].fact.text if i in item.cells else {"text": "没有写到", "tone": "mute"} for i in range(width)]
    return {"pk": pk, "label": item.subject, "cells": [_wide(name), *cells]}


#: letters of a name that stay on one line, so that its column does not shrink to a word a line
_TOGETHER = 10


def _wide(name: str) -> SafeString:
    """A name in pieces that do not break."""
    pieces = [name[at : at + _TOGETHER] for at in range(0, len(name), _TOGETHER)]
    return format_html_join(mark_safe("<wbr>"), '<span class="y-nw">{}</span>', ((piece,) for piece in pieces))


def _changes(changes: list[Change]) -> dict[str, Any]:
    rows = [
        {"pk": i, "label": c.subject,
         "cells": [_wide(c.subject), f"{c.years[0]}—{c.years[1]}", _said(c.before), _said(c.after), _difference(c),
                   f"{c.rate:+f}%" if c.rate is not None else ""]}
        for i, c in enumerate(changes)
    ]  # fmt: skip
    columns = [{"label": "事项"}, {"label": "年度", "nowrap": True}, {"label": "前一年"}, {"label": "后一年"},
               {"label": "增减", "num": True}, {"label": "幅度", "num": True}]  # fmt: skip
    return {"caption": "年度变化", "columns": columns, "rows": rows}


def _said(cell: Cell) -> str:
    return cell.fact.text


def _difference(change: Change) -> str:
    unit = "个百分点" if change.unit == "%" else change.unit or ""
    return f"{change.difference.normalize():+f} {unit}".rstrip()


def _charts(found: Comparison, changes: list[Change]) -> list[Any]:
    """One chart an item that changed, the years along the axis; bureaus and years only, never people."""
    out = []
    for subject in list(dict.fromkeys(c.subject for c in changes if c.difference))[:_SHOWN]:
        item = next(i for i in found.shared if i.subject == subject and not i.aim)
        points = sorted(
            ((found.sides[i].year or 0, float(cell.fact.value), found.sides[i])
             for i, cell in item.cells.items() if cell.fact.value is not None and found.sides[i].year),
            key=lambda p: p[0],
        )  # fmt: skip
        if len({side.issuer for _, _, side in points}) > 1 or len({year for year, _, _ in points}) < len(points):
            continue
        values = [int(v) if v == int(v) else v for _, v, _ in points]
        unit = item.unit or ""
        drawn = charts.draw(
            "bar", title=f"{subject}{f'（{unit}）' if unit else ''}", categories=[f"{year}年" for year, _, _ in points],
            series=[{"label": subject, "values": values}], unit=unit, axis_title="年度", show_legend=False,
        )  # fmt: skip
        out.append({"title": subject, "svg": drawn})
    return out
