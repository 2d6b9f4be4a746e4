"""Where a target stands: what the closings say of its indicator, the way to it, what the last months forecast."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.engine import targets
from yifa.affairs.energy.engine.numbers import exact, over
from yifa.affairs.energy.engine.periods import YEAR, period
from yifa.affairs.energy.targets.choices import Kind
from yifa.affairs.energy.targets.models import SavingTarget
from yifa.kernel.record import Life

#: Indicator of a whole bureau: (what is summed, factor, what it is divided by).
_WHOLE = {
    Kind.AREA: ("total_energy", 1, "area"), Kind.PERSON: ("total_energy", 1, "persons"),
    Kind.CARBON: ("carbon_fixed", 1000, "area"),
}  # fmt: skip


def value_of(one: Standing, code: str) -> Fraction | None:
    """Return the exact value of an indicator of a standing."""
    text = next((r[1] for r in one.rows if r[0] == code), None)
    return None if text is None else exact(text)


def whole(closing: Closing, kind: str) -> Fraction | None:
    """Return an indicator of all institutions of a closing together."""
    top = bottom = Fraction(0)
    for one in closing.standings.filter(life=Life.LIVE):
        if kind in (Kind.WATER, Kind.PLAIN):
            each = value_of(one, kind)
            share = exact(one.inputs["persons" if kind == Kind.WATER else "area"])
            if each is None:
                continue
            top, bottom = top + each * share, bottom + share
            continue
        code, factor, size = _WHOLE[Kind(kind)]
        amount = value_of(one, code)
        if amount is None:
            continue
        top, bottom = top + amount * factor, bottom + exact(one.inputs[size])
    return over(top, bottom)


def closings(bureau_id: int) -> list[Closing]:
    """Return the closings of a bureau that stand, oldest first."""
    return list(Closing.objects.filter(bureau_id=bureau_id, life=Life.LIVE).order_by("happened_on", "period"))


def actual(target: SavingTarget, closing: Closing) -> Fraction | None:
    """Return what a closing says of the indicator of a target."""
    if target.institution_id is None:
        return whole(closing, target.indicator)
    one = closing.standings.filter(life=Life.LIVE, institution_id=target.institution_id).first()
    return value_of(one, target.indicator) if one else None


@dataclass(frozen=True)
class Point:
    """One year on the way: what was wanted, what came, whether it is a forecast of the last twelve months."""

    year: int
    wanted: Fraction
    got: Fraction | None
    forecast: bool


def way(target: SavingTarget) -> list[Point]:
    """Return the years of a target; the running year stands by its last closed twelve months."""
    known: dict[int, tuple[Fraction | None, bool]] = {}
    for closing in sorted(closings(target.bureau_id), key=lambda c: period(c.period).end):
        span = period(closing.period)
        if span.kind == YEAR:
            known[span.year] = (actual(target, closing), False)
        elif known.get(span.year, (None, True))[1]:
            known[span.year] = (actual(target, closing), True)
    out = []
    for year in range(target.base_year + 1, target.year + 1):
        got, forecast = known.get(year, (None, False))
        wanted = targets.path(target.base_value, target.value, target.base_year, target.year, year)
        out.append(Point(year, wanted, got, forecast))
    return out


def parts(target: SavingTarget, closing: Closing) -> list[dict[str, Any]]:
    """Return the targets of institutions that a target splits into, by what a closing says of each."""
    from yifa.affairs.energy.engine import snapshot
    from yifa.affairs.energy.engine.quotas import NO_QUOTA

    found = snapshot.restored(closing.sets)
    on = period(closing.period).end
    out = []
    for one in closing.standings.filter(life=Life.LIVE).select_related("institution").order_by("id"):
        value = value_of(one, target.indicator)
        if value is None:
            continue
        row = next(r for r in one.rows if r[0] == target.indicator)
        kept, quota = one.inputs, None
        if row[4] and row[3] != NO_QUOTA:
            quota = found.quota(kept["klass"], kept["group"], kept["zone"] or None, target.indicator, on)
        limits = (quota.limit, quota.base, quota.guide) if quota else None
        goal, why = targets.differentiated(value, target.cut, limits)
        out.append({"institution": one.institution, "base_value": value, "value": goal, "why": why})
    return out
