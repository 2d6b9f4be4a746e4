"""The example at work. Run by ``tests/contract/test_kernel.py`` on a site that has it, with the contract tests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from django.apps import apps

from yifa.kernel import inbox, registry
from yifa.kernel.action import Action, Blocked, Refused
from yifa.kernel.gate import Force, Gate, Override
from yifa.kernel.ledger.models import Entry
from yifa.kernel.manifest import ModuleApp
from yifa.kernel.record import Record
from yifa.kernel.resource import Resource, ports

LABEL = "kernel_example"
#: Identity, which every declaration sets, and what Django or the kernel sets.
GIVEN = {"key", "label", "model", "default_auto_field", "PARTS", "resource", "verb", "roles"}


def declared(cls: type) -> set[str]:
    """Return the attributes a declaration of this kind may set."""
    return {n for n, v in vars(cls).items() if not n.startswith("_") and not callable(v)
            and not isinstance(v, property | cached_property | staticmethod)} - GIVEN  # fmt: skip


def used(objects: list[Any], base: type) -> set[str]:
    """Return those that at least one of the objects sets otherwise than the base does."""
    return {n for n in declared(base) for o in objects if getattr(o, n) != getattr(base, n)}


def test_it_uses_everything_a_module_may_declare() -> None:
    own = [r for r in registry.resources() if r.key.startswith(LABEL)]
    verbs = [a for r in own for a in registry.actions(r.key).values()]
    gates = [g for a in verbs for g in a.gates]
    assert declared(Resource) == used(own, Resource)
    assert declared(Action) == used(verbs, Action)
    assert declared(Gate) == used(gates, Gate)
    assert {g.force for g in gates} >= {Force.STATUTORY, Force.SUPERIOR, Force.HOUSE}
    assert declared(ModuleApp) - used([apps.get_app_config(LABEL)], ModuleApp) == {"depends"}, "it needs no other"
    assert any(r.model.reached_by != Record.reached_by for r in own)


def loan(house: Any, **more: Any) -> Any:
    place = house("ji")
    thing = place.do(f"{LABEL}.thing", "record", title="投影仪", number="G1", worth=800, happened_on=place.day,
                     unit=place.unit("办公室"))  # fmt: skip
    values = {"thing": thing, "borrower": place.unit("财务处"), "happened_on": place.day, "unit": place.unit("办公室"),
              "due_on": place.day + timedelta(days=9), "who": "王某", **more}  # fmt: skip
    return place, place.do(f"{LABEL}.loan", "record", **values)


def test_a_loan_from_lending_to_return(house: Any) -> None:
    from tests.kernel_example.surfaces import HEARD
    from yifa.kernel.events import dispatch
    from yifa.kernel.events.models import Outbox
    from yifa.kernel.jobs import periodic, queue

    Outbox.objects.update(delivered_at=house("ji").now)  # what the demo did is old news
    place, made = loan(house)
    assert made.thing.place == "库房", "prepare fills what nobody types"
    wide = place.scope("legal")
    assert ports.panels_of(made, wide, place.day)["clocks"]["entries"], "its clock runs"
    later = made.due_on + timedelta(days=1)
    assert any(t.title == "催还投影仪" for t in inbox.todos(wide, later))
    assert ports.due(wide, later)[f"{LABEL}.loan"]["count"] == 2, "the late loan, and its clock"
    with pytest.raises(Blocked, match="晚于应还日"):
        place.do(f"{LABEL}.loan", "give_back", made, day=later, back_on=later)
    way = {"kernel_example.late": Override("出差未归", "郑某", later)}
    done = place.do(f"{LABEL}.loan", "give_back", made, day=later, back_on=later, overrides=way)
    assert done.state == "back"
    last = json.loads(Entry.objects.filter(resource=f"{LABEL}.loan", object_ref=made.pk).latest("seq").text)
    assert last["on"] == later.isoformat() and "王某" not in json.dumps(last, ensure_ascii=False)
    with pytest.raises(Refused, match="已经归还"):
        place.do(f"{LABEL}.loan", "give_back", done, back_on=place.day)
    assert dispatch.deliver(place.now) and f"{LABEL}.loan.give_back" in HEARD
    queue.enqueue("kernel_example.count", "清点", bureau=place.bureau.pk)
    periodic.run_due(place.now)
    assert "chore" in HEARD


def test_both_offices_of_a_loan_see_it_and_a_third_does_not(house: Any) -> None:
    place, made = loan(house)
    rows = registry.get_resource(f"{LABEL}.loan").rows
    seen = {name: rows(replace(place.scope("clerk"), unit_ids=frozenset({place.unit(name).pk}))).filter(pk=made.pk)
            for name in ("办公室", "财务处", "物业管理处")}  # fmt: skip
    assert [name for name, found in seen.items() if found.exists()] == ["办公室", "财务处"]


def test_what_is_dear_goes_out_by_decision_only(house: Any) -> None:
    place = house("ji")
    with pytest.raises(Blocked, match="领导班子"):
        thing = place.do(f"{LABEL}.thing", "record", title="雕塑", number="G2", worth=2_000_000, happened_on=place.day,
                         unit=place.unit("办公室"))  # fmt: skip
        place.do(f"{LABEL}.loan", "record", thing=thing, borrower=place.unit("财务处"), happened_on=place.day,
                 due_on=place.day, unit=place.unit("办公室"))  # fmt: skip
