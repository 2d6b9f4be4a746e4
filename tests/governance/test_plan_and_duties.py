"""Tasks are done on four papers and extended in time; the leader's part stands on his acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from yifa.governance.duty_lists.models import DutyAct, DutyLine, LegalStatement
from yifa.governance.rule_of_law_plan.models import Outline, Task
from yifa.governance.rule_of_law_plan.queries import overdue
from yifa.kernel import registry
from yifa.kernel.action import Blocked, Refused
from yifa.kernel.gate import Force, Override
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.resource.forms import form_of
from yifa.suites.annual_report.compose import compose

PAPERS = {"scheme": "方案", "deployment": "通知", "carrying": "材料", "checking": "检查记录"}


@pytest.fixture
def task(house: Any) -> Any:
    """A task of 己县 that is open and due after the day."""
    h = house("ji")
    return Task.objects.filter(bureau=h.bureau, done_on__isnull=True, due_on__gt=h.day, life="live").first()


def test_a_task_is_done_on_four_papers(house: Any, task: Any) -> None:
    h = house("ji")
    outcome = {"done_on": h.day, "result": "已办结"}
    with pytest.raises(Blocked) as stopped:
        h.do("rule_of_law_plan.task", "complete", task, **outcome, carrying="材料")
    assert stopped.value.gate.force is Force.HOUSE
    assert "检查" in str(stopped.value) and "落实" not in stopped.value.block.why
    done = h.do("rule_of_law_plan.task", "complete", task, **outcome, **PAPERS)
    assert done.done_on == h.day and not done.missing
    with pytest.raises(Refused):
        h.do("rule_of_law_plan.task", "complete", task, **outcome, **PAPERS)


def test_the_house_gate_opens_with_reason_approver_and_a_day_to_cure(house: Any, task: Any) -> None:
    h, key = house("ji"), "rule_of_law_plan.four_papers"
    outcome = {"done_on": h.day, "result": "已办结"}
    with pytest.raises(Blocked):
        h.do("rule_of_law_plan.task", "complete", task, overrides={key: Override("材料在途", "郑某")}, **outcome)
    allowed = Override("材料在途", "郑某", cure_by=h.day + timedelta(days=10))
    h.do("rule_of_law_plan.task", "complete", task, overrides={key: allowed}, **outcome)
    event = GateEvent.objects.get(bureau=h.bureau, resource="rule_of_law_plan.task", object_ref=task.pk, gate=key)
    assert event.kind == "override" and event.approver == "郑某"


def test_an_extension_is_approved_before_the_day_has_passed(house: Any, task: Any) -> None:
    h, old = house("ji"), task.due_on
    more = {"to_on": old + timedelta(days=3), "why": "等待上级文件", "approver": "郑某"}
    with pytest.raises(Refused):
        h.do("rule_of_law_plan.task", "extend", task, day=old + timedelta(days=1), **more)
    moved = h.do("rule_of_law_plan.task", "extend", task, **more)
    assert moved.due_on == more["to_on"] and moved.first_due_on in (old, task.first_due_on)
    kept = moved.extensions.latest("pk")
    assert (kept.from_on, kept.to_on, kept.approver) == (old, more["to_on"], "郑某")


def test_a_correction_cannot_move_the_due_date(house: Any, task: Any) -> None:
    assert "due_on" not in registry.get_action("rule_of_law_plan.task", "correct").fields
    assert "done_on" in registry.get_action("rule_of_law_plan.task", "correct").fields


def test_the_present_bureau_has_overdue_tasks_and_one_due_today(house: Any) -> None:
    h = house("ji")
    rows = registry.get_resource("rule_of_law_plan.task").rows(h.scope()).counted()
    late = overdue(rows, h.day)
    assert late.count() == 2
    assert rows.filter(due_on=h.day).exists() and not late.filter(due_on=h.day).exists()


def test_a_national_outline_takes_its_years_from_the_packs(house: Any) -> None:
    h = house("wu")
    outline = Outline.objects.exclude(period="").filter(bureau=h.bureau).first()
    assert outline.starts_on and outline.ends_on
    form = form_of(
        registry.get_action("rule_of_law_plan.outline", "record"), h.ctx(), None, {"title": "本地规划", "period": ""}
    )
    assert "starts_on" in form.errors


@pytest.mark.parametrize("code", ["jia", "yi", "bing", "ding", "wu", "ji"])
def test_the_leaders_part_prints_for_every_bureau(house: Any, code: str) -> None:
    h = house(code)
    made = compose(h.bureau, h.year, day=h.day)
    part = next(p for p in made.sections if p.key == "leader")
    assert "duty_lists.first_acts" in part.paragraphs[0].figures


def test_without_acts_of_the_first_person_the_mandatory_part_is_missing(house: Any) -> None:
    h = house("jia")
    for act in DutyAct.objects.filter(bureau=h.bureau, rank="first", life="live", happened_on__year=h.year):
        h.do("duty_lists.act", "void", act, reason="佐证不符", checker="李某", approver="郑某")
    made = compose(h.bureau, h.year, day=h.day)
    assert not [p for p in made.sections if p.key == "leader"]
    assert [b for b in made.blocking if b.mandatory and "第一责任人" in b.why]


def test_an_act_needs_its_paper_and_answers_a_duty_of_its_kind(house: Any) -> None:
    h = house("ji")
    line = DutyLine.objects.filter(bureau=h.bureau, kind="deploy").first()
    row = {"rank": "first", "person": "郑某", "title": "督办整改", "happened_on": h.day}
    act = registry.get_action("duty_lists.act", "record")
    assert "paper" in form_of(act, h.ctx(), None, {**row, "kind": "supervise"}).errors
    wrong = form_of(act, h.ctx(), None, {**row, "kind": "supervise", "line": line.pk, "paper": "批示"})
    assert "line" in wrong.errors
    assert form_of(act, h.ctx(), None, {**row, "kind": "deploy", "line": line.pk, "paper": "批示"}).is_valid()


def test_one_statement_not_given_blocks_the_claim_once_the_round_is_over(house: Any) -> None:
    from yifa.core.metrics import figures
    from yifa.core.metrics.metric import Query

    def given(h: Any) -> Any:
        return figures.evaluate("duty_lists.statements_given", Query.of_year(h.bureau.pk, h.year, until=h.day))

    wu, ji = house("wu"), house("ji")
    assert given(wu).printed and not given(wu).blocked
    assert given(ji).empty, "the round of the present year is still open"
    one = LegalStatement.objects.filter(bureau=wu.bureau, round__year=wu.year, life="live").first()
    wu.do("duty_lists.statement", "correct", one, submitted_on=None, reason="误记", checker="李某", approver="郑某")
    assert given(wu).blocked and given(wu).options
