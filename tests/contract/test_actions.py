"""Every Action says who may use it, on what law it rests, and what stands in its way."""

from __future__ import annotations

import pytest

from tests.contract.conftest import keys
from tests.contract.test_declarations import CJK, chinese
from yifa.kernel import registry
from yifa.kernel.action import Action
from yifa.kernel.gate import Force
from yifa.kernel.policy import ROLES
from yifa.kernel.resource.forms import form_class
from yifa.lawkit import rules


@pytest.mark.parametrize("key", keys())
def test_actions_are_declared_whole(key: str) -> None:
    known = rules.load_rules()
    for verb, action in registry.actions(key).items():
        name = f"{key}.{verb}"
        assert chinese(action.label), f"{name}: {action.label}"
        assert action.on in ("one", "none"), name
        assert action.roles <= set(ROLES), name
        assert action.roles or type(action).authorise is not Action.authorise, f"{name}: nobody may use it"
        assert [r for r in action.rules if r not in known] == [], name
        made = form_class(key, verb)
        for field in made.base_fields.values():
            assert chinese(str(field.label)), f"{name}: {field.label}"
        for text in (action.confirm, action.help):
            assert not text or CJK.search(text), name


@pytest.mark.parametrize("key", keys())
def test_gates_name_force_and_basis(key: str) -> None:
    known = rules.load_rules()
    for action in registry.actions(key).values():
        for gate in action.gates:
            name = f"{action.key}: {gate.key}"
            assert "." in gate.key and chinese(gate.title), name
            assert isinstance(gate.force, Force), name
            if gate.force is Force.HOUSE:
                assert gate.house_basis or gate.rule in known, name
            else:
                waiting = gate.unverified() and gate.house_basis
                assert gate.rule in known or waiting, f"{name}: {gate.force.value} rests on a rule of the packs"
            if gate.force in (Force.PARTY, Force.SUPERIOR):
                assert gate.organ, f"{name}: who may decide an override"
            for label, article in gate.exceptions.values():
                assert chinese(label) and article, name
            assert gate.basis_text(), name
