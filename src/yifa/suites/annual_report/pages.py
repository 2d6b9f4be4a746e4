"""Contexts of the report pages: outline with gaps by quarter, paper with locked figures, the list behind one."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.metrics import figures as fig
from yifa.core.metrics import signing
from yifa.core.metrics.metric import Query
from yifa.core.metrics.periods import quarter_end
from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.ui.marks import link, title_cell
from yifa.lawkit import rules
from yifa.lawkit.clock import Event, fold
from yifa.lawkit.explain import zh_date
from yifa.suites.annual_report.compose import Composition, Section, Text
from yifa.suites.annual_report.models import Report
from yifa.suites.annual_report.papers import own_part

KIND_NAMES = {"fazhi": "法治政府建设年度报告"}


def due_line(year: int, day: date) -> dict[str, Any]:
    """Return when the report of a year is due (rule REP-01), and the last safe working day."""
    result = fold(rules.get_rule("REP-01"), [Event("start", date(year, 1, 1))], today=day)
    safe = f"，最后工作日 {zh_date(result.safe, day)}" if result.safe and result.safe != result.due else ""
    due = zh_date(result.due, day) if result.due else ""
    return {
        "text": f"{due}止报送{safe}", "due": result.due, "provisional": result.provisional,
        "law": {"text": str(result.rule.basis), "url": "/law/?rule=REP-01", "verified": result.verified},
    }  # fmt: skip


def quarters(made: Composition, section: Section, day: date) -> list[str]:
    """Return for each quarter whether the section has evidence: yes, gap, stop (受阻) or later (未到期)."""
    keys = [k for t in section.paragraphs for k in t.figures]
    stopped = any(made.figures[k].blocked for k in keys)
    out = []
    for q in range(1, 5):
        if quarter_end(made.year, q) > min(day, made.data_as_of) and not (q == 4 and made.data_as_of.month == 12):
            out.append("later")
            continue
        span = Query(made.bureau.pk, date(made.year, q * 3 - 2, 1), quarter_end(made.year, q))
        found = any(registry.get_metric(k).rows(span).exists() for k in keys if made.figures[k].rows)
        out.append("stop" if stopped and not found else "yes" if found or not keys else "gap")
    if stopped and "stop" not in out:
        last = max((i for i, s in enumerate(out) if s != "later"), default=0)
        out[last] = "stop"
    return out


def outline(made: Composition, day: date) -> list[dict[str, Any]]:
    """Return the left pane."""
    rows: list[dict[str, Any]] = []
    for part in made.sections:
        row: dict[str, Any] = {"text": f"{part.number}、{part.title}", "url": f"#{part.key}", "level": 1}
        if part.paragraphs and part.kind == "leader":
            row["quarters"] = quarters(made, part, day)
        if part.kind == "shortcomings":
            missing = sum(1 for b in made.blocking if "没有写原因" in b.why)
            row["gap"] = f"写了 {len(part.paragraphs)} 条不足，缺 {missing} 条原因" if missing else ""
        rows.append(row)
        for child in part.children:
            stops = sum(1 for t in child.paragraphs for k in t.figures if made.figures[k].blocked)
            rows.append(
                {"text": f"{child.number}{child.title}", "url": f"#{child.key}", "level": 2,
                 "quarters": quarters(made, child, day), "gap": f"{stops} 句受阻，可改写法" if stops else "",
                 "alarm": bool(stops)}
            )  # fmt: skip
    for b in made.blocking:
        if b.mandatory and b.why.startswith("缺必备"):
            rows.append(
                {"text": b.why.removeprefix("缺必备部分"), "url": "#", "level": 1, "gap": "缺必备部分", "alarm": True}
            )
    return rows


def _spans(text: Text, base: str, on: str) -> list[Any]:
    spans: list[Any] = []
    for p in text.pieces:
        if p.figure:
            url = f"{base}?fig={p.figure}#panel"
            spans.append({"text": p.text, "kind": "fig", "url": url, "on": p.figure == on, "wait": p.mark == "stop"})
        elif p.mark:
            spans.append({"text": p.text, "kind": p.mark})
        else:
            spans.append(p.text)
    return spans


def paper(made: Composition, base: str, on: str, may_edit: bool) -> dict[str, Any]:
    """Return the middle pane."""
    blocks: list[dict[str, Any]] = []
    for part in made.sections:
        blocks.append({"kind": "h1", "id": part.key, "spans": [f"{part.number}、{part.title}"]})
        for section in (part, *part.children):
            if section is not part:
                blocks.append({"kind": "h2", "id": section.key, "spans": [f"{section.number}{section.title}"]})
            for text in section.paragraphs:
                blocks.append(_block(made, text, base, on, may_edit))
    title = made.title.removeprefix(made.bureau.name)
    return {"label": made.title, "title": [made.bureau.name, title], "blocks": blocks}


def _block(made: Composition, text: Text, base: str, on: str, may_edit: bool) -> dict[str, Any]:
    block: dict[str, Any] = {"kind": "p", "id": text.key.replace(".", "-"), "spans": _spans(text, base, on)}
    if any(made.figures[k].blocked for k in text.figures):
        zero = all(made.figures[k].qualifier == "none" for k in text.figures if made.figures[k].blocked)
        block.update(side="待证" if zero else "受阻", side_tone="warn" if zero else "alarm")
    if any(p.mark == "hold" for p in text.pieces):
        kind, pk = text.key.split(".")
        block["ask"] = {
            "text": "这一条没有写原因。规定要求写“存在的不足和原因”。", "link": "写原因",
            "url": f"/r/annual_report.{kind}/{pk}/do/correct/",
        }  # fmt: skip
    if may_edit:
        kind, _, pk = text.key.partition(".")
        own = {"shortcoming": f"/r/annual_report.shortcoming/{pk}/", "plan": f"/r/annual_report.next_step/{pk}/"}
        block["spans"].append(link("改", own.get(kind, f"{base}text/{text.key}/"), "y-pen no-print"))
    return block


def figure_panel(
    f: fig.Figure, query: Query, scope: Scope, *, close_url: str, limit: int = 12, report: Report | None = None
) -> dict[str, Any]:
    """Return the list behind one figure, as far as the reader may open it."""
    rows = fig.evidence(f.key, query)
    resource = registry.resource_of_model(rows.model)
    rows = own_part(resource, rows, scope)
    shown = list(rows.select_related("unit")[:limit])
    columns = [{"label": resource.noun or resource.title}, {"label": "日期", "nowrap": True, "num": True}]
    table_rows = [
        {"pk": obj.pk, "label": resource.title_of(obj), "cells": _cells(resource, obj, query)} for obj in shown
    ]
    lines = [f"{f.rows:,} 条记录" + (f"，其中补录 {f.backfilled:,} 条" if f.backfilled else "")]
    if f.numerator is not None and f.denominator:
        lines.append(f"{f.denominator:,} 中 {f.numerator:,}")
    if scope.unit_ids is not None:
        lines.append("只列本处室（单位）的记录")
    lines.append("数字已锁定，改记录才会变")
    more = [{"text": f"看全部 {f.rows:,} 条", "url": f.list_url}] if f.rows > limit else []
    more.append({"text": "在台账中打开", "url": resource.url()})
    diff = ""
    if report is not None:
        diff = "；".join(d.note for d in signing.differences(report, query.end) if d.key == f.key)
    basis = f.basis[0] if f.basis else None
    table = {
        "caption": f"{f.label}的记录", "columns": columns, "rows": table_rows, "plain": True, "tight": True,
    }  # fmt: skip
    return {
        "title": f.label, "value": f.printed or "受阻", "unit": "", "close_url": close_url, "alarm": f.blocked,
        "lines": lines, "table": table, "more": more, "scope": f"口径：{f.query}", "diff": diff,
        "law": fig.basis_text(basis) if basis else None,
    }  # fmt: skip


def _cells(resource: Any, obj: Any, query: Query) -> list[Any]:
    sub = [t for t in (str(obj.unit or ""), obj.paper) if t]
    name = title_cell(resource.title_of(obj), resource.url(obj), sub, ["补录"] if obj.backfilled else [])
    return [name, zh_date(obj.happened_on, query.end) if obj.happened_on else ""]


def wording_panel(f: fig.Figure, url: str, part: str = "") -> dict[str, Any]:
    """Return why a sentence cannot stand, and what may be written instead."""
    options = [{"value": key, "text": text, "on": i == 0} for i, (key, text) in enumerate(f.options)]
    return {
        "title": "这句话现在不能写", "part": part, "why": f"{f.why}。", "url": url, "name": "option",
        "fields": {"metric": f.key}, "options": options,
        "links": [{"label": "查看记录", "url": f.list_url, "small": True}],
    }  # fmt: skip
