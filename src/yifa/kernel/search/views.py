"""Global search: every register the scope may read, the statute catalogue, the articles of imported texts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from yifa.kernel import limits, registry
from yifa.kernel.policy import Scope
from yifa.kernel.search import index, statutes
from yifa.kernel.search.models import SearchDoc
from yifa.lawkit import textidx

SIZE = 20
LAW, ARTICLE = "law", "article"
#: Registers offered as tabs: those with most hits.
_KINDS = 6
#: Hits of a register shown before its own tab is opened.
_FIRST = 4


def highlight(text: str, query: str) -> SafeString:
    """Return the text escaped, with the words of the query marked; without a whole word, its pairs of characters."""
    words = [w for w in re.split(r"\s+", query.strip()) if w]
    found = [w for w in words if w.lower() in text.lower()] or [t for t in textidx.query_terms(query) if t in text]
    if not found:
        return mark_safe(escape(text))  # noqa: S308
    pattern = re.compile("|".join(re.escape(w) for w in sorted(set(found), key=len, reverse=True)), re.IGNORECASE)
    out, last = [], 0
    for hit in pattern.finditer(text):
        out += [escape(text[last : hit.start()]), "<mark>", escape(hit[0]), "</mark>"]
        last = hit.end()
    return mark_safe("".join([*out, escape(text[last:])]))  # noqa: S308


def documents(scope: Scope, query: str) -> Any:
    """Return the search documents of the registers a scope may read."""
    keys = [r.key for r in registry.resources() if scope.has(r.read_roles)]
    if len(query) == 1:
        docs = SearchDoc.objects.filter(bureau_ref=scope.bureau_id or 0, title__contains=query)
        if scope.unit_ids is not None:
            docs = docs.filter(Q(unit_ref__in=scope.unit_ids) | Q(unit_ref__isnull=True))
        docs = docs if scope.is_business else docs.none()
    else:
        docs = index.find(scope, query)
    return docs.filter(resource__in=keys)


#: What is found beside the registers: its key in the address, its name, its entries.
Outside = tuple[str, str, list[dict[str, Any]]]


def _outside(query: str) -> list[Outside]:
    acts = [_marked(statutes.act(s, query), query) for s in statutes.acts(query)]
    articles = [_marked(statutes.passage(p), query) for p in statutes.articles(query)]
    return [row for row in ((LAW, "法规", acts), (ARTICLE, "法规条文", articles)) if row[2]]


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """``/search?q=``: hits grouped by register."""
    limits.check(request, "search", most=120)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    query = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {"head": {"title": f"查找“{query}”" if query else "查找"}}
    if not query:
        context["found"] = {"empty": "输入合同名称、文号、单位或法规名称，两个字就能查。"}
        return render(request, "yifa/search.html", context)
    docs = documents(scope, query)
    groups = list(docs.order_by().values("resource").annotate(n=Count("id")))
    titles = {r.key: r.title for r in registry.resources()}
    outside = _outside(query)
    total = sum(g["n"] for g in groups) + sum(len(entries) for _, _, entries in outside)

    def link(**more: str) -> str:
        return "/search?" + urlencode({"q": query, **more})

    kinds = [{"text": "全部", "url": link(), "count": total, "current": not kind}]
    for at, group in enumerate(sorted(groups, key=lambda g: -g["n"])):
        key = group["resource"]
        if at >= _KINDS and kind != key:
            continue
        kinds.append({"text": titles[key], "url": link(kind=key), "count": group["n"], "current": kind == key})
    for key, title, found in outside:
        kinds.append({"text": title, "url": link(kind=key), "count": len(found), "current": kind == key})
    before = request.GET.get("before", "")
    if not kind and len(groups) + len(outside) > 1:
        context["found"] = {"text": f"找到 {total:,} 条", "kinds": kinds if len(kinds) > 2 else [],
                            "groups": _grouped(docs, groups, titles, outside, query, link)}  # fmt: skip
        return render(request, "yifa/search.html", context)
    entries: list[dict[str, Any]] = []
    more = None
    if kind not in (LAW, ARTICLE):
        rows = docs.filter(resource=kind) if kind else docs
        if before.isdecimal() and len(before) < 19:
            rows = rows.filter(pk__lt=int(before))
        page = list(rows.order_by("-pk")[: SIZE + 1])
        if len(page) > SIZE:
            more = link(**({"kind": kind} if kind else {}), before=str(page[SIZE - 1].pk))
        entries += [_hit(d, titles, query) for d in page[:SIZE]]
    for key, _, found in outside:
        if kind == key or (not kind and not before):
            entries += found
    context["found"] = {
        "text": f"找到 {total:,} 条", "kinds": kinds if len(kinds) > 2 else [], "entries": entries,
        "prev_url": link(**({"kind": kind} if kind else {})) if before else None, "next_url": more,
    }  # fmt: skip
    return render(request, "yifa/search.html", context)


def _grouped(
    docs: Any, groups: list[dict[str, Any]], titles: dict[str, str], outside: list[Outside], query: str, link: Any
) -> list[dict[str, Any]]:
    """Return the newest hits of each register, the one with most hits first, then acts and articles."""
    place = Window(RowNumber(), partition_by=F("resource"), order_by=F("pk").desc())
    found: dict[str, list[dict[str, Any]]] = {}
    for doc in docs.order_by().annotate(place=place).filter(place__lte=_FIRST).order_by("-pk"):
        found.setdefault(doc.resource, []).append(_hit(doc, {**titles, doc.resource: ""}, query))
    out = [
        {"title": titles[g["resource"]], "count": g["n"], "url": link(kind=g["resource"]),
         "entries": found[g["resource"]], "more": g["n"] > _FIRST}
        for g in sorted(groups, key=lambda g: (-g["n"], g["resource"]))
    ]  # fmt: skip
    for key, title, entries in outside:
        out.append({"title": title, "count": len(entries), "url": link(kind=key), "more": len(entries) > _FIRST,
                    "entries": [{**entry, "kind": ""} for entry in entries[:_FIRST]]})  # fmt: skip
    return out


def _hit(doc: SearchDoc, titles: dict[str, str], query: str) -> dict[str, Any]:
    return {
        "title": highlight(doc.title, query), "url": f"/r/{doc.resource}/{doc.object_ref}/",
        "kind": titles[doc.resource], "meta": [doc.line] if doc.line else [],
    }  # fmt: skip


def _marked(entry: dict[str, Any], query: str) -> dict[str, Any]:
    said = [highlight(entry["said"], query)] if "said" in entry else []
    return {**entry, "title": highlight(entry["title"], query), "meta": [*said, *entry["meta"]]}
