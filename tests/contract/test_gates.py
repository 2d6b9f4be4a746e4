"""法定 gates: no role, no door, no override opens them; only what the law itself writes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.contract import samples
from tests.contract.conftest import READERS
from tests.contract.gate_cases import CASES
from yifa.kernel import registry
from yifa.kernel.action import Blocked, Refused, run
from yifa.kernel.gate import Force, Override
from yifa.kernel.ledger.models import Entry
from yifa.kernel.policy import ROLES

CHANNELS = ("screen", "import", "api", "job", "cli")
#: (action, gate) of every gate that the law sets by a verified rule; 补录 is answered, not stopped.
STATUTORY = sorted(
    (action.key, gate.key)
    for resource in registry.resources()
    for action in registry.actions(resource.key).values()
    for gate in action.gates
    if gate.force is Force.STATUTORY and not gate.unverified() and action.verb != "backfill"
)


def _action_and_gate(pair: tuple[str, str]) -> tuple[Any, Any]:
    resource, verb = pair[0].rsplit(".", 1)
    action = registry.get_action(resource, verb)
    return action, next(g for g in action.gates if g.key == pair[1])


def _overrides(house: Any, action: Any) -> dict[str, Override]:
    whole = Override("领导已同意", "郑某", house.day + timedelta(days=9))
    made_up = replace(whole, exception="made_up")
    return {"*": whole, **{g.key: whole for g in action.gates}, f"{action.key}": made_up}


@pytest.mark.parametrize("pair", STATUTORY, ids=[f"{a}-{g}" for a, g in STATUTORY])
def test_no_role_and_no_channel_overrides_it(pair: tuple[str, str], house: Any) -> None:
    assert pair in CASES, f"add a case for {pair} to tests/contract/gate_cases.py"
    place = house("ji")
    action, gate = _action_and_gate(pair)
    obj, data = CASES[pair](place)
    before = Entry.objects.count()
    held = False
    for channel in CHANNELS:
        for roles in (*((r,) for r in ROLES), tuple(ROLES)):
            ctx = replace(place.ctx(*roles), channel=channel, overrides=_overrides(place, action))
            try:
                run(action, ctx, obj, dict(data))
            except Blocked as error:
                assert error.gate.key == gate.key, f"another gate holds: {error}"
                held = True
            except Refused:
                continue
            else:
                pytest.fail(f"{channel}, {roles}: passed")
    assert held, "in this case the gate never held"
    for key in gate.exceptions:
        assert key != "made_up"
    assert Entry.objects.count() == before, "nothing was written"


@pytest.mark.parametrize("pair", STATUTORY, ids=[f"{a}-{g}" for a, g in STATUTORY])
def test_screen_and_interface_do_not_open_it(pair: tuple[str, str], house: Any, sign_in: Any, bare: None) -> None:
    place = house("ji")
    action, gate = _action_and_gate(pair)
    obj, data = CASES[pair](place)
    resource = registry.get_resource(action.resource)
    who = next(r for r in READERS if r in action.roles and r in resource.read_roles)
    client = sign_in(who, "ji")
    before = Entry.objects.count()
    wired = {k: samples.wire(v) for k, v in data.items()}
    path = "" if obj is None and action.verb == "record" else f"{action.verb}/"
    path = path if obj is None else f"{obj.pk}/{path}"
    override = {"reason": "领导已同意", "approver": "郑某", "cure_by": (place.day + timedelta(days=9)).isoformat()}
    body = {"data": wired, "overrides": {gate.key: override}}
    answer = client.post(f"/api/v1/{resource.key}/{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code == 409, answer.content.decode()
    found = answer.json()["gate"]
    assert (found["key"], found["force"]) == (gate.key, "法定")
    assert found["basis"] and found["why"] and found["way_on"], "it says why, on what basis, and the lawful way on"
    post = {k: ("on" if v is True else v) for k, v in wired.items() if v not in (None, False)}
    post |= {f"gate-{gate.key}-{k}": v for k, v in override.items()}
    url = f"/r/{resource.key}/" + (f"new/{path}" if obj is None else f"{obj.pk}/do/{action.verb}/")
    page = client.post(url, post)
    assert page.status_code != 302, "the screen let it pass"
    assert found["why"] in page.content.decode(), "the screen says why"
    assert Entry.objects.count() == before, "nothing was written"
