"""The report as it leaves: once signed in the words and figures it was signed with; every file is ledgered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from yifa.core.metrics import signing, signing_verbs
from yifa.governance.disclosure import public as disclosure
from yifa.kernel.action import Ctx
from yifa.kernel.record import Life
from yifa.papers import clearance, writers
from yifa.suites.disclosure_report import compose
from yifa.suites.disclosure_report.models import DisclosureReport


def report_of(bureau_id: int, year: int) -> DisclosureReport | None:
    """Return the report of a year on its way, None before it is begun."""
    return DisclosureReport.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE).first()


def reports_of(bureau_ids: list[int]) -> dict[tuple[int, int], DisclosureReport]:
    """Return (bureau, year) → the report on its way."""
    rows = DisclosureReport.objects.filter(bureau_id__in=bureau_ids, life=Life.LIVE)
    return {(report.bureau_id, report.year): report for report in rows}


def published_on(bureau_id: int, year: int) -> date | None:
    """Return when the report was made public: by its own way, or as the schedule of duties says."""
    report = report_of(bureau_id, year)
    if report is not None and report.published_on:
        return report.published_on
    return disclosure.reports_published([bureau_id]).get((bureau_id, year))


def render(made: compose.Made, fmt: str, *, edition: str = "submit", correction: bool = False) -> bytes:
    """Return the report as a file; json says what is true now, a paper leaves as it was signed.

    Raises:
        writers.CannotPrint: a 公开稿 holds what may not be published; or no font for pdf and ofd.
    """
    kept = compose.as_json(made, f"/disclosure-report/{made.bureau.code}/{made.year}/")
    if fmt == "json":
        return json.dumps(kept, ensure_ascii=False, indent=2).encode()
    report = report_of(made.bureau.pk, made.year)
    last = signing.latest(report) if report is not None and not correction else None
    paper = compose.document(
        made, last.data if last else kept, published_on(made.bureau.pk, made.year), edition, draft=last is None
    )
    if edition == "public" and (found := clearance.exposures(paper)):
        raise writers.CannotPrint(f"公开稿里有不能公开的内容：{'；'.join(map(str, found[:5]))}。先改文字再导出。")
    return writers.render(paper, fmt, Path(settings.HOME) / "fonts")


def enter(ctx: Ctx, made: compose.Made, fmt: str, edition: str, data: bytes) -> str:
    """Enter a file that leaves in the ledger with its SM3 digest; return the digest."""
    return signing_verbs.enter("disclosure_report.report", ctx, made.title, edition, fmt, data)


__all__: list[Any] = ["enter", "published_on", "render", "report_of", "reports_of"]
