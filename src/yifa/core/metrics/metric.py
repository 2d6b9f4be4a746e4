"""Metric (指标): a figure is a named query with a list behind it.

Badges, dashboards and every statutory report call the same one; each fact counts once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from yifa.lawkit.quantity import Quantity, Style


@dataclass(frozen=True)
class Query:
    """What a metric is asked for: one bureau, a span of days (both included), the year it belongs to."""

    bureau_id: int
    start: date
    end: date

    @property
    def year(self) -> int:
        """The year of the span's end."""
        return self.end.year

    @classmethod
    def of_year(cls, bureau_id: int, year: int, until: date | None = None) -> Query:
        """Return the query of a whole year, or of the year up to a day."""
        end = date(year, 12, 31)
        return cls(bureau_id, date(year, 1, 1), min(end, until) if until else end)

    def records(self, model: type[Any], date_field: str = "happened_on", **where: Any) -> QuerySet[Any]:
        """Return the counted records of a model in the span."""
        rows = model.objects.filter(bureau_id=self.bureau_id, **where).counted()
        return rows.filter(**{f"{date_field}__range": (self.start, self.end)}) if date_field else rows


@dataclass(frozen=True)
class Measured:
    """What a query returned: a value, for rates numerator and denominator, for sums by part the parts.

    A part is a number in the metric's unit, or a Quantity of its own (25小类 beside 4大类, a list of names).
    """

    value: Any
    numerator: int | None = None
    denominator: int | None = None
    parts: dict[str, int | Quantity] = field(default_factory=dict)


Measure = Callable[[QuerySet[Any], Query], Measured]


def count(rows: QuerySet[Any], query: Query) -> Measured:
    """Count the rows."""
    return Measured(rows.count())


def total(name: str) -> Measure:
    """Add up a field."""

    def measure(rows: QuerySet[Any], query: Query) -> Measured:
        return Measured(rows.aggregate(t=Sum(name))["t"] or 0)

    return measure


def share(hit: Q | None = None, *, top: str = "", bottom: str = "") -> Measure:
    """Rate: rows that satisfy ``hit`` over all rows, or the sum of one field over the sum of another."""

    def measure(rows: QuerySet[Any], query: Query) -> Measured:
        if hit is not None:
            n, d = rows.filter(hit).count(), rows.count()
        else:
            sums = rows.aggregate(n=Sum(top), d=Sum(bottom))
            n, d = sums["n"] or 0, sums["d"] or 0
        return Measured(Decimal(n) / Decimal(d) if d else None, n, d)

    return measure


def every(hit: Q) -> Measure:
    """All of the rows satisfy ``hit``: value is how many there are, numerator how many do."""

    def measure(rows: QuerySet[Any], query: Query) -> Measured:
        d = rows.count()
        return Measured(d or None, rows.filter(hit).count(), d)

    return measure


def by_part(name: str, labels: dict[str, str]) -> Measure:
    """Count rows, and by the values of a field."""

    def measure(rows: QuerySet[Any], query: Query) -> Measured:
        parts = {label: rows.filter(**{name: value}).count() for value, label in labels.items()}
        return Measured(rows.count(), parts={k: v for k, v in parts.items() if v})

    return measure


def named(read: Callable[[QuerySet[Any], Query], Any]) -> Measure:
    """A date, period, structure or list of names, read off the rows; None when there is none."""

    def measure(rows: QuerySet[Any], query: Query) -> Measured:
        return Measured(read(rows, query) if rows.exists() else None)

    return measure


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A named query.

    key: ``module.metric``; rows: the evidence; measure: what is read off it; qualifier: the usual modality
    (``named`` for dates and structures); registers: Resources that must be kept and confirmed for a zero;
    zero: how a proved zero prints (None: a zero never prints); subject, claim: for lawful wordings
    (62件合同中61件签订前审查); query: the 口径 in one Chinese sentence; rules: rule keys.
    """

    key: str
    label: str
    unit: str | None
    rows: Callable[[Query], QuerySet[Any]]
    query: str
    measure: Measure = count
    qualifier: str = "exact"
    bound: str | None = None
    style: Style = field(default_factory=Style)
    zero: Style | None = None
    registers: tuple[str, ...] = ()
    subject: str = ""
    claim: str = ""
    claim_unit: str = "件"
    rules: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The module that declares it."""
        return self.key.split(".", 1)[0]
