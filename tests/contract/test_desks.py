"""我的工作 asks each reader for the own work only: an office without records is asked nothing, whatever its duties.

The two readers differ in their offices alone: one has all of a bureau's, the other one that keeps no record. Each kind
of entry that stands on the desk of the first is named here; whatever does not come by itself in the demo is made due.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.contract import samples
from yifa.kernel import inbox, registry
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.policy import ROLES, Scope
from yifa.kernel.relay.models import Taken
from yifa.kernel.resource import ports
from yifa.lawkit.params import get_param

#: Kinds of entries that are an office's, as their keys begin.
OF_AN_OFFICE = {
    "clock", "collection.answer", "collection.confirm", "contract", "counsel_link", "cure", "disclosure.approval",
    "disclosure.confirm", "disclosure.correction", "disclosure.delay", "disclosure.duty", "disclosure.evidence",
    "disclosure.extension", "disclosure.lapse", "disclosure.opinion", "disclosure.reassess", "disclosure.serve",
    "duty", "energy.audit_finding.登记落实", "energy.closing.办理", "energy.filing.填写", "energy.filing.审核",
    "lawyer_task", "lawyer_term", "relay.post", "review", "seal_loan", "task", "vehicles.back",
    "vehicles.due.licence", "vehicles.due.policy", "vehicles.due.service", "vehicles.due.test", "vehicles.due.vendor",
    "vehicles.due.years", "vehicles.event", "vehicles.idle", "vehicles.judge", "vehicles.lacking",
    "vehicles.notice", "vehicles.request", "vehicles.retirement", "vehicles.send", "vehicles.settle", "vehicles.upkeep",
}  # fmt: skip
#: Kinds that are the bureau's, of no office, and why.
OF_THE_BUREAU = {
    "annual_report.report": "the bureau's report, for the roles of its next step",
    "approval": "a signature asked of a role, wherever its holder sits; tests/core/process sees to whose it is",
    "collection": "what the lead office has opened",
    "collection.lead": "what the lead office has opened",
    "collection.reopened": "what the lead office has closed",
    "disclosure.undated": "how many items of the bureau's schedule have no day",
    "disclosure_report.report": "the bureau's report, for the roles of its next step",
    "vehicles.use_report": "the bureau's circular on use, kept by no office",
}


def _made_due(place: Any, tamper: Any) -> None:
    """Give the desk what the demo has finished: (register, which row, its values)."""
    day, years = place.day, int(get_param("vehicle.replace_years", place.day).value)
    running = {"life": "live", "backfilled": False}
    todo: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("disclosure.request", {}, {**running, "state": "running", "extension_asked_on": day, "extension_days": 5}),
        ("disclosure.request", {}, {**running, "state": "running", "delayed_to": day, "closed_on": None}),
        ("disclosure.request", {}, {**running, "state": "unconfirmed", "arrived_on": day}),
        ("disclosure.request", {}, {**running, "state": "explain", "explain_by": day - timedelta(days=1)}),
        ("disclosure.request", {}, {**running, "state": "payment", "fee_due_on": day - timedelta(days=1)}),
        ("disclosure.consultation", {}, {**running, "got_on": None, "ended_on": None}),
        ("disclosure.yearly", {"kind": "budget"}, {**running, "state": "planned", "approved_on": None}),
        ("disclosure.data_correction", {"backfilled": False}, {"state": "open"}),
        ("disclosure.data_correction", {}, {**running, "state": "evidence", "evidence_by": day - timedelta(days=1)}),
        ("counsel.lawyer", {}, {**running, "ends_on": day}),
        ("contracts.obligation", {}, {**running, "state": "open", "due_on": day}),
        ("contracts.contract", {"state": "signed"}, {"ends_on": day}),
        ("legality_review.review", {}, {**running, "state": "returned"}),
        ("core_process.counsel_link", {}, {**running, "answered_on": None, "declined_on": day, "revoked": False}),
        ("core_metrics.answer", {"state": "confirmed", "collection__state": "open"}, {"state": "answered"}),
        ("vehicles.upkeep", {}, {**running, "state": "asked"}),
        ("vehicles.retirement", {}, {**running, "state": "asked"}),
        ("vehicles.event", {}, {**running, "state": "draft"}),
        ("vehicles.notice", {}, {**running, "state": "open", "kind": "holiday"}),
        ("vehicles.notice", {}, {**running, "state": "open", "kind": "idle"}),
        ("vehicles.notice", {}, {**running, "state": "explained"}),
        ("vehicles.vehicle", {"state": "in_use"}, {"tested_until": None, "insured_until": None}),
        ("vehicles.vehicle", {"state": "in_use"}, {"happened_on": day.replace(year=day.year - years)}),
    ]
    used: dict[str, list[int]] = {}
    for key, where, values in todo:
        resource = registry.get_resource(key)
        rows = resource.model._default_manager.filter(bureau=place.bureau, **where).exclude(unit=None)
        found = rows.exclude(pk__in=used.setdefault(key, [])).order_by("-pk").first() or samples.make(place, resource)
        used[key].append(found.pk)
        with tamper():
            type(found)._default_manager.filter(pk=found.pk).update(**values)
    with tamper():  # a gate passed with a promise; ``found`` is the last vehicle
        GateEvent.objects.create(
            bureau=place.bureau, unit=found.unit, resource="vehicles.vehicle", object_ref=found.pk, gate="x",
            force="house", kind="override", cure_by=day, created_at=place.now, updated_at=place.now,
        )  # fmt: skip
        Taken.objects.create(
            bureau=place.bureau, unit=found.unit, key="f" * 32, outlet="disclosure", handed_in_at=place.now,
            state="left", happened_on=day, created_at=place.now, updated_at=place.now,
        )  # fmt: skip


def _asked(scope: Scope, days: list[date]) -> dict[str, str]:
    """Return the kinds of entries that a reader is asked for or follows, each with one title."""
    found = {}
    for day in days:
        wanted = inbox.todos(scope, day)
        assert inbox.count(scope, day) == inbox.counted(wanted, day), "the number and the list say the same"
        for todo in (*wanted, *inbox.followed(inbox.STARTED, scope, day), *inbox.followed(inbox.ENDED, scope, day)):
            found[re.sub(r"(\.\d+)+$", "", todo.key)] = todo.title
    return found


@pytest.fixture
def desks(house: Any, tamper: Any) -> tuple[Scope, list[Scope], list[date]]:
    """Return a reader of all offices of a bureau, two to whom none of its records belongs, and days to look at."""
    place = house("ji")
    young = place.do(
        "core_org.unit", "found", code="ren", name="新设机关事务管理局", region="990700", started_on=place.day
    )
    _made_due(place, tamper)
    with tamper():
        offices = frozenset(type(place.bureau).objects.filter(bureau=place.bureau).values_list("pk", flat=True))
        idle = type(place.bureau).objects.create(bureau=place.bureau, name="旁观处")
    whole = Scope(None, place.bureau.pk, frozenset(ROLES), offices, name="全体")
    days = [place.day.replace(day=1), *(place.day + timedelta(days=n) for n in (0, 35, 400))]
    idle_office = replace(whole, unit_ids=frozenset({idle.pk}), home_unit_id=idle.pk)
    return whole, [idle_office, replace(whole, bureau_id=young.pk, unit_ids=None)], days


def test_who_keeps_no_record_is_asked_nothing(desks: tuple[Scope, list[Scope], list[date]]) -> None:
    whole, strangers, days = desks
    asked = _asked(whole, days)
    assert set(asked) - set(OF_THE_BUREAU) == OF_AN_OFFICE, "each kind of an office's entries is looked at"
    office, founder = strangers
    assert {kind: title for kind, title in _asked(office, days).items() if kind not in OF_THE_BUREAU} == {}
    assert _asked(founder, days) == {}
    for day in days:
        assert any(due["count"] for due in ports.due(whole, day).values())
        assert not any(due["count"] for scope in strangers for due in ports.due(scope, day).values())
