"""One record: its page, its forms, its history, and who may not see it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from yifa.core.org.models import Person, Unit
from yifa.governance.decisions.models import Meeting
from yifa.kernel.ledger.models import Entry

LIST = "/r/decisions.meeting/"
SESSION = "/r/legal_study.session/"


@pytest.fixture
def meeting(house):
    home = house("jia")
    return home.do("decisions.meeting", "record", body="topic", number=7, title="专题研究会", happened_on=home.day,
                   unit=home.unit("办公室"), chair="周某")  # fmt: skip


def post(client, url, **data):
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'name="(_version)" value="(\d+)"', page))
    return client.post(url, {**hidden, **data})


def fields(meeting, **more):
    return {"body": meeting.body, "number": meeting.number, "title": meeting.title, "chair": meeting.chair,
            "happened_on": meeting.happened_on.isoformat(), "unit": meeting.unit_id, "attendees": meeting.attendees,
            "paper": meeting.paper, "note": meeting.note, **more}  # fmt: skip


def test_the_same_four_things(sign_in, text, meeting):
    page = text(sign_in().get(f"{LIST}{meeting.pk}/"))
    for part in ("事实", "经过与佐证", "专题研究会", "办公室承办", "更正", "加入佐证", "SM3"):
        assert part in page
    assert "is-main" not in page or page.count("y-btn is-main") <= 1


def test_record_through_the_form(sign_in, text, house):
    client, home = sign_in(), house("jia")
    office = home.unit("办公室").pk
    page = text(client.get(f"{LIST}new/?chair=周某&body=topic"))
    assert 'value="周某"' in page and home.day.isoformat() in page
    bad = client.post(f"{LIST}new/", {"body": "topic", "number": "x", "title": "留下的字", "happened_on": "2026-11-23"})
    assert "留下的字" in text(bad) and "y-errs" in bad.content.decode() and not Meeting.objects.filter(title="留下的字")
    good = client.post(f"{LIST}new/", {"body": "topic", "number": 3, "title": "新登记的会", "unit": office,
                                       "happened_on": home.day.isoformat()})  # fmt: skip
    made = Meeting.objects.get(title="新登记的会")
    assert good["Location"] == f"{LIST}{made.pk}/" and made.bureau_id == home.bureau.pk


def test_a_late_entry_is_sent_to_backfill(sign_in, text, house):
    home = house("jia")
    late = (home.day - timedelta(days=200)).isoformat()
    page = text(sign_in().post(f"{LIST}new/", {"body": "topic", "number": 3, "title": "旧会", "happened_on": late}))
    assert "属补录" in page


def test_correct_shows_old_and_new(sign_in, text, meeting):
    client = sign_in()
    url = f"{LIST}{meeting.pk}/do/correct/"
    assert "没有改动" in text(post(client, url, **fields(meeting), reason="无", checker="孙某"))
    assert "复核人不能是本人" in text(post(client, url, **fields(meeting, chair="郑某"), reason="误登", checker="李某"))
    done = post(client, url, **fields(meeting, chair="郑某"), reason="登记时写错", checker="孙某")
    assert done.status_code == 302
    page = text(client.get(f"{LIST}{meeting.pk}/"))
    assert "<del>周某</del>" in page and "<ins>郑某</ins>" in page and "登记时写错" in page and "复核 孙某" in page


def test_void_asks_and_leaves_the_record_visible(sign_in, text, meeting):
    client = sign_in()
    url = f"{LIST}{meeting.pk}/do/void/"
    assert "不再计入任何数字" in text(client.get(url))
    assert post(client, url, reason="重复", checker="孙某").status_code == 302
    page = text(client.get(f"{LIST}{meeting.pk}/"))
    assert "已作废" in page and "更正" not in page.split("事实")[1].split("</section>")[0]
    again = client.get(url)
    assert "这一步现在不能办" in text(again, 403), "not the post is wrong, the step is done"


def test_merge_points_to_the_other(sign_in, text, house, meeting):
    home = house("jia")
    other = home.do("decisions.meeting", "record", body="topic", number=8, title="同一次会", happened_on=home.day)
    client = sign_in()
    url = f"{LIST}{meeting.pk}/do/merge/"
    assert "没有这条有效记录" in text(post(client, url, target=meeting.pk, reason="重复", checker="孙某"))
    assert post(client, url, target=other.pk, reason="重复", checker="孙某").status_code == 302
    page = text(client.get(f"{LIST}{meeting.pk}/"))
    assert f'href="{LIST}{other.pk}/"' in page and "已并档" in page
    assert set(type(meeting).objects.counted().filter(pk__in=(meeting.pk, other.pk))) == {other}, "counts once"


def test_somebody_was_quicker(sign_in, house, meeting):
    client, home = sign_in(), house("jia")
    url = f"{LIST}{meeting.pk}/do/correct/"
    version = re.search(r'name="_version" value="(\d+)"', client.get(url).content.decode())[1]
    home.do("decisions.meeting", "correct", meeting, **{"chair": "吴某"}, reason="x", checker="孙某")
    answer = client.post(url, {**fields(meeting, chair="郑某"), "reason": "y", "checker": "孙某", "_version": version})
    page = answer.content.decode()
    assert answer.status_code == 409 and "刚才有人改过" in page and 'value="郑某"' in page
    assert Meeting.objects.get(pk=meeting.pk).chair == "吴某"


def test_other_bureaus_are_shut(sign_in, house, meeting):
    home = house("yi")
    foreign = home.do("decisions.meeting", "record", body="topic", number=1, title="乙区密事", happened_on=home.day)
    client = sign_in("legal", "jia")
    for url in (f"{LIST}{foreign.pk}/", f"{LIST}{foreign.pk}/do/void/", f"{LIST}{foreign.pk}/do/attach/"):
        answer = client.get(url)
        assert answer.status_code == 403 and "属于乙区" in answer.content.decode()
        assert "乙区密事" not in answer.content.decode()
    assert client.post(f"{LIST}{foreign.pk}/do/void/", {"reason": "a", "checker": "b"}).status_code == 403
    assert "乙区密事" not in client.get(LIST + "?q=密事").content.decode()
    assert "乙区密事" not in client.get("/search?q=密事").content.decode()
    assert client.get(f"{LIST}99999999/").status_code == 404


def test_other_units_are_shut(sign_in, house):
    home = house("jia")
    theirs = home.do("decisions.meeting", "record", body="topic", number=1, title="财务处的会", happened_on=home.day,
                     unit=home.unit("财务处"))  # fmt: skip
    own = home.do("decisions.meeting", "record", body="topic", number=2, title="物业处的会", happened_on=home.day,
                  unit=home.unit("物业管理处"))  # fmt: skip
    clerk = sign_in("clerk", "jia")
    assert clerk.get(f"{LIST}{own.pk}/").status_code == 200
    answer = clerk.get(f"{LIST}{theirs.pk}/")
    assert answer.status_code == 403 and "财务处承办" in answer.content.decode()
    for url in (LIST + "?q=财务处的会", "/search?q=财务处的会"):
        assert f'href="{LIST}{theirs.pk}/"' not in clerk.get(url).content.decode()
    assert clerk.post(f"{LIST}{theirs.pk}/do/void/", {"reason": "a", "checker": "b"}).status_code == 403


def test_readers_do_not_write_and_administrators_see_no_business(sign_in, meeting):
    auditor = sign_in("auditor", "jia")
    page = auditor.get(f"{LIST}{meeting.pk}/").content.decode()
    assert "更正" not in page and "加入佐证" not in page and "登记会议" not in auditor.get(LIST).content.decode()
    assert auditor.get(f"{LIST}new/").status_code == 403
    assert auditor.post(f"{LIST}{meeting.pk}/do/void/", {"reason": "a", "checker": "b"}).status_code == 403
    assert sign_in("sysadmin", "jia").get(LIST).status_code == 403
    assert Client().get(LIST)["Location"].startswith("/accounts/login/")


def test_unknown_addresses(sign_in):
    client = sign_in()
    for url in ("/r/no.such/", f"{LIST}1/do/nonsense/", "/m/nonsense/", f"{LIST}new/correct/", f"{LIST}export.exe",
                f"{LIST}new/export/", "/help/nonsense/", "/files/999999/"):  # fmt: skip
        assert client.get(url).status_code == 404, url


def test_csrf(sign_in, meeting):
    client = sign_in("legal", "jia", enforce_csrf_checks=True)
    answer = client.post(f"{LIST}{meeting.pk}/do/void/", {"reason": "a", "checker": "孙某"})
    assert answer.status_code == 403 and "过期" in answer.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).counts
    assert client.get(f"/enter/{meeting.bureau_id}/").status_code == 405


def test_hostile_strings_are_only_text(sign_in, text, house):
    home = house("jia")
    evil = "<script>alert(1)</script>'\"><img src=x onerror=a()>{{7*7}}"
    made = home.do("decisions.meeting", "record", body="topic", number=9, title=evil, happened_on=home.day,
                   chair=evil[:50], note=evil)  # fmt: skip
    client = sign_in()
    client.post(LIST + "saved/", {"name": "<b>x</b>", "query": "body=topic&q=<script>"})
    for url in (LIST + "?q=<script>alert(1)</script>", LIST + "?body=topic", f"{LIST}{made.pk}/", "/search?q=alert",
                f"{LIST}{made.pk}/do/correct/", LIST + "new/?title=" + evil):  # fmt: skip
        page = text(client.get(url))
        assert "<script>alert" not in page and "<img src=x" not in page and "<b>x</b>" not in page
        assert "49" not in re.findall(r"&gt;(\d+)", page)


def test_no_inline_style_or_script(sign_in, text, meeting):
    client = sign_in()
    for url in (LIST, f"{LIST}{meeting.pk}/", LIST + "new/", f"{LIST}{meeting.pk}/do/void/", "/search?q=会议",
                "/me/sessions/", "/accounts/password/change/", "/m/core_org/"):  # fmt: skip
        answer = client.get(url)
        page = text(answer)
        assert not re.search(r'\sstyle="|<style|\son(?:click|load|change)=|<script(?![^>]*\bsrc=)', page), url
        assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_too_many_posts_are_refused_in_chinese(sign_in, settings, meeting):
    settings.YIFA_FORM_LIMIT = 3
    client = sign_in()
    answers = [client.post(f"{LIST}{meeting.pk}/do/void/", {"reason": ""}) for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert "太快" in answers[-1].content.decode()
    assert client.post(f"{LIST}new/", {}).status_code == 200, "another form"
    assert [client.post(f"{LIST}new/", {}).status_code for _ in range(3)][-1] == 429
    assert sign_in("head").post(f"{LIST}new/", {}).status_code == 200, "another account: a house may share one address"


def test_personal_fields_are_masked(sign_in, text, house):
    home = house("jia")
    person = Person.objects.filter(bureau=home.bureau).first() or home.do("core_org.person", "record", name="尤某")
    home.do("core_org.person", "correct", person, phone="13800000000", reason="补电话", checker="陈某")
    seen, hidden = sign_in("legal", "jia"), sign_in("auditor", "jia")
    url = f"/r/core_org.person/{person.pk}/"
    assert "13800000000" in text(seen.get(url))
    for page in (url, "/r/core_org.person/"):
        assert "13800000000" not in text(hidden.get(page)) and "已隐去" in text(hidden.get(page))
    entry = Entry.objects.filter(resource="core_org.person", object_ref=person.pk).latest("seq")
    assert "13800000000" not in entry.text
    csv = hidden.get("/r/core_org.person/export.csv").content.decode("utf-8-sig")
    assert "13800000000" not in csv and "已隐去" in csv
    asked = seen.get("/r/core_org.person/export.csv")
    assert "写明用途" in asked.content.decode() and "13800000000" not in asked.content.decode()
    given = seen.post("/r/core_org.person/export.csv", {"reason": "换发通讯录", "query": ""})
    assert "13800000000" in given.content.decode("utf-8-sig")


def test_the_first_password_is_shown_once(sign_in, text, house):
    home = house("jia")
    person = home.do("core_org.person", "record", name="许某", unit=home.unit("办公室"))
    client = sign_in("sysadmin", "jia")
    answer = client.post(f"/r/core_org.person/{person.pk}/do/open_account/", {"username": "xumou"})
    page = text(answer)
    secret = re.search(r"<dt>初始密码</dt><dd><b>([^<]+)</b>", page)[1]
    assert secret not in client.get(f"/r/core_org.person/{person.pk}/").content.decode()
    assert not any(secret in e.text for e in Entry.objects.order_by("-seq")[:5])
    door = Client()
    door.post("/accounts/login/", {"login": "xumou", "password": secret})
    assert door.get("/r/core_org.unit/")["Location"] == "/accounts/password/change/"
    new = "甲市的新口令2026"
    answer = door.post("/accounts/password/change/", {"oldpassword": secret, "password1": new, "password2": new})
    assert answer["Location"] == "/"
    assert "修改密码" not in door.get("/me/sessions/", follow=True).content.decode().split("<main")[1][:200]


def test_children_and_prefilled_registration(sign_in, text, house):
    home = house("jia")
    person = home.do("core_org.person", "record", name="何某", unit=home.unit("办公室"))
    client = sign_in("sysadmin", "jia")
    page = text(client.get(f"/r/core_org.person/{person.pk}/"))
    url = f"/r/core_org.holding/new/?person={person.pk}"
    assert f'href="{url}"' in page
    assert f'<option value="{person.pk}" selected>' in text(client.get(url))


def test_choices_of_other_bureaus_are_not_offered(sign_in, text):
    page = text(sign_in("legal", "jia").get(LIST + "new/"))
    foreign = Unit.objects.filter(bureau__code="yi").first()
    assert f'<option value="{foreign.pk}"' not in page
    answer = sign_in("legal", "jia").post(LIST + "new/", {"body": "topic", "number": 1, "title": "越界的会",
                                          "happened_on": "2026-11-23", "unit": foreign.pk})  # fmt: skip
    assert answer.status_code == 200 and not Meeting.objects.filter(title="越界的会")
