"""Evaluate metrics into figures: value, modality, printed text, the list behind, and what blocks the claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from yifa.core.metrics.metric import Metric, Query
from yifa.core.metrics.models import WordingChoice
from yifa.core.metrics.periods import unconfirmed
from yifa.kernel import registry
from yifa.kernel.record import Life
from yifa.lawkit import rules
from yifa.lawkit.quantity import ClaimError, Quantity, alternatives, claim, printed

OMIT = "omit"
#: Modalities a writer may choose for a result; the others belong to what the metric is (a target, a name, an ordinal).
FREE = ("exact", "over", "at_least", "no_less_than", "at_most", "approx", "nearly", "several")

#: How a modality is called to a writer.
NAMES = {
    "exact": "实数", "over": "余", "at_least": "以上", "no_less_than": "不少于", "at_most": "不超过", "approx": "约",
    "nearly": "近", "several": "多", "all": "全部", "none": "没有", "target": "目标", "named": "名称",
    "ordinal": "序次",
}  # fmt: skip


def modalities(metric: Metric) -> tuple[str, ...]:
    """Return the modalities in which a metric may be printed, its own first.

    “全部” needs a denominator and “没有” its confirmed registers, so neither is chosen for a plain count; a target
    never becomes a result, nor a result a target.
    """
    own = metric.qualifier
    if own in ("target", "named", "ordinal", "none"):
        return (own,)
    return (own, *(q for q in FREE if q != own and not (q == "several" and metric.unit == "%")))


@dataclass
class Figure:
    """One figure of a report (see cli.md, ``figures``)."""

    key: str
    label: str
    unit: str | None
    qualifier: str
    query: str
    value: Any = None
    stored: Any = None
    numerator: int | None = None
    denominator: int | None = None
    printed: str = ""
    rows: int = 0
    backfilled: int = 0
    list_url: str = ""
    basis: list[dict[str, str]] = field(default_factory=list)
    why: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    omitted: bool = False
    empty: bool = False

    @property
    def blocked(self) -> bool:
        """Whether the sentence may not print as worded."""
        return bool(self.why)


def choices_of(bureau_id: int, year: int) -> dict[str, WordingChoice]:
    """Return the writer's choices of a year by metric."""
    rows = WordingChoice.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE)
    return {row.metric: row for row in rows}


def evidence(key: str, query: Query) -> Any:
    """Return the rows behind a figure."""
    return registry.get_metric(key).rows(query)


def evaluate(key: str, query: Query, *, bureau_code: str = "", choice: WordingChoice | None = None) -> Figure:
    """Return the figure of a metric for a bureau and span.

    ``empty``: there is no evidence, so the sentence does not print. ``why``: there is, but not for this
    claim; ``options`` are the lawful wordings, (key, text).
    """
    metric: Metric = registry.get_metric(key)
    rows = metric.rows(query)
    measured = metric.measure(rows, query)
    number = rows.count()
    chosen = choice.qualifier if choice else ""
    qualifier = chosen if chosen in modalities(metric) else metric.qualifier
    figure = Figure(
        key=key,
        label=metric.label,
        unit=metric.unit,
        qualifier=qualifier,
        query=metric.query,
        stored=measured.value,
        numerator=measured.numerator,
        denominator=measured.denominator,
        rows=number,
        backfilled=rows.filter(backfilled=True).count(),
        list_url=f"/f/{bureau_code}/{query.year}/{key}/",
        basis=[_basis(rule) for rule in metric.rules if rule in rules.load_rules()],
    )
    if choice and choice.option == OMIT:
        figure.omitted = True
        return figure
    if not number and qualifier not in ("named", "target"):
        _zero(figure, metric, query)
        return figure
    if measured.value in (None, ""):
        figure.empty = True
        return figure
    if metric.qualifier == "all" and measured.numerator != measured.denominator:
        qualifier = figure.qualifier = "all"  # 62件 beside “签订前审查” says that all of them were
    try:
        quantity = claim(
            measured.value, metric.unit, qualifier, metric.style, numerator=measured.numerator,
            denominator=measured.denominator, bound=metric.bound, subject=metric.subject or metric.label,
        )  # fmt: skip
        parts = {k: v if isinstance(v, Quantity) else Quantity(v, metric.unit) for k, v in measured.parts.items()}
        figure.printed = printed(quantity, metric.style, label=metric.label, parts=parts)
        figure.value = quantity.value
    except ClaimError as error:
        _offer(figure, metric, error, choice)
    return figure


def _zero(figure: Figure, metric: Metric, query: Query) -> None:
    """A zero prints only when every office named for the register has confirmed the period and it is closed."""
    if metric.zero is None:
        figure.empty = True
        return
    state = unconfirmed(query, metric.registers)
    if state is None:
        figure.empty = True
        return
    figure.qualifier, figure.stored, figure.numerator, figure.denominator = "none", 0, None, None
    if state:
        figure.why = "；".join(state)
        figure.options = [(OMIT, "本年度不写这一句")]
        return
    figure.value = 0
    figure.printed = printed(Quantity(0, metric.unit, "none"), metric.zero, label=metric.label)


def _offer(figure: Figure, metric: Metric, error: ClaimError, choice: WordingChoice | None) -> None:
    """Keep why the claim cannot stand, and what may be written; take the writer's choice if there is one."""
    n, d = figure.numerator, figure.denominator
    if n is not None and d is not None and d > 0 and metric.claim:
        texts = alternatives(n, d, metric.subject, metric.claim, unit=metric.claim_unit)[:-1]
        names = ["part", "except", "rate"]
    else:
        texts, names = [t for t in error.alternatives if not t.startswith("（")], ["part", "except", "rate", "more"]
    figure.options = [*zip(names, texts, strict=False), (OMIT, "本年度不写这一句")]
    offered = dict(figure.options)
    if choice and choice.option in offered:
        figure.printed, figure.qualifier, figure.value = (
            offered[choice.option],
            "exact",
            n if n is not None else figure.stored,
        )
        return
    short = n is not None and d is not None and n < d and texts
    figure.why = f"{texts[0]}，不得写“全部”“均”或100%" if short else error.why


def _basis(rule_id: str) -> dict[str, str]:
    basis = rules.load_rules()[rule_id].basis
    return {"law": basis.law, "article": str(basis.article or "")}


def basis_text(basis: dict[str, str]) -> str:
    """Return the article of a figure's rule as it is written: 《民法典》第二百零三条; a chapter stays a chapter."""
    return f"《{basis['law']}》{rules.article_text(basis['article']) if basis['article'] else '（条款待核实）'}"


def plain(value: Any) -> Any:
    """Return a stored value as JSON data: exact Decimals as float, dates as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(round(value, 6))
    return value if value is None or isinstance(value, int | float | str | bool) else str(value)


__all__ = ["Figure", "choices_of", "evaluate", "evidence", "modalities", "plain"]
