"""Verbs of what is owed under a contract (履约)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move, move
from yifa.governance.contracts.choices import DutyKind, DutyState
from yifa.governance.contracts.gates import DUTY
from yifa.governance.contracts.models import Obligation
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb
from yifa.lawkit.rules import get_rule

#: What runs by law from 交付（验收）日: kind → (rule, what is to be done).
BY_LAW = {DutyKind.PAYMENT: ("PRO-29", "支付中小企业款项"), DutyKind.LIFT: ("SAF-04", "下一次电梯维护保养")}


def _run(work: Work, duty: Obligation) -> None:
    """Start the clock that the law gives at delivery: the payment of a small firm, the next service of a lift.

    A payment is due as the contract says, up to the maximum of its rule; a lift waits no longer than the interval,
    over rest days too.
    """
    if duty.kind not in BY_LAW or not duty.delivered_on or duty.state == DutyState.DONE:
        return
    if duty.kind == DutyKind.PAYMENT and not duty.contract.small_firm:
        return
    rule, label = BY_LAW[DutyKind(duty.kind)]
    part, days = _agreed(duty, rule) if duty.kind == DutyKind.PAYMENT else (1, None)
    clock = clocks.start(work, duty, rule=rule, at=duty.delivered_on, label=label, part=part, days=days)
    work.update(duty, due_on=clock.due_on, state=DutyState.RUNNING)


def _agreed(duty: Obligation, rule: str) -> tuple[int, int | None]:
    """Return part and length of a payment's term: the agreed days, or the most the law allows; else the law's own."""
    most = int(get_rule(rule, on=duty.delivered_on).parts[1].value or 0)
    agreed = duty.contract.pay_days
    if agreed:
        return 2, min(agreed, most)
    return (2, most) if duty.longer_term else (1, None)


@action
class RecordDuty(RecordVerb):
    """登记履约事项."""

    def __init__(self) -> None:
        super().__init__(get_resource(DUTY))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """What is delivered starts its clock, where the law gives one."""
        duty = self.build(work, data)
        duty.unit_id = duty.unit_id or duty.contract.unit_id
        duty.due_on = duty.due_on or duty.agreed_on
        work.create(duty)
        _run(work, duty)
        return duty


@action
class Deliver(Action):
    """登记交付验收: the day from which the law counts the payment."""

    resource, verb, label = DUTY, "deliver", "登记交付验收"
    rules = ("PRO-29", "SAF-04")
    fields = ("delivered_on",)
    required = ("delivered_on",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        done = obj is not None and (obj.state != DutyState.OPEN or obj.delivered_on)
        return super().available(ctx, obj) or ("交付验收已登记。" if done else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day and start the clock."""
        assert obj is not None
        if data["delivered_on"] > work.day:
            raise ValidationError({"delivered_on": "交付日不能晚于今天。"})
        work.update(obj, delivered_on=data["delivered_on"])
        _run(work, obj)
        return obj


@action
class Discharge(Move):
    """登记办理: paid, accepted, returned; the clock stops."""

    resource, verb, label, to, main = DUTY, "discharge", "登记办理", DutyState.DONE, True
    rules = ("PRO-29", "SAF-04")
    roles = WRITERS
    fields = ("done_on", "paper")
    help = "办理日写实际付款、验收、退还的日期；晚几天补记的，照实际日期写。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, unless said otherwise."""
        return {"done_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before what it answers."""
        day = data.get("done_on")
        if day and day > ctx.day:
            raise ValidationError({"done_on": "办理日不能晚于今天。"})
        if day and obj is not None and obj.kind == DutyKind.LIFT and obj.delivered_on and day < obj.delivered_on:
            raise ValidationError({"done_on": f"办理日早于上次维护保养（{obj.delivered_on.isoformat()}）。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        running = obj.state == DutyState.RUNNING
        day = data.get("done_on") or work.day
        move(work, obj, self.to, done_on=day, **({"paper": data["paper"]} if data.get("paper") else {}))
        if running:
            clocks.stop(work, obj, BY_LAW[DutyKind(obj.kind)][0], day)
        return obj


@action
class DutyBackfill(LateBackfill):
    """补录履约事项."""

    of, late = DUTY, ("done_on",)

    def settle(self, work: Work, obj: Any) -> None:
        """With a day it is done."""
        if obj.done_on:
            obj.state = DutyState.DONE


@action
class DutyCorrect(LateCorrect):
    """更正履约事项."""

    of, late = DUTY, ("done_on",)
