"""Pages of filings: the form on screen, the workbook, the summary forms."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from yifa.affairs.energy.engine.library import Form
from yifa.affairs.energy.engine.numbers import EnergyError, plain
from yifa.affairs.energy.engine.periods import Period, period
from yifa.affairs.energy.filings import reading, rollup, sheets
from yifa.affairs.energy.filings.actions import FILERS, FILING
from yifa.affairs.energy.filings.choices import Origin, State
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.core.org.models import Unit
from yifa.kernel import clockwork, registry
from yifa.kernel.downloads import attached
from yifa.kernel.policy import READERS
from yifa.kernel.record import Life
from yifa.kernel.screen import together
from yifa.papers.writers.table_xlsx import write_table

CRUMB = {"text": "公共机构节能", "url": "/m/energy/"}


def act(request: Any, steps: list[tuple[str, str, Any, dict[str, Any]]], done: str, channel: str = "screen") -> bool:
    """Do Actions (resource, verb, record, data) together or not at all; say in one line what came of it."""
    found = [(registry.get_action(resource, verb), obj, data) for resource, verb, obj, data in steps]
    return together(request, found, done, channel)


def span_of(request: Any, default: str) -> Period:
    """Return the period asked for in the address; 404 for what is none."""
    try:
        return period(request.GET.get("period") or request.GET.get("month") or default)
    except EnergyError:
        raise Http404 from None


def _filing(request: Any, pk: int) -> SurveyFiling:
    rows = registry.get_resource(FILING).rows(request.scope).select_related("institution", "filer")
    found: SurveyFiling | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _input(
    one: Any, filing: SurveyFiling, last: dict[str, Any], offer: dict[str, str], found: list[dict[str, Any]]
) -> dict[str, Any]:
    value = filing.values.get(one.key, "")
    now = offer.get(one.key)
    return {
        "key": one.key,
        "title": one.title,
        "code": one.code or "",
        "unit": reading.printed(one.unit or ""),
        "value": value,
        "shown": reading.shown(value) if one.unit else value,
        "required": one.required,
        "last": reading.shown(last.get(one.key, "")),
        "origin": reading.ORIGIN_NAMES.get(filing.origins.get(one.key, ""), ""),
        "offer": reading.shown(now) if now is not None and now != value else "",
        "findings": [
            {
                "text": f["message"],
                "stop": f["severity"] == "return",
                "name": f"say:{reading.answer_key(f)}",
                "answer": filing.answers.get(reading.answer_key(f), ""),
            }
            for f in found
            if f["key"] == one.key
        ],
    }


@login_required
def fill(request: Any, pk: int) -> HttpResponse:
    """The form of one institution and period, table by table, with last year beside and the findings in place."""
    filing = _filing(request, pk)
    scope, library = request.scope, reading.sets(filing.bureau_id)
    form = reading.form_of(library, filing)
    open_ = filing.counts and filing.state in (State.DRAFT, State.RETURNED, State.SIGNED) and scope.has(FILERS)
    if request.method == "POST" and open_:
        values = {f.key: request.POST.get(f.key, "") for f in form.fields if f.key in request.POST}
        answers = {k[4:]: v for k, v in request.POST.items() if k.startswith("say:")}
        data: dict[str, Any] = {"values": values, "answers": answers, "_version": request.POST.get("version")}
        if not (request.POST.get("version") or "").isdigit():
            data.pop("_version")
        if act(request, [(FILING, "fill", filing, data)], "已保存。"):
            return redirect(f"/energy/filings/{pk}/")
        filing.values = {**filing.values, **values}
    last = reading.other(filing, period(filing.period).year - 1)
    offer, gaps = reading.offered(library, form, filing.institution, filing.period) if open_ else ({}, [])
    if open_:
        audit = reading.audited(library, filing, request.day)
        found, unchecked = reading.stored(audit), list(audit.unchecked)
    else:
        found, unchecked = filing.findings, []
    tables: dict[str, list[dict[str, Any]]] = {}
    known = last.values if last else {}
    for one in form.fields:
        tables.setdefault(one.table, []).append(_input(one, filing, known, offer, found))
    keys = {one.key for one in form.fields}
    elsewhere = [
        {
            "text": f["message"],
            "stop": f["severity"] == "return",
            "name": f"say:{reading.answer_key(f)}",
            "answer": filing.answers.get(reading.answer_key(f), ""),
        }
        for f in found
        if f["key"] not in keys
    ]
    head = {
        "title": f"{filing.institution} {period(filing.period).title}报表",
        "crumbs": [CRUMB, {"text": "统计报表", "url": f"/r/{FILING}/"}],
        "status": {
            "label": filing.get_state_display(),
            "tone": registry.get_resource(FILING).tones["state"][filing.state],
        },
        "meta": [form.title, "" if form.verified else "表式起止和编号待核实", f"提示 {len(found)} 条"],
        "actions": [{"label": "办理", "url": f"/r/{FILING}/{pk}/"}, {"label": "打印", "print": True}],
    }
    context = {
        "head": head,
        "filing": filing,
        "open": open_,
        "gaps": gaps,
        "unchecked": unchecked,
        "elsewhere": elsewhere,
        "tables": [{"title": reading.TABLES.get(k, k), "rows": rows} for k, rows in tables.items()],
        "returned": filing.returned[-1] if filing.state == State.RETURNED and filing.returned else None,
        "last": bool(last),
    }
    return render(request, "energy/fill.html", context)


def _versions(request: Any, span: Period) -> Form:
    try:
        return reading.sets(request.scope.bureau_id).form(span.end)
    except EnergyError as error:
        raise Http404(str(error)) from error


def _open(request: Any, span: Period) -> list[SurveyFiling]:
    rows = registry.get_resource(FILING).rows(request.scope).filter(period=span.text, life=Life.LIVE)
    rows = rows.filter(state__in=(State.DRAFT, State.RETURNED, State.SIGNED))
    return list(rows.select_related("institution").order_by("institution__name", "pk"))


class BookForm(forms.Form):
    """A filled-in workbook."""

    file = forms.FileField(label="填报模板", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}))


@login_required
def book(request: Any) -> HttpResponse:
    """Give the workbook of a period, and take it back: all of it or nothing."""
    if not request.scope.has(FILERS):
        raise Http404
    span = span_of(request, str(request.day.year - 1))
    form, filings = _versions(request, span), _open(request, span)
    if request.GET.get("get"):
        bureau = str(Unit.objects.get(pk=request.scope.bureau_id).name)
        out = io.BytesIO()
        notes = [
            f"{bureau}　{span.title}　{form.title}",
            "一行一家机构，只填本表列出的指标，不改表头；没有的留空，不填零",
        ]
        sheets.write(out, form, filings, notes, clockwork.now())
        return attached(out.getvalue(), f"{span.title}填报模板.xlsx")
    upload = BookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and upload.is_valid():
        file = upload.cleaned_data["file"]
        try:
            if file.size > sheets.MAX_BYTES:
                raise sheets.Faults(["文件太大，不是填报模板。核对是不是选错了文件。"])
            lines = sheets.read(file.read(), file.name, form, {f.institution.uscc: f for f in filings})
        except sheets.Faults as error:
            for line in error.lines:
                upload.add_error(None, line)
        else:
            steps = [(FILING, "fill", one, {"values": values, "origin": Origin.SHEET}) for one, values in lines]
            if act(request, steps, f"已导入 {len(lines)} 家机构的{span.title}报表。", "import"):
                return redirect(f"/r/{FILING}/?period={span.text}")
    address = f"?period={span.text}"
    context = {
        "head": {
            "title": f"导入{span.title}报表",
            "crumbs": [CRUMB, {"text": "统计报表", "url": f"/r/{FILING}/"}],
            "meta": [form.title, f"可填报表 {len(filings)} 张"],
            "actions": [{"label": "导出填报模板", "url": f"{address}&get=1"}],
        },
        "form": upload,
        "formcfg": {"submit": "导入报表", "cancel_url": f"/r/{FILING}/"},
        "lead": "模板按本报告期的报表版本生成，已带入台账和名录库的数。先整份检查，有一处不对就不写入。",
    }
    return render(request, "yifa/form.html", context, status=400 if upload.errors else 200)


@login_required
def summary(request: Any) -> HttpResponse:
    """The summary forms of a period by region, department or class."""
    if not request.scope.has(READERS):
        raise Http404
    span = span_of(request, str(request.day.year - 1))
    by = request.GET.get("by", "") if request.GET.get("by", "") in rollup.BY else "region"
    form = _versions(request, span)
    found = rollup.summary(form, request.scope.bureau_id, span, by)
    fields = [form.field(key) for key in found.keys if key in found.total.sums]
    if request.GET.get("get"):
        wide = [
            ("name", rollup.BY[by][:-2], "text"),
            ("wanted", "应报", "int"),
            ("filed", "已报", "int"),
            ("accepted", "已审核", "int"),
            *((f.key, reading.heading(f), "text") for f in fields),
        ]
        rows = [
            [g.name, g.wanted, g.filed, g.accepted, *(plain(g.sums[f.key]) if f.key in g.sums else "" for f in fields)]
            for g in (*found.groups, found.total)
        ]
        out = io.BytesIO()
        write_table(
            out, rollup.BY[by], wide, rows, [f"{span.title}　{form.title}　只汇总已审核的报表"], clockwork.now()
        )
        return attached(out.getvalue(), f"{span.title}{rollup.BY[by]}.xlsx")
    columns = [
        {"label": rollup.BY[by][:-2], "nowrap": True},
        *({"label": t, "num": True} for t in ("应报", "已报", "已审核")),
        *({"label": reading.heading(f), "num": True} for f in fields),
    ]

    def cells(g: rollup.Group) -> list[Any]:
        return [
            g.name,
            g.wanted,
            g.filed,
            g.accepted,
            *(reading.shown(plain(g.sums[f.key])) if f.key in g.sums else "" for f in fields),
        ]

    address = f"?period={span.text}&by="
    context = {
        "head": {
            "title": f"{span.title}综合表",
            "crumbs": [CRUMB],
            "meta": [
                form.title,
                f"应报 {found.total.wanted} 家",
                f"已报 {found.total.filed} 家",
                f"已审核 {found.total.accepted} 家",
            ],
            "actions": [
                {"label": "导入报表", "url": f"/energy/filings/book/?period={span.text}"},
                {"label": "导出 Excel", "url": f"{address}{by}&get=1"},
                {"label": "打印", "print": True},
            ],
        },
        "tabs": {
            "label": "汇总方式",
            "entries": [{"text": t, "url": f"{address}{k}", "current": k == by} for k, t in rollup.BY.items()],
        },
        "table": {
            "caption": f"{span.title}{rollup.BY[by]}",
            "columns": columns,
            "rows": [{"pk": n, "label": g.name, "cells": cells(g)} for n, g in enumerate(found.groups)],
            "foot": cells(found.total),
            "cards": False,
        },
        "span": span,
        "by": by,
        "missing": found.missing,
    }
    return render(request, "energy/summary.html", context)
