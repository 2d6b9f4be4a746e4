"""What the use of vehicles in a span falls to which unit (单位用车结算), trip by trip, shared trips divided.

Tolls, parking, rental and other bills of a trip are divided by the people of each unit; fuel and charging by
kilometres, at what the vehicle itself used a kilometre in the span. Money in yuan. What no trip carries (fuel of a
vehicle without kilometres) stands apart, so that all of it adds up to the bills.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from yifa.affairs.vehicles.choices import DRIVEN, CostKind
from yifa.affairs.vehicles.models import Cost, Dispatch, Request
from yifa.core.org.models import Unit
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.registry import get_resource

_CENT = Decimal("0.01")
_ENERGY = (CostKind.FUEL, CostKind.CHARGING)
#: Parts of a charge, in the order of the page.
PARTS = (("energy", "燃料和充电"), ("road", "过路停车"), ("rental", "租赁"), ("other", "其他"))
_PART = {CostKind.TOLL: "road", CostKind.PARKING: "road", CostKind.RENTAL: "rental"}


@dataclass
class Share:
    """What one unit has of one trip. ``sheet``: the trip or its few columns; km: its part of the way, by people."""

    sheet: Any
    people: int
    of: int
    km: Decimal
    parts: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """All parts."""
        return sum(self.parts.values(), Decimal(0))


@dataclass
class Account:
    """One unit's use in the span: trips, kilometres (its part of shared ones), parts of its charge.

    ``shares``: trip by trip, where one unit was asked for.
    """

    pk: int | None
    name: str
    sort: int
    trips: int = 0
    km: Decimal = Decimal(0)
    parts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    shares: list[Share] = field(default_factory=list)

    def part(self, name: str) -> Decimal:
        """Return one part of its charge."""
        return self.parts.get(name, Decimal(0))

    @property
    def total(self) -> Decimal:
        """All that falls to it."""
        return sum(self.parts.values(), Decimal(0))

    def take(self, share: Share, keep: bool) -> None:
        """Add a trip."""
        self.trips, self.km = self.trips + 1, self.km + share.km
        for name, amount in share.parts.items():
            self.parts[name] += amount
        if keep:
            self.shares.append(share)


@dataclass
class Charges:
    """The span's accounts in the order of the house. ``apart``: fuel of the same vehicles that no trip carries."""

    accounts: list[Account]
    apart: Decimal


def _divide(amount: Decimal, weights: list[int]) -> list[Decimal]:
    """Divide an amount by weights to the cent; what rounding leaves goes to the last."""
    whole = sum(weights)
    out = [(amount * w / whole).quantize(_CENT) for w in weights]
    return [*out[:-1], amount - sum(out[:-1], Decimal(0))]


def _rows(scope: Scope) -> Any:
    """Return the trips a reader may see: the register's for those who read it, a served unit's own otherwise."""
    if scope.has(READERS):
        return get_resource("vehicles.dispatch").rows(scope)
    rows = Dispatch.objects.filter(bureau_id=scope.bureau_id)
    if scope.unit_ids is None:
        return rows.none()
    own = Q(user_unit__in=scope.unit_ids) | Q(requests__unit__in=scope.unit_ids, requests__life="live")
    return rows.filter(pk__in=rows.filter(own).order_by().values("pk"))


def _per_km(vehicles: Any, bureau: int, first: date, last: date) -> tuple[dict[int, Decimal], Decimal]:
    """Return yuan of fuel and charging a kilometre by vehicle, and what vehicles without kilometres used."""
    span = {"bureau_id": bureau, "life": "live", "vehicle_id__in": vehicles, "happened_on__range": (first, last)}
    trips: Any = Dispatch.objects.filter(**span, state__in=DRIVEN, km_back__isnull=False, km_out__isnull=False)
    far = dict(trips.order_by().values_list("vehicle_id").annotate(far=Sum(F("km_back") - F("km_out"))))
    bills: Any = Cost.objects.filter(**span, kind__in=_ENERGY)
    paid = dict(bills.order_by().values_list("vehicle_id").annotate(paid=Sum("amount")))
    rates = {pk: paid[pk] / far[pk] for pk in paid if far.get(pk)}
    return rates, sum((p for pk, p in paid.items() if not far.get(pk)), Decimal(0))


#: What dividing a trip needs of it; a month of a large fleet is read as these few columns.
_COLUMNS = ("pk", "vehicle_id", "unit_id", "user_unit_id", "km_out", "km_back")


def of_span(scope: Scope, first: date, last: date, one: int | None = None, *, single: bool = False) -> Charges:
    """Return the accounts of a span (both days included) as a scope may see them.

    single: only that of unit ``one`` (None: trips of which no unit is known), with its trips.
    """
    bureau = scope.bureau_id or 0
    rows = _rows(scope).filter(life="live", state__in=DRIVEN, happened_on__range=(first, last))
    if single:
        mine = Q(requests__unit=one, requests__life="live") | Q(user_unit=one) if one else Q(user_unit__isnull=True)
        rows = rows.filter(pk__in=rows.filter(mine).order_by().values("pk"))
    keys, cars = rows.order_by().values("pk"), rows.filter(vehicle__isnull=False).order_by().values("vehicle_id")
    rates, apart = _per_km(cars, bureau, first, last)
    bills: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    paid: Any = Cost.objects.filter(bureau_id=bureau, life="live", dispatch__in=keys)
    paid = paid.exclude(kind__in=_ENERGY, vehicle__isnull=False).order_by().values_list("dispatch_id", "kind")
    for pk, kind, amount in paid.annotate(paid=Sum("amount")):
        bills[pk][_PART.get(kind, "other")] += amount
    people: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    asked = Request.objects.filter(bureau_id=bureau, life="live", dispatch__in=keys, unit__isnull=False).order_by("pk")
    for pk, unit, count in asked.values_list("dispatch_id", "unit_id", "passengers"):
        people[pk][unit] += count
    units = {u.pk: u for u in Unit.objects.filter(bureau_id=bureau)}
    accounts: dict[int | None, Account] = {}
    ordered = rows.order_by("happened_on", "leaves_at", "pk")
    trips = ordered.select_related("vehicle") if single else ordered.values_list(*_COLUMNS, named=True).iterator()
    for sheet in trips:
        for pk, share in _shares(
            sheet, people.get(sheet.pk) or {sheet.user_unit_id: 1}, rates, bills.get(sheet.pk, {})
        ):
            if (single and pk != one) or not _may_see(scope, sheet, pk):
                continue
            if pk not in accounts:
                user = units.get(pk or 0)
                accounts[pk] = Account(pk, str(user or "未写明"), user.sort if user else 10**6)
            accounts[pk].take(share, single)
    found = sorted(accounts.values(), key=lambda a: (a.sort, a.pk or 0))
    return Charges(found, apart if scope.has(READERS) and not single else Decimal(0))


def _may_see(scope: Scope, sheet: Any, unit: int | None) -> bool:
    """Who keeps the vehicle sees every unit's part of its trip, others their own."""
    reach = scope.unit_ids
    return reach is None or unit in reach or (sheet.unit_id in reach and scope.has(READERS))


def _shares(
    sheet: Any, people: dict[Any, int], rates: dict[int, Decimal], bills: dict[str, Decimal]
) -> list[tuple[int | None, Share]]:
    """Divide a trip among the units that shared it, by their people; without an application it is its user's."""
    weights = list(people.values())
    whole = sum(weights)
    known = sheet.km_out is not None and sheet.km_back is not None
    far = Decimal(sheet.km_back - sheet.km_out) if known else Decimal(0)
    rate = rates.get(sheet.vehicle_id or 0)
    amounts = {**bills, **({"energy": (far * rate).quantize(_CENT)} if rate else {})}
    divided = {name: _divide(amount, weights) for name, amount in amounts.items() if amount}
    out = []
    for n, (unit, count) in enumerate(people.items()):
        km = (far * count / whole).quantize(Decimal("0.1"))
        out.append((unit, Share(sheet, count, whole, km, {name: d[n] for name, d in divided.items()})))
    return out
