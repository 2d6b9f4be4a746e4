"""Filings read in their own version: form, figures, quantities; what the ledger and the directory offer for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.directory.models import InstitutionSize, PublicInstitution
from yifa.affairs.energy.engine import filing_checks as checks
from yifa.affairs.energy.engine.convert import Use
from yifa.affairs.energy.engine.evaluate import Institution, Result, evaluate
from yifa.affairs.energy.engine.library import Field, Form, Library, library
from yifa.affairs.energy.engine.numbers import EnergyError, plain
from yifa.affairs.energy.engine.periods import YEAR, period
from yifa.affairs.energy.filings.choices import Origin, State
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.core.org.models import Unit
from yifa.kernel.record import Life
from yifa.lawkit.params import get_param

#: Supply of an account → the form key it is filed under.
KEYS = {"electricity": "electricity", "water": "water", "natural_gas": "gas", "heat": "heat"}
TABLES = {"base": "基本信息", "use": "能源资源消费状况", "data_centre": "数据中心机房", "heating": "采暖"}


def region_of(bureau_id: int) -> str | None:
    """Return the region whose packs a bureau reads."""
    return Unit.objects.filter(pk=bureau_id).values_list("region", flat=True).first() or None


def sets(bureau_id: int) -> Library:
    """Return the sets of a bureau's region."""
    return library(region_of(bureau_id))


def form_of(found: Library, filing: Any) -> Form:
    """Return the version a filing was made in."""
    if filing.form not in found.forms:
        raise EnergyError(f"规则包里没有报表版本 {filing.form}")
    return found.forms[filing.form]


def known(form: Form, values: dict[str, Any]) -> dict[str, str]:
    """Return figures as stored: only keys of the form, numbers without commas; refuse what is no figure."""
    out: dict[str, str] = {}
    for key, value in values.items():
        one = form.field(key)
        text = "" if value is None else str(value).strip()
        if text and one.unit:
            text = text.replace(",", "").replace("，", "")
            try:
                out[key] = plain(checks.amount(text, one.title))
            except EnergyError as error:
                raise EnergyError(str(error)) from error
        else:
            out[key] = text[:200]
    return out


def size_on(institution: PublicInstitution, day: date) -> InstitutionSize | None:
    """Return area and people as they stand on a day."""
    rows = institution.sizes.filter(life=Life.LIVE, happened_on__lte=day)
    return rows.order_by("-happened_on", "-id").first()


def offered(found: Library, form: Form, institution: PublicInstitution, text: str) -> tuple[dict[str, str], list[str]]:
    """Return what ledger and directory hold for a form, and which months are missing; a missing month is not zero."""
    span = period(text)
    keys = {one.key: one for one in form.fields}
    out: dict[str, str] = {}
    size = size_on(institution, span.end)
    facts = {"uscc": institution.uscc, "organisation_code": institution.uscc}
    if size is not None:
        facts |= {"area": plain(Fraction(size.area)), "persons": plain(Fraction(size.persons))}
    out |= {key: value for key, value in facts.items() if key in keys}
    sums: dict[str, Fraction] = {}
    fees: dict[str, Fraction] = {}
    seen: dict[str, set[str]] = {}
    rows = MonthlyUse.objects.filter(account__institution=institution, life=Life.LIVE, month__in=span.months)
    for supply, month, quantity, fee in rows.values_list("account__supply", "month", "quantity", "fee"):
        sums[supply] = sums.get(supply, Fraction(0)) + Fraction(quantity)
        fees[supply] = fees.get(supply, Fraction(0)) + Fraction(fee or 0)
        seen.setdefault(supply, set()).add(month)
    gaps = []
    for supply, total in sums.items():
        one = keys.get(KEYS.get(supply, ""))
        if one is None or one.kind is None:
            continue
        out[one.key] = plain(total / found.kind(one.kind).stored(1, one.unit))
        fee_key = next((f.key for f in form.fields if f.fee_of == one.key), None)
        if fee_key and fees[supply]:
            out[fee_key] = plain(fees[supply])
        if missing := [m for m in span.months if m not in seen[supply]]:
            gaps.append(f"{one.title}缺{'、'.join(f'{int(m[5:])}月' for m in missing)}的台账")
    return out, gaps


def uses(form: Form, values: dict[str, Any], heating: bool = False) -> tuple[Use, ...]:
    """Return the quantities of a filing (all, or those of the heating table)."""
    rows: list[Use] = []
    for one in form.fields:
        if one.kind and values.get(one.key) not in (None, "") and (not heating or one.table == "heating"):
            rows.append(Use(one.kind, values[one.key], one.unit))
    return tuple(rows)


def results(found: Library, form: Form, filing: Any) -> list[Result]:
    """Return the indicators of a yearly filing against their quotas; nothing where they cannot be reckoned."""
    span, site, values = period(filing.period), filing.institution, filing.values
    if span.kind != YEAR or not values.get("area") or not values.get("persons"):
        return []
    one = Institution(
        name=site.name, year=span.year, klass=site.klass, group=site.group, zone=site.zone or None,
        area=values["area"], persons=values["persons"], uses=uses(form, values), heating=uses(form, values, True),
        heating_group=site.heating_group or None,
    )  # fmt: skip
    try:
        return evaluate(found, one, set_for(found, site.klass, span.end), span.end)
    except EnergyError:
        return []


def set_for(found: Library, klass: str, on: date) -> str:
    """Return the coefficient set that the quotas of a class need, else the bureau's own choice."""
    for standard in found.quotas.values():
        if standard.klass == klass and standard.holds_on(on) and standard.coefficient_set:
            return standard.coefficient_set
    return str(get_param("energy.coefficient_set", on).value)


def figures(filing: Any) -> checks.Filing:
    """Return a filing as the audit reads it."""
    return checks.Filing(str(filing.institution), filing.period, {k: v for k, v in filing.values.items() if v != ""})


def other(filing: Any, year: int) -> SurveyFiling | None:
    """Return the same institution's filing of the same period of another year, once it was filed."""
    rows = SurveyFiling.objects.filter(institution_id=filing.institution_id, life=Life.LIVE)
    wanted = period(filing.period).of_year(year)
    return rows.filter(period=wanted, state__in=(State.SUBMITTED, State.ACCEPTED)).first()


def audited(found: Library, filing: Any, day: date) -> checks.Audit:
    """Return the audit of a filing by its own version and the lines of the day."""
    form, year = form_of(found, filing), period(filing.period).year
    lines = checks.Lines(*(get_param(f"energy.filing_{n}_percent", day).value for n in ("change", "year", "base")))
    base_year = int(get_param("energy.base_year", period(filing.period).end).value)
    last = other(filing, year - 1)
    base = other(filing, base_year) if base_year not in (year, year - 1) else None
    prices = list(found.prices.values())[-1] if found.prices else None
    return checks.audit(
        found, form, figures(filing), lines, prices, figures(last) if last else None, figures(base) if base else None,
        results(found, form, filing),
    )  # fmt: skip


def stored(audit: checks.Audit) -> list[dict[str, Any]]:
    """Return findings as a filing keeps them."""
    return [
        {"check": f.check, "key": f.key, "severity": f.severity, "message": f.message, "numbers": dict(f.numbers)}
        for f in audit.findings
    ]


def answer_key(finding: dict[str, Any]) -> str:
    """Return under which name an answer to a finding is kept."""
    return f"{finding['check']}:{finding['key']}"


def title_of(form: Form, found: Library, key: str) -> str:
    """Return the name of a figure or indicator."""
    for one in form.fields:
        if one.key == key:
            return one.title
    return found.indicators[key].title if key in found.indicators else key


def heading(one: Field) -> str:
    """Return the heading of a figure in sheets and tables: title, unit, printed code where one was seen."""
    unit = f"（{printed(one.unit)}）" if one.unit else ""
    return f"{one.title}{unit}"


def printed(unit: str) -> str:
    """Return a unit as printed: m², m³."""
    return unit.replace("m2", "m²").replace("m3", "m³")


def shown(value: Any) -> str:
    """Return a stored figure with thousands separators."""
    try:
        return f"{Decimal(str(value)):,f}" if str(value).strip() else ""
    except ArithmeticError:
        return str(value)


ORIGIN_NAMES = dict(Origin.choices)
