"""What disclosure adds to the pages of its records: the letter as a paper, the receipt, the remedies."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.governance.disclosure import explain, receipts
from yifa.governance.disclosure.models import Letter, Request
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the paper of a letter; of a request its receipt number and its course as the applicant reads it."""
    if isinstance(obj, Letter):
        base = f"/disclosure/letter/{obj.pk}"
        papers = [{"label": "文书 .docx", "url": f"{base}.docx"}, {"label": "打印文书", "url": f"{base}.html"}]
        return {"actions": papers}
    if not isinstance(obj, Request):
        return {}
    facts = [{"label": "回执号", "value": receipts.receipt_of(obj), "wide": True}]
    facts += [
        {"label": s.day.isoformat(), "value": "，".join(t for t in (s.what, s.why) if t), "wide": True}
        for s in explain.course(obj)
    ]
    return {"panels": [{"title": "申请人看到的办理经过", "facts": facts}]}


ports.PANELS.append(detail)
