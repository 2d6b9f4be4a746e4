"""The facts and the citations of a paper as tables, and what leaves: Excel, docx, html, json."""

from __future__ import annotations

import io
import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yifa.kernel import registry
from yifa.kernel.action import run
from yifa.kernel.downloads import attached
from yifa.kernel.files import store
from yifa.kernel.screen import ctx_of
from yifa.lawkit.rules import article_text
from yifa.papers import checks
from yifa.papers.checks import output
from yifa.papers.reading import PaperError, Reading
from yifa.papers.revise import Edit, as_docx, corrected
from yifa.papers.writers.table_xlsx import write_table
from yifa.suites.report_desk import desk, shown
from yifa.suites.report_desk.models import CheckedPaper, FindingAnswer, StatedFigure
from yifa.suites.report_desk.views import CRUMB, paper_of
from yifa.suites.report_desk.words import QUALIFIER, STATUS, STATUS_TONE, local

_TAKE = FindingAnswer.Kind.ACCEPT


def _done(request: HttpRequest, pk: int) -> CheckedPaper:
    paper = paper_of(request, pk)
    if paper.state != CheckedPaper.State.DONE:
        raise Http404
    return paper


def _head(paper: CheckedPaper, title: str, meta: list[str], actions: list[dict[str, Any]]) -> dict[str, Any]:
    crumbs = [CRUMB, {"text": paper.title, "url": f"/papers/{paper.pk}/"}, {"text": title}]
    return {"title": title, "crumbs": crumbs, "meta": meta, "actions": actions}


@login_required
def facts_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every counted statement of a paper."""
    paper = _done(request, pk)
    found = paper.result.get("facts", [])
    rows = [
        {"pk": i, "label": fact["text"],
         "cells": [_about(fact["subject"] or fact["text"], fact["text"]), _number(fact["value"]),
                   fact["unit"] or "", QUALIFIER.get(fact["qualifier"], ""), fact["section"] or "开头"]}
        for i, fact in enumerate(found)
    ]  # fmt: skip
    columns = [{"label": "事项和原文"}, {"label": "数", "num": True}, {"label": "量词"}, {"label": "说法"},
               {"label": "所在部分"}]  # fmt: skip
    kept = StatedFigure.objects.filter(checked_paper=paper, life="live").count()
    meta = [f"{len(found)} 个"] + ([f"已存 {kept} 个为 {paper.year} 年数字"] if kept else [])
    actions = [{"label": "返回文稿", "url": f"/papers/{pk}/"}]
    if found:
        actions.append({"label": "导出 Excel", "url": f"/papers/{pk}/facts.xlsx", "kind": "main"})
    context = {
        "head": _head(paper, "数字", meta, actions), "empty": "这份文稿里没有读到带数的陈述。",
        "table": {"caption": f"{paper.title}的数字", "columns": columns, "rows": rows},
    }  # fmt: skip
    return render(request, "report_desk/table.html", context)


def _about(subject: str, text: str) -> SafeString:
    """What a fact is about, and under it the words of the report, which may take several lines."""
    return format_html('<span class="y-t">{}</span><span class="y-meta">{}</span>', subject, text)


def _number(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}"


@login_required
def facts_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts as a workbook; the export is entered in the ledger."""
    paper, ctx = _done(request, pk), ctx_of(request)
    found = desk.facts(paper)
    columns = [("subject", "事项"), ("value", "数", "number"), ("unit", "量词"), ("said", "说法"), ("bound", "界限"),
               ("section", "所在部分"), ("text", "原文")]  # fmt: skip
    rows = [
        {"subject": f.subject, "value": f.value, "unit": f.unit or "", "said": QUALIFIER.get(f.qualifier, ""),
         "bound": f.bound or "", "section": f.section, "text": f.text}
        for f in found
    ]  # fmt: skip
    _entered(ctx, "xlsx", f"{paper.title}的数字", len(rows))
    at = local(ctx.now)
    lines = [
        paper.title,
        f"来源于报告（{paper.file_name}），不是台账记录",
        f"{at:%Y-%m-%d %H:%M}　导出人　{ctx.scope.name}",
    ]
    target = io.BytesIO()
    write_table(target, "报告数字", columns, rows, lines, stamp=at)
    return attached(target.getvalue(), f"{_stem(paper)}-数字.xlsx")


@login_required
def citations_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every 《》 of a paper with its status in the report year, linked into the law library."""
    paper = _done(request, pk)
    found = paper.result.get("citations", [])
    rows = [
        {"pk": i, "label": c["text"], "alarm": c["status"] in ("superseded", "not_yet", "misnamed"),
         "cells": [{"text": c["text"], "url": shown.law_url(c["urn"])},
                   article_text(c["article"].replace(".", "-")) if c["article"] else "",
                   {"status": STATUS.get(c["status"], c["status"]), "tone": STATUS_TONE.get(c["status"], "")},
                   _named(c["suggestion"])]}
        for i, c in enumerate(found)
    ]  # fmt: skip
    columns = [
        {"label": "引用"},
        {"label": "条款"},
        {"label": f"效力（按{paper.year or '报告'}年度）"},
        {"label": "应为"},
    ]
    context = {
        "head": _head(paper, "引用", [f"{len(found)} 处"], [{"label": "返回文稿", "url": f"/papers/{pk}/"}]),
        "table": {"caption": f"{paper.title}的引用", "columns": columns, "rows": rows},
        "empty": "这份文稿里没有书名号。",
    }  # fmt: skip
    return render(request, "report_desk/table.html", context)


def _named(title: str | None) -> str:
    return f"《{title}》" if title and "《" not in title else title or ""


@login_required
def out(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The paper as it leaves: with comments, with tracked changes, as a page, as data."""
    paper, ctx = _done(request, pk), ctx_of(request)
    make = _MAKERS.get(what)
    content = store.get(paper.file_sha256)
    if make is None:
        raise Http404
    if content is None:
        messages.error(request, "原件已不在本机，重新上传后可以导出。")
        return redirect(f"/papers/{pk}/")
    try:
        reading = desk.read_again(content, paper.file_name, paper.year)
    except PaperError as error:
        messages.error(request, str(error))
        return redirect(f"/papers/{pk}/")
    data = make(paper, reading, content, ctx)
    if isinstance(data, str):
        messages.error(request, data)
        return redirect(f"/papers/{pk}/")
    stem, ending = what.split(".")
    _entered(ctx, ending, f"{paper.title}的{_NAMES[stem]}", len(paper.result.get("findings", [])))
    return attached(data, f"{_stem(paper)}-{_NAMES[stem]}.{ending}")


def _left(paper: CheckedPaper) -> list[Any]:
    """The findings nobody let pass."""
    waived = FindingAnswer.Kind.WAIVE
    return [f.finding for f in desk.found(paper) if f.answer is None or f.answer.kind != waived]


def _edits(paper: CheckedPaper) -> list[Edit]:
    return [
        Edit(f.finding.start, f.finding.end or f.finding.start, f.finding.quote or "", f.answer.text, f.answer.by)
        for f in desk.found(paper)
        if f.answer is not None and f.answer.kind == _TAKE and f.finding.start is not None
    ]


def _comments(paper: CheckedPaper, reading: Reading, content: bytes, ctx: Any) -> bytes:
    return output.as_docx(reading, _left(paper), content if paper.format == "docx" else None)


def _revised(paper: CheckedPaper, reading: Reading, content: bytes, ctx: Any) -> bytes | str:
    edits = _edits(paper)
    if not edits:
        return "还没有采纳的修改。先采纳，再导出修订稿。"
    at = local(ctx.now)
    made = as_docx(reading, edits, at=at, source=content if paper.format == "docx" else None)
    if len(made.missed) == len(edits):
        return "原件里找不到要改的地方，修订稿没有做成。按批注稿手工修改。"
    return made.data


def _corrected(paper: CheckedPaper, reading: Reading, content: bytes, ctx: Any) -> bytes | str:
    edits = _edits(paper)
    return corrected(reading.paper.text, edits).encode() if edits else "还没有采纳的修改。"


def _page(paper: CheckedPaper, reading: Reading, content: bytes, ctx: Any) -> bytes:
    return output.as_html(reading, _left(paper)).encode()


def _data(paper: CheckedPaper, reading: Reading, content: bytes, ctx: Any) -> bytes:
    return json.dumps(checks.as_json(_left(paper)), ensure_ascii=False, indent=2).encode()


def _sarif(paper: CheckedPaper, reading: Reading, content: bytes, ctx: Any) -> bytes:
    return json.dumps(output.as_sarif(reading, _left(paper)), ensure_ascii=False, indent=2).encode()


_NAMES = {"comments": "批注稿", "revised": "修订稿", "corrected": "改后", "findings": "体检结果"}
_MAKERS: dict[str, Any] = {
    "comments.docx": _comments, "revised.docx": _revised, "corrected.txt": _corrected, "findings.html": _page,
    "findings.json": _data, "findings.sarif": _sarif,
}  # fmt: skip


def _entered(ctx: Any, fmt: str, what: str, rows: int) -> None:
    """Enter what leaves in the register of exports."""
    action = registry.get_action("report_desk.paper", "export")
    run(action, ctx, None, {"format": fmt, "conditions": what, "rows": rows})


def _stem(paper: CheckedPaper) -> str:
    return paper.file_name.rpartition(".")[0] or paper.file_name
