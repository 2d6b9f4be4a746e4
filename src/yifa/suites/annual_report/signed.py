"""What is signed stays as signed: words of a signed report change only when a correction is due (更正版)."""

from __future__ import annotations

from yifa.core.metrics.models import WordingChoice
from yifa.kernel.action import Refused, Work
from yifa.suites.annual_report import snapshot
from yifa.suites.annual_report.models import Narrative, NextStep, Report, Shortcoming

#: What a report prints beside its figures; each has a bureau and a year.
WORDS = (Narrative, Shortcoming, NextStep, WordingChoice)


def hold(work: Work) -> None:
    """Refuse new words in a signed report unless its figures have changed since (called after every Action)."""
    years = {(c.obj.bureau_id, c.obj.year) for c in work.changes if isinstance(c.obj, WORDS)}
    for bureau_id, year in years:
        open_states = (Report.State.DRAFT, Report.State.DELIBERATED)
        report = Report.objects.filter(bureau_id=bureau_id, year=year).exclude(state__in=open_states).first()
        if report is not None and not _corrected(report, work):
            raise Refused(f"{year}年的报告{report.get_state_display()}，文字不能再改。数字更正后，写好文字再出更正版。")


def _corrected(report: Report, work: Work) -> bool:
    """Whether records behind the signed figures have changed; another wording alone is no correction."""
    return any(d.gone or d.come or d.changed for d in snapshot.differences(report, work.day, deep=True))
