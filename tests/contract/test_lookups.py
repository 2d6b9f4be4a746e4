"""What one asks for by a number, a code or a choice is looked for among what one sees; others' things are not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.affairs.energy.books import upwards
from yifa.affairs.vehicles import printing
from yifa.core.process import codes
from yifa.kernel import registry
from yifa.kernel.action import Refused, run
from yifa.kernel.policy import BUREAU_WIDE, READERS, Scope

OFFICE = "物业管理处"
#: Action → (record it is done on, what it asks for, of which register).
ASKED: dict[str, tuple[str, str, str, Callable[[Any], Any]]] = {
    "contracts.contract.tie_resolution": ("contracts.contract", "decisions.resolution", "number", lambda o: o.number),
    "contracts.dispute.tie_case": ("contracts.dispute", "disputes.case", "case", lambda o: o.pk),
    "contracts.contract.merge": ("contracts.contract", "contracts.contract", "target", lambda o: o.pk),
}


@pytest.fixture
def office(house: Any) -> Any:
    """Return a function: house → the scope of a writer of one office."""

    def of(place: Any, name: str = OFFICE) -> Scope:
        unit = place.unit(name)
        return Scope(None, place.bureau.pk, (READERS | {"unit"}) - BUREAU_WIDE, frozenset({unit.pk}), unit.pk, "王某")

    return of


def _row(place: Any, tamper: Any, some: Any, key: str, unit: str, but: int = 0) -> Any:
    """Return a live record of a unit, made over to it where it has none."""
    resource = registry.get_resource(key)
    rows = resource.model._default_manager.filter(bureau=place.bureau, life="live").exclude(pk=but)
    found = rows.filter(unit=place.unit(unit)).order_by("-pk").first() or rows.order_by("-pk").first()
    if found is None:
        pytest.skip(f"{key}: the demo has none")
    with tamper():
        rows.filter(pk=found.pk).update(**{name: place.unit(unit) for name in type(found).reached_by})
    found.refresh_from_db()
    return found


@pytest.mark.parametrize("key", ASKED)
def test_an_action_finds_no_record_of_another_office(key: str, house: Any, office: Any, tamper: Any, some: Any) -> None:
    place = house("ji")
    on, asks, field, value = ASKED[key]
    mine = _row(place, tamper, some, on, OFFICE)
    theirs = _row(place, tamper, some, asks, "财务处", mine.pk if on == asks else 0)
    action = registry.get_action(on, key.rsplit(".", 1)[1])
    ctx = replace(place.ctx(), scope=office(place), channel="screen")
    data = {field: value(theirs), "reason": "试"}
    with pytest.raises((ValidationError, Refused), match=r"看不到|没有这条"):
        action.clean(ctx, mine, dict(data))
        run(action, ctx, mine, dict(data))


def test_codes_papers_and_choices_of_others_are_not_there(
    house: Any, office: Any, sent_as: Any, tamper: Any, some: Any
) -> None:
    place = house("ji")
    scope = office(place)
    reader = sent_as(scope)
    theirs = _row(place, tamper, some, "contracts.contract", "财务处")
    page = reader.get("/scan/", {"code": codes.code("HT", theirs)}, follow=True).content.decode()
    assert "没有这份单子，或者你的岗位看不到" in page and theirs.title not in page
    sheet = _row(place, tamper, some, "vehicles.dispatch", "财务处")
    found, why = printing.find(scope, printing.code_of(sheet), place.day)
    assert found is None and why
    mine = _row(place, tamper, some, "contracts.contract", OFFICE, theirs.pk)
    template = registry.get_resource("core_documents.template").model.objects.filter(
        bureau=place.bureau, resource="contracts.contract"
    )
    for unit, row, code in ((None, mine, 200), (None, theirs, 404), (place.unit("财务处"), mine, 404)):
        with tamper():
            template.update(unit=unit)
        assert reader.get(f"/documents/{template.latest('pk').pk}/{row.pk}.docx").status_code == code
    asked = reader.get("/pick/contracts.obligation/record/contract/", {"find": theirs.number}).content.decode()
    assert theirs.title not in asked
    bulk = {"pk": [str(theirs.pk)], "action": "archive", "confirmed": "1"}
    before = type(theirs).objects.get(pk=theirs.pk).version
    assert theirs.title not in reader.post("/r/contracts.contract/bulk/", bulk, follow=True).content.decode()
    assert type(theirs).objects.get(pk=theirs.pk).version == before


def test_a_month_of_energy_is_written_for_ones_own_accounts_only(
    house: Any, office: Any, tmp_path: Any, tamper: Any, some: Any
) -> None:
    place = house("ji")
    scope = office(place)
    assert upwards.written(scope, "990101", ["2026-09"], tmp_path / "mine.parquet") == (0, 0)
    whole = replace(scope, unit_ids=None)
    rows, told = upwards.written(whole, "990101", ["2026-09"], tmp_path / "all.parquet")
    assert rows and told
    account = registry.get_resource("energy.account").model.objects.filter(bureau=place.bureau, life="live").first()
    ctx = replace(place.ctx(), scope=scope, channel="screen")
    line = [{"account": str(account.pk), "number": account.number, "quantity": "1", "fee": "1", "origin": "bill"}]
    with pytest.raises((Refused, ValidationError), match="不是可以登记的账户"):
        run(
            registry.get_action("energy.use", "confirm"),
            ctx,
            None,
            {"month": "2026-10", "rows": json.loads(json.dumps(line))},
        )
