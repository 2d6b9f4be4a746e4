"""交接清单: what lies with a person, who may draw it up, and the workbook that stands in the ledger."""

from __future__ import annotations

from typing import Any

import pytest

from yifa.core.org.models import Person
from yifa.core.process.people import ctx_as
from yifa.kernel.accounts.models import User
from yifa.kernel.ledger.models import Entry
from yifa.suites.my_work import handover


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _enter(client: Any, who: str, h: Any) -> None:
    client.force_login(User.objects.get(username=who))
    client.post(f"/enter/{h.bureau.pk}/")


def test_the_list_holds_clocks_signatures_and_records_in_their_name(ji: Any) -> None:
    person = Person.objects.get(user__username="clerk")
    scope = ctx_as(ji, "legal").scope
    found = {s.title: s for s in handover.sections(person, scope, ji.day)}
    contract = ji.do("contracts.contract", "record", title="交接用合同", category="works", counterpart="午公司",
                     unit=ji.unit("物业管理处"), happened_on=ji.day, handler="王某")  # fmt: skip
    again = {s.title: s for s in handover.sections(person, scope, ji.day)}
    assert again["名下的记录"].number == found["名下的记录"].number + 1
    assert any(x.url == f"/r/contracts.contract/{contract.pk}/" for x in again["名下的记录"].lines)
    assert found["在走的期限"].number and found["由其发起、尚未办结的审批"].number
    head = Person.objects.get(user__username="head")
    assert {s.title: s.number for s in handover.sections(head, scope, ji.day)}["待签批"]


def test_who_may_draw_it_up(ji: Any) -> None:
    clerk, legal = (Person.objects.get(user__username=u) for u in ("clerk", "legal"))

    def may(who: str, person: Person) -> bool:
        user = User.objects.get(username=who)
        return handover.may_read(ctx_as(ji, who).scope, user.pk, person, ji.day)

    assert may("clerk", clerk) and may("head", clerk) and may("leader", clerk)
    assert not may("clerk", legal) and not may("head", legal) and not may("sysadmin", clerk)


def test_page_and_workbook(ji: Any, client: Any) -> None:
    person = Person.objects.get(user__username="clerk")
    _enter(client, "legal", ji)
    page = client.get(f"/people/{person.pk}/handover/").content.decode()
    assert "王某交接清单" in page and "接收人" in page and "在走的期限" in page
    before = Entry.objects.filter(action="core_org.person.export").count()
    book = client.get(f"/people/{person.pk}/handover.xlsx")
    assert book.status_code == 200 and book.content[:2] == b"PK"
    assert Entry.objects.filter(action="core_org.person.export").count() == before + 1
    _enter(client, "unit", ji)
    assert client.get(f"/people/{person.pk}/handover/").status_code == 404
