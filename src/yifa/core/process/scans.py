"""回传扫描件: a paper that was signed by hand comes back by its code and is attached to the record it belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict

from yifa.core.process import codes, counsel, engine, queries
from yifa.kernel import registry
from yifa.kernel.action import ActionError, errors_of, run
from yifa.kernel.resource.forms import form_of
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare

#: What is entered with the scan: kind of code → verb on its record; of other kinds the scan alone is kept.
SIGNS = {"SP": "paper_sign", "FG": "file_opinion"}
WORDS = {"SP": "线下签批补登", "FG": "签名意见"}
#: What is done next with a scan that came back.
DO = {"SP": "补登签批", "FG": "登记签名意见"}
#: As what the scan of a kind is filed, where its register asks for one of several purposes.
PURPOSES: dict[str, str] = {}
#: How many files one upload may hold.
MOST = 30


def by_code(request: HttpRequest, text: str) -> tuple[Any, str]:
    """Return the record a code stands for, or why there is none."""
    found = codes.read(text)
    if found is None:
        return None, "编号读错了。照纸上的编号再输一遍，形如 SP-0001-00000001-0。"
    kind, pk = found
    rows = registry.get_resource(codes.KINDS[kind]).rows(request.scope)  # type: ignore[attr-defined]
    obj = rows.filter(pk=pk).first()
    if obj is None or codes.code(kind, obj) != text.strip().upper():
        return None, "没有这份单子，或者你的岗位看不到。"
    return obj, ""


@login_required
def scan(request: HttpRequest) -> HttpResponse:
    """Type or scan one code; or give many scans at once, each named by its code."""
    code, why = request.GET.get("code", "").strip(), ""
    if code:
        obj, why = by_code(request, code)
        if obj is not None:
            return redirect(f"/scan/{code.upper()}/")
    results = _table(_many(request)) if request.method == "POST" else None
    head = {"title": "回传扫描件", "meta": ["纸面签批、签名意见按纸上的编号存回原单"]}
    context = {"head": head, "code": code, "why": why, "results": results, "most": MOST}
    return render(request, "process/scan.html", context, status=404 if why else 200)


def _many(request: HttpRequest) -> list[dict[str, Any]]:
    """Attach each file to the record whose code its name bears; what cannot be is said file by file."""
    files = request.FILES.getlist("files")
    if not files:
        return [{"name": "", "why": "没有选文件。"}]
    if len(files) > MOST:
        return [{"name": "", "why": f"一次最多 {MOST} 个文件。"}]
    return [_one(request, file) for file in files]


def _one(request: HttpRequest, file: Any) -> dict[str, Any]:
    code = codes.in_name(file.name)
    if not code:
        return {"name": file.name, "why": "文件名里没有编号。改用编号逐件回传，或把文件名改成纸上的编号。"}
    obj, why = by_code(request, code)
    if obj is None:
        return {"name": file.name, "why": why}
    key = codes.KINDS[code[:2]]
    ctx, attach = ctx_of(request), registry.get_action(key, "attach")
    told = {"purpose": _purpose(code), "paper": code, "sensitivity": "internal"}
    form = form_of(attach, ctx, obj, told, MultiValueDict({"file": [file]}), told)
    if not form.is_valid():
        return {"name": file.name, "why": "".join(str(e) for errors in form.errors.values() for e in errors)}
    try:
        run(attach, ctx, obj, form.cleaned_data)
    except (ActionError, ValidationError) as problem:
        said = str(problem) if isinstance(problem, ActionError) else "".join(problem.messages)
        return {"name": file.name, "why": said}
    waits = code[:2] in SIGNS and not registry.get_action(key, SIGNS[code[:2]]).available(ctx, obj)
    return {"name": file.name, "title": obj.title, "url": f"/r/{key}/{obj.pk}/", "code": code,
            "sign": f"/scan/{code}/" if waits else ""}  # fmt: skip


def _purpose(code: str) -> str:
    return PURPOSES.get(code[:2], f"回传扫描件 {code}")


def _table(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what became of each file, as a table."""
    rows = []
    for n, r in enumerate(results):
        kept: Any = {"text": r["why"], "tone": "alarm"} if r.get("why") else {"text": r["title"], "url": r["url"]}
        next_: Any = {"text": DO[r["code"][:2]], "url": r["sign"]} if r.get("sign") else ""
        rows.append({"pk": n, "label": r["name"], "cells": [r["name"], kept, next_]})
    return {"caption": "回传结果", "columns": [{"label": w} for w in ("文件", "存入", "接着办")], "rows": rows}


@login_required
def scan_one(request: HttpRequest, code: str) -> HttpResponse:
    """The record of a code: attach the scan, and enter what it bears; both or neither."""
    obj, why = by_code(request, code)
    if obj is None:
        raise Http404(why)
    code, kind = code.upper(), code[:2].upper()
    key = codes.KINDS[kind]
    ctx = ctx_of(request)
    attach = registry.get_action(key, "attach")
    sign = registry.get_action(key, SIGNS[kind]) if kind in SIGNS else None
    first = {"purpose": _purpose(code), "paper": code}
    only_file = request.method == "POST" and "file_only" in request.POST
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    paper = form_of(attach, ctx, obj, data, files, first)
    closed = sign.available(ctx, obj) if sign is not None else "这种文书没有另外要登记的内容。"
    signature = form_of(sign, ctx, obj, None if only_file else data, None, first) if sign is not None else paper
    for form in {paper, signature}:
        prepare(form)
    said = f"扫描件已归档，{WORDS.get(kind, '')}已登记。"
    if data is not None and paper.is_valid() and (only_file or closed or signature.is_valid()):
        try:
            with transaction.atomic():
                run(attach, ctx, obj, paper.cleaned_data)
                if sign is not None and not (only_file or closed):
                    run(sign, ctx, obj, signature.cleaned_data)
            messages.success(request, "扫描件已归档。" if only_file or closed else said)
            return redirect(f"/r/{key}/{obj.pk}/")
        except ValidationError as problem:
            for name, message in errors_of(problem):
                signature.add_error(name if name in signature.fields else None, message)
        except ActionError as problem:
            signature.add_error(None, str(problem)) if signature.is_bound else paper.add_error(None, str(problem))
    of = queries.steps_of(obj, ctx.day) if kind == "SP" else {"entries": []}
    meta = [obj.get_state_display()] if hasattr(obj, "get_state_display") else [counsel.asked_of(obj)]
    meta = [obj.chain_title, *meta] if kind == "SP" else meta
    context = {
        "head": {
            "title": obj.title, "crumbs": [{"text": "回传扫描件", "url": "/scan/"}, {"text": code}],
            "meta": [*meta, f"编号 {code}"],
        },
        "paper": paper, "signature": None if closed else signature, "closed": closed, "words": WORDS.get(kind, ""),
        "steps": of, "asked": engine.asked(obj) if kind == "SP" and not closed else "",
    }  # fmt: skip
    return render(request, "process/scan_one.html", context)
