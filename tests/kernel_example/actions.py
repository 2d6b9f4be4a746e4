"""Verbs of the example beyond the standard ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tests.kernel_example.models import Loan, LoanState
from yifa.core.legaltime import clocks
from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.policy import WRITERS
from yifa.kernel.verbs import RecordVerb


class Reviewed(Gate):
    """法定: lent for more than a year only in the case the law writes."""

    key, title, force, rule = "kernel_example.a_year", "借用不超过一年", Force.STATUTORY, "REP-01"
    exceptions = {"relief": ("抢险救灾", "第一条")}

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Hold what lasts longer."""
        first, last = data.get("happened_on"), data.get("due_on")
        long = first and last and last - first > timedelta(days=366)
        return Block("借用超过一年。", "缩短借期，或者按调拨办理") if long else None

    def concerns(self, data: dict[str, Any]) -> bool:
        """补录 answers only where there is a term."""
        return bool(data.get("due_on"))


class Approved(Gate):
    """本局制度: brought back late, the head says why."""

    key, title, force, house_basis = "kernel_example.late", "超期归还说明", Force.HOUSE, "公物借用办法（示例）"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Hold a late return."""
        late = obj is not None and data.get("back_on") and data["back_on"] > obj.due_on
        return Block("归还晚于应还日。", "写明理由和批准人") if late else None


class Decided(Gate):
    """上级要求: things of great worth leave the house by decision of the group."""

    key, title, force, rule = "kernel_example.worth", "贵重公物出借", Force.SUPERIOR, "REP-01"
    organ = "领导班子"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Hold what is dear."""
        thing = data.get("thing")
        return Block("原值在一百万元以上。", "提交领导班子集体决定") if thing and thing.worth > 1_000_000 else None


@registry.action
class Lend(RecordVerb):
    """登记借用: the register's own 登记, with gates and a clock."""

    gates = (Reviewed(), Decided())

    def __init__(self) -> None:
        super().__init__(registry.get_resource("kernel_example.loan"))

    def after_each(self, work: Work, obj: Loan, data: dict[str, Any]) -> None:
        """Start the clock of the return."""
        clocks.start(
            work, obj, rule="CLK-02", at=obj.happened_on, label="归还", days=(obj.due_on - obj.happened_on).days
        )


@registry.action
class Return(Action):
    """归还: ends the loan and its clock."""

    resource, verb, label, on = "kernel_example.loan", "give_back", "归还", "one"
    roles = WRITERS
    fields = ("back_on",)
    required = ("back_on",)
    extra = {"state_of_thing": forms.CharField(label="完好情况", required=False, max_length=60)}
    rules = ("REP-01",)
    gates = (Approved(),)
    main, danger, bulk = True, False, True
    confirm = "归还后期限停止。"
    help = "核对公物完好后登记。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {"back_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only what is out."""
        why = super().available(ctx, obj)
        return why or ("已经归还。" if obj is not None and obj.state != LoanState.OUT else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not before it was lent, not tomorrow."""
        if obj is not None and data.get("back_on") and not obj.happened_on <= data["back_on"] <= ctx.day:
            raise ValidationError({"back_on": "归还日在借出日和今天之间。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Loan:
        """Write it, with what the ledger should keep beside."""
        assert obj is not None
        work.happened_on, work.proves = data["back_on"], (obj.happened_on, data["back_on"])
        work.extra = {"state": data.get("state_of_thing", "")}
        if not obj.backfilled:
            clocks.stop(work, obj, "CLK-02", data["back_on"])
        return work.update(obj, back_on=data["back_on"], state=LoanState.BACK)


@registry.action
class Lose(Action):
    """报失: in no menu (a row's own button calls it), asked once more first, quiet among the verbs."""

    resource, verb, label = "kernel_example.thing", "lose", "报失"
    danger, quiet, hidden = True, True, True
    confirm = "报失后写入备注。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write it into the note."""
        assert obj is not None
        return work.update(obj, note=f"{obj.note}报失".strip())
