"""The annual report in the inbox: its next step, for whoever takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yifa.kernel import inbox, registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit import rules
from yifa.lawkit.clock import Event, fold
from yifa.lawkit.explain import zh_date
from yifa.suites.annual_report.models import Report

_S = Report.State
#: State → verb that takes the report on.
NEXT = {
    _S.DRAFT: "deliberate", _S.DELIBERATED: "sign", _S.SIGNED: "number", _S.NUMBERED: "submit",
    _S.SUBMITTED: "receipt", _S.RECEIPTED: "clear", _S.CLEARED: "publish",
}  # fmt: skip
_WORDS = {
    _S.DRAFT: "编制", _S.DELIBERATED: "待签发", _S.SIGNED: "待编号", _S.NUMBERED: "待报送", _S.SUBMITTED: "待回执",
    _S.RECEIPTED: "待公开前审查", _S.CLEARED: "待公开",
}  # fmt: skip


def due_of(report: Report, day: date) -> tuple[date | None, str]:
    """Return the fixed date that runs now (报送, then 公开) and its rule."""
    rule = "REP-02" if report.state in (_S.SUBMITTED, _S.RECEIPTED, _S.CLEARED) else "REP-01"
    result = fold(rules.get_rule(rule), [Event("start", date(report.year, 1, 1))], today=day)
    return result.due, rule


def _mine(scope: Scope) -> list[Report]:
    rows = Report.objects.filter(bureau_id=scope.bureau_id, life=Life.LIVE, state__in=list(NEXT)).order_by("year")
    found = []
    for report in rows:
        roles = registry.get_action("annual_report.report", NEXT[report.state]).roles  # type: ignore[index]
        if scope.has(roles):
            found.append(report)
    return found


def _count(scope: Scope, day: date) -> inbox.Count:
    found = [due_of(r, day)[0] for r in _mine(scope)]
    return inbox.Count(len(found), sum(1 for due in found if due and due < day))


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the reports whose next step is the reader's."""
    reports = _mine(scope)
    if not reports:
        return
    bureau = reports[0].bureau
    for report in reports:
        due, rule = due_of(report, day)
        basis = rules.get_rule(rule)
        url = f"/reports/{bureau.code or bureau.pk}/{report.year}/"
        action = registry.get_action("annual_report.report", NEXT[report.state])  # type: ignore[index]
        label, left = _WORDS[report.state], (due - day).days if due else 0  # type: ignore[index]
        clock = None
        if due is not None:
            words = f"剩 {left} 日" if left > 0 else "今天到期" if left == 0 else f"逾期 {-left} 日"
            tone = "alarm" if left < 0 else "warn" if left <= 7 else ""
            clock = {"label": words, "note": f"{zh_date(due, day)}止", "tone": tone}
        todo_url = url if report.state == _S.DRAFT else f"/r/annual_report.report/{report.pk}/do/{action.verb}/"
        yield inbox.Todo(
            key=f"report.{report.pk}", kind="report", title=f"{report}：{label}", url=url, due=due, clock=clock,
            meta=(report.get_state_display(), {"law": {"text": str(basis.basis), "url": f"/law/?rule={rule}",
                                                         "verified": basis.verified}}),
            action={"label": "编制" if report.state == _S.DRAFT else action.label, "url": todo_url, "small": True},
        )  # fmt: skip
