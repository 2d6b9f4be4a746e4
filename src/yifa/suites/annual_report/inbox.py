"""The annual report in the inbox: its next step, for whoever takes it."""

from __future__ import annotations

from yifa.core.metrics import signing_inbox
from yifa.suites.annual_report.models import Report

_S = Report.State


def rule_of(report: Report) -> str:
    """Return the rule of the date that runs now: 报送, then 公开."""
    return "REP-02" if report.state in (_S.SUBMITTED, _S.RECEIPTED, _S.CLEARED) else "REP-01"


entries = signing_inbox.provide(
    signing_inbox.Way(
        resource="annual_report.report",
        report=Report,
        steps={
            _S.DRAFT: ("deliberate", "编制"),
            _S.DELIBERATED: ("sign", "待签发"),
            _S.SIGNED: ("number", "待编号"),
            _S.NUMBERED: ("submit", "待报送"),
            _S.SUBMITTED: ("receipt", "待回执"),
            _S.RECEIPTED: ("clear", "待公开前审查"),
            _S.CLEARED: ("publish", "待公开"),
        },
        rule=rule_of,
        url=lambda report: f"/reports/{report.bureau.code or report.bureau_id}/{report.year}/",
        first=_S.DRAFT,
    )
)
