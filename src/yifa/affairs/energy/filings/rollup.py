"""Summary forms (综合表): sums of accepted filings by region, department or class; who is missing stands beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.library import Form
from yifa.affairs.energy.engine.numbers import EnergyError, exact
from yifa.affairs.energy.engine.periods import Period
from yifa.affairs.energy.filings.actions import listed
from yifa.affairs.energy.filings.choices import State
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.kernel.record import Life

BY = {"region": "行政区域汇总", "department": "部门汇总", "klass": "分类汇总"}
_FILED = (State.SUBMITTED, State.ACCEPTED)


@dataclass
class Group:
    """One row of a summary."""

    name: str
    wanted: int = 0
    filed: int = 0
    accepted: int = 0
    sums: dict[str, Fraction] = field(default_factory=dict)

    def add(self, values: dict[str, Any], keys: list[str]) -> None:
        """Add the figures of an accepted filing."""
        for key in keys:
            if values.get(key) in (None, ""):
                continue
            try:
                self.sums[key] = self.sums.get(key, Fraction(0)) + exact(values[key])
            except EnergyError:
                continue


@dataclass(frozen=True)
class Summary:
    """A summary form of a period."""

    form: Form
    keys: list[str]
    groups: list[Group]
    total: Group
    missing: list[str]


def summary(form: Form, bureau_id: int, span: Period, by: str) -> Summary:
    """Return the sums of a period; only accepted filings of the period's version count."""
    keys = [f.key for f in form.fields if f.unit]
    groups: dict[str, Group] = {}
    total = Group("合计")
    rows = SurveyFiling.objects.filter(bureau_id=bureau_id, period=span.text, life=Life.LIVE)
    have = {pk: (state, values) for pk, state, values in rows.values_list("institution_id", "state", "values")}
    missing = []
    for pk, name, group in listed(bureau_id, span.end).values_list("pk", "name", by):
        state, values = have.get(pk, ("", {}))
        for one in (groups.setdefault(group or "未填写", Group(group or "未填写")), total):
            one.wanted += 1
            one.filed += state in _FILED
            if state == State.ACCEPTED:
                one.accepted += 1
                one.add(values, keys)
        if state not in _FILED:
            missing.append(name)
    ordered = sorted(groups.values(), key=lambda g: (g.name == "未填写", g.name))
    return Summary(form, keys, ordered, total, missing)
