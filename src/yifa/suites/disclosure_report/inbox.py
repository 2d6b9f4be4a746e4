"""The report on disclosure in the inbox: to be begun with the new year, then its next step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, Q

from yifa.core.metrics import signing_inbox
from yifa.core.metrics.signing_inbox import basis_of, clock_of, due_on
from yifa.core.org.models import BureauProfile
from yifa.governance.disclosure import public as disclosure
from yifa.kernel import inbox, registry
from yifa.kernel.policy import Scope
from yifa.suites.disclosure_report.models import DisclosureReport

_S, RULE = DisclosureReport.State, "GID-08"

signing_inbox.provide(
    signing_inbox.Way(
        resource="disclosure_report.report",
        report=DisclosureReport,
        steps={
            _S.DRAFT: ("check", "编制"),
            _S.CHECKED: ("sign", "待签发"),
            _S.SIGNED: ("clear", "待公开前审查"),
            _S.CLEARED: ("submit", "待报送"),
            _S.SUBMITTED: ("publish", "待公布"),
        },
        rule=lambda report: RULE,
        url=lambda report: f"/disclosure-report/{report.bureau.code or report.bureau_id}/{report.year}/",
        first=_S.DRAFT,
    )
)


def _unbegun(scope: Scope, day: date) -> tuple[int, date, Any] | None:
    """Return the year before, when its report is due, and the bureau if nobody has begun it; None: not the reader's."""
    if scope.bureau_id is None or not scope.has(registry.get_action("disclosure_report.report", "start").roles):
        return None
    year = day.year - 1
    if (due := due_on(RULE, year, day)) is None:
        return None
    begun = DisclosureReport.objects.filter(bureau_id=scope.bureau_id, year=year)
    # what was due before the house was in use was done elsewhere
    used = Q(started_on__isnull=True) | Q(started_on__lte=due)
    bureaus = BureauProfile.objects.filter(used, ~Exists(begun), disclosure.unreported(scope.bureau_id, year))
    return year, due, bureaus.filter(bureau_id=scope.bureau_id)


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    if found := _unbegun(scope, day):
        yield inbox.Asked(found[2], once=True, late=found[1] < day)


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the report on the year before while nobody has begun it."""
    found = _unbegun(scope, day)
    if found is None or not found[2].exists():
        return
    year, due, _ = found
    url = f"/r/disclosure_report.report/new/start/?year={year}"
    yield inbox.Todo(
        key=f"disclosure_report.begin.{year}", kind="report", title=f"编制{year}年政府信息公开工作年度报告", url=url,
        due=due, clock=clock_of(due, day), meta=(basis_of(RULE),),
        action={"label": "开始编制", "url": url, "small": True},
    )  # fmt: skip
