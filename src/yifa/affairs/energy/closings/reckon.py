"""Close a period, and reckon a closed one again from what it kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.directory.models import InstitutionSize
from yifa.affairs.energy.engine import filing_checks as checks
from yifa.affairs.energy.engine import snapshot, standing
from yifa.affairs.energy.engine.library import Form, Library
from yifa.affairs.energy.engine.numbers import plain
from yifa.affairs.energy.engine.periods import YEAR, Period, period
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.filings.actions import listed
from yifa.affairs.energy.filings.choices import State
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.kernel.record import Life
from yifa.lawkit.params import get_param


def head(closing: Closing) -> Library:
    """Put the sets of today into a closing; return their library."""
    span = period(closing.period)
    closing.sets = snapshot.taken(reading.region_of(closing.bureau_id))
    closing.digest = snapshot.digest(closing.sets)
    found = snapshot.restored(closing.sets)
    closing.place = str(get_param("energy.grid_place", span.end).value)
    closing.factor_year = standing.factor_year(found, closing.place, span.year)
    closing.base_year = standing.grid_base(found, closing.place, int(get_param("energy.base_year", span.end).value))
    return found


def terms(closing: Closing) -> standing.Terms:
    """Return by what a closing reckons."""
    return standing.Terms(period(closing.period).end, closing.place, closing.factor_year, closing.base_year)


def kept(
    site: Any, size: tuple[Decimal, Decimal] | None, set_id: str, uses: list[Any], heating: list[Any]
) -> dict[str, Any]:
    """Return the inputs of an institution as a closing keeps them."""
    area, persons = (plain(Fraction(v)) for v in size) if size else ("", "")
    return {
        "name": site.name,
        "klass": site.klass,
        "group": site.group,
        "zone": site.zone,
        "heating_group": site.heating_group,
        "area": area,
        "persons": persons,
        "set": set_id,
        "uses": uses,
        "heating": heating,
    }


def from_filings(
    found: Library, closing: Closing, span: Period, sites: list[Any], sets: dict[str, str]
) -> dict[int, Any]:
    """Return inputs by institution from the accepted filings of a year; a text says why there is none."""
    rows = SurveyFiling.objects.filter(bureau_id=closing.bureau_id, period=span.text, life=Life.LIVE)
    have = {f.institution_id: f for f in rows.filter(state=State.ACCEPTED)}
    forms = reading.sets(closing.bureau_id)
    out: dict[int, Any] = {}
    for site in sites:
        filing = have.get(site.pk)
        if filing is None:
            out[site.pk] = "年报还没有审核通过"
            continue
        form, values = reading.form_of(forms, filing), filing.values
        size = (Decimal(values.get("area") or 0), Decimal(values.get("persons") or 0))
        uses = [[u.kind, u.quantity, u.unit] for u in reading.uses(form, values)]
        heating = [[u.kind, u.quantity, u.unit] for u in reading.uses(form, values, True)]
        out[site.pk] = kept(site, size, sets[site.klass], uses, heating)
    return out


@dataclass
class Use:
    """Twelve months of one supply of an institution: quantity, fee, months seen."""

    quantity: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    months: int = 0


def books(bureau_id: int, months: Iterable[str]) -> dict[int, dict[str, Use]]:
    """Return institution → supply → what the ledger holds of some months; accounts of one supply are added up."""
    rows = MonthlyUse.objects.filter(bureau_id=bureau_id, month__in=list(months)).counted()
    values = rows.values_list("account__institution_id", "account__supply", "month", "quantity", "fee")
    out: dict[int, dict[str, Use]] = {}
    seen: set[tuple[int, str, str]] = set()
    for pk, supply, month, quantity, fee in values.iterator(chunk_size=5000):
        use = out.setdefault(pk, {}).setdefault(supply, Use())
        use.quantity += quantity
        use.fee += fee or 0
        if (pk, supply, month) not in seen:
            seen.add((pk, supply, month))
            use.months += 1
    return out


def from_books(
    found: Library, closing: Closing, span: Period, sites: list[Any], sets: dict[str, str]
) -> dict[int, Any]:
    """Return inputs by institution from the ledger of the twelve months that end with a period."""
    used = books(closing.bureau_id, span.twelve)
    sizes: dict[int, tuple[Decimal, Decimal]] = {}
    dated = InstitutionSize.objects.filter(bureau_id=closing.bureau_id, happened_on__lte=span.end).counted()
    for pk, area, persons in dated.order_by("happened_on", "id").values_list("institution_id", "area", "persons"):
        sizes[pk] = (area, persons)
    out: dict[int, Any] = {}
    for site in sites:
        if site.pk not in used:
            out[site.pk] = "没有月台账"
            continue
        short = {found.kind(supply).title: 12 - use.months for supply, use in used[site.pk].items() if use.months < 12}
        if short:
            out[site.pk] = "月台账不全：" + "、".join(f"{name}缺{n}个月" for name, n in short.items())
            continue
        uses = [[supply, plain(Fraction(use.quantity)), None] for supply, use in sorted(used[site.pk].items())]
        out[site.pk] = kept(site, sizes.get(site.pk), sets[site.klass], uses, [u for u in uses if u[0] == "heat"])
    _ask(closing, span, sites, used, sizes)
    return out


def _ask(
    closing: Closing, span: Period, sites: list[Any], used: dict[int, dict[str, Use]], sizes: dict[int, Any]
) -> None:
    """Audit the twelve months against the twelve before them: prices, jumps, slips of units."""
    packs = reading.sets(closing.bureau_id)
    form = packs.form(span.end)
    lines = checks.Lines(*(get_param(f"energy.filing_{n}_percent", span.end).value for n in ("change", "year", "base")))
    prices = list(packs.prices.values())[-1] if packs.prices else None
    before = books(closing.bureau_id, period(span.of_year(span.year - 1)).twelve)
    for site in sites:
        if site.pk not in used or site.pk not in sizes:
            continue
        now, then = (_figures(packs, form, site, b.get(site.pk), sizes[site.pk]) for b in (used, before))
        whole = all(use.months == 12 for use in before.get(site.pk, {}).values()) and site.pk in before
        audit = checks.audit(packs, form, now, lines, prices, then if whole else None)
        if asked := [f.message for f in audit.findings if f.check in ("price", "year", "unit_slip")]:
            closing.checks[site.name] = asked


def _figures(packs: Library, form: Form, site: Any, uses: dict[str, Use] | None, size: Any) -> checks.Filing:
    values: dict[str, Any] = {"uscc": site.uscc, "area": size[0], "persons": size[1]}
    fields = {f.key: f for f in form.fields}
    for supply, use in (uses or {}).items():
        one = fields.get(reading.KEYS.get(supply, ""))
        if one is None or one.kind is None:
            continue
        values[one.key] = Fraction(use.quantity) / packs.kind(one.kind).stored(1, one.unit)
        fee = next((f.key for f in form.fields if f.fee_of == one.key), None)
        if fee and use.fee:
            values[fee] = use.fee
    return checks.Filing(site.name, "", values)


def close(closing: Closing, found: Library) -> list[Standing]:
    """Return where every listed institution stands, and put the counts into the closing."""
    span, by = period(closing.period), terms(closing)
    sites = list(listed(closing.bureau_id, span.end))
    sets = {klass: reading.set_for(found, klass, span.end) for klass in {s.klass for s in sites}}
    read = from_filings if span.kind == YEAR else from_books
    closing.missing, closing.faults, closing.checks, closing.judged = {}, {}, {}, 0
    inputs = read(found, closing, span, sites, sets)
    made: list[Standing] = []
    for site in sites:
        one = inputs[site.pk]
        if isinstance(one, str):
            closing.missing[site.name] = one
            continue
        if wrong := standing.faults(found, one, span.end):
            closing.faults[site.name] = "；".join(wrong)
        rows, why = standing.checked(found, one, by) if one["area"] and one["persons"] else ([], "没有面积或用能人数")
        if why:
            closing.missing[site.name] = why
            continue
        closing.judged += standing.judged(rows)
        made.append(
            Standing(
                bureau_id=closing.bureau_id,
                unit_id=site.unit_id,
                happened_on=span.end,
                closing=closing,
                institution=site,
                filer_id=site.filer_id,
                inputs=one,
                rows=rows,
                over=bool(standing.over(rows)),
            )
        )
    closing.reckoned, closing.over = len(made), sum(s.over for s in made)
    return made


def differing(closing: Closing) -> list[str]:
    """Reckon a closing again from what it kept; return whose indicators come out otherwise, and a changed digest."""
    out = [] if snapshot.digest(closing.sets) == closing.digest else ["所用系数、因子和定额"]
    found, by = snapshot.restored(closing.sets), terms(closing)
    for one in closing.standings.filter(life=Life.LIVE).order_by("id"):
        rows, why = standing.checked(found, one.inputs, by)
        if why or rows != one.rows:
            out.append(str(one.inputs["name"]))
    return out
