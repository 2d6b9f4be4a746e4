"""The records behind a report somebody else wrote (``report check --against-bureau``): every fact and its metric.

Answers the port ``yifa.papers.checks.neighbours.Evidence``. A fact is matched to the metric whose name shares its
words and whose measure word is the same; it holds where the records bear out what it says, in its own modality.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from yifa.core.metrics import figures as fig
from yifa.core.metrics.metric import Metric, Query
from yifa.core.org.models import Unit
from yifa.governance.duty_lists.public import DutyLine, Rank
from yifa.kernel import registry
from yifa.kernel.record import Life
from yifa.lawkit.quantity import Quantity
from yifa.papers.checks.neighbours import Proof
from yifa.papers.reading.model import Fact

#: measure words that count the same thing
SAME = ({"件", "例", "起", "宗"}, {"名", "人"}, {"次", "场", "期"}, {"家", "个"}, {"份", "册", "本"}, {"项", "件"})
#: how much of the shorter name must be shared to match at all, and to speak of a contradiction
ALIKE, SURE = 0.5, 0.8
_HAN = re.compile(r"[\u4e00-\u9fa5]+")


@dataclass(frozen=True)
class Known:
    """One thing the records know: a metric, or one part of it."""

    key: str
    label: str
    unit: str | None
    words: frozenset[str]


class Records:
    """The records of one bureau in one year."""

    def __init__(self, bureau: Unit, year: int) -> None:
        self.bureau = bureau
        self.query = Query.of_year(bureau.pk, year)
        self._values: dict[str, fig.Figure] = {}

    @cached_property
    def known(self) -> list[Known]:
        """Every metric that counts or measures, under its name."""
        found = []
        for metric in registry.metrics().values():
            if metric.qualifier not in ("named", "ordinal", "target"):
                found.append(Known(metric.key, metric.label, metric.unit, _grams(metric.label)))
        return found

    def prove(self, fact: Fact, around: str = "") -> Proof | None:
        """The metric that bears a fact out; else the one that surely speaks of it and says otherwise; else None.

        The words of the sentence help to find what bears a fact out; only its own words can contradict it.
        """
        own = _grams(fact.text) | _grams(fact.subject)
        fitting = [known for known in self.known if _fits(fact, known.unit)]
        for words in (own, own | _grams(around)):
            scored = sorted(((_shared(words, known.words), known.key, known) for known in fitting), reverse=True)
            for score, _, known in scored:
                if score >= ALIKE and any(_holds(fact, value) for value in self._said(known.key)):
                    return self._proof(known, True)
        best = max(((_shared(own, known.words), known.key, known) for known in fitting), default=None)
        return self._proof(best[2], False) if best and best[0] >= SURE else None

    def duties(self) -> Sequence[str]:
        """The duties of the first-responsible person on the lists in force."""
        rows = DutyLine.objects.filter(
            bureau=self.bureau, life=Life.LIVE, duty_list__life=Life.LIVE, duty_list__rank=Rank.FIRST,
            duty_list__happened_on__lte=self.query.end,
        ).exclude(duty_list__ends_on__lt=self.query.start)  # fmt: skip
        return list(dict.fromkeys(rows.order_by("number").values_list("title", flat=True)))

    def figure(self, key: str) -> fig.Figure:
        """The figure of a metric in the year."""
        if key not in self._values:
            self._values[key] = fig.evaluate(key, self.query, bureau_code=self.bureau.code or "")
        return self._values[key]

    def _said(self, key: str) -> list[Decimal | None]:
        """The values the records give under a metric: the whole and its parts; a rate in per cent."""
        figure, metric = self.figure(key), registry.get_metric(key)
        values = [_number(figure.stored)]
        if metric.unit == "%" and values[0] is not None:
            values = [values[0] * 100]
        if figure.qualifier == "all" and figure.numerator is not None:
            values = [Decimal(figure.numerator)] if metric.unit != "%" else values
            values += [Decimal(100)] if figure.numerator == figure.denominator and figure.numerator else []
        if not figure.rows and metric.unit != "%":
            values.append(Decimal(0))
        return [*values, *self._parts(metric)]

    def _parts(self, metric: Metric) -> list[Decimal | None]:
        parts = metric.measure(metric.rows(self.query), self.query).parts.values()
        return [_number(part.value if isinstance(part, Quantity) else part) for part in parts]

    def _proof(self, known: Known, holds: bool) -> Proof:
        figure = self.figure(known.key)
        said = _number(figure.stored)
        printed = figure.printed or (f"{said.normalize():f}{known.unit or ''}" if said is not None else "没有记录")
        return Proof(known.key, known.label, said, printed, holds)


def _grams(text: str) -> frozenset[str]:
    """Pairs of characters; quantity words carry nothing."""
    found: set[str] = set()
    for run in _HAN.findall(re.sub(r"(?:全年|累计|共|召开|开展|组织|完成)", " ", text)):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(found)


def _shared(words: frozenset[str], name: frozenset[str]) -> float:
    """How much of a metric's name the words hold; of the words, where they are the fewer."""
    return len(words & name) / min(len(words), len(name)) if words and name else 0.0


def _fits(fact: Fact, unit: str | None) -> bool:
    if fact.unit == unit or (fact.unit is None and fact.qualifier == "none"):
        return True
    if fact.qualifier == "all" and fact.unit == "%":
        return True
    return any(fact.unit in group and unit in group for group in SAME)


def _holds(fact: Fact, value: Decimal | None) -> bool:
    """Whether the records bear a fact out as it is said."""
    if value is None:
        return False
    if fact.qualifier == "several":
        return value >= 2
    if fact.value is None:
        return False
    said = Decimal(fact.value)
    if fact.qualifier == "over":
        return said < value < said * 2
    if fact.qualifier in ("at_least", "no_less_than"):
        return value >= said
    if fact.qualifier == "at_most":
        return value <= said
    if fact.qualifier == "nearly":
        return said * Decimal("0.9") <= value < said
    if fact.qualifier == "approx":
        return abs(value - said) <= said / 10
    return value == said


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    return Decimal(str(value)) if isinstance(value, float) else None
