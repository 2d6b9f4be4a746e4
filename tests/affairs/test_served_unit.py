"""A served unit at its own door: what it asked for, and its rating; nothing else of the bureau."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from yifa.affairs.service_desk.models import Ticket
from yifa.kernel.accounts.models import User

LIST = "/r/service_desk.ticket/"


@pytest.fixture
def unit_door(house: Any) -> tuple[Client, Any]:
    """A session of the served unit's contact in 己县."""
    h, client = house("ji"), Client()
    client.force_login(User.objects.get(username="unit"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session["bureau"] = h.bureau.pk
    session.save()
    return client, h


def test_it_rates_once_what_was_done_for_it(unit_door: Any) -> None:
    client, h = unit_door
    ticket = Ticket.objects.filter(
        bureau=h.bureau, asker=h.unit("市直一单位"), closed_on__isnull=False, score__isnull=True
    )[0]
    assert ticket.unit_id != ticket.asker_id
    page = client.get(f"{LIST}{ticket.pk}/")
    assert page.status_code == 200 and "评价" in page.content.decode()
    assert client.post(f"{LIST}{ticket.pk}/do/rate/", {"said": 5}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.score == 5
    client.post(f"{LIST}{ticket.pk}/do/rate/", {"said": 1})
    ticket.refresh_from_db()
    assert ticket.score == 5


def test_it_sees_neither_the_tickets_of_others_nor_other_registers(unit_door: Any) -> None:
    client, h = unit_door
    row = Ticket.objects.filter(bureau=h.bureau, asker=h.unit("市直一单位"), closed_on__isnull=False)[0]
    h.do("service_desk.ticket", "correct", row, asker=h.unit("办公室"), reason="核对", checker="李某", approver="郑某")
    assert client.get(f"{LIST}{row.pk}/").status_code in (403, 404)
    assert client.post(f"{LIST}{row.pk}/do/rate/", {"said": 5}).status_code in (403, 404)
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}new/").status_code == 403
    assert client.get("/r/service_desk.item/").status_code == 200
    for key in ("contracts.contract", "decisions.item", "disclosure.request", "petitions.docket"):
        assert client.get(f"/r/{key}/").status_code == 403


def test_a_unit_that_is_not_served_has_no_ticket_of_others(house: Any) -> None:
    from yifa.kernel import registry
    from yifa.kernel.policy import Scope

    h = house("ji")
    stranger = Scope(user_id=None, bureau_id=h.bureau.pk, roles=frozenset({"unit"}), unit_ids=frozenset())
    assert not registry.get_resource("service_desk.ticket").rows(stranger).exists()
