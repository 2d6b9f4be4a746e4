"""What is signed stays as signed: words of a signed report change only for a corrected edition (更正版)."""

from __future__ import annotations

from yifa.core.metrics.models import WordingChoice
from yifa.kernel.action import Refused, Work
from yifa.kernel.record import Life
from yifa.suites.annual_report.models import Narrative, NextStep, Report, Shortcoming

#: What a report prints beside its figures; each has a bureau and a year.
WORDS = (Narrative, Shortcoming, NextStep, WordingChoice)


def hold(work: Work) -> None:
    """Refuse new words in a signed report while no corrected edition is drafted (called after every Action)."""
    years = {(c.obj.bureau_id, c.obj.year) for c in work.changes if isinstance(c.obj, WORDS)}
    for bureau_id, year in years:
        report = Report.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE).first()
        if report is not None and not report.is_open:
            raise Refused(f"{year}年的报告{report.get_state_display()}，文字不能再改。要改先“起草更正版”。")
