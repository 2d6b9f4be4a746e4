"""This report against last year's, and against the records (ledger) through a port."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from yifa.lawkit.checks import Finding
from yifa.papers.reading.model import Fact

from .spec import Spec
from .view import View


@dataclass(frozen=True)
class Proof:
    """What the records say on one fact: the metric it was matched to, its value, and the words it prints."""

    key: str
    label: str
    value: Decimal | int | None
    printed: str
    holds: bool


class Evidence(Protocol):
    """The port to the records; the database side stands in ``yifa.suites``."""

    def prove(self, fact: Fact, around: str = "") -> Proof | None:
        """The metric that answers for a fact; None where no metric fits. ``around`` is the sentence it stands in."""

    def duties(self) -> Sequence[str]:
        """The duties (职责) of the bureau's own list, in words."""


def ledger(view: View, spec: Spec) -> Iterable[Finding]:
    """Every fact proved by a metric, contradicted by one, or unproved."""
    evidence: Evidence | None = view.options.evidence
    if evidence is None:
        return
    for fact in view.reading.facts:
        if fact.qualifier == "target":
            continue
        span = view.sentence(fact.start)
        proof = evidence.prove(fact, view.text[span.start : span.end])
        place = view.quote(fact.start, fact.end)
        if proof is None:
            yield spec.finding(spec.data["unproved"].format(fact.text), severity="info", **place)
        elif not proof.holds:
            yield spec.finding(
                spec.message.format(fact.text, proof.label, proof.printed), suggestion=proof.printed, **place
            )


def duties(view: View, spec: Spec) -> Iterable[Finding]:
    """A duty of the bureau's own list that the report does not mention."""
    evidence: Evidence | None = view.options.evidence
    if evidence is None:
        return
    for duty in evidence.duties():
        words = [word for word in re.split(r"[、，,；;和与及的]|管理|工作|负责|组织|指导|监督", duty) if len(word) >= 2]
        if words and not any(word in view.text for word in words):
            yield spec.finding(spec.message.format(duty))


_CHANGE = re.compile(
    r"(?:同比|较上年|比上年|较去年|比去年)(?:同期)?(增长|增加|上升|提高|下降|减少|降低)[了约近]?\s*(\d+(?:\.\d+)?)(%|个百分点|[\u4e00-\u9fa5]{1,2})?"
)


def last_year(view: View, spec: Spec) -> Iterable[Finding]:
    """Changes on the year that last year's report does not bear out; counts that jump tenfold."""
    previous = view.options.previous
    if previous is None:
        return
    old: dict[tuple[str, str | None], Fact] = {}
    for fact in previous.facts:
        if fact.value is not None and fact.qualifier in ("exact", "over"):
            old.setdefault((fact.subject, fact.unit), fact)
    for fact in view.reading.facts:
        before = old.get((fact.subject, fact.unit))
        if before is None or fact.value is None or not before.value or fact.qualifier not in ("exact", "over"):
            continue
        now, then = Decimal(fact.value), Decimal(before.value)
        place = view.quote(fact.start, fact.end)
        change = _CHANGE.search(view.text, fact.end, view.sentence(fact.start).end)
        if change and change.group(3) == "%":
            real = abs(now - then) * 100 / then
            up = change.group(1) in ("增长", "增加", "上升", "提高")
            if abs(real - Decimal(change.group(2))) > 1 or (now != then and up != (now > then)):
                yield spec.finding(
                    spec.data["change"].format(before.text, f"{real:.1f}%", change.group(0)),
                    **view.quote(fact.start, change.end()),
                )
        elif now >= then * 10 or now * 10 <= then:
            yield spec.finding(spec.message.format(fact.text, before.text), **place)


RUNNERS = {"ledger": ledger, "duties": duties, "last_year": last_year}
