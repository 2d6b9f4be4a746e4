"""What stands around every page: menu, bottom bar, refusals, search, people, and clocks that fall due today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html

from yifa.core.org.models import Holding, Person
from yifa.governance.contracts.demo_live import due_today
from yifa.lawkit.calendar import WorkCalendar
from yifa.suites.cockpit import board
from yifa.suites.year_end.models import YearBook


def _page(client: Any, url: str, status: int = 200) -> Any:
    answer = client.get(url)
    assert answer.status_code == status, url
    return html.fromstring(answer.content.decode())


def _open(doc: Any) -> set[str]:
    return set(doc.xpath("//details[@data-wing][@open]/@data-wing"))


# -- menu -----------------------------------------------------------------------
def test_a_long_menu_stands_open_in_one_wing(house: Any, sign_in: Any) -> None:
    """The wing of the page is open, the others are folded and say how much waits in them."""
    client = sign_in("legal")
    assert _open(_page(client, "/")) == {"governance"}
    assert _open(_page(client, "/r/service_desk.ticket/")) == {"affairs"}
    doc = _page(client, "/r/contracts.contract/")
    folded = doc.xpath("//details[@data-wing='suites']")[0]
    assert folded.xpath("./summary/i[contains(@class, 'y-alarm')]"), "the overdue collection shows on the folded wing"
    assert doc.xpath("//details[@data-wing='suites']//a[@href='/collections/']"), "folded, not left out"


def test_the_reader_decides_and_the_wing_of_the_page_stays_open(house: Any, sign_in: Any) -> None:
    """What the browser remembers holds on every page; nonsense in the cookie opens nothing."""
    client = sign_in("legal")
    client.cookies["yifa_nav"] = "core.suites"
    assert _open(_page(client, "/")) == {"core", "suites"}
    assert _open(_page(client, "/r/contracts.contract/")) == {"core", "suites", "governance"}
    client.cookies["yifa_nav"] = "<script>.nix"
    assert _open(_page(client, "/")) == set()


def test_a_short_menu_stands_open_whole(house: Any, sign_in: Any) -> None:
    """A unit sees few entries: all of them at once, and none that it may not open."""
    client = sign_in("unit")
    doc = _page(client, "/")
    assert len(doc.xpath("//details[@data-wing]")) == len(_open(doc)) > 0
    for url in doc.xpath("//nav[@id='nav']//ul//a/@href"):
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("role", ["legal", "clerk", "leader", "auditor", "sysadmin", "auditadmin"])
def test_every_entry_of_the_menu_opens(house: Any, sign_in: Any, role: str) -> None:
    """No entry of a menu leads to a refusal."""
    client = sign_in(role)
    for url in _page(client, "/r/core_org.unit/").xpath("//nav[@id='nav']//ul//a/@href"):
        assert client.get(url, follow=True).status_code == 200, url


def test_the_phone_has_its_bar_on_the_collection(house: Any, sign_in: Any, third_quarter: Any) -> None:
    """The bottom bar says where the reader is, and each of its places opens; an administrator has none."""
    client = sign_in("legal")
    doc = _page(client, f"/collections/{third_quarter.pk}/")
    here = doc.xpath("//nav[@class='y-dock']/a[@aria-current]")
    assert [a.get("href") for a in here] == ["/collections/"]
    places = doc.xpath("//nav[@class='y-dock']/a/@href")
    assert len(places) <= 5
    assert all(client.get(url).status_code == 200 for url in places)
    assert not _page(sign_in("sysadmin"), "/r/core_org.unit/").xpath("//nav[@class='y-dock']")


# -- refusals ---------------------------------------------------------------------
def test_a_refusal_keeps_the_desk(house: Any, sign_in: Any) -> None:
    """Who may not see something still has menu and search, and reads why."""
    doc = _page(sign_in("unit"), "/r/contracts.contract/", 403)
    assert doc.xpath("//nav[@id='nav']") and doc.xpath("//input[@type='search']")
    assert "合同" in doc.xpath("string(//main)")
    assert _page(sign_in("legal"), "/r/contracts.contract/99999999/", 404).xpath("//nav[@id='nav']")


# -- people -------------------------------------------------------------------------
def test_every_name_of_the_house_opens(house: Any, sign_in: Any) -> None:
    """People who hold a post in 己县 are listed and open there, wherever they are kept."""
    bureau = house("ji").bureau
    client = sign_in("sysadmin")
    serving = set(Holding.objects.filter(bureau=bureau, life="live").values_list("person_id", flat=True))
    assert Person.objects.filter(pk__in=serving).exclude(bureau=bureau).exists(), "some are kept in another bureau"
    doc = _page(client, "/r/core_org.person/")
    listed = {u for u in doc.xpath("//main//tbody//a/@href") if u.startswith("/r/core_org.person/")}
    assert {f"/r/core_org.person/{pk}/" for pk in serving} <= listed
    assert all(client.get(url).status_code == 200 for url in listed)
    for url in _page(client, "/r/core_org.holding/").xpath("//main//tbody//a/@href"):
        assert client.get(url).status_code == 200, url


def test_another_bureau_reads_but_does_not_change_them(house: Any, sign_in: Any) -> None:
    """A person kept in 甲市 is corrected there, not in 己县, even though they serve here."""
    from yifa.kernel.action import Refused

    there = house("ji")
    person = Person.objects.exclude(bureau=there.bureau).filter(holdings__bureau=there.bureau).first()
    assert person is not None
    with pytest.raises(Refused):
        there.do("core_org.person", "correct", person, name="改某", reason="改名", checker="某")


# -- clocks ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "day",
    [
        date(2026, 10, 9),
        date(2026, 11, 21),
        date(2026, 11, 22),
        date(2026, 10, 1),
        date(2026, 10, 10),
        date(2027, 1, 1),
    ],
    ids=["Friday", "Saturday", "Sunday", "National Day", "make-up Saturday", "New Year"],
)
def test_something_is_due_today_on_whatever_day_the_demo_is_built(house: Any, day: date) -> None:
    """The record of 己县 that is due today does not move with rest days; one too many days and it is overdue."""
    standing = replace(house("ji"), day=day)
    before = board.clock_tiles(standing.scope("leader"), day)[1]["value"]
    duty = due_today(standing)
    assert duty.due_on == day
    assert board.clock_tiles(standing.scope("leader"), day)[1]["value"] == before + 1


def test_the_demo_has_something_due_today(house: Any) -> None:
    """己县 as loaded: at least one clock due today, and at least one overdue."""
    here = house("ji")
    late, today, _ = board.clock_tiles(here.scope("leader"), here.day)
    assert late["value"] >= 1 and today["value"] >= 1


def test_rest_days_move_other_terms(house: Any) -> None:
    """Why it must be this kind of term: on a Sunday a payment falls due on Monday."""
    sunday = date(2026, 11, 22)
    assert WorkCalendar.load().next_workday(sunday) > sunday


# -- years -------------------------------------------------------------------------------
def test_a_finished_bureau_has_no_gaps_in_its_finished_year(house: Any, sign_in: Any) -> None:
    """戊市 closed its year: the page offers the next one and lists no quarter as missing."""
    where = house("wu")
    book = YearBook.objects.get(bureau=where.bureau)
    assert (book.year, book.state) == (where.year, YearBook.State.CLOSED)
    text = _page(sign_in("legal", "wu"), "/years/").xpath("string(//main)")
    assert "没有开启" not in text and "没有关闭" not in text and "还没有公开" not in text
    assert f"{where.year + 1}年年初" in text
    assert "第三季度收数没有关闭" in _page(sign_in("legal"), "/years/").xpath("string(//main)")


# -- search --------------------------------------------------------------------------------
def test_two_characters_find_by_register(house: Any, sign_in: Any) -> None:
    """Results stand under their register; each says how many there are and opens all of them."""
    client = sign_in("legal")
    doc = _page(client, "/search?q=合同")
    groups = doc.xpath("//main//section[.//ol]")
    titles = [g.xpath("string(.//h2)") for g in groups]
    assert len(titles) == len(set(titles)) > 2
    assert "合同台账" in titles and "法规" in titles
    for group in groups:
        for url in group.xpath(".//a[@class='y-hit']/@href"):
            assert client.get(url).status_code == 200, url
        for url in group.xpath(".//div//a/@href"):
            assert group.xpath("string(.//h2)") in _page(client, url).xpath("string(//main)")


def test_an_article_is_found_by_its_number(house: Any, sign_in: Any) -> None:
    """An act with an article opens the library at that article."""
    doc = _page(sign_in("legal"), "/search?q=机关事务管理条例第十二条")
    (url,) = doc.xpath("//main//a[contains(@href, '/law/')]/@href")
    assert url == "/law/jiguanshiwuguanlitiaoli/#art-12"
