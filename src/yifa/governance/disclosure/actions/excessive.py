"""数量、频次明显超过合理范围 (art. 35): reasons, a longer period; and only then a fee (art. 42)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.breach import RecordedBreach
from yifa.governance.disclosure.actions.common import EXCESS, REPLY, OnRequest, Tells, a_day, letter_fields, stop, words
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.gates import FeeOnlyIfExcessive
from yifa.governance.disclosure.models import Request
from yifa.kernel.action import Ctx, Work
from yifa.kernel.registry import action
from yifa.lawkit import params
from yifa.lawkit.calendar import WorkCalendar

FEE_DAYS = "disclosure.fee_days"
#: Why the reply period waits; the text of the fee rules was not read (待核实).
WAITS = "缴纳信息处理费（《政府信息公开信息处理费管理办法》，待核实）"


def _runs(obj: Any) -> bool:
    """Whether the reply period is still counted (a delayed reply has a day of its own)."""
    return bool(clocks.of(obj).filter(rule=REPLY).exclude(state="stopped").exists())


@action
class AskReasons(Tells):
    """要求说明理由: number or frequency is clearly beyond reason; the reply period runs on."""

    verb, label, letter, term = "ask_reasons", "要求说明理由", "explain", "说明期限"
    states, day_field = (S.RUNNING,), "told_on"
    rules = (EXCESS,)
    extra = {
        "told_on": a_day("告知日"),
        "until": a_day("说明期限"),
        "finding": words("明显超过合理范围的情况"),
        **letter_fields("告知书文号"),
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Tell the applicant."""
        assert obj is not None
        self.tell(work, obj, data, "finding")
        return work.update(obj, state=S.EXPLAIN, excessive_on=data["told_on"])


@action
class ReasonsGiven(OnRequest):
    """登记说明情况: what the applicant said, or that nothing came; the office goes on from there."""

    verb, label, main = "reasons_given", "登记说明情况", True
    states, day_field = (S.EXPLAIN,), "got_on"
    rules = (EXCESS,)
    extra = {"got_on": a_day("收到说明日（期满日）"), "said": words("说明的理由和认定")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Back to work: reply, refuse to handle, delay or charge."""
        work.extra = {"reasons": data["said"]}
        return work.update(obj, state=S.RUNNING)


@action
class Delay(Tells):
    """延迟答复: the reasons hold but the period is too short; a reasonable one is set and told (art. 35)."""

    verb, label, letter, term = "delay", "延迟答复", "delay", "延迟答复期限"
    once = ("delayed_to", "延迟答复期限已经确定。")
    states, day_field = (S.RUNNING,), "told_on"
    rules = (EXCESS,)
    extra = {
        "told_on": a_day("告知日"),
        "until": a_day("延迟答复期限"),
        "why": words("理由", required=False),
        **letter_fields("告知书文号"),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only where the request was found excessive."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.excessive_on is None:
            return "没有认定申请的数量、频次明显超过合理范围，不能延迟答复；需要更多时间的用“延期答复”。"
        return ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """The period set and told takes the place of the general one."""
        assert obj is not None
        stop(work, obj, REPLY, data["told_on"], note="依第三十五条另定延迟答复期限")
        self.tell(work, obj, data, "why")
        return work.update(obj, delayed_to=data["until"])


@action
class Charge(Tells):
    """收取信息处理费: only where the request was found excessive."""

    verb, label, letter, term = "charge", "通知缴纳信息处理费", "fee", "缴费期限"
    once = ("fee", "收费通知已经发出。")
    states, day_field = (S.RUNNING,), "told_on"
    rules = (EXCESS,)
    gates = (FeeOnlyIfExcessive(),)
    extra = {
        "told_on": a_day("通知日"),
        "amount": forms.DecimalField(label="金额（元）", min_value=0, max_digits=10, decimal_places=2),
        "until": a_day("缴费期限"),
        "why": words("计算依据", required=False),
        **letter_fields("收费通知文号"),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the term of the fee rules."""
        days = int(params.get_param(FEE_DAYS, ctx.day).value)
        return {**super().initial(ctx, obj), "until": WorkCalendar.load().add_workdays(ctx.day, days)}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A fee is an amount."""
        super().clean(ctx, obj, data)
        if data.get("amount") is not None and data["amount"] <= 0:
            raise ValidationError({"amount": "金额要大于零。不收费的，直接答复。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Tell the applicant what is to be paid, and until when; the reply period waits for the payment."""
        assert obj is not None
        self.tell(work, obj, data, "why", 金额=f"{data['amount']}")
        if _runs(obj):
            clocks.event(work, obj, REPLY, "suspend", data["told_on"] + timedelta(days=1), note=WAITS)
        return work.update(obj, state=S.PAYMENT, fee=data["amount"], fee_due_on=data["until"])


@action
class ChargedWithoutGround(RecordedBreach):
    """登记违规收费: a fee asked for although the request was within reason."""

    resource, verb, twin, day_field = "disclosure.request", "record_charged", "charge", "told_on"
    label, probes = "登记违规收费", ({"amount": 1},)


@action
class Paid(OnRequest):
    """登记缴费."""

    verb, label, main = "paid", "登记缴费", True
    states, day_field = (S.PAYMENT,), "got_on"
    rules = (EXCESS,)
    extra = {"got_on": a_day("缴费日"), "voucher": forms.CharField(label="票据号", max_length=80)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Go on; the reply period runs anew from the day after payment."""
        assert obj is not None
        work.extra = {"voucher": data["voucher"]}
        if _runs(obj):
            clocks.event(work, obj, REPLY, "restart", data["got_on"], note=WAITS)
        return work.update(obj, state=S.RUNNING, paid_on=data["got_on"])
