"""Pages of the report: the years, the six parts with every cell open, the list behind a cell, papers to take away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from yifa.core.metrics import signing
from yifa.core.org.entering import enter
from yifa.core.org.models import Unit
from yifa.governance.disclosure import public as disclosure
from yifa.kernel import registry
from yifa.kernel.downloads import attached
from yifa.kernel.policy import READERS, ROLES
from yifa.kernel.resource import tables as pictures
from yifa.kernel.resource.cells import with_relations
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.marks import link
from yifa.papers.writers import CannotPrint
from yifa.suites.disclosure_report import compose, grids, papers, tables
from yifa.suites.disclosure_report.kind import REPORT
from yifa.suites.disclosure_report.models import DisclosureReport

KEY = "disclosure_report.report"
#: How many years the list of reports goes back, this one included.
YEARS = 6

FORMATS = ("pdf", "docx", "html", "json")


def _crumbs(bureau: Unit | None = None, year: int = 0) -> list[dict[str, str]]:
    out = [{"text": "信息公开年报", "url": "/disclosure-report/"}]
    if bureau is not None:
        out.append({"text": f"{bureau} {year}", "url": f"/disclosure-report/{bureau.code}/{year}/"})
    return out


@login_required
def index(request: Any) -> HttpResponse:
    """The reports of the reader's bureaus: this year's and those before, with what is due."""
    if not request.scope.has(READERS):
        raise Http404
    rows, bureaus = [], request.scope.extra.get("bureaus", [])
    years, pks = list(range(request.day.year, request.day.year - YEARS, -1)), [pk for pk, _, _ in bureaus]
    begun, out = papers.reports_of(pks), disclosure.reports_published(pks)
    kept = disclosure.kept_in(pks, years)
    terms = {year: compose.due(year, request.day) for year in years}
    for pk, name, code in bureaus:
        for year in years:
            on_way = begun.get((pk, year))
            if on_way is None and (pk, year) not in kept:
                continue
            due, done = terms[year], (on_way.published_on if on_way else None) or out.get((pk, year))
            state = "已公布" if done else on_way.get_state_display() if on_way else "没有开始编制"
            tone = "done" if done else "run" if on_way else "wait"
            rows.append(
                {"pk": f"{code}-{year}", "label": f"{name} {year}",
                 "cells": [{"text": f"{name} {year} 年", "url": f"/disclosure-report/{code}/{year}/"},
                           {"status": state, "tone": tone}, {"text": due["text"]},
                           {"text": done.isoformat() if done else ""}]}
            )  # fmt: skip
    columns = [{"label": "年报"}, {"label": "状态"}, {"label": "期限"}, {"label": "公布日", "nowrap": True}]
    table = {"caption": "信息公开年报", "rows": rows, "columns": columns}
    head = {"title": "政府信息公开工作年度报告", "crumbs": [{"text": "报告与监督"}],
            "meta": ["六个部分，各表由记录生成，每个数可以点开"]}  # fmt: skip
    return render(request, "disclosure_report/index.html", {"head": head, "table": table})


@login_required
def report(request: Any, code: str, year: int) -> HttpResponse:
    """The report as the records stand."""
    bureau = enter(request, code)
    if not 2008 <= year <= 2999:
        raise Http404
    made = compose.compose(bureau, year, day=request.day)
    base = f"/disclosure-report/{code}/{year}/"
    parts = [
        {
            "part": p,
            "tables": [table for s in p.sheets for table in _pictures(s, base)],
            "missing": not p.paragraphs and not p.sheets,
        }
        for p in made.parts
    ]
    agree = compose.checks(made, tables.requests(bureau.pk, year - 1))
    wrong = [c for c in agree if c["left"] != c["right"]]
    on_way: Any = papers.report_of(bureau.pk, year)
    kept = signing.latest(on_way) if on_way is not None else None
    same = kept is not None and kept.data["data_as_of"] == made.data_as_of.isoformat()
    read = REPORT.reader_of(made) if same else None
    changed = signing.differences(on_way, request.day, read=read) if kept is not None else []
    due = compose.due(year, request.day)
    state = on_way.get_state_display() if on_way else "没有开始编制"
    head = {
        "title": made.title, "crumbs": _crumbs(),
        "status": {"label": state, "tone": "done" if on_way and on_way.published_on else "run"},
        "meta": [due["text"], f"依据 {due['basis']}", f"数据截至 {made.data_as_of.isoformat()}"],
        "actions": _buttons(request, on_way, base, year),
    }  # fmt: skip
    context = {
        "head": head, "parts": parts, "missing": made.missing, "checks": agree, "wrong": wrong, "changed": changed,
        "unproved": made.unproved, "unheard": compose.unheard(made),
        "report": on_way, "base": base, "open": on_way is None or on_way.is_open,
        "kept": kept,
    }  # fmt: skip
    return render(request, "disclosure_report/report.html", context)


def _buttons(request: Any, on_way: DisclosureReport | None, base: str, year: int) -> list[dict[str, Any]]:
    """Return the buttons of the page: papers, words, and the next step for whoever takes it."""
    exports = [
        {"label": "报送稿 .docx", "url": f"{base}export.docx"},
        {"label": "报送稿 .pdf", "url": f"{base}export.pdf"},
        {"label": "公开稿 .docx", "url": f"{base}export.docx?edition=public"},
        {"label": "公开稿 .html", "url": f"{base}export.html?edition=public"},
        {"label": "数据 .json", "url": f"{base}export.json"},
    ]
    if on_way is not None and on_way.correcting_since:
        exports.insert(0, {"label": "更正稿 .docx（未签发）", "url": f"{base}export.docx?edition=correction"})
    ctx = ctx_of(request)
    words = registry.get_action("disclosure_report.text", "record")
    out: list[dict[str, Any]] = [{"label": "导出", "entries": exports}, {"label": "打印", "print": True}]
    if on_way is None:
        if request.scope.has(registry.get_action(KEY, "start").roles):
            out.append({"label": "开始编制", "url": f"/r/{KEY}/new/start/?year={year}", "kind": "main"})
        return out
    if on_way.is_signed:
        out.append({"label": "签发版", "url": f"{base}signed/"})
    if on_way.is_open and request.scope.has(words.roles):
        out += [{"label": "已写文字", "url": f"/r/disclosure_report.text/?year={year}"},
                {"label": "写文字", "url": f"/r/disclosure_report.text/new/?year={year}"}]  # fmt: skip
    for act in registry.actions(KEY).values():
        wanted = act.main or act.verb == "redraft" or (on_way.correcting_since and act.verb in ("reissue", "shelve"))
        if act.on != "one" or not wanted or act.available(ctx, on_way):
            continue
        why = "" if request.scope.has(act.roles) else f"由{_who(act.roles)}办理"
        url = f"/r/{KEY}/{on_way.pk}/do/{act.verb}/"
        main = act.verb == "reissue" if on_way.correcting_since else act.main
        out.append({"label": act.label, "url": url, "kind": "main" if main else "", "disabled": why})
    return out


def _who(roles: frozenset[str]) -> str:
    return "或者".join(name for key, name in ROLES.items() if key in roles)


@login_required
def signed(request: Any, code: str, year: int) -> HttpResponse:
    """What was signed beside what the records say now; cells that were and are empty are left out."""
    bureau = enter(request, code)
    on_way = papers.report_of(bureau.pk, year)
    last = signing.latest(on_way) if on_way is not None else None
    if on_way is None or last is None:
        raise Http404
    table = signing.table(on_way, request.day)
    table["rows"] = [row for row in table["rows"] if row["alarm"] or row["cells"][1] != "0"]
    head = {
        "title": f"{last.data['title']}（签发第 {last.number} 版）", "crumbs": _crumbs(bureau, year),
        "meta": [f"{on_way.signer}签发", f"账本序号 {last.ledger_seq:,}", f"摘要 {last.ledger_hash[:16]}…",
                 *([f"保留意见：{last.data['reservations']}"] if last.data.get("reservations") else [])],
        "actions": [{"label": "打印", "print": True}],
    }  # fmt: skip
    context = {"head": head, "table": table, "notes": table["notes"]}
    return render(request, "annual_report/signed.html", context)


def _pictures(sheet: tables.Sheet, base: str) -> list[dict[str, Any]]:
    """Return the tables of a sheet as the form has them, each number a link to its records."""
    rows = []
    for row in sheet.rows:
        cells: list[Any] = []
        for key, _ in sheet.columns:
            text = compose.text_of(sheet, row, key)
            opens = bool(row.cells.get(key))
            cells.append(link(text, f"{base}{sheet.key}/{row.key}/{key}/", "y-fig") if opens else text)
        rows.append((row.label, cells))
    found = grids.laid_out([label for _, label in sheet.columns], rows)
    return [
        {"caption": grid.caption or sheet.title, "heads": grid.heads, "rows": grid.rows, "named": grid.named,
         "columns": [{"label": name, "num": i > 0 or not grid.named} for i, name in enumerate(grid.full_names)]}
        for grid in found
    ]  # fmt: skip


@login_required
def cell(request: Any, code: str, year: int, table: str, row: str, column: str) -> HttpResponse:
    """The records behind one cell, as far as the reader may see them."""
    bureau = enter(request, code)
    made = compose.compose(bureau, year, day=request.day)
    try:
        sheet = made.sheet(table)
        found = sheet.row(row)
        pks = found.cells[column]
    except (StopIteration, KeyError) as error:
        raise Http404 from error
    model = sheet.model_of(found)
    if model is None:
        raise Http404
    resource = registry.resource_of_model(model)
    assert resource is not None
    rows = resource.rows(request.scope).filter(pk__in=pks)
    shown = list(with_relations(resource, rows, [c.name for c in resource.column_list()]).order_by("pk")[:500])
    label = dict(sheet.columns)[column]
    hidden = len(pks) - rows.count()
    others = [f"其中 {hidden} 条由别的处室（单位）承办，你的岗位看不到"] if hidden else []
    head = {
        "title": f"{found.label}：{label} {compose.text_of(sheet, found, column)}", "crumbs": _crumbs(bureau, year),
        "meta": [sheet.title, f"{len(pks)} 条记录", *others],
    }  # fmt: skip
    picture = pictures.picture(resource, shown, pictures.make(resource, request.scope))
    return render(request, "disclosure_report/index.html", {"head": head, "table": picture})


@login_required
def export(request: Any, code: str, year: int, fmt: str) -> HttpResponse:
    """The report as a file."""
    bureau = enter(request, code)
    if fmt not in FORMATS:
        raise Http404
    made = compose.compose(bureau, year, day=request.day)
    asked = request.GET.get("edition", "")
    edition = "public" if asked == "public" else "submit"
    try:
        data = papers.render(made, fmt, edition=edition, correction=asked == "correction")
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect(f"/disclosure-report/{code}/{year}/")
    papers.enter(ctx_of(request), made, fmt, edition, data)
    return attached(data, f"{made.title}.{fmt}")
