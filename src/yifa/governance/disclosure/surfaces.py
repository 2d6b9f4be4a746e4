"""What disclosure adds to the pages of its records: the letter as a paper, the receipt, the remedies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.governance.disclosure import explain, receipts
from yifa.governance.disclosure.models import DataCorrection, Letter, Request
from yifa.kernel.policy import Scope, Sensitivity, may_see_field
from yifa.kernel.registry import get_resource
from yifa.kernel.resource import ports

#: How many other requests of an applicant a page lists.
MOST = 20


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the paper of a letter; of a request its receipt number and its course as the applicant reads it."""
    if isinstance(obj, Letter):
        base = f"/disclosure/letter/{obj.pk}"
        papers = [{"label": "文书 .docx", "url": f"{base}.docx"}, {"label": "打印文书", "url": f"{base}.html"}]
        return {"actions": papers}
    if not isinstance(obj, Request | DataCorrection):
        return {}
    facts = [{"label": "回执号", "value": "、".join(receipts.all_of(obj)), "wide": True}]
    facts += [
        {"label": s.day.isoformat(), "value": "，".join(t for t in (s.what, s.why) if t), "wide": True}
        for s in explain.steps_of(obj)
    ]
    panels = [{"title": "申请人看到的办理经过", "facts": facts}]
    if isinstance(obj, DataCorrection):
        return {"panels": panels}
    if may_see_field(scope, Sensitivity.PERSONAL) and (others := _others(obj, scope)):
        panels.append({"title": "同一申请人一年内的其他申请", "facts": others})
    return {"panels": panels}


def _others(request: Request, scope: Scope) -> list[dict[str, Any]]:
    """Return what the same applicant asked within a year: what 重复申请 and 大量反复申请 are judged by."""
    resource = get_resource("disclosure.request")
    came = request.happened_on or request.arrived_on
    if came is None:
        return []
    rows = resource.rows(scope).counted().filter(applicant=request.applicant).exclude(pk=request.pk)
    year = timedelta(days=366)
    near = rows.filter(arrived_on__range=(came - year, came + year)).order_by("-arrived_on", "-pk")[:MOST]
    return [
        {"label": str(r.arrived_on), "wide": True, "value": {
            "text": f"{r}（{r.get_outcome_display() or r.get_state_display()}）", "url": resource.url(r)}}
        for r in near
    ]  # fmt: skip


ports.PANELS.append(detail)
