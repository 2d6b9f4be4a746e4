"""How the yearly report on disclosure is read for its snapshots: each cell and each figure of the overview."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.metrics import figures as fig
from yifa.core.metrics import signing
from yifa.core.metrics.metric import Query
from yifa.core.metrics.signing import Reader, Reading
from yifa.kernel import registry
from yifa.suites.disclosure_report.compose import Made, as_json, compose, text_of
from yifa.suites.disclosure_report.models import DisclosureReport, DisclosureSnapshot, ReportText


class DisclosureKind(signing.Signing):
    """政府信息公开工作年度报告."""

    report, snapshot = DisclosureReport, DisclosureSnapshot
    words = (ReportText,)

    def compose(self, report: DisclosureReport, day: date) -> Made:
        """Return it composed from today's records."""
        return compose(report.bureau, report.year, day=day)

    def data(self, made: Made) -> dict[str, Any]:
        """Return the document of cli.md, its addresses within the house."""
        return as_json(made, f"/disclosure-report/{made.bureau.code}/{made.year}/")

    def reader(self, report: DisclosureReport, until: date) -> Reader:
        """Return its cells, and the metrics its words read out."""
        return self.reader_of(self.compose(report, until))

    def reader_of(self, made: Made) -> Reader:
        """Return the same of a report composed already."""
        query = Query.of_year(made.bureau.pk, made.year, until=made.data_as_of)
        said = {figure.key: figure.printed for figure in made.figures}
        cells = {
            f"{s.key}.{r.key}.{c}": (s, r, c) for p in made.parts for s in p.sheets for r in s.rows for c in r.cells
        }

        def read(key: str) -> Reading | None:
            if key in cells:
                sheet, row, column = cells[key]
                rows = sheet.model_of(row)._default_manager.filter(pk__in=row.cells[column])
                pks = frozenset(row.cells[column])
                return Reading(text_of(sheet, row, column), rows if pks else rows.none(), pks)
            if key in registry.metrics():
                printed = said[key] if key in said else fig.evaluate(key, query).printed
                return Reading(printed, fig.evidence(key, query))
            return None

        return read

    def lacks(self, report: DisclosureReport, day: date) -> list[str]:
        """Return the parts nobody has written."""
        return self.compose(report, day).missing

    def reservation(self, made: Made) -> str:
        """Ask for a reservation where a zero is not proved."""
        if not made.unproved:
            return ""
        return f"这些台账本年没有记录，也没有零报告：{'、'.join(made.unproved)}。先收数，或写明签发保留意见。"


REPORT = DisclosureKind()
signing.declare(REPORT)
