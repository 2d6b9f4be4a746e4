"""The papers of an audit as files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from yifa.affairs.energy.audits import paper as papers
from yifa.affairs.energy.audits.models import EnergyAudit
from yifa.affairs.energy.printing import answer
from yifa.kernel import registry


@login_required
def paper(request: Any, pk: int, which: str, fmt: str) -> HttpResponse:
    """The notice or the report, as Word or PDF."""
    rows = registry.get_resource("energy.audit").rows(request.scope).filter(life="live")
    rows = rows.select_related("institution", "standing", "standing__closing")
    audit: EnergyAudit | None = rows.filter(pk=pk).first()
    if which not in ("report", "notice") or fmt not in ("docx", "pdf"):
        raise Http404
    if audit is None or (which == "notice" and audit.noticed_on is None):
        raise Http404
    return answer(papers.notice(audit) if which == "notice" else papers.report(audit), fmt)
