"""审查队列: all kinds of review in one queue, each counted for itself; the printed opinion of one review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yifa.core.org.models import Unit
from yifa.core.process import codes, counsel, forms
from yifa.core.process.models import CounselLink
from yifa.governance.legality_review import papers
from yifa.governance.legality_review.choices import Handed, Kind, State
from yifa.governance.legality_review.models import Review, ReviewMaterial
from yifa.governance.legality_review.resources import OPEN
from yifa.kernel import inbox, registry
from yifa.kernel.downloads import attached
from yifa.lawkit import params
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.codes import code_list
from yifa.lawkit.rules import get_rule
from yifa.papers import writers

KEY = "legality_review.review"


def _term(text: str, day: date) -> str:
    """Return a term of ``review_ways`` in words: the rule's own, or the bureau's number of working days."""
    if "." not in text:
        return f"{get_rule(text, on=day).term}"
    return f"{int(params.get_param(text, day).value)} 个工作日（本局设定）"


def _left(review: Review, day: date) -> dict[str, Any] | str:
    if review.due_on is None:
        return ""
    mark, calendar = inbox.deadline(review.due_on, day), WorkCalendar.load()
    if review.due_on == day:
        return {"text": mark["label"], "tone": mark["tone"]}
    late = review.due_on < day
    first, last = (review.due_on, day) if late else (day, review.due_on)
    many = calendar.count_workdays(first + timedelta(days=1), last)
    return {"text": f"{'逾期' if late else '剩'} {many} 个工作日", "tone": mark["tone"]}


def _waits_for(review: Review, asked: set[int]) -> dict[str, Any] | str:
    if review.state == State.RETURNED:
        return "送审单位补正"
    if review.pk in asked:
        return "法律顾问出具意见"
    if review.kind == Kind.SECOND_LEVEL and review.state == State.RECEIVED:
        return "局属单位初审"
    if review.papers_lack:  # type: ignore[attr-defined]
        return {"text": "送审单位补材料", "tone": "warn"}
    return str(code_list("review_ways")[str(review.kind)].extra["reviewer"])


@login_required
def queue(request: Any) -> HttpResponse:
    """What waits, the first due first; a tab a kind; below it what each kind is, and its own count."""
    resource, scope, day = registry.get_resource(KEY), request.scope, request.day
    if not scope.has(resource.read_roles):
        raise Http404
    ways = code_list("review_ways").codes
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in Kind.values else ""
    visible = resource.rows(scope).filter(life="live")
    counts = {
        r["kind"]: r
        for r in visible.order_by().values("kind").annotate(
            open=Count("pk", filter=Q(state__in=OPEN)), late=Count("pk", filter=Q(state__in=OPEN, due_on__lt=day)),
            done=Count("pk", filter=Q(state=State.CLOSED, opinion_on__year=day.year)),
        )
    }  # fmt: skip
    lacks = ReviewMaterial.objects.filter(review=OuterRef("pk"), required=True, state=Handed.MISSING, life="live")
    rows = visible.filter(state__in=OPEN).select_related("unit").order_by("due_on", "id")
    rows = rows.annotate(papers_lack=Exists(lacks))
    rows = list((rows.filter(kind=chosen) if chosen else rows)[:300])
    asked = set(
        CounselLink.objects.filter(
            bureau_id=scope.bureau_id, resource=KEY, object_ref__in=[r.pk for r in rows], answered_on__isnull=True,
            revoked=False, declined_on__isnull=True, life="live",
        ).values_list("object_ref", flat=True)
    )  # fmt: skip
    entries = [{"text": "全部在办", "url": "/reviews/", "current": not chosen}]
    entries += [
        {"text": w.extra.get("short") or w.name, "url": f"/reviews/?kind={w.code}",
         "count": counts.get(w.code, {}).get("open", 0), "current": chosen == w.code}
        for w in ways
    ]  # fmt: skip
    table = {
        "caption": "在办的审查，按期限从先到后",
        "columns": [{"label": w, "nowrap": w in ("收件", "期限", "剩余")} for w in
                    ("审查事项", "种类", "送审单位", "收件", "期限", "剩余", "等待")],
        "rows": [
            {"pk": r.pk, "label": r.title, "cells": [
                {"text": f"{r.title}　{r.number}", "url": resource.url(r)}, r.get_kind_display(), str(r.unit or ""),
                r.happened_on.isoformat() if r.happened_on else "", r.due_on.isoformat() if r.due_on else "",
                _left(r, day), _waits_for(r, asked)]}
            for r in rows
        ],
    }  # fmt: skip
    kinds = {
        "caption": f"各种审查，{day.year}年分别计数",
        "columns": [{"label": w, "num": w in ("在办", "逾期", "已出具")} for w in
                    ("种类", "审查人", "期限", "产出", "在办", "逾期", "已出具")],
        "rows": [
            {"pk": w.code, "label": w.name, "cells": [
                {"text": w.name, "url": f"/reviews/?kind={w.code}"}, w.extra["reviewer"], _term(w.extra["term"], day),
                w.extra["output"], *(str(counts.get(w.code, {}).get(n, 0)) for n in ("open", "late", "done"))]}
            for w in ways
        ],
    }  # fmt: skip
    head = {"title": "审查队列", "meta": ["各种审查分别计数，不相加"],
            "actions": [{"label": "登记送审", "url": f"/r/{KEY}/new/", "main": True}]}  # fmt: skip
    return render(request, "legality_review/queue.html", {
        "head": head, "tabs": {"label": "审查种类", "entries": entries}, "table": table, "kinds": kinds})  # fmt: skip


@login_required
def print_opinion(request: Any, pk: int) -> HttpResponse:
    """审查意见书: facts, papers, points with their answers, the opinion; blank where nothing stands yet."""
    resource = registry.get_resource(KEY)
    review = resource.rows(request.scope).filter(pk=pk).first()
    if review is None:
        raise Http404
    names = ("number", "kind", "category", "unit", "submitter", "happened_on", "due_on", "first_by", "first_opinion",
             "counsel", "counsel_opinion")  # fmt: skip
    facts = [{"label": resource.field(n).label, "value": text} for n in names if (text := resource.display(review, n))]
    return render(request, "legality_review/opinion.html", {
        "title": papers.title_of(review), "review": review, "lines": forms.lines_of(facts),
        "code": codes.drawn(papers.code_of(review)), "materials": review.materials.filter(life="live").order_by("sort"),
        "points": review.points.filter(life="live").order_by("sort"),
        "counsels": [{"who": counsel.asked_of(c), "words": counsel.words_of(c), "on": c.answered_on,
                      "code": counsel.code_of(c)} for c in papers.counsels_of(review)],
        "bureau": Unit.objects.get(pk=review.bureau_id).name, "printed_on": request.day,
        "printed_by": request.scope.name,
    })  # fmt: skip


@login_required
@require_safe
def opinion_paper(request: Any, pk: int) -> HttpResponse:
    """审查意见书 as a Word file, for whoever may see the review."""
    review = registry.get_resource(KEY).rows(request.scope).filter(pk=pk).first()
    if review is None:
        raise Http404
    return attached(writers.render(papers.paper(review), "docx"), f"{papers.title_of(review)} {review.number}.docx")
