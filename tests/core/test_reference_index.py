"""The reference index: what rests on a rule or an act, with its running clocks; and what the search may not read."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from yifa.core.legaltime.models import Clock
from yifa.core.statutes import index
from yifa.kernel import registry
from yifa.kernel.ledger.models import Entry
from yifa.kernel.search.index import document, find
from yifa.kernel.search.models import SearchDoc


def test_whoever_starts_a_clock_declares_its_rule(db: Any) -> None:
    """Every action of the demo that started a clock names the clock's rule in the ledger."""
    rules = dict(Clock.objects.values_list("pk", "rule"))
    started: dict[int, Entry] = {}
    for entry in Entry.objects.filter(resource="core_legaltime.clock").order_by("-seq"):
        started[entry.object_ref] = entry
    assert started
    missing = {
        f"{entry.action} {rules[pk]}"
        for pk, entry in started.items()
        if rules[pk] not in json.loads(entry.text).get("rules", [])
    }
    assert not missing


def test_a_rule_lists_its_periods_with_how_many_run(house: Any) -> None:
    h = house("ji")
    scope = h.scope("legal")

    def line() -> str:
        return next(u.title for u in index.uses_of_rules(["GID-02"], scope) if u.kind == "期限")

    before = line()
    h.do("disclosure.request", "record", number="依申1", content="查阅会议室租金", applicant="某甲", delivery="online",
         happened_on=h.day, unit=h.unit("办公室"))  # fmt: skip
    assert line() != before and "个在走" in line()


def test_an_article_narrows_the_rules() -> None:
    assert index.covers("33", "33.2") and index.covers("33.2、36", "36") and index.covers("19、20", "20")
    assert not index.covers("33", "3") and not index.covers(None, "3")


def test_a_record_that_names_an_act_is_listed_under_it(house: Any) -> None:
    h = house("ji")
    scope = h.scope("legal")
    h.do("legal_study.output", "record", title="《机关事务管理条例》学习札记", kind="article", happened_on=h.day,
         unit=h.unit("法规处"))  # fmt: skip
    slug = "jiguanshiwuguanlitiaoli"
    found = [u for u in index.uses_of(slug, scope) if u.kind == "记录"]
    assert any("学习札记" in u.title for u in found)
    assert not any("学习札记" in u.title for u in index.uses_of(slug, house("jia").scope("legal")))


def test_personal_fields_are_not_in_the_index(house: Any) -> None:
    """No word of a personal field can be found, not even by who may read the field."""
    h = house("ji")
    made = h.do("disclosure.request", "record", number="依申2", content="查阅车辆台账", applicant="欧阳某某",
                delivery="online", contact="13900001234", happened_on=h.day, unit=h.unit("办公室"))  # fmt: skip
    doc = SearchDoc.objects.get(resource="disclosure.request", object_ref=made.pk)
    assert "欧阳" not in doc.terms + doc.title + doc.line
    assert not find(h.scope("legal"), "欧阳某某").filter(resource="disclosure.request").exists()
    assert find(h.scope("legal"), "车辆台账").filter(object_ref=made.pk).exists()


def test_a_personal_name_as_title_is_replaced_by_the_noun(house: Any) -> None:
    resource = registry.get_resource("disclosure.request")

    class Named(type(resource)):  # type: ignore[misc]
        title_field, search, line = "applicant", ("applicant", "content"), ("contact", "happened_on")

    h = house("ji")
    obj = resource.model(pk=7, bureau=h.bureau, content="查阅", applicant="欧阳某某", contact="139")
    doc = document(Named(), obj)
    assert "欧阳" not in doc.title + doc.terms and "139" not in doc.line
    assert doc.title == f"{resource.noun or resource.title} 7"


def test_the_radar_looks_only_at_acts_that_changed(house: Any) -> None:
    scope = house("ji").scope("legal")
    alarms = index.radar(date(2026, 11, 23), scope)
    assert all(a.why and (a.rules or a.uses) for a in alarms)


def test_law_affected_prints_rules_registers_and_clocks(instance: Any) -> None:
    done = instance.yifa("law", "affected", "《政府信息公开条例》第三十三条", "--bureau", "ji", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    kinds = {u["kind"] for u in data["uses"]}
    assert data["article"] == "33" and {"台账", "动作", "期限"} <= kinds
    assert {u["rule"] for u in data["uses"] if u["rule"]} >= {"GID-02"}
    unknown = instance.yifa("law", "affected", "《没有这件法规的条例》")
    assert unknown.returncode == 1 and "目录中没有" in unknown.stderr
    refused = instance.yifa("law", "import", "a.docx")
    assert refused.returncode == 2 and "没有文件 a.docx" in refused.stderr


def test_the_current_version_of_a_rule_is_not_among_the_older(client: Any, house: Any) -> None:
    from yifa.kernel.accounts.models import User

    house("ji")
    client.force_login(User.objects.get(username="legal"))
    page = client.get("/law/rule/GID-02/").content.decode()
    assert "以前的版本" in page and "2019-05-15 至" not in page and "引用索引" in page
