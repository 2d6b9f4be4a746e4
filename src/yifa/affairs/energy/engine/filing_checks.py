"""Audit of filings (统计数据审核): every finding says which figure, against what, by which line, and what to do.

A finding asks the filer; none of them decides. The lines are settings of the bureau, given as ``Lines``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine import quotas
from yifa.affairs.energy.engine.evaluate import Result
from yifa.affairs.energy.engine.library import Form, Library, Prices
from yifa.affairs.energy.engine.numbers import EnergyError, amount, exact, plain, shown

RETURN, ASK = "return", "ask"
#: check -> Chinese name
CHECKS = {
    "completeness": "完整性审核", "value": "数值审核", "price": "单价审核", "year": "同比审核", "base": "定比审核",
    "change": "人数、面积审核", "quota_over": "超约束值审核", "quota_under": "低于引导值审核",
    "unit_slip": "计量单位审核",
}  # fmt: skip
#: factors by which a figure is off when it was typed in a neighbouring unit (kWh 与 万kWh、MJ 与 GJ)
SLIPS = (Fraction(1000), Fraction(10000))
#: how near to such a factor a jump must be to look like one
NEAR = 3


@dataclass(frozen=True)
class Lines:
    """The lines of the bureau, in percent; a change of just so much is not yet a finding."""

    change: Any
    year: Any
    base: Any


@dataclass(frozen=True)
class Filing:
    """One filing: the form's keys with the figures as filed (None: left empty)."""

    institution: str
    period: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing to look at: the check, the figure, what was found, and the numbers it rests on."""

    check: str
    key: str
    severity: str
    message: str
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name of the check."""
        return CHECKS[self.check]


@dataclass(frozen=True)
class Audit:
    """The findings of a filing, and the checks that could not be made, with the reason."""

    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True where nothing has to go back or be explained."""
        return not self.findings


def audit(
    library: Library, form: Form, filing: Filing, lines: Lines, prices: Prices | None = None,
    last_year: Filing | None = None, base: Filing | None = None, results: Iterable[Result] = (),
) -> Audit:  # fmt: skip
    """Return the audit of a filing by its own form version."""
    unchecked: list[str] = []
    findings = list(_complete(form, filing))
    numbers = {key: _number(value) for key, value in filing.values.items()}
    findings += _prices(library, form, numbers, prices, unchecked)
    before = None if last_year is None else {key: _number(value) for key, value in last_year.values.items()}
    start = None if base is None else {key: _number(value) for key, value in base.values.items()}
    slipped: set[str] = set()
    if before is None:
        unchecked.append("没有上年同期数据，未作同比审核")
    else:
        for finding in _slips(form, numbers, before):
            slipped.add(finding.key)
            findings.append(finding)
        findings += _changes(form, numbers, before, lines, slipped)
    if start is None:
        unchecked.append("没有基期数据，未作定比审核")
    else:
        findings += _against(form, numbers, start, exact(lines.base), "base", "基期", slipped)
    findings += _quota(results)
    return Audit(tuple(findings), tuple(unchecked))


def _number(value: Any) -> Fraction | None:
    if value is None or value == "":
        return None
    try:
        number = exact(value)
    except EnergyError:
        return None
    return number if number >= 0 else None


def _complete(form: Form, filing: Filing) -> Iterable[Finding]:
    known = {one.key for one in form.fields}
    for key in filing.values:
        if key not in known:
            yield Finding("completeness", key, RETURN, f"“{form.title}”没有指标“{key}”")
    for one in form.fields:
        value = filing.values.get(one.key)
        empty = value is None or value == ""
        if empty and one.required:
            yield Finding("completeness", one.key, RETURN, f"{one.title}未填")
        if not empty and one.unit:
            try:
                amount(value, one.title)
            except EnergyError as error:
                yield Finding("value", one.key, RETURN, str(error))
        if one.fee_of:
            quantity, fee = _number(filing.values.get(one.fee_of)), _number(value)
            named = form.field(one.fee_of).title
            if quantity and not fee:
                yield Finding("completeness", one.key, ASK, f"{named}有用量，{one.title}未填或为零")
            if fee and not quantity:
                yield Finding("completeness", one.fee_of, ASK, f"{one.title}有金额，{named}用量未填或为零")
    for key in ("area", "persons"):
        if key in known and _number(filing.values.get(key)) == 0:
            yield Finding("value", key, RETURN, f"{form.field(key).title}为零，不能计算指标")


def _prices(
    library: Library, form: Form, numbers: Mapping[str, Fraction | None], prices: Prices | None, unchecked: list[str]
) -> Iterable[Finding]:
    for one in form.fields:
        quantity, fee = numbers.get(one.fee_of or ""), numbers.get(one.key)
        kind = form.field(one.fee_of).kind if one.fee_of else None
        if not (quantity and fee and kind):
            continue
        span = prices.spans.get(kind) if prices else None
        if span is None:
            unchecked.append(f"没有{library.kind(kind).title}的参考单价，未作单价审核")
            continue
        of = form.field(one.fee_of or "")
        price = fee / library.kind(kind).stored(quantity, of.unit)
        if not span[0] <= price <= span[1]:
            low, high = plain(span[0]), plain(span[1])
            yield Finding(
                "price", of.key, ASK,
                f"{one.title}除以用量得单价{shown(price, 4).normalize():f}元，参考区间{low}至{high}元，"
                "请核对用量、金额的单位",
                {"unit_price": plain(price), "low": low, "high": high, "set": prices.id if prices else ""},
            )  # fmt: skip


def price_flag(fee: Any, quantity: Any, low: Any, high: Any) -> tuple[Fraction, bool]:
    """Return the unit price, and whether it lies outside the span."""
    price = amount(fee) / amount(quantity)
    return price, not exact(low) <= price <= exact(high)


def _slips(
    form: Form, numbers: Mapping[str, Fraction | None], before: Mapping[str, Fraction | None]
) -> Iterable[Finding]:
    for one in form.fields:
        now, then = numbers.get(one.key), before.get(one.key)
        if not (one.unit and now and then):
            continue
        ratio = now / then
        near = [factor for factor in (*SLIPS, *(1 / slip for slip in SLIPS)) if factor / NEAR <= ratio <= factor * NEAR]
        if near:
            factor = min(near, key=lambda f: abs(ratio / f - 1) if ratio >= f else abs(f / ratio - 1))
            times = f"大约是上年的{plain(factor)}倍" if factor > 1 else f"大约是上年的{plain(1 / factor)}分之一"
            yield Finding(
                "unit_slip", one.key, RETURN,
                f"{one.title}{plain(now)}{one.unit}，上年{plain(then)}{one.unit}，{times}，很可能填错计量单位；"
                f"如是，应为{plain(now / factor)}{one.unit}",
                {"now": plain(now), "before": plain(then), "factor": plain(factor)},
            )  # fmt: skip


def _changes(
    form: Form, numbers: Mapping[str, Fraction | None], before: Mapping[str, Fraction | None], lines: Lines,
    slipped: set[str],
) -> Iterable[Finding]:  # fmt: skip
    line = exact(lines.change)
    for key in ("persons", "area"):
        now, then = numbers.get(key), before.get(key)
        if key in slipped or now is None or not then:
            continue
        change = (now - then) * 100 / then
        if abs(change) > line:
            title = form.field(key).title
            yield Finding(
                "change", key, ASK,
                f"{title}由{plain(then)}变为{plain(now)}，变动{shown(change, 2)}%，"
                f"超过{plain(line)}%，请说明并附证明材料",
                {"now": plain(now), "before": plain(then), "percent": plain(change), "line": plain(line)},
            )  # fmt: skip
    yield from _against(form, numbers, before, exact(lines.year), "year", "上年同期", slipped)


def _against(
    form: Form, numbers: Mapping[str, Fraction | None], other: Mapping[str, Fraction | None], line: Fraction,
    check: str, what: str, slipped: set[str],
) -> Iterable[Finding]:  # fmt: skip
    for one in form.fields:
        now, then = numbers.get(one.key), other.get(one.key)
        if not one.kind or one.key in slipped or now is None or then is None:
            continue
        if then == 0:
            if now:
                yield Finding(check, one.key, ASK, f"{one.title}{what}为零，本期{plain(now)}{one.unit}，请说明")
            continue
        change = (now - then) * 100 / then
        if abs(change) > line:
            word = "上升" if change > 0 else "下降"
            yield Finding(
                check, one.key, ASK,
                f"{one.title}{plain(now)}{one.unit}，{what}{plain(then)}{one.unit}，{word}{shown(abs(change), 2)}%，"
                f"超过{plain(line)}%，请说明",
                {"now": plain(now), "before": plain(then), "percent": plain(change), "line": plain(line)},
            )  # fmt: skip


def _quota(results: Iterable[Result]) -> Iterable[Finding]:
    for row in results:
        if row.quota is None or row.value is None:
            continue
        numbers = {"value": plain(row.value), "quota": row.quota.name, "coefficient_set": row.coefficient_set or ""}
        if row.band == quotas.OVER:
            yield Finding(
                "quota_over", row.code, ASK,
                f"{row.title}{row.shown}{row.unit}，超过约束值{plain(row.quota.limit)}，请核对数据；属实的应当作出说明",
                numbers,
            )  # fmt: skip
        elif row.band == quotas.GOOD and row.quota.guide is not None and row.value < row.quota.guide:
            yield Finding(
                "quota_under", row.code, ASK,
                f"{row.title}{row.shown}{row.unit}，低于引导值{plain(row.quota.guide)}，请核对有无漏报",
                numbers,
            )  # fmt: skip


def spot_check(institutions: Iterable[str], percent: Any, seed: str) -> list[str]:
    """Draw institutions for a spot check (抽查): at least one, at least the percentage, the same for the same seed.

    Ordered by the digest of seed and name, so that anybody can repeat the draw from the seed on record, on any machine,
    whatever the order of the list.
    """
    share = exact(percent, "抽查比例")
    if not 0 < share <= 100:
        raise EnergyError("抽查比例应大于0、不超过100")
    if not seed:
        raise EnergyError("抽查要有随机种子，并登记在案")
    names = sorted(set(institutions))
    wanted = -(-len(names) * share // 100)
    return sorted(sorted(names, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest())[: int(wanted)])
