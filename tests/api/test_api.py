"""The interface reads and writes what the screen does, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client

from yifa.governance.decisions.models import Meeting
from yifa.kernel.ledger.models import Entry

MEETINGS = "decisions.meeting/"


def new_meeting(place: Any, **more: Any) -> dict[str, Any]:
    """Return the data of one meeting."""
    return {
        "body": "directors", "number": 77, "title": "接口登记的办公会", "happened_on": place.day.isoformat(),
        "unit": place.unit("办公室").pk, **more,
    }  # fmt: skip


def test_a_list_pages_through_every_record_once(door: Any) -> None:
    legal = door("legal")
    first = legal.get(MEETINGS, limit=10).json()
    assert first["count"] == Meeting.objects.filter(bureau__code="jia").count() and first["exact"]
    seen, after = [i["pk"] for i in first["items"]], first["next"]
    while after:
        page = legal.get(MEETINGS, limit=10, after=after).json()
        seen += [i["pk"] for i in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == first["count"]


def test_conditions_search_and_order_are_those_of_the_screen(door: Any) -> None:
    legal = door("legal")
    groups = legal.get(MEETINGS, body="party_group", ordering="-number", limit=3).json()
    numbers = [i["facts"]["number"] for i in groups["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert {i["facts"]["body"]["value"] for i in groups["items"]} == {"party_group"}
    assert legal.get(MEETINGS, q="党组").json()["count"] > 0
    assert legal.get(MEETINGS, q="查无此事项").json()["count"] == 0


def test_what_cannot_be_read_is_an_error_with_its_name(door: Any) -> None:
    legal = door("legal")
    for query, name in (
        ({"body": "nobody"}, "body"), ({"colour": "red"}, "colour"), ({"ordering": "note"}, "ordering"),
        ({"limit": "0"}, "limit"), ({"after": "x"}, "after"), ({"happened_on_from": "昨天"}, "happened_on_from"),
    ):  # fmt: skip
        answer = legal.get(MEETINGS, **query)
        assert answer.status_code == 422 and name in answer.json()["fields"], (query, answer.content.decode())


def test_a_record_with_its_history(door: Any) -> None:
    legal, pk = door("legal"), Meeting.objects.filter(bureau__code="jia").first().pk
    item = legal.get(f"{MEETINGS}{pk}/").json()
    assert item["pk"] == pk and item["facts"]["unit"]["text"] and item["backfilled"] is True
    assert "更正" in {a["label"] for a in item["actions"]}
    history = legal.get(f"{MEETINGS}{pk}/history/").json()
    assert history["items"][-1]["label"] == "补录" and len(history["items"][0]["hash"]) == 64


def test_record_correct_and_void_go_through_the_ledger(door: Any, house: Any) -> None:
    legal, place = door("legal", "ji"), house("ji")
    before = Meeting.objects.filter(bureau=place.bureau).counted().count()
    made = legal.post(MEETINGS, {"data": new_meeting(place)})
    assert made.status_code == 200, made.content.decode()
    pk = made.json()["pk"]
    assert Entry.objects.get(seq=made.json()["entries"][0]).object_ref == pk
    assert Meeting.objects.filter(bureau=place.bureau).counted().count() == before + 1
    change = {"data": {"title": "接口更正后的办公会", "reason": "写错", "checker": "赵某"}, "version": 1}
    fixed = legal.post(f"{MEETINGS}{pk}/correct/", change)
    assert fixed.status_code == 200 and fixed.json()["version"] == 2
    assert Meeting.objects.get(pk=pk).number == 77, "fields not named keep their values"
    stale = legal.post(f"{MEETINGS}{pk}/correct/", change)
    assert stale.status_code == 409 and stale.json()["error"] == "conflict"
    gone = legal.post(f"{MEETINGS}{pk}/void/", {"data": {"reason": "重复", "checker": "赵某"}})
    assert gone.status_code == 200
    assert Meeting.objects.filter(bureau=place.bureau).counted().count() == before
    again = legal.post(f"{MEETINGS}{pk}/void/", {"data": {"reason": "重复", "checker": "赵某"}})
    assert again.status_code == 403 and "已作废" in again.json()["message"]


def test_input_is_checked_by_the_form_of_the_screen(door: Any, house: Any) -> None:
    legal, place = door("legal", "ji"), house("ji")
    empty = legal.post(MEETINGS, {"data": {}}).json()
    assert {"body", "number", "title", "happened_on"} <= set(empty["fields"])
    assert "必" in empty["fields"]["title"][0] or "填" in empty["fields"]["title"][0]
    late = legal.post(MEETINGS, {"data": new_meeting(place, happened_on=(place.day - timedelta(days=200)).isoformat())})
    assert late.status_code == 422 and "补录" in late.json()["fields"]["happened_on"][0]
    strange = legal.post(MEETINGS, {"data": new_meeting(place, life="void")})
    assert strange.status_code == 422 and "life" in strange.json()["fields"]
    foreign = house("jia").unit("办公室").pk
    assert "unit" in legal.post(MEETINGS, {"data": new_meeting(place, unit=foreign)}).json()["fields"]


def test_bodies_that_are_no_json_are_refused_clearly(door: Any) -> None:
    client = door("legal", "ji").client
    for text in (b"{", b"[]", b"\xff\xfe", b'{"data": {"title": "\\ud800"}}', b'{"data": NaN}', b"[" * 5000, b'"x"'):
        answer = client.post("/api/v1/decisions.meeting/", text, content_type="application/json")
        assert answer.status_code == 422 and answer.json()["message"], text


def test_other_bureaus_and_administrators_get_nothing(door: Any) -> None:
    other = Meeting.objects.filter(bureau__code="jia").first().pk
    assert door("legal", "ji").get(f"{MEETINGS}{other}/").status_code == 404
    assert door("legal", "ji").get(f"{MEETINGS}{other}/history/").status_code == 404
    for admin in ("sysadmin", "secadmin", "auditadmin"):
        assert door(admin).get(MEETINGS).status_code == 403
    assert door("auditor").post(MEETINGS, {"data": {}}).status_code == 403


def test_anonymous_is_asked_to_sign_in_and_csrf_is_kept(door: Any, db: Any) -> None:
    answer = Client().get("/api/v1/decisions.meeting/")
    assert answer.status_code == 401 and "登录" in answer.json()["message"]
    strict = door("legal", "ji", enforce_csrf_checks=True)
    assert strict.get(MEETINGS).status_code == 200
    refused = strict.post(MEETINGS, {"data": {}})
    assert refused.status_code == 403 and "安全令牌" in refused.json()["message"]


def test_too_many_requests_get_a_chinese_answer(door: Any, settings: Any) -> None:
    settings.YIFA_API_PER_MINUTE = 3
    cache.clear()
    legal = door("legal")
    codes = [legal.get("").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    last = legal.get("")
    assert "过多" in last.json()["message"] and int(last["Retry-After"]) > 0


def test_the_list_of_registers_is_what_the_role_may_read(door: Any) -> None:
    assert MEETINGS.strip("/") in {r["key"] for r in door("clerk").get("").json()["items"]}
    assert MEETINGS.strip("/") not in {r["key"] for r in door("sysadmin").get("").json()["items"]}


def test_personal_fields_are_left_out_for_roles_that_may_not_see_them(door: Any, house: Any) -> None:
    place = house("jia")
    person = place.do("core_org.person", "record", name="卫某", unit=place.unit("办公室"), phone="13900000000")
    seen = door("legal").get(f"core_org.person/{person.pk}/").json()
    assert seen["facts"]["phone"] == "13900000000" and seen["masked"] == []
    hidden = door("auditor").get(f"core_org.person/{person.pk}/")
    assert hidden.json()["facts"]["phone"] is None and hidden.json()["masked"] == ["phone"]
    assert "13900000000" not in hidden.content.decode()
    assert "13900000000" not in door("legal").get(f"core_org.person/{person.pk}/history/").content.decode()


def test_unknown_addresses_answer_in_json(door: Any) -> None:
    for path in ("nothing.at_all/", f"{MEETINGS}1/nothing/", f"{MEETINGS}99999999999999999999999/"):
        answer = door("legal").get(path)
        assert answer.status_code == 404 and answer.json()["error"] == "missing"


def test_the_documentation_is_for_people_signed_in_and_keeps_the_content_policy(door: Any, db: Any) -> None:
    assert Client().get("/api/docs").status_code == 302
    assert Client().get("/api/openapi.json").status_code == 302
    page = door("clerk").client.get("/api/docs")
    text = page.content.decode()
    assert page.status_code == 200 and "script-src 'self'" in page["Content-Security-Policy"]
    assert "//" not in text.replace("/static", "").split("<body")[1] or "cdn" not in text
    for tag in text.split("<script")[1:]:
        assert tag.split(">", 1)[0].strip().startswith("src="), "no inline script"
    assert "/api/v1/decisions.meeting/" in door("clerk").client.get("/api/openapi.json").json()["paths"]
