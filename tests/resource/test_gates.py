"""Gates on the screen: what holds, by which force, and the lawful way on."""

from __future__ import annotations

import re

import pytest

from yifa.governance.contracts.choices import contract_classes
from yifa.governance.contracts.models import Contract
from yifa.governance.decisions.models import AgendaItem
from yifa.kernel.gates.models import GateEvent

CONTRACT = "/r/contracts.contract/"
GATE = "gate-contracts.review_before_signing-"


@pytest.fixture
def contract(house):
    home = house("jia")
    home.do("core_seals.seal", "record", title="合同专用章", kind="contract", keeper="孙某", happened_on=home.day,
            unit=home.unit("办公室"))  # fmt: skip
    return home.do("contracts.contract", "record", title="保洁服务合同", counterpart="庚物业服务有限公司",
                   category=contract_classes()[0][0], happened_on=home.day, unit=home.unit("物业管理处"))  # fmt: skip


def version(client, url):
    return re.search(r'name="_version" value="(\d+)"', client.get(url).content.decode())[1]


def test_the_bureaus_own_rule_may_be_overridden_in_the_open(sign_in, text, contract):
    client = sign_in("legal", "jia")
    page = text(client.get(f"{CONTRACT}{contract.pk}/"))
    assert "合同签订前审查" in page and "本局制度" in page and "申请例外用印" in page
    assert not re.search(r'is-main" href="[^"]+do/seal/', page)
    url = f"{CONTRACT}{contract.pk}/do/seal/"
    form = text(client.get(url))
    assert "补正期限" in form and "批准人" in form
    post = {"_version": version(client, url), "approver": "郑某"}
    assert "不能用印" in text(client.post(url, post))
    assert "没有写全" in text(client.post(url, {**post, GATE + "reason": "抢修", GATE + "approver": "周某"}))
    kept = Contract.objects.get(pk=contract.pk)
    events = GateEvent.objects.filter(resource="contracts.contract", object_ref=contract.pk)
    assert kept.sealed_on is None and not events.exists()
    full = {**post, GATE + "reason": "抢修", GATE + "approver": "周某", GATE + "cure_by": "2026-12-01"}
    answer = client.post(url, full)
    assert answer.status_code == 302, text(answer)
    event = events.get()
    assert (event.kind, event.approver, event.cure_by.isoformat()) == ("override", "周某", "2026-12-01")


def test_the_law_offers_only_what_it_writes_itself(sign_in, text, house):
    home = house("jia")
    item = AgendaItem.objects.filter(bureau=home.bureau, category="major_administrative").first() or home.do(
        "decisions.item", "record", title="办公用房集中调配方案", category="major_administrative",
        happened_on=home.day, unit=home.unit("办公室"))  # fmt: skip
    from yifa.governance.decisions.gates import LegalityBeforeDiscussion
    from yifa.kernel.gates.shown import GateForm

    form = GateForm(LegalityBeforeDiscussion())
    assert list(form.fields) == ["exception", "reason", "approver"]
    assert "第二十五条" in str(form["exception"]) and "申请例外" not in str(form["exception"])
    page = text(sign_in("legal", "jia").get(f"/r/decisions.item/{item.pk}/"))
    banner = page[page.index("合法性审查前置") :][:600] if "y-gate" in page else ""
    assert "申请例外" not in banner.split("</section>")[0]


def test_a_gate_of_the_law_without_exception_has_no_way_past(house):
    from yifa.governance.disclosure.gates import Review
    from yifa.kernel.gates.shown import GateForm

    assert not GateForm.offered(Review())


def test_backfill_answers_instead_of_passing(sign_in, text, house):
    home, client = house("jia"), sign_in("legal", "jia")
    page = text(client.get(f"{CONTRACT}new/backfill/"))
    assert "有据" in page and "无据" in page and "无法核实" in page
    done = client.post(f"{CONTRACT}new/backfill/", {
        "title": "旧合同", "counterpart": "庚物业服务有限公司",
        "category": contract_classes()[0][0], "happened_on": "2026-03-02",
        "signed_on": "2026-03-02", "paper": "甲管合〔2026〕纸质1", "unit": home.unit("物业管理处").pk,
        "answer-contracts.review_before_signing": "unproven"})  # fmt: skip
    assert done.status_code == 302, re.findall(r'class="y-err"[^>]*>(.*?)</ul>', done.content.decode())
    made = Contract.objects.get(title="旧合同")
    assert made.backfilled
    events = GateEvent.objects.filter(object_ref=made.pk, gate="contracts.review_before_signing")
    assert events.get(kind="answer").answer == "unproven"
