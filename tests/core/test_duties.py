"""三员分立 and 代: which duties lie apart, and when an act is done for somebody else."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from yifa.core.org.duties import clash, combined
from yifa.core.org.models import Holding, Person, Post
from yifa.core.process import engine
from yifa.core.process.models import Instance
from yifa.core.process.people import ctx_as
from yifa.governance.contracts.models import Contract
from yifa.kernel.ledger.models import Entry
from yifa.kernel.policy import ROLES

INSTANCE = "core_process.instance"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def _person(h: Any, name: str, unit: str = "") -> Person:
    return h.do("core_org.person", "record", name=name, unit=h.unit(unit) if unit else h.bureau, rank="")


def _post(h: Any, role: str, unit: str = "") -> Post:
    return h.do("core_org.post", "record", title=ROLES[role], role=role, unit=h.unit(unit) if unit else h.bureau)


def _hold(h: Any, person: Person, role: str, unit: str = "", **more: Any) -> Holding:
    more.setdefault("starts_on", h.day - timedelta(days=30))
    return h.do("core_org.holding", "record", person=person, post=_post(h, role, unit), **more)


def test_which_duties_clash() -> None:
    assert clash(["sysadmin", "secadmin"]) and clash(["auditadmin", "clerk"])
    assert not clash(["sysadmin"]) and not clash(["clerk", "legal", "head"])


def test_nobody_holds_two_of_the_three_or_business_besides(ji: Any) -> None:
    person = _person(ji, "卫某")
    _hold(ji, person, "sysadmin")
    with pytest.raises(ValidationError, match="三员分立"):
        _hold(ji, person, "secadmin")
    with pytest.raises(ValidationError, match="不接触业务数据"):
        _hold(ji, person, "clerk", "法规处")


def test_one_duty_after_the_other_is_no_clash(ji: Any) -> None:
    person = _person(ji, "卫某")
    _hold(ji, person, "sysadmin", starts_on=date(2026, 1, 1), ends_on=date(2026, 5, 31))
    term = _hold(ji, person, "secadmin", starts_on=date(2026, 6, 1))
    with pytest.raises(ValidationError, match="三员分立"):
        ji.do("core_org.holding", "correct", term, starts_on=date(2026, 5, 1), reason="笔误", checker="冯某")


def test_a_post_does_not_change_into_a_clash(ji: Any) -> None:
    person = _person(ji, "卫某")
    _hold(ji, person, "sysadmin")
    term = _hold(ji, person, "sysadmin")
    with pytest.raises(ValidationError, match="三员分立"):
        ji.do("core_org.post", "correct", term.post, role="auditadmin", reason="调整", checker="冯某")


def test_a_small_bureau_combines_them_with_its_reason_and_shows_it(ji: Any) -> None:
    profile = ji.profile
    with pytest.raises(ValidationError, match="为什么"):
        ji.do("core_org.profile", "correct", profile, combined_admins=True, reason="人少", checker="冯某")
    profile.refresh_from_db()
    ji.do("core_org.profile", "correct", profile, combined_admins=True, combined_reason="编制3人", reason="人少",
          checker="冯某")  # fmt: skip
    person = _person(ji, "卫某")
    _hold(ji, person, "sysadmin")
    _hold(ji, person, "secadmin")
    assert combined(person).endswith("系统管理员、安全管理员（兼任）")
    with pytest.raises(ValidationError, match="卫某还在兼任"):
        ji.do("core_org.profile", "correct", ji.profile, combined_admins=False, reason="恢复", checker="冯某")


def _cover(h: Any) -> None:
    """李某 (法规处) also covers the head of 物业管理处 for 孙某."""
    li = Person.objects.get(user__username="legal")
    sun = Person.objects.get(user__username="head")
    _hold(h, li, "head", "物业管理处", kind="cover", stands_for=sun)


def _last(resource: str, pk: int) -> dict[str, Any]:
    row = Entry.objects.filter(resource=resource, object_ref=pk).order_by("-seq").first()
    assert row is not None
    return json.loads(row.text)["who"]


def test_cover_marks_only_what_is_done_through_it(ji: Any) -> None:
    _cover(ji)
    ctx = ctx_as(ji, "legal")
    assert ctx.scope.acting_for == "" and ctx.scope.roles >= {"legal", "head"}
    contract = ji.do("contracts.contract", "record", title="门禁合同", category="works", counterpart="午公司",
                     unit=ji.unit("物业管理处"), happened_on=ji.day, handler="王某", ctx=ctx)  # fmt: skip
    assert _last("contracts.contract", contract.pk)["for"] == ""
    ji.do("contracts.contract", "start_approval", contract, ctx=ctx_as(ji, "clerk"))
    made = engine.open_of(contract)
    ji.do(INSTANCE, "agree", made, ctx=ctx, opinion="同意")
    step = made.steps.get(stage="first_review", state="agreed")
    assert (step.signed(), step.post) == ("李某（代孙某）", "物业管理处 处室负责人")
    assert _last("core_process.step", step.pk)["for"] == "孙某"


def test_ones_own_signature_is_ones_own_though_one_covers_for_another(ji: Any) -> None:
    _cover(ji)
    review = next(
        i
        for i in Instance.objects.filter(bureau=ji.bureau, state="running", stage="legal")
        if "seal_use" not in i.chain
    )
    ji.do("legality_review.review", "all_handed", Contract.objects.get(pk=review.object_ref).review)
    ji.do("legality_review.review", "judge_rest", Contract.objects.get(pk=review.object_ref).review)
    ji.do(INSTANCE, "agree", review, ctx=ctx_as(ji, "legal"), opinion="合法", proof="x")
    step = review.steps.filter(stage="legal", state="agreed").latest("pk")
    assert (step.signer, step.acting_for) == ("李某", "")
    assert _last("core_process.step", step.pk)["for"] == ""
