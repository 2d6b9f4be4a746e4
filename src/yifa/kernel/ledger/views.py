"""Addresses of the ledger's pages; they only read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.kernel.ledger import pages, verify

#: Entries the page checks; the whole of a long chain, records and figures are for ``yifa ledger verify``.
LAST = 50_000


def _guard(request: Any) -> None:
    if request.scope.bureau_id is None or not request.scope.has(pages.ROLES):
        raise Http404


@login_required
def index(request: Any) -> HttpResponse:
    """The entries of the bureau, newest first, with conditions."""
    _guard(request)
    form = pages.Conditions(request.GET)
    asked = {k: v for k, v in form.cleaned_data.items() if v} if form.is_valid() else {}
    rows = pages.entries(request.scope, asked).order_by("-seq")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(seq__lt=int(before))
    found = list(rows[: pages.SIZE + 1])
    shown = found[: pages.SIZE]
    kept = {k: request.GET[k] for k in asked}
    more = f"?{urlencode({**kept, 'before': shown[-1].seq})}" if len(found) > pages.SIZE else ""
    chips = [
        {"label": str(form.fields[k].label), "value": _said(form, k, v),
         "remove_url": "?" + urlencode({n: t for n, t in kept.items() if n != k})}
        for k, v in asked.items()
    ]  # fmt: skip
    context = {
        "head": {"title": "账页", "crumbs": [{"text": "账页"}],
                 "meta": ["只读。业务内容不在这里显示，只显示谁在何时对哪条记录办了什么"]},
        "filters": {"url": "/ledger/", "search": False, "chips": chips, "form": form, "clear_url": "/ledger/",
                    "open": not form.is_valid(), "print": True},
        "table": pages.table(shown, request.scope, request.day),
        "panel": pages.state(request.day) if not asked and not before else None,
        "more": more,
        "empty": {"text": "没有符合条件的账页。", "actions": [{"label": "清除条件", "url": "/ledger/"}]},
    }  # fmt: skip
    return render(request, "yifa/ledger.html", context, status=200 if form.is_valid() else 400)


def _said(form: pages.Conditions, name: str, value: Any) -> str:
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value))


@login_required
def check(request: Any) -> HttpResponse:
    """Verify sequence, chain, head and seals now."""
    _guard(request)
    report = verify.verify(full=False, last=LAST)
    facts = [
        {"label": "结果", "value": "完整" if report.ok else "有不符之处"},
        {"label": "末端", "value": f"第 {report.head_seq:,} 条，摘要 {report.head_hash}"},
        {"label": "核对账页", "value": f"{report.entries:,} 条"},
        {"label": "核对加封", "value": f"{report.seals:,} 份"},
    ]
    rows = [
        {"pk": n, "label": f.message, "alarm": True, "cells": [verify.KINDS[f.kind], f.seq or "", f.message]}
        for n, f in enumerate(report.findings)
    ]
    panels: list[dict[str, Any]] = [{"title": "核验", "facts": facts, "alarm": not report.ok}]
    if rows:
        heads = [{"label": "哪一类"}, {"label": "序号", "num": True}, {"label": "不符之处"}]
        panels.append(
            {"title": "不符之处", "alarm": True, "table": {"caption": "不符之处", "columns": heads, "rows": rows}}
        )
    panels.append(
        {
            "title": "记录和定稿数字",
            "text": "这里核对序号、链、末端和加封。逐条核对记录和签发数字，在服务器上运行 yifa ledger verify。",
        }
    )
    head = {"title": "核验账本", "crumbs": [{"text": "账页", "url": "/ledger/"}, {"text": "核验账本"}],
            "meta": [f"核对最近 {LAST:,} 条账页和全部加封"], "actions": [{"label": "打印", "print": True}]}  # fmt: skip
    return render(request, "yifa/ledger_check.html", {"head": head, "panels": panels})
