"""The page on which an application is scored, item by item."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from yifa.affairs.energy.designations import scoring
from yifa.affairs.energy.designations.actions import APPLICATION
from yifa.affairs.energy.designations.choices import Stage
from yifa.affairs.energy.designations.models import DesignationApplication
from yifa.affairs.energy.engine.numbers import plain
from yifa.affairs.energy.filings.actions import FILERS
from yifa.affairs.energy.filings.views import CRUMB, act
from yifa.kernel import registry
from yifa.kernel.policy import WRITERS

_OWN = (Stage.DRAFT, Stage.SCORED, Stage.REFUSED)


@login_required
def scores(request: Any, pk: int) -> HttpResponse:
    """Self-score for who applies; figures checked by who reviews."""
    rows = registry.get_resource(APPLICATION).rows(request.scope).select_related("institution")
    found: DesignationApplication | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    table = scoring.table_of(found.kept)
    own = found.counts and found.stage in _OWN and request.scope.has(FILERS)
    review = found.counts and found.stage == Stage.SCORED and request.scope.has(WRITERS)
    if request.method == "POST" and (own or review):
        inputs: dict[str, dict[str, str]] = {}
        for name, value in request.POST.items():
            item, _, key = name.partition("/")
            if key and table is not None and item in table.items:
                inputs.setdefault(item, {})[key] = value.strip()[:40]
        try:
            other = Decimal(request.POST.get("other", "").strip() or "0")
        except InvalidOperation:
            other = Decimal(-1)
        if other < 0:
            other = Decimal(0)
        if request.POST.get("do") == "review" and review:
            data: dict[str, Any] = {
                "inputs": inputs,
                "other": other,
                "passed": bool(request.POST.get("passed")),
                "opinion": request.POST.get("opinion", "").strip() or "已评审",
            }
            done = act(request, [(APPLICATION, "review", found, data)], "评审已登记。")
        else:
            done = act(
                request, [(APPLICATION, "self_score", found, {"inputs": inputs, "own_other": other})], "自评已保存。"
            )
        if done:
            return redirect(f"/energy/applications/{pk}/")
    items = [
        {
            "title": item.title,
            "starred": item.starred,
            "most": plain(item.points),
            "asked": [
                {"name": f"{item.id}/{k}", "label": label, "value": (found.inputs.get(item.id) or {}).get(k, "")}
                for k, label in scoring.asked(item)
            ],
            "own": found.own.get(item.id),
            "score": found.scores.get(item.id),
        }
        for item in (table.items.values() if table else ())
    ]
    tone = registry.get_resource(APPLICATION).tones["stage"][found.stage]
    line = f"及格线 {plain(table.line)} 分" if table and table.line else "没有看到及格线"
    context = {
        "head": {
            "title": f"{found.institution}{found.get_title_display()}评分",
            "crumbs": [CRUMB, {"text": "创建申报", "url": f"/r/{APPLICATION}/"}],
            "status": {"label": found.get_stage_display(), "tone": tone},
            "meta": [
                found.kept.get("title", "没有评分表，按命名文件逐项审查"),
                line if table else "",
                "" if not table or table.verified else "评分表待核实",
            ],
            "actions": [{"label": "办理", "url": f"/r/{APPLICATION}/{pk}/"}, {"label": "打印", "print": True}],
        },
        "items": items,
        "own": own,
        "review": review,
        "open": own or review,
        "found": found,
        "room": plain(scoring.room(table)) if table else "",
        "other": found.other if found.scores else found.own_other,
        "own_total": plain(scoring.total(found.own, found.own_other)) if found.own or found.own_other else "",
    }
    return render(request, "energy/scores.html", context)
