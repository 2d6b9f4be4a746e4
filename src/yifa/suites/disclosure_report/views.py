"""Pages of the report: the years, the six parts with every cell open, the list behind a cell, papers to take away."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from yifa.core.org.models import Unit
from yifa.governance.disclosure import public as disclosure
from yifa.kernel import registry
from yifa.kernel.policy import READERS, scope_of
from yifa.kernel.resource import tables as pictures
from yifa.kernel.resource.cells import with_relations
from yifa.kernel.ui.marks import link
from yifa.papers import writers
from yifa.suites.disclosure_report import compose, tables
from yifa.suites.disclosure_report.models import ReportText

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


def _bureau(request: Any, code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code, bureau__isnull=True)
    scope = scope_of(request.user, unit.pk)
    if scope.bureau_id != unit.pk or not scope.has(READERS):
        raise Http404
    request.scope = scope
    request.session["bureau"] = unit.pk
    return unit


def _crumbs(bureau: Unit | None = None, year: int = 0) -> list[dict[str, str]]:
    out = [{"text": "信息公开年报", "url": "/disclosure-report/"}]
    if bureau is not None:
        out.append({"text": f"{bureau} {year}", "url": f"/disclosure-report/{bureau.code}/{year}/"})
    return out


@login_required
def index(request: Any) -> HttpResponse:
    """The reports of the reader's bureaus: this year's and the last five, with what is due."""
    if not request.scope.has(READERS):
        raise Http404
    rows = []
    for pk, name, code in request.scope.extra.get("bureaus", []):
        for year in range(request.day.year, request.day.year - 6, -1):
            if not (disclosure.published(pk, year).exists() or disclosure.standings(pk, year)):
                continue
            due = compose.due(year, request.day)
            done = disclosure.report_published_on(pk, year)
            words = ReportText.objects.filter(bureau_id=pk, year=year, life="live").count()
            rows.append(
                {"pk": f"{code}-{year}", "label": f"{name} {year}",
                 "cells": [{"text": f"{name} {year} 年", "url": f"/disclosure-report/{code}/{year}/"},
                           {"status": "已公布" if done else "编制中", "tone": "done" if done else "run"},
                           {"text": done.isoformat() if done else due["text"]}, f"{words} 段"]}
            )  # fmt: skip
    columns = [{"label": "年报"}, {"label": "状态"}, {"label": "公布日或者期限"}, {"label": "已写文字", "nowrap": True}]
    table = {"caption": "信息公开年报", "rows": rows, "columns": columns}
    head = {"title": "政府信息公开工作年度报告", "crumbs": [{"text": "报告与监督"}],
            "meta": ["六个部分，各表由记录生成，每个数可以点开"]}  # fmt: skip
    return render(request, "disclosure_report/index.html", {"head": head, "table": table})


@login_required
def report(request: Any, code: str, year: int) -> HttpResponse:
    """The report as the records stand."""
    bureau = _bureau(request, code)
    if not 2008 <= year <= 2999:
        raise Http404
    made = compose.compose(bureau, year, day=request.day)
    base = f"/disclosure-report/{code}/{year}/"
    parts = [
        {"part": p, "tables": [_picture(s, base) for s in p.sheets], "missing": not p.paragraphs and not p.sheets}
        for p in made.parts
    ]
    agree = compose.checks(made, tables.requests(bureau.pk, year - 1))
    wrong = [c for c in agree if c["left"] != c["right"]]
    due = compose.due(year, request.day)
    actions: list[dict[str, Any]] = [
        {"label": "公文 .docx", "url": f"{base}export.docx"},
        {"label": "网页 .html", "url": f"{base}export.html"},
        {"label": "打印", "print": True},
        {"label": "已写文字", "url": f"/r/disclosure_report.text/?year={year}"},
    ]
    if request.scope.has(registry.get_action("disclosure_report.text", "record").roles):
        actions.append({"label": "写文字", "url": "/r/disclosure_report.text/new/", "kind": "main"})
    head = {
        "title": made.title, "crumbs": _crumbs(),
        "meta": [f"{due['text']}，依据 {due['basis']}", f"数据截至 {made.data_as_of.isoformat()}"], "actions": actions,
    }  # fmt: skip
    context = {"head": head, "parts": parts, "missing": made.missing, "checks": agree, "wrong": wrong}
    return render(request, "disclosure_report/report.html", context)


def _picture(sheet: tables.Sheet, base: str) -> dict[str, Any]:
    rows = []
    for row in sheet.rows:
        cells: list[Any] = [row.label]
        for key, _ in sheet.columns:
            text = compose.text_of(sheet, row, key)
            opens = bool(row.cells.get(key))
            cells.append(link(text, f"{base}{sheet.key}/{row.key}/{key}/", "y-fig") if opens else text)
        rows.append({"pk": row.key, "label": row.label, "cells": cells})
    columns: list[dict[str, Any]] = [{"label": "项目"}]
    columns += [{"label": label, "num": True} for _, label in sheet.columns]
    return {"caption": sheet.title, "columns": columns, "rows": rows, "tight": True}


@login_required
def cell(request: Any, code: str, year: int, table: str, row: str, column: str) -> HttpResponse:
    """The records behind one cell, as far as the reader may see them."""
    bureau = _bureau(request, code)
    made = compose.compose(bureau, year, day=request.day)
    try:
        sheet = made.sheet(table)
        found = sheet.row(row)
        pks = found.cells[column]
    except (StopIteration, KeyError) as error:
        raise Http404 from error
    model = sheet.models.get(found.key) or sheet.models.get("")
    if model is None:
        raise Http404
    resource = registry.resource_of_model(model)
    assert resource is not None
    rows = resource.rows(request.scope).filter(pk__in=pks)
    shown = list(with_relations(resource, rows, [c.name for c in resource.column_list()]).order_by("pk")[:500])
    label = dict(sheet.columns)[column]
    hidden = len(pks) - rows.count()
    head = {
        "title": f"{found.label}：{label} {len(pks)}", "crumbs": _crumbs(bureau, year),
        "meta": [sheet.title, *([f"其中 {hidden} 条由别的处室（单位）承办，你的岗位看不到"] if hidden else [])],
    }  # fmt: skip
    picture = pictures.picture(resource, shown, pictures.make(resource, request.scope))
    return render(request, "disclosure_report/index.html", {"head": head, "table": picture})


@login_required
def export(request: Any, code: str, year: int, fmt: str) -> HttpResponse:
    """The report as a file."""
    bureau = _bureau(request, code)
    if fmt not in TYPES:
        raise Http404
    made = compose.compose(bureau, year, day=request.day)
    if fmt == "json":
        data = json.dumps(compose.as_json(made, f"/disclosure-report/{code}/{year}/"), ensure_ascii=False).encode()
    else:
        edition = "public" if request.GET.get("edition") == "public" else "submit"
        data = writers.render(compose.document(made, edition), fmt)
    answer = HttpResponse(data, content_type=TYPES[fmt])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.title)}.{fmt}"
    return answer
