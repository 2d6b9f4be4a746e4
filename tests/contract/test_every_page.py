"""Every address of the site, asked by a reader to whom nothing belongs: not a word of a record comes back.

All texts of all records carry a mark. One reader is of a bureau that has just been founded, the other of an office
of a working bureau with no tie to any record. A page that shows a whole bureau to each of its offices is named below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from django.db.utils import DatabaseError

from tests.contract.surfaces import Surface, places, routes
from tests.contract.test_scope import WHOLE_BUREAU, content
from yifa.kernel import inbox, registry
from yifa.kernel.policy import BUREAU_WIDE, READERS, ROLES, Scope
from yifa.kernel.record import Record
from yifa.kernel.resource import ports
from yifa.kernel.search.models import SearchDoc

MARK = "密档"
#: Text fields that hold the key of a rule, which no page finds with a mark before it.
CODED = {"rule"}
#: Pages for everybody, without records in them or with public ones.
PUBLIC = ("accounts/", "open/", "law/", "help/", "healthz", "static/", "counsel/", "chains/")
#: Pages that show each office what concerns the whole bureau, and why.
OF_THE_BUREAU = {
    "energy/analysis/": "the year of all institutions the bureau answers for, as it is published",
    "energy/reports/": "who has filed and who has not, of all institutions the bureau answers for",
    "energy/summary/": "what all institutions of the bureau together have filed, and which have not",
    "reports/<slug:code>/<int:year>/": "the bureau's own report names its matters; the lists behind it are scoped",
    "reports/<slug:code>/<int:year>/export.<str:fmt>": "the same report on paper",
    "disclosure-report/<slug:code>/<int:year>/": "a report to the public",
    "disclosure-report/<slug:code>/<int:year>/export.<str:fmt>": "the same report on paper",
}


def mark(rows: Any, names: set[str]) -> None:
    """Put the mark before the texts of some rows, as far as the database lets it."""
    texts = [f for f in rows.model._meta.concrete_fields
             if f.name in names and isinstance(f, models.CharField | models.TextField) and not f.choices]  # fmt: skip
    whole: dict[str, Any] = {f.name: Concat(Value(MARK), F(f.name)) for f in texts}
    short = {f.name: Left(whole[f.name], f.max_length) for f in texts if f.max_length}
    values = {**whole, **short}
    for chosen in (values, *({name: value} for name, value in values.items())):
        try:
            with transaction.atomic():
                rows.update(**chosen)
        except DatabaseError:
            continue
        if chosen is values:
            return


@pytest.fixture
def marked(house: Any, tamper: Any) -> dict[str, Scope]:
    """Mark every record that has an office, and return the two readers to whom none belongs."""
    place = house("ji")
    young = place.do(
        "core_org.unit", "found", code="ren", name="新设机关事务管理局", region="990700", started_on=place.day
    )
    with tamper():
        idle = type(young).objects.create(bureau=place.bureau, name="旁观处")
        for resource in registry.resources():
            if issubclass(resource.model, Record) and resource.key not in WHOLE_BUREAU:
                names = {*resource.form, *resource.search, resource.title_field} - CODED
                mark(resource.model._default_manager.exclude(unit=None), names)
        mark(SearchDoc.objects.exclude(unit_ref=None), {"title", "line"})
    roles = (READERS | {"unit"}) - BUREAU_WIDE
    office = Scope(None, place.bureau.pk, roles, frozenset({idle.pk}), idle.pk, name="旁人")
    founder = replace(office, bureau_id=young.pk, roles=roles | BUREAU_WIDE, unit_ids=None)
    return {"of an office without records": office, "of a bureau just founded": founder}


def addresses(place: Any) -> Iterator[tuple[str, str]]:
    """Yield (route, address) of every page that a GET can ask, with numbers that exist."""
    known = {"code": place.code, "year": place.year, "region": "national", "version": 1, "label": "contracts",
             "table": "requests", "row": "new", "column": "total", "register": "contracts.contract",
             "unit": place.unit("办公室").pk, "paragraph": "x", "what": "json", "rule_id": "GID-02",
             "slug": "x", "token": "x", "bureau": place.bureau.pk, "sha": "0" * 64, "verb": "close"}  # fmt: skip
    metric = next(iter(sorted(registry.metrics())))
    for route, _ in routes():
        if route.startswith(PUBLIC) or route.startswith(("api/", "r/", "^r/", "pick/")):
            continue
        for pk in (1, 2) if "pk" in places(route) else (1,):
            values = {**known, "pk": pk, "key": metric, "fmt": "docx" if "letter" in route else "html"}
            if places(route) <= set(values):
                yield route, Surface(route, "").address(**values)
    for app in {r.model._meta.app_label for r in registry.resources()}:
        yield "m/<slug:label>/", f"/m/{app}/"
    for resource in registry.resources():
        yield "r/<str:key>/new/", f"/r/{resource.key}/new/"
    yield "search", "/search?q=合同"


def test_no_page_says_a_word_of_what_is_not_the_readers(marked: dict[str, Scope], sent_as: Any, house: Any) -> None:
    place = house("ji")
    wide = sent_as(Scope(None, place.bureau.pk, frozenset(ROLES) - {"counsel"}, None, name="全局"))
    assert MARK in content(wide.get("/r/contracts.contract/")), "the mark shows where it may"
    told: list[str] = []
    asked = 0
    for who, scope in marked.items():
        reader = sent_as(scope)
        for route, address in addresses(place):
            answer = reader.get(address)
            asked += answer.status_code == 200
            assert answer.status_code < 500, address
            if answer.status_code == 200 and MARK in content(answer) and route not in OF_THE_BUREAU:
                told.append(f"{who}: {address}")
        todos = [t.title for t in inbox.todos(scope, place.day) if MARK in f"{t.title}{t.meta}"]
        told += [f"{who}: inbox: {t}" for t in todos]
        told += [f"{who}: badge: {key}" for key, due in ports.due(scope, place.day).items()
                 if due["count"] > registry.get_resource(key).rows(scope).count()]  # fmt: skip
    assert asked > 100, asked
    assert set(OF_THE_BUREAU) <= {route for route, _ in routes()}
    assert not told, "\n".join(told)
