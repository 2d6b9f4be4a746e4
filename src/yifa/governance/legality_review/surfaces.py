"""What the page of a review shows beside its facts: how far it is, what the facts of its matter show, its print."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.governance.legality_review import process
from yifa.governance.legality_review.choices import State
from yifa.governance.legality_review.models import Review
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports
from yifa.lawkit.review_points import Hint, hints
from yifa.lawkit.rules import get_rule


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: 办理情况, 系统比对, 打印审查意见书."""
    if not isinstance(obj, Review):
        return {}
    papers = [{"label": "打印审查意见书", "url": f"/print/review/{obj.pk}/"}]
    if obj.opinion_on:
        papers.append({"label": "审查意见书 .docx", "url": f"/reviews/{obj.pk}/opinion.docx"})
    out: dict[str, Any] = {"actions": papers}
    panels = []
    if obj.counts and obj.state not in (State.CLOSED, State.WITHDRAWN):
        panels += [p for p in (_progress(obj), _hints(obj, day)) if p.get("facts")]
    return {**out, "panels": panels} if panels else out


def _progress(review: Review) -> dict[str, Any]:
    points = list(review.points.filter(life="live").values_list("verdict", flat=True))
    papers = list(review.materials.filter(life="live", required=True).values_list("state", flat=True))
    facts = []
    if papers:
        lacks = papers.count("missing")
        facts.append({"label": "必交材料", "value": f"{len(papers)} 份，缺 {lacks} 份" if lacks else "齐全"})
    if points:
        open_ = points.count("")
        said = f"{len(points)} 条，{open_} 条还没有写结论" if open_ else f"{len(points)} 条，都已写明结论"
        facts.append({"label": "审查要点", "value": said})
    return {"title": "办理情况", "facts": facts} if facts else {}


def _hints(review: Review, day: date) -> dict[str, Any]:
    """What the looks of the review points find; people judge the points."""
    known = process.facts_of(review)
    if not known:
        return {}
    found = [h for kind in process.kinds_of(review) for h in hints(kind, known, day)]
    return {"title": "系统比对提示", "facts": told(found, day)}


def told(found: list[Hint], day: date) -> list[dict[str, Any]]:
    """Return hints as facts of a panel: a row a point, with the law it rests on in words."""
    rows: dict[str, list[Hint]] = {}
    for hint in found:
        rows.setdefault(hint.title, []).append(hint)
    out = []
    for title, points in rows.items():
        laws = dict.fromkeys(str(get_rule(r, on=day).basis) for h in points for r in h.rules)
        words = "；".join(h.says for h in points) + (f"（{'、'.join(laws)}）" if laws else "")
        out.append({"label": title, "value": words, "wide": True})
    return out


ports.PANELS.append(panel)
