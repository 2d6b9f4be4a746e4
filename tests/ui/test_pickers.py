"""A relation with many records is searched, not listed: by keyboard, on the phone, only what the form would take."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from yifa.governance.decisions.models import Meeting
from yifa.kernel.pickers.widget import LARGE, SHOWN
from yifa.kernel.resource.forms import pickable

NEW = "/r/legal_study.session/new/"
PICK = "/pick/legal_study.session/record/meeting/"


@pytest.fixture
def sign_in(db: Any) -> Callable[[str, str], Client]:
    """Return a function: account, bureau code → client with a session there."""
    from yifa.core.org.models import Unit
    from yifa.kernel.accounts.models import User

    def enter(username: str, code: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username), backend="yifa.site.login.Backend")
        session = client.session
        session["bureau"] = Unit.objects.get(code=code).pk
        session.save()
        return client

    return enter


@pytest.fixture
def many(house: Any) -> Any:
    """己县 with more meetings than a drop-down lists."""
    ji = house("ji")
    for n in range(LARGE):
        ji.do("decisions.meeting", "record", body="topic", number=500 + n, title=f"节能改造专题{n}", happened_on=ji.day)
    ji.do("decisions.meeting", "record", body="topic", number=499, title="食堂招标专题", happened_on=ji.day)
    return ji


def offered(html: str, name: str = "meeting") -> list[int]:
    return [int(v) for v in re.findall(rf'type="radio" name="{name}" value="(\d+)"', html)]


def test_few_records_stay_a_drop_down(house: Any, sign_in: Any) -> None:
    ji = house("ji")
    few = pickable(Meeting.objects.all(), ji.scope("legal"))
    assert few.count() <= LARGE, "the demo has grown: take another relation"
    html = sign_in("legal", "ji").get(NEW).content.decode()
    assert '<select name="meeting"' in html and html.count("<option") > few.count() and "y-pick" not in html


def test_many_records_are_a_search_over_a_short_list(many: Any, sign_in: Any) -> None:
    html = sign_in("legal", "ji").get(NEW).content.decode()
    assert '<select name="meeting"' not in html
    assert len(offered(html)) == SHOWN and f'hx-get="{PICK}"' in html
    assert "<legend" in html and 'type="search"' in html and "还有更多" in html


def test_the_search_finds_on_the_server_and_keeps_what_is_chosen(many: Any, sign_in: Any) -> None:
    client = sign_in("legal", "ji")
    wanted = Meeting.objects.get(bureau=many.bureau, number=499)
    assert offered(client.get(PICK, {"find": "食堂招标"}).content.decode()) == [wanted.pk]
    other = Meeting.objects.get(bureau=many.bureau, number=501)
    html = client.get(PICK, {"find": "食堂招标", "meeting": str(other.pk)}).content.decode()
    assert offered(html) == [other.pk, wanted.pk]
    assert re.search(rf'value="{other.pk}" checked', html)
    assert "没有找到" in client.get(PICK, {"find": "没有这样的会"}).content.decode()


def test_the_choice_is_taken_and_shown_again_when_the_form_is_refused(many: Any, sign_in: Any) -> None:
    client = sign_in("legal", "ji")
    wanted = Meeting.objects.get(bureau=many.bureau, number=499)
    html = client.post(NEW, {"meeting": str(wanted.pk)}).content.decode()
    assert re.search(rf'value="{wanted.pk}" checked', html)
    without_scripts = client.post(NEW, {"meeting-no": str(wanted.pk)}).content.decode()
    assert re.search(rf'value="{wanted.pk}" checked', without_scripts)


def test_another_bureaus_record_is_neither_found_nor_kept(many: Any, house: Any, sign_in: Any) -> None:
    client = sign_in("legal", "ji")
    foreign = Meeting.objects.filter(bureau=house("jia").bureau).first()
    assert foreign is not None
    html = client.get(PICK, {"find": foreign.title, "meeting": str(foreign.pk)}).content.decode()
    assert foreign.pk not in offered(html)


def test_the_conditions_of_a_list_search_in_the_same_way(house: Any, sign_in: Any) -> None:
    ji, client = house("ji"), sign_in("legal", "ji")
    assert '<select name="unit"' in client.get("/r/decisions.meeting/").content.decode()
    for n in range(LARGE):
        ji.do("core_org.unit", "record", name=f"试验科室{n}", kind="office", parent=ji.bureau, reports=False,
              leads_law=False)  # fmt: skip
    html = client.get("/r/decisions.meeting/").content.decode()
    address = "/pick/decisions.meeting/list/unit/"
    assert '<select name="unit"' not in html and f'hx-get="{address}"' in html
    assert not offered(html, "unit") and "focus once" in html, "the list is asked for when the field is entered"
    assert 0 < len(offered(client.get(address).content.decode(), "unit")) <= SHOWN
    found = client.get(address, {"find": "试验科室39"}).content.decode()
    assert len(offered(found, "unit")) == 1 and "试验科室39" in found and "data-autosubmit" in found


@pytest.mark.parametrize("place", ["record/title", "nothing/meeting"])
def test_what_is_no_relation_has_no_list(house: Any, sign_in: Any, place: str) -> None:
    assert sign_in("legal", "ji").get(f"/pick/legal_study.session/{place}/").status_code == 404


def test_who_may_not_do_the_verb_gets_no_list(house: Any, sign_in: Any) -> None:
    assert sign_in("auditor", "ji").get(PICK).status_code == 403
