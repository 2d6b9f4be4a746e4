"""What suites may use of disclosure: the requests of a year, each in exactly one row and column of the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Sum

from yifa.core.legaltime import clocks
from yifa.core.org.models import Unit
from yifa.governance.disclosure.choices import ApplicantKind, DutyState, outcome
from yifa.governance.disclosure.models import Charge, Item, Letter, MandatoryYearly, Request
from yifa.kernel.action import Work

NEW, CARRIED_IN, CARRIED_OUT, OTHER = "new", "carried_in", "carried_out", "other"


@dataclass(frozen=True)
class Standing:
    """Where one request stands in a year: how it entered, how it left, whose it is."""

    pk: int
    entered: str
    left: str
    applicant: str


def standings(bureau_id: int, year: int, until: date | None = None) -> list[Standing]:
    """Return every request that was open in a year, up to a day; each once, so that the sums of the report hold."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), until or date(year, 12, 31))
    found = []
    rows = _open_in(bureau_id, year, last).order_by("pk")
    for pk, came, closed, kind, code in rows.values_list("pk", "happened_on", "closed_on", "applicant_kind", "outcome"):
        assert came is not None
        entered = NEW if came >= first else CARRIED_IN
        left = CARRIED_OUT
        if closed and closed <= last:
            left = code if outcome(code) is not None else OTHER
        applicant = kind if kind in ApplicantKind.values else ApplicantKind.OTHER.value
        found.append(Standing(pk, entered, left, applicant))
    return found


def _open_in(bureau_id: Any, year: int, last: date | None = None) -> Any:
    rows = Request.objects.filter(bureau_id=bureau_id, happened_on__lte=last or date(year, 12, 31)).counted()
    return rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=date(year, 1, 1)))


def requests(pks: list[int]) -> Any:
    """Return requests by number."""
    return Request.objects.filter(pk__in=pks)


def published(bureau_id: Any, year: int, until: date | None = None) -> Any:
    """Return what was published of own motion in a year."""
    last = min(date(year, 12, 31), until or date(year, 12, 31))
    rows = Item.objects.filter(bureau_id=bureau_id, way="own_motion", happened_on__range=(date(year, 1, 1), last))
    return rows.counted()


def charges(bureau_id: int, year: int) -> Any:
    """Return the administrative fees paid in a year."""
    return Charge.objects.filter(bureau_id=bureau_id, happened_on__year=year).counted()


def fees(bureau_id: int, year: int, until: date | None = None) -> tuple[int, Decimal, Decimal]:
    """Return the information-handling fees of a year: notices sent, their sum, and what was paid in, in yuan."""
    span = (date(year, 1, 1), min(date(year, 12, 31), until or date(year, 12, 31)))
    rows = Request.objects.filter(bureau_id=bureau_id, fee__isnull=False).counted()
    told = Letter.objects.filter(request=OuterRef("pk"), kind="fee", life="live")
    sent = rows.filter(Exists(told.filter(happened_on__range=span)) | (~Q(Exists(told)) & Q(happened_on__range=span)))
    asked = sent.aggregate(n=Count("pk"), yuan=Sum("fee"))
    paid = rows.filter(paid_on__range=span).aggregate(yuan=Sum("fee"))
    return asked["n"], asked["yuan"] or Decimal(0), paid["yuan"] or Decimal(0)


def kept_in(bureau_ids: list[int], years: list[int]) -> set[tuple[int, int]]:
    """Return (bureau, year) wherever something was published of own motion or a request was open; one query."""
    here = OuterRef("pk")
    asked = {
        f"kept_{year}": ExpressionWrapper(
            Q(Exists(published(here, year))) | Q(Exists(_open_in(here, year))), output_field=BooleanField()
        )
        for year in years
    }
    rows = Unit.objects.filter(pk__in=bureau_ids).annotate(**asked).values("pk", *asked)
    return {(row["pk"], year) for row in rows for year in years if row[f"kept_{year}"]}


def unreported(bureau_id: int, year: int) -> Q:
    """Return the condition that something of a year is to be reported, and that no report on it has come out."""
    done = _report_duties(bureau_id, year).filter(state=DutyState.PUBLISHED)
    return (Q(Exists(published(bureau_id, year))) | Q(Exists(_open_in(bureau_id, year)))) & ~Q(Exists(done))


def _report_duties(bureau_id: int, year: int) -> Any:
    return MandatoryYearly.objects.filter(bureau_id=bureau_id, kind="annual_report", fiscal_year=year).counted()


def reports_published(bureau_ids: list[int]) -> dict[tuple[int, int], date]:
    """Return (bureau, year) → the day its yearly report was made public, as the schedule of duties holds it."""
    rows = MandatoryYearly.objects.filter(bureau_id__in=bureau_ids, kind="annual_report", state=DutyState.PUBLISHED)
    found = rows.counted().order_by("-happened_on")
    days = found.values_list("bureau_id", "fiscal_year", "happened_on")
    return {(bureau, year): day for bureau, year, day in days if day is not None}


def report_published(work: Work, report: Any, day: date, where: str) -> None:
    """Write the publication of a yearly report into the schedule of duties: done there, and not entered twice."""
    rows = _report_duties(report.bureau_id, report.year)
    if rows.filter(state=DutyState.PUBLISHED).exists():
        return
    planned = rows.order_by("pk").first()
    if planned is None:
        work.create(
            MandatoryYearly(
                bureau_id=report.bureau_id, unit_id=report.unit_id, kind="annual_report", fiscal_year=report.year,
                happened_on=day, place=where[:200], state=DutyState.PUBLISHED,
            )
        )  # fmt: skip
        return
    for clock in clocks.of(planned).exclude(state="stopped"):
        clocks.stop(work, planned, clock.rule, day)
    work.update(planned, happened_on=day, place=where[:200], state=DutyState.PUBLISHED)


__all__ = [
    "CARRIED_IN", "CARRIED_OUT", "NEW", "OTHER", "ApplicantKind", "Letter", "Standing", "charges", "fees", "kept_in",
    "published", "report_published", "reports_published", "requests", "standings", "unreported",
]  # fmt: skip
