"""我的工作: what is mine, what is late, and what administrators do not see."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from yifa.core.legaltime.inbox import AHEAD
from yifa.core.legaltime.models import Clock
from yifa.kernel import inbox
from yifa.kernel.accounts.models import User
from yifa.kernel.policy import scope_of
from yifa.suites.my_work import first, pages

BUSINESS = ("legal", "clerk", "head", "deputy", "leader", "auditor")


def _scope(house: Any, user: str, bureau: str = "ji") -> Any:
    return scope_of(User.objects.get(username=user), house(bureau).bureau.pk)


@pytest.mark.parametrize("user", BUSINESS)
@pytest.mark.parametrize("bureau", ["ji", "wu"])
def test_the_count_is_the_number_of_entries(house: Any, user: str, bureau: str) -> None:
    """The number in the navigation and the list cannot differ."""
    scope, day = _scope(house, user, bureau), house("ji").day
    assert inbox.count(scope, day) == inbox.counted(inbox.todos(scope, day), day)


def test_a_clerk_sees_own_unit_only(house: Any) -> None:
    """Clocks of other offices are not a clerk's; the lead office sees all of the bureau and none of another."""
    day = house("ji").day
    clerk, legal = _scope(house, "clerk"), _scope(house, "legal")
    mine = {t.unit_id for t in inbox.todos(clerk, day) if t.kind == "clock"}
    own = {house("ji").unit(name).pk for name in ("物业管理处", "车辆管理处")}  # two posts
    assert mine <= {*own, None}
    clocks = {int(t.key.split(".")[1]) for t in inbox.todos(legal, day) if t.kind == "clock"}
    assert clocks
    assert set(Clock.objects.filter(pk__in=clocks).values_list("bureau_id", flat=True)) == {house("ji").bureau.pk}
    assert {t.key for t in inbox.todos(clerk, day) if t.kind == "clock"} <= {f"clock.{pk}" for pk in clocks}


def test_late_comes_first_and_says_its_law(sign_in: Any, house: Any) -> None:
    """Overdue clocks stand on top in red, each with its article and the day it was due."""
    day = house("ji").day
    late = [t for t in inbox.todos(_scope(house, "legal"), day) if t.bucket(day) == "late"]
    assert late
    page = sign_in("legal").get("/").content.decode()
    assert page.index("已逾期</h2>") < page.index("<h2>接下来</h2>")
    assert all(t.title in page for t in late[:5])
    clock = next(t for t in late if t.kind == "clock")
    assert clock.clock is not None
    assert "逾期" in clock.clock["label"]
    assert any("《" in str(m) for m in clock.meta)


def test_standing_clocks_and_far_ones_wait(house: Any) -> None:
    """A clock that stands still is not overdue; one due later than the inbox looks is not listed."""
    scope, day = _scope(house, "legal"), house("ji").day
    listed = {int(t.key.split(".")[1]) for t in inbox.todos(scope, day) if t.kind == "clock"}
    rows = Clock.objects.filter(pk__in=listed)
    assert not rows.exclude(state=Clock.State.RUNNING).exists()
    assert not rows.filter(due_on__gt=day + timedelta(days=AHEAD)).exists()
    assert not rows.filter(backfilled=True).exists()


@pytest.mark.parametrize("user", ["sysadmin", "secadmin", "auditadmin"])
def test_administrators_hold_no_business_data(sign_in: Any, house: Any, user: str) -> None:
    """No entry, no count, no collection, no screen; the first page is the organisation."""
    scope, day = _scope(house, user), house("ji").day
    assert inbox.todos(scope, day) == []
    assert inbox.count(scope, day) == inbox.Count()
    client = sign_in(user)
    assert client.get("/").headers["Location"] in ("/m/core_org/", "/start/")
    for url in ("/collections/", "/cockpit/", "/todo/record/"):
        assert client.get(url).status_code == 404


def test_tabs_and_groups_narrow_the_list(sign_in: Any, house: Any) -> None:
    """期限 shows clocks only; the phone's 逾期 shows what is late only."""
    client = sign_in("legal")
    clocks = client.get("/?t=clock").content.decode()
    assert "第三季度收数：" not in _list(clocks)
    late = client.get("/?b=late").content.decode()
    assert "<h2>接下来</h2>" not in late


def _list(page: str) -> str:
    return re.split(r"<aside>", page)[0]


def test_month_counts_what_falls_due(house: Any) -> None:
    """The month shows working days, make-up days and holidays of the notice, and what is due."""
    day = house("ji").day
    todos = inbox.todos(_scope(house, "legal"), day)
    month = pages.month(todos, day)
    cells = {c["day"]: c for week in month["weeks"] for c in week if c}
    assert len(cells) == 30
    assert cells[day.day]["kind"] == "today"
    assert month["note"] == "工作日 21 天"
    for number, cell in cells.items():
        due = sum(1 for t in todos if t.due == day.replace(day=number))
        if number > day.day and due:
            assert cell["small"] == f"{due}件"


def test_fixed_dates_are_never_past(house: Any) -> None:
    """The next statutory dates lie ahead, soonest first."""
    found = pages.fixed_dates(house("ji").day)
    assert found
    assert [f["left"] for f in found] == sorted(f["left"] for f in found)
    assert all(f["left"] >= 0 for f in found)


def test_first_steps_of_an_empty_bureau(house: Any, sign_in: Any, db: Any) -> None:
    """An empty bureau: the first step is open, steps of others say whose they are; the demo is past all that."""
    from yifa.kernel import registry
    from yifa.kernel.action import Ctx, run
    from yifa.kernel.policy import Scope

    where = house("ji")
    ctx = Ctx(scope=Scope(user_id=None, bureau_id=None, name="开局"), day=where.day, now=where.now, channel="cli")
    made = run(registry.get_action("core_org.unit", "found"), ctx, None,
               {"name": "庚市机关事务管理局", "region": "990700", "started_on": where.day}).obj  # fmt: skip
    scope = Scope(user_id=None, bureau_id=made.pk, roles=frozenset({"sysadmin"}), unit_ids=None)
    steps = first.steps(scope)
    assert not any(s["done"] for s in steps)
    assert [s["now"] for s in steps].index(True) == 0
    assert not first.complete(scope)
    assert first.complete(_scope(house, "legal"))
    assert sign_in("legal").get("/start/").status_code == 200
    assert sign_in("clerk").get("/start/").status_code == 404


# -- 我发起的, 已办结, 依据有变 -------------------------------------------------------------------------------
def _group(client: Any, kind: str) -> str:
    page = client.get(f"/?t={kind}").content.decode()
    return page[page.index('class="y-sheet y-inbox"') : page.index("<aside>")]


def test_what_one_has_set_going_is_followed_until_it_ends(sign_in: Any, house: Any) -> None:
    """A clerk's approval stands under 我发起的 with whose word it waits for; ended, it stands under 已办结."""
    h = house("ji")
    clerk = _scope(house, "clerk")
    from yifa.kernel.action import Ctx

    ctx = Ctx(scope=clerk, day=h.day, now=h.now)
    unit = h.unit("物业管理处")
    contract = h.do("contracts.contract", "record", ctx=ctx, title="跟踪用绿化合同", category="service", unit=unit,
                    counterpart="庚物业服务有限公司", amount=9000, happened_on=h.day, handler=clerk.name)  # fmt: skip
    instance = h.do("contracts.contract", "start_approval", contract, ctx=ctx)
    client = sign_in("clerk", "ji")
    assert "跟踪用绿化合同" in _group(client, "started") and "跟踪用绿化合同" not in _group(client, "ended")
    assert "跟踪用绿化合同" not in _group(sign_in("auditor", "ji"), "started"), "it is the starter's"
    from yifa.core.process.models import Instance

    instance = Instance.objects.get(resource="contracts.contract", object_ref=contract.pk)
    h.do("core_process.instance", "withdraw", instance, ctx=ctx, opinion="不再办理")
    assert "跟踪用绿化合同" in _group(client, "ended") and "跟踪用绿化合同" not in _group(client, "started")


def test_a_collection_is_followed_by_the_office_that_leads_it(sign_in: Any, third_quarter: Any) -> None:
    legal = sign_in("legal", "ji")
    assert f"/collections/{third_quarter.pk}/" in _group(legal, "started")
    assert third_quarter.get_quarter_display() not in _group(legal, "ended")


def test_a_superseded_act_that_is_still_cited_is_named_to_the_legal_office(
    sign_in: Any, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yifa.core.statutes import index
    from yifa.lawkit.catalogue import Catalogue

    day = house("ji").day
    old = next(s for s in Catalogue.load().statutes if Catalogue.load().status(s.title, day).status == "superseded")
    alarm = index.Alarm(old, "已被代替", [], [])
    monkeypatch.setattr(index, "changed", lambda day: (alarm,))
    page = sign_in("legal", "ji").get("/").content.decode()
    assert "<h2>依据有变</h2>" in page and f"/law/{old.slug}/" in page and "已被代替" in page
    assert "<h2>依据有变</h2>" not in sign_in("clerk", "ji").get("/").content.decode()
