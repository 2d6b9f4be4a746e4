"""账页: the audit administrator reads who did what and when; contents of business records stay away from the role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from yifa.governance.decisions.models import Meeting
from yifa.kernel.ledger import seal
from yifa.kernel.ledger.models import Entry

SignIn = Callable[..., Client]


def rows(page: Any) -> list[list[str]]:
    doc = html.fromstring(page.content.decode())
    return [
        [" ".join(td.text_content().split()) for td in tr.xpath("td")]
        for tr in doc.xpath("//*[@id='y-list']//tbody/tr")
    ]


@pytest.fixture
def act(house: Any) -> Any:
    """A meeting entered and corrected by named people on the test day."""
    ji = house("ji")
    ji.actor = "钱某某"
    made = ji.do("decisions.meeting", "record", body="topic", number=901, title="保密议题研究", happened_on=ji.day)
    ji.do("decisions.meeting", "correct", made, title="改过的保密议题", reason="内部缘由", checker="孙某")
    return ji


def test_acts_are_listed_and_contents_are_not(act: Any, sign_in: SignIn) -> None:
    page = sign_in("auditadmin").get("/ledger/?who=钱某某")
    found = rows(page)
    assert [r[3] for r in found][:2] == ["更正", "登记会议"]
    assert all("钱某某" in r[2] for r in found)
    made = Meeting.objects.get(bureau=act.bureau, number=901)
    assert f"第{made.pk}号" in found[0][4] and "会议名称" in found[0][5]
    assert found[1][5] == "新记录"
    text = page.content.decode()
    for secret in ("保密议题", "内部缘由"):
        assert secret not in text
    assert f"/r/decisions.meeting/{made.pk}/" not in text


def test_values_show_where_the_role_may_read_the_register(house: Any, sign_in: SignIn) -> None:
    ji = house("ji")
    unit = ji.do(
        "core_org.unit", "record", name="临时科", kind="office", parent=ji.bureau, reports=False, leads_law=False
    )
    ji.do("core_org.unit", "correct", unit, name="常设科", reason="更名", checker="孙某")
    found = rows(sign_in("auditadmin").get("/ledger/?resource=core_org.unit"))
    from yifa.kernel.registry import get_resource

    may = "auditadmin" in get_resource("core_org.unit").read_roles
    assert ("临时科→常设科" in found[0][5]) == may and "名称" in found[0][5]


def test_conditions_narrow_and_pages_follow(act: Any, sign_in: SignIn) -> None:
    client, day = sign_in("auditadmin"), act.day.isoformat()
    assert rows(client.get("/ledger/?resource=decisions.meeting&action=更正&who=钱某某"))[0][3] == "更正"
    assert not rows(client.get("/ledger/?who=没有这个人"))
    assert rows(client.get(f"/ledger/?start={day}&end={day}")) and not rows(client.get("/ledger/?end=2001-01-01"))
    bad = client.get("/ledger/?start=2026-02-01&end=2026-01-01")
    assert bad.status_code == 400 and "不能早于起始日" in bad.content.decode()
    first = rows(client.get("/ledger/"))
    after = rows(client.get(f"/ledger/?before={first[-1][0].replace(',', '')}"))
    assert len(first) == 50 and int(after[0][0].replace(",", "")) < int(first[-1][0].replace(",", ""))


def test_another_bureaus_entries_are_not_there(act: Any, sign_in: SignIn) -> None:
    own = {int(r[0].replace(",", "")) for r in rows(sign_in("auditadmin").get("/ledger/"))}
    assert own and set(Entry.objects.filter(pk__in=own).values_list("bureau_ref", flat=True)) == {act.bureau.pk}


@pytest.mark.parametrize("user", ["legal", "leader", "sysadmin", "secadmin", "auditor"])
def test_nobody_else_opens_it(house: Any, sign_in: SignIn, user: str) -> None:
    client = sign_in(user)
    assert client.get("/ledger/").status_code == client.get("/ledger/verify/").status_code == 404
    assert 'href="/ledger/"' not in client.get("/r/core_org.unit/").content.decode()


def test_the_check_says_whole_and_names_an_edited_entry(
    act: Any, sign_in: SignIn, settings: Any, tmp_path: Any, tamper: Any
) -> None:
    from yifa.kernel import clockwork

    settings.HOME = tmp_path
    with tamper():
        assert seal.seal("试验加封", clockwork.now()) is not None
    client = sign_in("auditadmin")
    assert "试验加封" in client.get("/ledger/").content.decode()
    with tamper():
        from django.db import connection

        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE kernel_ledger_entry DISABLE TRIGGER ALL")
            else:
                cursor.execute("DROP TRIGGER kernel_ledger_entry_no_update")
            last = Entry.objects.latest("seq")
            whole = client.get("/ledger/verify/").content.decode()
            cursor.execute(
                "UPDATE kernel_ledger_entry SET text = replace(text, '钱某某', '别人') WHERE seq = %s", [last.seq]
            )
    broken = client.get("/ledger/verify/").content.decode()
    assert "不符之处" in broken and f"{last.seq}" in broken
    assert "有不符之处" not in whole
