"""Every address of the site that no register derives, asked by readers to whom nothing belongs.

Addresses that name a record refuse the four strangers of ``test_scope.py``. Of the others not a word of a record comes
back: all texts of all records carry a mark; one reader is of a bureau that has just been founded, the other of an
office of a working bureau with no tie to any record. What may differ, and why, is named in ``own_pages.py``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from django.db.utils import DatabaseError
from django.test import Client

from tests.contract import own_pages as own
from tests.contract.conftest import CODES
from tests.contract.surfaces import Surface, places
from tests.contract.test_scope import SHUT, WHOLE_BUREAU, ask, content, strangers
from yifa.kernel import registry
from yifa.kernel.policy import BUREAU_WIDE, READERS, ROLES, Scope
from yifa.kernel.record import Record
from yifa.kernel.search.models import SearchDoc

MARK = "密档"
#: Text fields that hold the key of a rule or a period, which no page finds with a mark before it.
CODED = {"rule", "period"}
#: Registers whose names others' records and the bureau's own report may say, and why.
SAID = {
    "service_desk.item": "the catalogue of services, open to every unit",
    "rule_of_law_plan.outline": "the outline that the bureau's report names",
}
#: Texts that are the bureau's, not a record's, and why.
OFFERED = {("vehicles.phone_link", "address"): "the outer machine's address, offered again on the next link"}


def wide(place: Any) -> Scope:
    """Return a reader of a whole bureau, with every duty of its own people in one hand."""
    return Scope(None, place.bureau.pk, frozenset(ROLES) - {"counsel"}, None, name="全局")


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
            if issubclass(resource.model, Record) and resource.key not in {**WHOLE_BUREAU, **SAID}:
                names = {*resource.form, *resource.search, resource.title_field} - CODED
                names -= {name for key, name in OFFERED if key == resource.key}
                mark(resource.model._default_manager.exclude(unit=None), names)
        mark(SearchDoc.objects.exclude(unit_ref=None), {"title", "line"})
    roles = (READERS | {"unit"}) - BUREAU_WIDE
    office = Scope(None, place.bureau.pk, roles, frozenset({idle.pk}), idle.pk, name="旁人")
    founder = replace(office, bureau_id=young.pk, roles=roles | BUREAU_WIDE, unit_ids=None)
    return {"of an office without records": office, "of a bureau just founded": founder}


def put(client: Any, route: str, address: str) -> Any:
    """Ask an address as it wants to be asked."""
    return client.post(address, own.POSTED[route]) if route in own.POSTED else client.get(address)


def test_no_page_says_a_word_of_what_is_not_the_readers(marked: dict[str, Scope], sent_as: Any, house: Any) -> None:
    place = house("ji")
    told: list[str] = []
    asked = list(own.addresses(place))
    for who, scope in marked.items():
        reader = sent_as(scope)
        for route, address in asked:
            if scope.bureau_id == place.bureau.pk and route in own.OF_THE_BUREAU:
                continue
            answer = put(reader, route, address)
            assert answer.status_code < 500, address
            if answer.status_code == 200 and MARK in content(answer):
                told.append(f"{who}: {address}")
            if route in own.NONE_OF_IT and own.NONE_OF_IT[route] not in content(answer):
                told.append(f"{who}: numbers of others on {address}")
    assert not told, "\n".join(told)
    reader = sent_as(wide(place))
    own_pages = [(r, a) for r, a in asked if not r.startswith(("r/", "m/")) and r not in own.OF_THE_BUREAU]
    shown = {route for route, address in own_pages if MARK in content(put(reader, route, address))}
    silent = {route for route, _ in own_pages} - shown
    assert silent == set(own.WITHOUT_RECORDS), "where the mark may show it shows, or the page has none"


@pytest.fixture
def named(house: Any, tamper: Any) -> Any:
    """Return a function: what an address names → (its house, records of an office, strangers to them)."""

    def of(what: own.Named) -> tuple[Any, list[Any], dict[str, Scope]]:
        resource = registry.get_resource(what.key)
        for code in ("ji", *CODES):
            place = house(code)
            if found := list(resource.rows(wide(place)).filter(**what.where).order_by("-pk")[:3]):
                break
        else:
            with tamper():  # a layout comes with a workbook only
                row = resource.model(bureau=place.bureau, created_at=place.now, updated_at=place.now)
                row.save()
            found = [row]
        with tamper():
            idle = type(place.bureau).objects.create(bureau=place.bureau, name="旁观处")
            rows = type(found[0])._default_manager.filter(pk__in=[o.pk for o in found])
            rows.update(**what.given)
            if isinstance(found[0], Record):
                rows.filter(unit=None).update(unit=place.unit("办公室"))
        return place, found, strangers(resource, place, house, idle)

    return of


def test_a_page_of_a_record_answers_its_readers_and_no_stranger(named: Any, sent_as: Any) -> None:
    known = {before: named(what) for before, what in own.OF_A_RECORD.items()}
    for route, before in own.of_a_record():
        place, found, readers = known[before]
        what = own.OF_A_RECORD[before]
        addresses = []
        for obj in found:
            values = {**own.PLACES, **what.more(obj), "pk": obj.pk}
            query = f"?unit={values['unit']}" if "unit" in values and "unit" not in places(route) else ""
            addresses.append(Surface(route, "").address(**values) + query)
        owner = sent_as(wide(place))
        if route not in own.OF_ONE_PERSON:
            codes = [owner.get(address).status_code for address in addresses]
            assert set(codes) & {200, 302, 405}, f"no reader of the whole bureau is answered: {addresses}: {codes}"
        assert ask(Client(), addresses[0]).status_code in SHUT, f"nobody signed in: {addresses[0]}"
        for who, scope in readers.items():
            if route not in own.OF_THE_LEAD or who != "of another office":
                for address in addresses:
                    code = ask(sent_as(scope), address, follow=True).status_code
                    # what is not theirs is not there; only whom the whole register refuses is told that it is refused
                    assert code == 404 or (code, who) == (403, "of no reading role"), f"{who}: {address}: {code}"
