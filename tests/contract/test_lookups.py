"""What one asks for by a number, a code or a choice is looked for among what one sees; others' things are not there."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.contract.test_scope import evidence_of
from yifa.affairs.energy.books import upwards
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.platforms import books
from yifa.affairs.vehicles import printing
from yifa.core.process import codes
from yifa.kernel import registry
from yifa.kernel.action import Refused, run
from yifa.kernel.policy import BUREAU_WIDE, READERS, ROLES, Scope
from yifa.kernel.relay.models import Channel, Package, Taken
from yifa.kernel.resource.forms import pickable
from yifa.site.cli import InputError
from yifa.site.commands import _energy_close, export
from yifa.suites.my_work import handover

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


def _row(place: Any, tamper: Any, key: str, unit: str, but: int = 0) -> Any:
    """Return a live record of a unit, made over to it where it has none."""
    resource = registry.get_resource(key)
    rows = resource.model._default_manager.filter(bureau=place.bureau, life="live").exclude(pk=but)
    found = rows.filter(unit=place.unit(unit)).order_by("-pk").first() or rows.order_by("-pk").first()
    assert found is not None, f"{key}: the demo has none"
    with tamper():
        rows.filter(pk=found.pk).update(**{name: place.unit(unit) for name in type(found).reached_by})
    found.refresh_from_db()
    return found


@pytest.mark.parametrize("key", ASKED)
def test_an_action_finds_no_record_of_another_office(key: str, house: Any, office: Any, tamper: Any) -> None:
    place = house("ji")
    on, asks, field, value = ASKED[key]
    mine = _row(place, tamper, on, OFFICE)
    theirs = _row(place, tamper, asks, "财务处", mine.pk if on == asks else 0)
    action = registry.get_action(on, key.rsplit(".", 1)[1])
    ctx = replace(place.ctx(), scope=office(place), channel="screen")
    data = {field: value(theirs), "reason": "试"}
    with pytest.raises((ValidationError, Refused), match=r"看不到|没有这条"):
        action.clean(ctx, mine, dict(data))
        run(action, ctx, mine, dict(data))


def test_codes_papers_and_choices_of_others_are_not_there(house: Any, office: Any, sent_as: Any, tamper: Any) -> None:
    place = house("ji")
    scope = office(place)
    reader = sent_as(scope)
    theirs = _row(place, tamper, "contracts.contract", "财务处")
    page = reader.get("/scan/", {"code": codes.code("HT", theirs)}, follow=True).content.decode()
    assert "没有这份单子，或者你的岗位看不到" in page and theirs.title not in page
    sheet = _row(place, tamper, "vehicles.dispatch", "财务处")
    found, why = printing.find(scope, printing.code_of(sheet), place.day)
    assert found is None and why
    mine = _row(place, tamper, "contracts.contract", OFFICE, theirs.pk)
    template = registry.get_resource("core_documents.template").model.objects.filter(
        bureau=place.bureau, resource="contracts.contract"
    )
    for unit, row, code in ((None, mine, 200), (None, theirs, 404), (place.unit("财务处"), mine, 404)):
        with tamper():
            template.update(unit=unit)
        assert reader.get(f"/documents/{template.latest('pk').pk}/{row.pk}.docx").status_code == code
    for verb in ("record", "list"):
        asked = reader.get(f"/pick/contracts.obligation/{verb}/contract/", {"find": theirs.number}).content.decode()
        assert theirs.title not in asked
    with tamper():
        message = registry.get_resource("vehicles.message").model.objects.create(
            bureau=place.bureau,
            unit=place.unit("财务处"),
            step="refused",
            subject_ref=1,
            payload={"a": 1},
            created_at=place.now,
            updated_at=place.now,
        )
    bulk = {"pk": [str(message.pk)], "action": "again"}
    assert "重新发送 0 条" in reader.post("/r/vehicles.message/bulk/", bulk, follow=True).content.decode()
    parts = registry.get_resource("contracts.obligation").model.objects.filter(bureau=place.bureau)
    with tamper():
        parts.update(contract=mine, unit=place.unit(OFFICE))
        parts.filter(pk__in=parts.order_by("pk").values("pk")[:2]).update(unit=place.unit("财务处"))
    assert f"看全部 {parts.count() - 2} 条" in reader.get(f"/r/contracts.contract/{mine.pk}/").content.decode()
    bill = _row(place, tamper, "vehicles.cost", "财务处")
    trip = _row(place, tamper, "vehicles.dispatch", OFFICE)
    with tamper():
        type(bill).objects.filter(pk=bill.pk).update(dispatch=trip)
        evidence_of(place, "vehicles.cost", bill.pk)
    assert "佐证.pdf" not in reader.get(f"/r/vehicles.dispatch/{trip.pk}/").content.decode()


def test_the_exchange_and_the_links_of_a_bureau_are_its_own(
    house: Any, sent_as: Any, tamper: Any, tmp_path: Any, settings: Any
) -> None:
    place, far = house("ji"), house("wu")
    settings.HOME = tmp_path
    base = {"bureau": place.bureau, "created_at": place.now, "updated_at": place.now, "happened_on": place.day}
    with tamper():
        Channel.objects.create(**base, pairing="0" * 32, partner="04")
        Channel.objects.create(**{**base, "bureau": far.bureau}, pairing="1" * 32, partner="04")
        Package.objects.create(**base, direction="in", state="refused", number=7, why="密档拒收")
        taken = Taken.objects.create(
            **base, key="0" * 32, outlet="x", handed_in_at=place.now, words="密档没有收下", state="left"
        )
        Taken.objects.filter(pk=taken.pk).update(resource="contracts.contract", object_ref=1)
        links = registry.get_resource("vehicles.phone_link").model.objects.filter(bureau=place.bureau)
        links.update(address="https://secret.example.gov.cn/", unit=place.unit("财务处"))
    roles = frozenset(ROLES)
    for bureau, seen in ((place.bureau, True), (far.bureau, False)):
        page = sent_as(Scope(None, bureau.pk, roles, None, name="某人")).get("/relay/").content.decode()
        assert ("密档拒收" in page, "密档没有收下" in page) == (seen, seen)
    contracts = registry.get_resource("contracts.contract").model.objects.all()
    for bureau, offered in (
        (place.bureau, True),
        (far.bureau, False),
    ):  # who does not read a register may choose from it
        choices = pickable(contracts, Scope(None, bureau.pk, frozenset({"driver"}), None))
        assert choices.filter(bureau=place.bureau).exists() == offered
    idle = Scope(None, place.bureau.pk, roles - BUREAU_WIDE, frozenset({place.unit(OFFICE).pk}), name="某人")
    form = sent_as(idle).get("/r/vehicles.phone_link/new/").content.decode()
    assert "secret.example" not in form
    contract = registry.get_resource("contracts.contract").model.objects.filter(bureau=place.bureau).latest("pk")
    with tamper():
        type(contract).objects.filter(pk=contract.pk).update(unit=place.unit("财务处"))
        Taken.objects.filter(pk=taken.pk).update(object_ref=contract.pk, state="done")
    page = sent_as(idle).get(f"/r/relay.post/{taken.pk}/").content.decode()
    assert "密档没有收下" in page and contract.title not in page


def test_a_platforms_workbook_is_filled_from_the_filings_one_sees(
    house: Any, office: Any, sent_as: Any, tamper: Any, monkeypatch: Any
) -> None:
    place, seen = house("ji"), list[Any]()
    known = books.figures
    monkeypatch.setattr(books, "figures", lambda rows, period: (seen.extend(rows), known(rows, period))[1])
    with tamper():
        layout = registry.get_resource("energy.layout").model(
            bureau=place.bureau, created_at=place.now, updated_at=place.now
        )
        layout.save()
    for name, some in (("公共机构节能处", True), (OFFICE, False)):
        seen.clear()
        assert sent_as(office(place, name)).get(f"/energy/platforms/{layout.pk}/").status_code == 200
        assert bool(seen) == some


def test_a_hand_over_and_a_file_by_the_command_line_hold_what_one_sees(
    house: Any, office: Any, tamper: Any, tmp_path: Any
) -> None:
    place = house("ji")
    scope = office(place)
    with tamper():
        instances = registry.get_resource("core_process.instance").model.objects.filter(bureau=place.bureau)
        instances.update(unit=place.unit("财务处"), state="running")
    for person in (
        registry.get_resource("core_org.person").model.objects.filter(holdings__bureau=place.bureau).distinct()
    ):
        begun = next((s for s in handover.sections(person, scope, place.day) if "由其发起" in s.title), None)
        assert begun is None or begun.lines == []
    out = tmp_path / "合同.csv"
    asked = argparse.Namespace(resource="contracts.contract", out=str(out), bureau="ji", user="clerk", reason="试",
                               json=False)  # fmt: skip
    assert export.run(asked) == 0
    closing = (
        registry.get_resource("energy.closing").model.objects.filter(bureau=place.bureau, life="live").latest("pk")
    )
    with pytest.raises(InputError, match="还没有核定"):
        _energy_close._bulletin(
            argparse.Namespace(bureau="ji", user="clerk", out=None, json=False), period(closing.period)
        )
    contracts = registry.get_resource("contracts.contract").model.objects.filter(bureau=place.bureau)
    text = out.read_text("utf-8-sig")
    theirs = contracts.exclude(unit=None).exclude(unit__name__in=(OFFICE, "车辆管理处")).latest("pk")
    assert contracts.filter(unit=place.unit(OFFICE)).latest("pk").number in text and theirs.number not in text


def test_a_month_of_energy_is_written_for_ones_own_accounts_only(
    house: Any, office: Any, sent_as: Any, tmp_path: Any, tamper: Any
) -> None:
    place = house("ji")
    scope = office(place)
    assert upwards.written(scope, "990101", ["2026-09"], tmp_path / "mine.parquet") == (0, 0)
    whole = replace(scope, unit_ids=None)
    rows, told = upwards.written(whole, "990101", ["2026-09"], tmp_path / "all.parquet")
    assert rows and told
    with tamper():
        registry.get_resource("energy.closing").model.objects.update(unit=place.unit("财务处"))
    page = sent_as(office(place, "公共机构节能处")).get("/energy/city/").content.decode()
    assert "还没有核定过一个年度" in page, "another office has closed it"
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
