"""导入法规文本 on screen: file → what was read → into the library. Nothing is written before the last step."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yifa.core.statutes import actions, files
from yifa.kernel import limits, registry
from yifa.kernel.action import Ctx, errors_of, run
from yifa.kernel.imports import uploads
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare
from yifa.lawkit.catalogue import KIND_TEXT

STEPS = ("选文件", "核对", "导入")
KEY = "core_statutes.text"
_SHOWN = 12


def _context(step: int, **more: Any) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {"title": t, "state": "done" if i < step else "now" if i == step else "", "lines": []}
        for i, t in enumerate(STEPS)
    ]
    crumbs = [{"text": "法规与规则", "url": "/law/"}, {"text": "导入法规文本"}]
    return {"head": {"title": "导入法规文本", "crumbs": crumbs}, "import_steps": steps, **more}


def _action(request: HttpRequest) -> tuple[Any, Ctx]:
    """The Action and its context; a refusal for who may not import."""
    action, ctx = registry.get_action(KEY, "import"), ctx_of(request)
    action.authorise(ctx, None)
    return action, ctx


def _form(action: Any, *given: Any) -> forms.Form:
    made = type("UploadForm", (forms.Form,), dict(action.extra))(*given)
    prepare(made)
    return made


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1: the file."""
    action, ctx = _action(request)
    form = _form(action, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        limits.check(request, "import", most=30)
        if form.is_valid():
            data = form.cleaned_data
            try:
                _, content, name = actions.draft_of(data)
            except ValidationError as error:
                for _, message in errors_of(error):
                    form.add_error("file", message)
            else:
                sha = uploads.store(content)
                said = {"name": name, "kind": data["kind"], "region": data["region"]}
                uploads.remember(sha, ctx.scope.bureau_id or 0, ctx.scope.user_id or 0, KEY, **said)
                return redirect(f"/law/import/{sha}/")
    notes = [
        "从国家法律法规数据库等网站下载 docx、md 或 txt，原样上传；一件法规一个文件。",
        "先看读出的标题、日期和条文，确认后才写入。",
        "同一文本再导入一次不会重复；新版本导入后，依据它的规则和记录列在“依据有变”。",
    ]
    more = {"form": form, "formcfg": {"submit": "上传并读文本", "cancel_url": "/law/"}, "notes": notes}
    return render(request, "statutes/import_upload.html", _context(0, **more))


@login_required
def preview(request: HttpRequest, sha: str) -> HttpResponse:
    """Step 2: what was read; POST writes it."""
    action, ctx = _action(request)
    bureau, user = ctx.scope.bureau_id or 0, ctx.scope.user_id or 0
    note, content = uploads.recall(sha, bureau, user, KEY), uploads.fetch(sha)
    if note is None or content is None:
        raise Http404("上传的文件已过期。")
    data = {"file": _file(content, note["name"]), "kind": note["kind"], "region": note["region"]}
    try:
        draft, _, _ = actions.draft_of(data)
        if request.method == "POST":
            done = run(action, ctx, None, data)
            said = "导入" if done.changes else "库内已有相同文本，没有改动"
            messages.success(request, f"{done.obj}：{said}。")
            return redirect(f"/law/{draft.slug}/")
    except ValidationError as error:
        form = _form(action, {}, {})
        form.is_valid()
        form.errors.clear()
        for _, message in errors_of(error):
            form.add_error(None, message)
        more = {"form": form, "formcfg": {"action": "/law/import/", "submit": "上传并读文本", "cancel_url": "/law/"}}
        return render(request, "statutes/import_upload.html", _context(0, **more))
    return render(request, "statutes/import_check.html", _context(1, **_shown(draft, bureau, sha)))


def _file(content: bytes, name: str) -> InMemoryUploadedFile:
    return InMemoryUploadedFile(io.BytesIO(content), "file", name, None, len(content), None)


def _shown(draft: files.Draft, bureau: int, sha: str) -> dict[str, Any]:
    """What the page shows of a draft."""
    text, known = draft.text, actions.present(bureau, draft)
    waiting = {"tag": "待核实", "tone": "warn"}
    state = "新增"
    if known is not None:
        state = "库内已有相同文本" if known.digest == draft.digest else "库内已有这一版本，导入后以新文本为准"
    items = sum(len(p.items) for a in text.articles for p in a.paragraphs)
    entries = [
        {"label": "标题", "value": text.title, "wide": True},
        {"label": "种类", "value": KIND_TEXT[text.kind]},
        {"label": "制定机关", "value": text.issuer or waiting},
        {"label": "文号", "value": text.doc_no or waiting},
        {"label": "公布", "value": str(text.published or "") or waiting},
        {"label": "施行", "value": str(text.effective or "") or waiting},
        {"label": "版本", "value": f"{draft.year}年文本"},
        {"label": "读出", "value": f"{len(text.chapters)} 章 {len(text.articles)} 条 {items} 项"},
        {"label": "导入结果", "value": state},
        {"label": "同时废止", "value": "、".join(f"《{t}》" for t in text.repeals) or "无", "wide": True},
    ]
    rows = [
        {"pk": a.place.fragment, "label": str(a.place),
         "cells": [str(a.place), a.chapter, {"number": len(a.paragraphs), "unit": "款"}, str(a).split("\n")[0][:60]]}
        for a in (*text.articles[:_SHOWN], *text.articles[_SHOWN:][-2:])
    ]  # fmt: skip
    columns = [{"label": "条"}, {"label": "章"}, {"label": "款数", "num": True}, {"label": "开头"}]
    return {
        "facts": {"title": "读出的内容", "entries": entries}, "notes": draft.notes,
        "table": {"caption": "条文（前几条和末两条）", "columns": columns, "rows": rows},
        "url": f"/law/import/{sha}/", "back_url": "/law/import/",
    }  # fmt: skip
