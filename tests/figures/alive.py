"""Tools that prove a figure alive: change a record through an ordinary Action, read what prints then.

Expected texts come from the acceptance list (``wanted``) with another number put in (``retold``); none is typed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import models

from yifa.core.metrics import figures
from yifa.core.metrics.metric import Query
from yifa.core.metrics.periods import quarter_of
from yifa.core.org.models import Unit
from yifa.kernel import registry, verbs
from yifa.kernel.record import Life, Record
from yifa.lawkit.quantity import to_hanzi
from yifa.suites.annual_report.compose import as_json, compose

FILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "figures.yaml"
FIGURES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["figures"] if FILE.exists() else []
#: Put on a whole test file: the list is not part of the repository.
needs_figures = pytest.mark.skipif(not FIGURES, reason="reference figures (../shared) are not beside this checkout")


def keys(module: str) -> list[tuple[str, str]]:
    """Return (bureau, key) of the module's acceptance figures, for parametrize."""
    return [(f["bureau"], f["key"]) for f in FIGURES if f["key"].startswith(f"{module}.")]


def wanted(bureau: str, key: str) -> dict[str, Any]:
    """Return one row of the acceptance list."""
    return next(f for f in FIGURES if f["bureau"] == bureau and f["key"] == key)


def retold(row: dict[str, Any], value: int) -> str:
    """Return the printed text of a row with another number in it, in the numerals it uses."""
    text, old = str(row["printed"]), int(row["value"])
    if str(old) in text:
        return text.replace(str(old), str(value))
    assert to_hanzi(old) in text, f"{old} is not in “{text}”"
    return text.replace(to_hanzi(old), to_hanzi(value))


# -- reading ------------------------------------------------------------------------------------------------
def query_of(house: Any) -> Query:
    """Return the query of the house's year up to its day."""
    return Query.of_year(house.bureau.pk, house.year, until=house.day)


def figure(house: Any, key: str) -> figures.Figure:
    """Return the figure of a bureau's year as the records stand now."""
    choice = figures.choices_of(house.bureau.pk, house.year).get(key)
    return figures.evaluate(key, query_of(house), bureau_code=house.code, choice=choice)


def printed(house: Any, key: str) -> str:
    """Return what prints for a key now: "" where nothing does (no evidence, or the claim is blocked)."""
    return figure(house, key).printed


def offered(house: Any, key: str) -> list[str]:
    """Return the lawful wordings offered for a blocked claim; fails where the claim is not blocked."""
    found = figure(house, key)
    assert found.blocked and not found.printed, f"{key} is not blocked: “{found.printed}”"
    return [text for _, text in found.options]


def evidence(house: Any, key: str) -> list[Any]:
    """Return the records behind a figure, oldest first."""
    return list(registry.get_metric(key).rows(query_of(house)).order_by("pk"))


def report_text(house: Any) -> str:
    """Return the whole composed report as it would print now."""
    made = as_json(compose(house.bureau, house.year, day=house.day))
    return "".join(p["text"] for s in made["sections"] for p in s["paragraphs"])


# -- changing, through ordinary Actions ---------------------------------------------------------------------
def key_of(record: Record) -> str:
    """Return the Resource key of a record."""
    return str(registry.resource_of_model(type(record)).key)


def void(house: Any, record: Record, reason: str = "核对后作废") -> Any:
    """作废 a record."""
    return house.do(key_of(record), "void", record, reason=reason, checker="李某", approver="郑某")


def correct(house: Any, record: Record, **values: Any) -> Any:
    """更正 fields of a record."""
    record.refresh_from_db()
    return house.do(
        key_of(record), "correct", record, reason="核对原件", checker="李某", approver="郑某", **values
    )  # fmt: skip


def add(house: Any, resource: str, **row: Any) -> Any:
    """补录 one record; into a closed quarter only through reopening, a new answer of the office, and closing again."""
    day = row.get("happened_on")
    if not (day and verbs.closed_period(resource, house.bureau.pk, day)):
        return house.backfill(resource, [row])[0]
    close = _close_of(house, resource, day.year, quarter_of(day))
    house.do("core_metrics.close", "reopen", close, approver="郑某", reason="补登一件")
    made = house.backfill(resource, [row])[0]
    for answer in close.collection.answers.filter(register=resource, unit=made.unit, kind="zero"):
        answer = house.do("core_metrics.answer", "return", answer, reason="补登一件")
        answer = house.do("core_metrics.answer", "answer", answer, kind="entries", paper="补报单", signed_by="孙某")
        house.do("core_metrics.answer", "confirm", answer, paper="补报单", signed_by="孙某")
    house.do("core_metrics.collection", "close_register", close.collection, register=resource)
    return made


def _close_of(house: Any, register: str, year: int, quarter: int) -> Any:
    from yifa.core.metrics.models import RegisterClose

    where = {"collection__year": year, "collection__quarter": quarter}
    return RegisterClose.objects.get(bureau=house.bureau, register=register, **where)


def copy(house: Any, record: Record, years: int = 0, apart: bool = False, **values: Any) -> Any:
    """Enter the like of a record in a house by 补录, its dates moved by some years.

    apart: records it points to are copied too (needed in another bureau or year); otherwise it shares them.
    """
    resource = registry.resource_of_model(type(record))
    row: dict[str, Any] = {}
    for field in type(record)._meta.concrete_fields:
        if not field.editable or field.primary_key or field.name == "bureau":
            continue
        value = getattr(record, field.name)
        if isinstance(field, models.ForeignKey) and value is not None:
            if field.name == "unit" or field.related_model is Unit:
                value = house.unit(value.name) if value.bureau_id else house.bureau
            elif apart and isinstance(value, Record):
                value = copy(house, value, years, apart=True)
        elif isinstance(value, date) and years:
            value = value.replace(year=value.year + years, day=min(value.day, 28))
        elif field.name == "year" and years:
            value += years
        row[field.name] = value
    for name in _unique_texts(type(record)):
        if row.get(name):
            row[name] = f"{row[name]}-{type(record).objects.count()}"
    return add(house, resource.key, **{**row, "paper": row.get("paper") or "佐证复印件", **values})


def _unique_texts(model: type[Any]) -> set[str]:
    """Return the free texts that a unique constraint holds apart (certificate numbers and the like)."""
    names = {n for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) for n in c.fields}
    texts = {f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField) and not f.choices}
    return names & texts


# -- what must not move it ----------------------------------------------------------------------------------
def nothing_elsewhere_moves(houses: Any, bureau: str, key: str, other: str = "", most: int = 12) -> None:
    """Assert that records of another bureau or of another year, added or voided, leave the figure as it is."""
    house = houses(bureau)
    before = printed(house, key)
    assert before == wanted(bureau, key)["printed"]
    first = evidence(house, key)[0]
    model = type(first)
    stranger = houses(other or next(code for code in ("wu", "jia") if code != bureau))
    copy(stranger, first, apart=True)
    for years in (-7, -8):
        copy(house, first, years, apart=True)
    assert printed(house, key) == before
    inside = {row.pk for row in evidence(house, key)}
    for row in model.objects.filter(life=Life.LIVE).exclude(bureau=house.bureau).order_by("-pk")[:most]:
        void(houses(row.bureau.code), row)
    outside = model.objects.filter(life=Life.LIVE, bureau=house.bureau).exclude(pk__in=inside)
    dated = [r for r in outside.order_by("pk") if r.happened_on and r.happened_on.year != house.year]
    for row in dated[:most]:
        void(house, row)
    assert printed(house, key) == before


# -- what most counts have in common ------------------------------------------------------------------------
def follows_one_fewer_and_one_more(house: Any, bureau: str, key: str) -> None:
    """Assert that a count follows a record voided, and then two entered."""
    h, row = house(bureau), wanted(bureau, key)
    first, second = evidence(h, key)[:2]
    void(h, first)
    assert printed(h, key) == retold(row, row["value"] - 1)
    assert retold(row, row["value"] - 1) in report_text(h)
    copy(h, second)
    copy(h, second, note="又一条")
    assert printed(h, key) == retold(row, row["value"] + 1)


def leaves_with_the_next_year(house: Any, bureau: str, key: str, day: str = "happened_on") -> None:
    """Assert that a record whose date is corrected into the next year leaves the figure."""
    h, row = house(bureau), wanted(bureau, key)
    last = evidence(h, key)[-1]
    correct(h, last, **{day: date(h.year + 1, 1, 3)})
    assert printed(h, key) == retold(row, row["value"] - 1)


def reopened(house: Any, register: str, quarter: int) -> Any:
    """Reopen the closed register of a quarter, by approval; return its closing record."""
    close = _close_of(house, register, house.year, quarter)
    return house.do("core_metrics.close", "reopen", close, approver="郑某", reason="补报一件")
