"""What a use report says (使用情况通报、公示): read off trips, bills, quotas and notices, by unit, no person named.

Money in yuan as text, kilometres and counts as numbers, rates in percent as text; a rate without its denominator is
None, not zero. The figures are kept with the report as they were drawn.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from yifa.affairs.vehicles import analysis, queries
from yifa.affairs.vehicles.choices import DRIVEN, NEW_ENERGY, Finding, NoticeKind, ReportKind
from yifa.affairs.vehicles.models import Complaint, Cost, Dispatch, Notice
from yifa.kernel.policy import Scope

_CENT, _TENTH = Decimal("0.01"), Decimal("0.1")
#: Days one report may span.
_MOST = 366


def last_quarter(day: date) -> tuple[date, date]:
    """Return the last whole quarter before a day."""
    month = (day.month - 1) // 3 * 3 + 1
    last = date(day.year, month, 1) - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def lawful_span(first: date, last: date, today: date) -> bool:
    """Whether a report may span these days: over, in order, at most a year."""
    return first <= last <= today and (last - first).days < _MOST


def span_words(first: date, last: date) -> str:
    """Name a span: a year, half a year, a quarter, a month, or its days."""
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 12 and first.month == 1:
            return f"{first.year}年"
        if months == 9 and first.month == 1:
            return f"{first.year}年前三季度"
        if months == 6 and first.month in (1, 7):
            return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
        if months == 3 and first.month % 3 == 1:
            return f"{first.year}年第{'一二三四'[first.month // 3]}季度"
        if months == 1:
            return f"{first.year}年{first.month}月"
    return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"


def title(kind: str, first: date, last: date) -> str:
    """Return the title of a report."""
    return f"{span_words(first, last)}公务用车使用情况{ReportKind(kind).label}"


def draw(bureau_id: int, first: date, last: date) -> dict[str, Any]:
    """Return the figures of a span, over the whole bureau."""
    wide = Scope(user_id=None, bureau_id=bureau_id, roles=frozenset({"auditor"}), unit_ids=None)
    fleet = analysis.of_span(wide, first, last)
    quota: dict[int | None, int] = defaultdict(int)
    for row in queries.quotas(bureau_id, last):
        quota[row.unit_id] += row.number
    units = by_keeper(fleet)
    rows = [{"unit": name, "quota": quota.get(pk), **rates(sums, fleet.workdays)} for pk, name, sums in units]
    total: dict[str, Any] = {n: sum((sums[n] for _, _, sums in units), Decimal(0) if n == "paid" else 0)
             for n in ("kept", "green", "trips", "days", "km", "paid")}  # fmt: skip
    return {
        "units": rows,
        "total": {"quota": sum(quota.values()) or None, **rates(total, fleet.workdays)},
        "costs": {label: _text(sum((analysis.group(line, kinds) for line in fleet.lines), Decimal(0)))
                  for label, kinds in analysis.GROUPS},
        "users": [{"unit": name, "trips": n, "km": km} for name, _, n, km in fleet.by_unit],
        "months": [{"month": month, "paid": _text(paid), "km": km} for month, paid, km in fleet.by_month],
        "rented": _rented(bureau_id, first, last),
        "notices": _notices(bureau_id, first, last),
        "complaints": Complaint.objects.filter(bureau_id=bureau_id, life="live",
                                               happened_on__range=(first, last)).count(),
    }  # fmt: skip


def by_keeper(fleet: analysis.Fleet) -> list[tuple[int | None, str, dict[str, Any]]]:
    """Return (unit, its name, its sums) of the units that keep vehicles, in the order of the house."""
    units: dict[int | None, dict[str, Any]] = {}
    order: dict[int | None, tuple[int, str]] = {}
    for line in fleet.lines:
        unit = line.vehicle.unit
        order[line.vehicle.unit_id] = (unit.sort, unit.name) if unit else (0, "本机关")
        row = units.setdefault(line.vehicle.unit_id, {"kept": 0, "green": 0, "trips": 0, "days": 0, "km": 0,
                                                      "paid": Decimal(0)})  # fmt: skip
        row["kept"] += line.vehicle.pk in fleet.kept
        row["green"] += line.vehicle.pk in fleet.kept and line.vehicle.energy in NEW_ENERGY
        row["trips"] += line.trips
        row["days"] += line.days
        row["km"] += line.km
        row["paid"] += line.total
    return [(pk, order[pk][1], units[pk]) for pk in sorted(units, key=lambda pk: order[pk])]


def _text(value: Decimal) -> str:
    return str(value.quantize(_CENT))


def _rate(part: Decimal | int, whole: int, step: Decimal) -> str | None:
    return str((Decimal(part) / whole).quantize(step)) if whole else None


def rates(row: dict[str, Any], workdays: int) -> dict[str, Any]:
    """Return the sums of a unit with what follows from them."""
    return {
        **row, "paid": _text(row["paid"]),
        "per_car": _rate(row["paid"], row["kept"], _CENT), "per_km": _rate(row["paid"], row["km"], _CENT),
        "use_rate": _rate(row["days"] * 100, row["kept"] * workdays, _TENTH),
        "green_share": _rate(row["green"] * 100, row["kept"], _TENTH),
    }  # fmt: skip


def _rented(bureau_id: int, first: date, last: date) -> dict[str, Any]:
    trips = Dispatch.objects.filter(bureau_id=bureau_id, life="live", vehicle__isnull=True,
                                    state__in=DRIVEN, happened_on__range=(first, last))  # fmt: skip
    bills = Cost.objects.filter(bureau_id=bureau_id, life="live", kind="rental", happened_on__range=(first, last))
    paid = bills.aggregate(t=Sum("amount"))["t"] or Decimal(0)
    return {"trips": trips.count(), "paid": _text(paid)}


def _notices(bureau_id: int, first: date, last: date) -> list[dict[str, Any]]:
    rows: Any = Notice.objects.filter(bureau_id=bureau_id, life="live", happened_on__range=(first, last))
    found = rows.values("kind").annotate(
        n=Count("id"), open=Count("id", filter=~Q(state="closed")),
        **{f.value: Count("id", filter=Q(finding=f)) for f in Finding},
    )  # fmt: skip
    by = {r["kind"]: r for r in found}
    return [{"kind": k.label, **{n: v for n, v in by[k].items() if n != "kind"}} for k in NoticeKind if k in by]


def differences(report: Any) -> list[str]:
    """Return what the records say now otherwise than when the report was drawn, in Chinese."""
    then, now = report.figures.get("total", {}), draw(report.bureau_id, report.covers_from, report.covers_to)["total"]
    words = (("kept", "车辆", "辆"), ("trips", "出车", "次"), ("km", "里程", "公里"), ("paid", "费用", "元"))
    return [
        f"{label}原为 {then[name]} {unit}，台账现为 {now[name]} {unit}"
        for name, label, unit in words
        if then and then.get(name) != now[name]
    ]
