"""Cost and use of the fleet in a span: per vehicle, per kilometre, share of new energy, units side by side.

Everything is read off trips and bills; a vehicle without readings has no cost per kilometre, not zero. Units stand in
the order of the house, and nobody is ranked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from yifa.affairs.vehicles import queries
from yifa.affairs.vehicles.choices import DRIVEN, NEW_ENERGY, CostKind
from yifa.affairs.vehicles.models import Vehicle
from yifa.kernel.policy import Scope
from yifa.kernel.registry import get_resource
from yifa.lawkit.calendar import WorkCalendar

_CENT = Decimal("0.01")


@dataclass
class Line:
    """One vehicle in a span. Money in yuan, distance in km."""

    vehicle: Vehicle
    trips: int = 0
    days: int = 0
    km: int = 0
    costs: dict[str, Decimal] = field(default_factory=dict)
    #: litres, kilowatt-hours
    quantities: dict[str, Decimal] = field(default_factory=dict)

    @property
    def per_100(self) -> Decimal | None:
        """Litres bought for each hundred kilometres driven; None where none was driven or none bought."""
        litres = self.quantities.get(CostKind.FUEL)
        return (litres * 100 / self.km).quantize(Decimal("0.1")) if litres and self.km else None

    @property
    def total(self) -> Decimal:
        """All that was spent on it."""
        return sum(self.costs.values(), Decimal(0))

    @property
    def per_km(self) -> Decimal | None:
        """Yuan a kilometre; None where no kilometre was driven."""
        return (self.total / self.km).quantize(Decimal("0.01")) if self.km else None


@dataclass
class Fleet:
    """The fleet in a span (both days included)."""

    first: date
    last: date
    lines: list[Line]
    workdays: int
    #: name, key, trips, km of each unit that used vehicles
    by_unit: list[tuple[str, int | None, int, int]]
    by_month: list[tuple[str, Decimal, int]]
    #: vehicles kept on the last day
    kept: set[int]

    @property
    def new_energy_share(self) -> tuple[int, int]:
        """(new-energy vehicles, vehicles) kept on the last day."""
        kept = [line.vehicle for line in self.lines if line.vehicle.pk in self.kept]
        return sum(1 for v in kept if v.energy in NEW_ENERGY), len(kept)

    def use_rate(self, line: Line) -> Decimal | None:
        """Days on which the vehicle went out, as a part of the working days of the span, in percent."""
        return (Decimal(line.days * 100) / self.workdays).quantize(Decimal("0.1")) if self.workdays else None


def of_span(scope: Scope, first: date, last: date) -> Fleet:
    """Return the fleet of a span as a scope sees it: vehicles kept on its last day, and those used in it."""
    kept = get_resource("vehicles.vehicle").rows(scope).filter(life="live").select_related("unit")
    cars = {v.pk: Line(v) for v in kept.order_by("plate")}
    trips = get_resource("vehicles.dispatch").rows(scope).filter(
        life="live", state__in=DRIVEN, happened_on__range=(first, last)
    )  # fmt: skip
    far = Sum(F("km_back") - F("km_out"), filter=Q(km_back__isnull=False, km_out__isnull=False))
    used: Any = trips.filter(vehicle_id__in=cars).values("vehicle_id")
    for row in used.annotate(n=Count("id"), days=Count("happened_on", distinct=True), far=far):
        line = cars[row["vehicle_id"]]
        line.trips, line.days, line.km = row["n"], row["days"], row["far"] or 0
    bills: Any = get_resource("vehicles.cost").rows(scope).filter(life="live", happened_on__range=(first, last))
    spent = bills.filter(vehicle_id__in=cars).values("vehicle_id", "kind")
    for row in spent.annotate(paid=Sum("amount"), much=Sum("quantity")):
        line = cars[row["vehicle_id"]]
        line.costs[row["kind"]] = row["paid"].quantize(_CENT)
        line.quantities[row["kind"]] = row["much"] or Decimal(0)
    units: Any = trips.values("user_unit_id", "user_unit__name", "user_unit__sort")
    units = units.annotate(n=Count("id"), far=far).order_by("user_unit__sort")
    months: dict[str, list[Any]] = defaultdict(lambda: [Decimal(0), 0])
    by_month = ("happened_on__year", "happened_on__month")
    for row in bills.values(*by_month).annotate(paid=Sum("amount")):
        months["{}-{:02}".format(*(row[n] for n in by_month))][0] += row["paid"]
    driven: Any = trips.values(*by_month).annotate(far=far)
    for row in driven:
        months["{}-{:02}".format(*(row[n] for n in by_month))][1] += row["far"] or 0
    there = set(queries.kept(scope.bureau_id or 0, last).values_list("pk", flat=True))
    lines = [x for x in cars.values() if x.vehicle.pk in there or x.trips or x.total]
    return Fleet(
        first, last, lines, WorkCalendar.load().count_workdays(first, last),
        [(r["user_unit__name"] or "未写明", r["user_unit_id"], r["n"], r["far"] or 0) for r in units],
        [(m, paid, km) for m, (paid, km) in sorted(months.items())], there,
    )  # fmt: skip


#: Groups of costs as the page shows them.
GROUPS = (
    ("燃料和充电", (CostKind.FUEL, CostKind.CHARGING)),
    ("过路停车", (CostKind.TOLL, CostKind.PARKING)),
    ("维保", (CostKind.REPAIR, CostKind.SERVICE)),
    ("保险年检", (CostKind.INSURANCE, CostKind.TESTING)),
    ("其他", (CostKind.RENTAL, CostKind.OTHER)),
)


def group(line: Line, kinds: tuple[str, ...]) -> Decimal:
    """Return what a vehicle spent on some kinds of cost, in yuan."""
    return sum((line.costs.get(k, Decimal(0)) for k in kinds), Decimal(0))
