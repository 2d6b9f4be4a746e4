"""Signed reports in the inbox: the next step of each, with its fixed date, for whoever takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from yifa.core.metrics.signing import SignedReport
from yifa.kernel import inbox, registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit import rules
from yifa.lawkit.clock import Event, fold


@dataclass(frozen=True)
class Way:
    """The way of one kind of report.

    steps: state → (verb that takes it on, what it waits for); due: rule of the fixed date that runs in a state;
    url: where the report is written.
    """

    resource: str
    report: type[SignedReport]
    steps: dict[str, tuple[str, str]]
    rule: Callable[[Any], str]
    url: Callable[[Any], str]
    first: str


def due_on(rule: str, year: int, day: date) -> date | None:
    """Return the fixed date of a report on a year."""
    return fold(rules.get_rule(rule), [Event("start", date(year, 1, 1))], today=day).due


def clock_of(due: date, day: date) -> dict[str, Any]:
    """Return the mark of a fixed date, for ``parts/work.html``: a report takes a week."""
    return inbox.deadline(due, day, soon=7)


def basis_of(rule: str) -> dict[str, Any]:
    """Return the article of a rule, for the line under an entry."""
    found = rules.get_rule(rule)
    return {"law": {"text": str(found.basis), "url": f"/law/?rule={rule}", "verified": found.verified}}


def step_of(way: Way, report: Any, edition: int) -> tuple[str, str] | None:
    """Return the verb that takes a report on and what it waits for: a corrected edition first, then its own way."""
    if report.correcting_since:
        return "reissue", "更正版待签发"
    if report.sent_edition is not None and report.sent_edition < edition:
        return "resubmit", "更正版待报送"
    if report.public_edition is not None and report.public_edition < edition:
        return "republish", "更正版待公开"
    return way.steps.get(report.state)


def provide(way: Way) -> inbox.Entries:
    """Let the inbox ask for the reports of a kind whose next step is the reader's; return the provider."""

    def mine(scope: Scope, day: date) -> list[tuple[Any, str, Any, date | None]]:
        manager: Any = way.report._default_manager
        rows = manager.filter(bureau_id=scope.bureau_id, life=Life.LIVE).annotate(last=Max("snapshots__number"))
        found = []
        for report in rows.order_by("year"):
            if step := step_of(way, report, report.last or 0):
                action = registry.get_action(way.resource, step[0])
                if not scope.has(action.roles):
                    continue
                # a corrected edition of what was sent in time has no fixed date of its own
                late = report.sent_edition is not None and (report.correcting_since or report.state not in way.steps)
                due = None if late else due_on(way.rule(report), report.year, day)
                found.append((report, step[1], action, due))
        return found

    def count(scope: Scope, day: date) -> Iterator[inbox.Count]:
        found = [due for *_, due in mine(scope, day)]
        yield inbox.Count(len(found), sum(1 for due in found if due and due < day))

    @inbox.provider(count=count)
    def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
        """Yield the reports whose next step is the reader's."""
        for report, what, action, due in mine(scope, day):
            url = way.url(report)
            writes = action.verb == way.steps[way.first][0]
            yield inbox.Todo(
                key=f"{way.resource}.{report.pk}", kind="report", title=f"{report}：{what}", url=url, due=due,
                clock=clock_of(due, day) if due else None,
                meta=(report.get_state_display(), basis_of(way.rule(report))),
                action={"label": what if writes else action.label, "small": True,
                        "url": url if writes else f"/r/{way.resource}/{report.pk}/do/{action.verb}/"},
            )  # fmt: skip

    return entries
