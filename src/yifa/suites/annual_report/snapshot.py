"""How the annual report is read for its snapshots: its figures are metrics, its words those of the composition."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.metrics import figures as fig
from yifa.core.metrics import signing
from yifa.core.metrics.metric import Query
from yifa.core.metrics.models import WordingChoice
from yifa.core.metrics.signing import Reader, Reading
from yifa.kernel import registry
from yifa.suites.annual_report.compose import Composition, as_json, compose, missing
from yifa.suites.annual_report.models import Narrative, NextStep, Report, Shortcoming, Snapshot


class AnnualReport(signing.Signing):
    """法治政府建设年度报告."""

    report, snapshot = Report, Snapshot
    words = (Narrative, Shortcoming, NextStep, WordingChoice)

    def compose(self, report: Report, day: date) -> Composition:
        """Return it composed from today's records."""
        return compose(report.bureau, report.year, day=day, kind=report.kind)

    def data(self, made: Composition) -> dict[str, Any]:
        """Return the document of cli.md."""
        return as_json(made)

    def reader(self, report: Report, until: date) -> Reader:
        """Return its metrics, in the wording the writer chose."""
        query = Query.of_year(report.bureau_id, report.year, until=until)
        choices = fig.choices_of(report.bureau_id, report.year)

        def read(key: str) -> Reading | None:
            if key not in registry.metrics():
                return None
            printed = fig.evaluate(key, query, choice=choices.get(key)).printed
            return Reading(printed, fig.evidence(key, query))

        return read

    def lacks(self, report: Report, day: date) -> list[str]:
        """Return its missing mandatory parts."""
        return missing(report.bureau, report.year, day=day, kind=report.kind)

    def reservation(self, made: Composition) -> str:
        """Ask for a reservation where sentences are blocked."""
        names = "、".join(registry.get_metric(b.figure).label for b in made.blocking if not b.mandatory)
        return f"还有受阻的句子（{names}）。改写法，或写明签发保留意见。" if names else ""


signing.declare(AnnualReport())
