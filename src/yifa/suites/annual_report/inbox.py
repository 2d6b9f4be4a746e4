"""The annual report in the inbox: its next step, for whoever takes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max

from yifa.kernel import inbox, registry
from yifa.kernel.action import Action
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
    """Return the fixed date that runs now (报送, then 公开; none for a corrected edition) and its rule."""
    if report.sent_edition is not None and (report.correcting_since or report.state == _S.PUBLISHED):
        return None, "REP-01"
    rule = "REP-02" if report.state in (_S.SUBMITTED, _S.RECEIPTED, _S.CLEARED) else "REP-01"
    result = fold(rules.get_rule(rule), [Event("start", date(report.year, 1, 1))], today=day)
    return result.due, rule


def step_of(report: Report, edition: int) -> tuple[str, str] | None:
    """Return what a report waits for and the verb that takes it on: a corrected edition first, then its own way."""
    if report.correcting_since:
        return "更正版待签发", "reissue"
    if report.sent_edition is not None and report.sent_edition < edition:
        return "更正版待报送", "resubmit"
    if report.public_edition is not None and report.public_edition < edition:
        return "更正版待公开", "republish"
    verb = NEXT.get(report.state)  # type: ignore[call-overload]
    return (_WORDS[report.state], verb) if verb else None  # type: ignore[index]


def _mine(scope: Scope) -> list[tuple[Report, str, Action]]:
    rows = Report.objects.filter(bureau_id=scope.bureau_id, life=Life.LIVE).annotate(last=Max("snapshots__number"))
    found: list[tuple[Report, str, Action]] = []
    for report in rows.order_by("year"):
        if step := step_of(report, report.last or 0):
            action = registry.get_action("annual_report.report", step[1])
            if scope.has(action.roles):
                found.append((report, step[0], action))
    return found


def _count(scope: Scope, day: date) -> inbox.Count:
    found = [due_of(report, day)[0] for report, _, _ in _mine(scope)]
    return inbox.Count(len(found), sum(1 for due in found if due and due < day))


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the reports whose next step is the reader's."""
    for report, what, action in _mine(scope):
        due, rule = due_of(report, day)
        basis = rules.get_rule(rule)
        url = f"/reports/{report.bureau.code or report.bureau_id}/{report.year}/"
        clock = None
        if due is not None:
            left = (due - day).days
            words = f"剩 {left} 日" if left > 0 else "今天到期" if left == 0 else f"逾期 {-left} 日"
            tone = "alarm" if left < 0 else "warn" if left <= 7 else ""
            clock = {"label": words, "note": f"{zh_date(due, day)}止", "tone": tone}
        writes = action.verb == "deliberate"
        todo_url = url if writes else f"/r/annual_report.report/{report.pk}/do/{action.verb}/"
        yield inbox.Todo(
            key=f"report.{report.pk}", kind="report", title=f"{report}：{what}", url=url, due=due, clock=clock,
            meta=(report.get_state_display(), {"law": {"text": str(basis.basis), "url": f"/law/?rule={rule}",
                                                         "verified": basis.verified}}),
            action={"label": "编制" if writes else action.label, "url": todo_url, "small": True},
        )  # fmt: skip
