"""Pages of the law: search, one act with its versions, one rule with all that rests on it, the radar."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from yifa.core.statutes import index as refs
from yifa.core.statutes.actions import IMPORTERS
from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.lawkit import library
from yifa.lawkit.catalogue import KIND_TEXT
from yifa.lawkit.rules import FORCES, Rule, load_rules, rule_versions

_TONE = {"in_force": "done", "superseded": "void", "not_yet": "", "unknown": ""}
_UNITS = {"workday": "个工作日", "day": "日", "month": "个月", "year": "年", "hour": "小时"}
_CRUMB = {"text": "法规与规则", "url": "/law/"}


def _when(value: Any) -> Any:
    return str(value) if value else {"tag": "待核实", "tone": "warn"}


@login_required
def search(request: Any) -> HttpResponse:
    """Find acts by title, short name or number; rules by id or words."""
    if rule := request.GET.get("rule"):
        return redirect(f"/law/rule/{rule}/")
    q = request.GET.get("q", "").strip()
    catalogue = library.catalogue()
    acts = [s for s in catalogue.statutes if not q or any(q in n for n in s.names)]
    if not q:
        acts = [s for s in acts if refs.rules_by_statute().get(s.slug)]
    rows = []
    for s in acts[:200]:
        standing = catalogue.status(s.title, request.day)
        version = s.version_on(request.day)
        cited = refs.rules_by_statute().get(s.slug, [])
        rows.append(
            {"pk": s.slug, "label": s.title, "void": standing.status == "superseded",
             "cells": [{"text": f"《{s.title}》", "url": f"/law/{s.slug}/"}, KIND_TEXT.get(s.kind, s.kind),
                       {"status": standing.text, "tone": _TONE.get(standing.status, "")},
                       _when(version.start if version else None), {"number": len(cited), "unit": ""}]}
        )  # fmt: skip
    columns = [
        {"label": "法规"},
        {"label": "种类"},
        {"label": "状态"},
        {"label": "施行日期"},
        {"label": "规则", "num": True},
    ]
    found = [r for r in load_rules().values() if q and (q.upper() == r.id or q in r.title or q in r.term)]
    texts = [{"label": "法规文本", "url": "/r/core_statutes.text/"}] if request.scope.is_business else []
    bring = [{"label": "导入法规文本", "url": "/law/import/", "kind": "main"}] if request.scope.has(IMPORTERS) else []
    head = {"title": "法规与规则", "meta": [f"目录 {len(catalogue.statutes)} 件，规则 {len(load_rules())} 条"],
            "actions": [*texts, *bring]}  # fmt: skip
    context = {
        "head": head, "q": q, "table": {"caption": "法规目录", "columns": columns, "rows": rows},
        "rules": _rule_table(found[:60]) if found else None,
        "note": "" if q else "这里列出有规则的法规；全部目录用搜索查找。",
    }  # fmt: skip
    return render(request, "statutes/search.html", context)


def _rule_table(found: list[Rule]) -> dict[str, Any]:
    rows = [
        {"pk": r.id, "label": r.title,
         "cells": [{"text": r.id, "url": f"/law/rule/{r.id}/"}, r.title, {"text": str(r.basis)}, _length(r),
                   {"text": FORCES.get(r.force, r.force)} if r.verified else {"tag": "待核实", "tone": "warn"}]}
        for r in found
    ]  # fmt: skip
    columns = [{"label": "规则"}, {"label": "内容"}, {"label": "依据"}, {"label": "期限"}, {"label": "效力"}]
    return {"caption": "规则", "columns": columns, "rows": rows}


def _length(rule: Rule) -> str:
    texts = []
    for part in rule.parts:
        if part.unit == "date":
            texts.append("固定日期")
        elif isinstance(part.value, int):
            texts.append(f"{part.value} {_UNITS.get(part.unit, part.unit)}")
    return "、".join(texts)


def _number(doc_no: str | None) -> Any:
    """The document number in Chinese; the packs note later amendments in a word of their own."""
    if not doc_no:
        return _when(None)
    return doc_no.replace("; amended ", "，修订于 ").replace("; revised by ", "，修订：")


@login_required
def act(request: Any, slug: str) -> HttpResponse:
    """One act: versions, status today, rules, and everything that rests on it."""
    catalogue = library.catalogue()
    statute = catalogue.by_slug.get(slug)
    if statute is None:
        raise Http404
    standing = catalogue.status(statute.title, request.day)
    versions = [
        {"pk": v.year or 0, "label": str(v.year),
         "cells": [{"text": f"{v.year}年" if v.year else "年份待核实"}, v.doc_no or _when(None), _when(v.published),
                   _when(v.effective), str(v.superseded) if v.superseded else ""]}
        for v in statute.versions
    ]  # fmt: skip
    columns = [
        {"label": "版本"},
        {"label": "文号"},
        {"label": "公布"},
        {"label": "施行"},
        {"label": "废止"},
    ]
    head = {
        "title": f"《{statute.full or statute.title}》", "crumbs": [_CRUMB],
        "status": {"label": standing.text, "tone": _TONE.get(standing.status, "")},
        "meta": [KIND_TEXT.get(statute.kind, statute.kind), statute.issuer or "制定机关待核实", standing.why],
    }  # fmt: skip
    context = {
        "head": head, "versions": {"caption": "版本", "columns": columns, "rows": versions},
        "text": _text(statute, standing.version),
        "rules": _rule_table(refs.rules_by_statute().get(slug, [])),
        "uses": _uses(refs.uses_of(slug, request.scope), request.scope),
    }  # fmt: skip
    return render(request, "statutes/act.html", context)


def _text(statute: Any, version: Any) -> dict[str, Any] | None:
    """The articles of the version in force (else of the newest held), as the library has them."""
    held = library.current()
    text = (held.text(statute.slug, version.year) if version and version.year else None) or held.text(statute.slug)
    if text is None:
        return None
    articles = [
        {"id": f"art-{a.place.fragment}", "name": str(a.place), "chapter": a.chapter,
         "lines": str(a).split("\n")} for a in text.articles
    ]  # fmt: skip
    return {"title": f"{text.year}年文本", "articles": articles, "count": len(articles)}


def _uses(found: list[refs.Use], scope: Scope) -> dict[str, Any]:
    """What rests on it; what the reader may not open is named without a link."""
    shut = tuple(r.url() for r in registry.resources() if not scope.has(r.read_roles))
    rows = [
        {"pk": i, "label": u.title,
         "cells": [u.kind, {"text": u.title, "url": "" if shut and u.url.startswith(shut) else u.url}, u.rule]}
        for i, u in enumerate(found)
    ]  # fmt: skip
    columns = [{"label": "类别"}, {"label": "名称"}, {"label": "规则"}]
    return {"caption": "引用索引", "columns": columns, "rows": rows}


@login_required
def rule(request: Any, rule_id: str) -> HttpResponse:
    """One rule: what it says, on what ground, which versions it had, what rests on it."""
    found = load_rules().get(rule_id)
    if found is None:
        raise Http404
    match = library.catalogue().find(found.basis.law)
    url = f"/law/{match.statute.slug}/" if match else ""
    entries = [
        {"label": "依据", "value": {"text": str(found.basis), "url": url}, "wide": True},
        {"label": "条文用语", "value": found.term, "wide": True},
        {"label": "期限", "value": _length(found) or "不计期限"},
        {"label": "效力", "value": FORCES.get(found.force, found.force)},
        {"label": "文号", "value": _number(found.basis.doc_no)},
        {"label": "施行", "value": _when(found.basis.effective)},
        {"label": "核实", "value": "已核对条文" if found.verified else {"tag": "待核实", "tone": "warn"}},
        {
            "label": "核对方式",
            "value": {"text_seen": "读过原文", "quoted_on_page": "读过引文"}.get(found.confidence, "未读原文"),
        },
    ]
    rolls = [p.roll_reason for p in found.parts if p.roll_reason]
    if rolls:
        entries.append({"label": "末日", "value": "；".join(dict.fromkeys(rolls)), "wide": True})
    older = [r for r in rule_versions(rule_id) if (r.valid_from, r.valid_to) != (found.valid_from, found.valid_to)]
    head = {"title": found.title, "crumbs": [_CRUMB], "meta": [found.id]}
    context = {
        "head": head, "facts": {"title": "规则", "entries": entries},
        "uses": _uses(refs.uses_of_rules([rule_id], request.scope), request.scope),
        "older": [f"{r.valid_from or '……'} 至 {r.valid_to or '……'}：{r.basis}，{_length(r)}" for r in older],
    }  # fmt: skip
    return render(request, "statutes/rule.html", context)


@login_required
def radar(request: Any) -> HttpResponse:
    """Acts no longer (or not yet) in force that something still rests on."""
    rows = [
        {"pk": a.statute.slug, "label": a.statute.title,
         "cells": [{"text": f"《{a.statute.title}》", "url": f"/law/{a.statute.slug}/"}, a.why,
                   "、".join(r.id for r in a.rules), {"number": len(a.uses), "unit": ""}]}
        for a in refs.radar(request.day, request.scope)
    ]  # fmt: skip
    columns = [{"label": "法规"}, {"label": "变化"}, {"label": "受影响的规则"}, {"label": "引用处", "num": True}]
    head = {"title": "依据有变", "crumbs": [_CRUMB], "meta": ["已废止、被代替或尚未施行，但仍被引用的法规"]}
    table = {"caption": "依据有变", "columns": columns, "rows": rows}
    return render(request, "statutes/radar.html", {"head": head, "table": table})
