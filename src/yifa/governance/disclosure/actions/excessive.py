"""数量、频次明显超过合理范围 (art. 35): reasons, a longer period; and only then a fee (art. 42)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.breach import RecordedBreach
from yifa.governance.disclosure import fees
from yifa.governance.disclosure.actions.common import (
    EXCESS,
    REPLY,
    OnRequest,
    Tells,
    a_day,
    last_day_to_pay,
    letter_fields,
    stop,
    words,
)
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.gates import FeeOnlyIfExcessive
from yifa.governance.disclosure.models import Request
from yifa.kernel.action import Ctx, Work
from yifa.kernel.registry import action

#: Why the reply period waits; that it begins anew after payment was not read in the fee rules (待核实).
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
        return work.update(obj, state=S.EXPLAIN, excessive_on=data["told_on"], explain_by=data["until"])


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
        return work.update(obj, state=S.RUNNING, explained_on=data["got_on"])


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
    """收取信息处理费: only where the request was found excessive; by the standard, or an amount reckoned by hand."""

    verb, label, letter, term = "charge", "通知缴纳信息处理费", "fee", "缴费期限"
    once = ("fee", "收费通知已经发出。")
    states, day_field = (S.RUNNING,), "told_on"
    rules = (EXCESS,)
    gates = (FeeOnlyIfExcessive(),)
    extra = {
        "told_on": a_day("通知日"),
        "by": forms.ChoiceField(
            label="计收方式", choices=lambda: [("", "—"), *fees.scales()], required=False,
            help_text="每件申请只用一种，不重复计算；不选的，填写金额和计算依据",
        ),
        "quantity": forms.IntegerField(
            label="件数、页数", min_value=1, max_value=100_000, required=False,
            help_text="按件：同一申请人当月累计到本件的件数；按量：提供的页数",
        ),
        "split": forms.IntegerField(
            label="本件计几件", min_value=1, max_value=1000, required=False, help_text="按件：一份申请拆成几件的填写"
        ),
        "amount": forms.DecimalField(
            label="金额（元）", min_value=0, max_digits=10, decimal_places=2, required=False,
            help_text="选了计收方式的不填，按收费标准计算",
        ),
        "until": a_day("缴费期限", help_text="自收到收费通知次日起算；邮寄的，登记送达以后顺延"),
        "why": words("计算依据", required=False),
        **letter_fields("收费通知文号"),
    }  # fmt: skip

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the term of the fee rules, and how many applications came from the applicant in the month."""
        start = {**super().initial(ctx, obj), "until": last_day_to_pay(ctx.day, ctx.day)}
        if obj is not None and obj.happened_on and (count := fees.in_month(obj, obj.happened_on)) > 1:
            start |= {"by": fees.ITEM, "quantity": count}
        return start

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A fee is an amount: of the standard, or told with its reckoning."""
        super().clean(ctx, obj, data)
        given = data.get("amount")
        if data.get("by"):
            if not data.get("quantity"):
                raise ValidationError({"quantity": "填写件数或者页数。"})
            due = _by_standard(data)
            if not due:
                raise ValidationError({"quantity": "按收费标准不收费。直接答复。"})
            if given is not None and given != due:
                raise ValidationError({"amount": f"按收费标准是 {due} 元。金额不填，由系统计算。"})
        elif given is None:
            raise ValidationError({"by": "选定计收方式，或者填写金额和计算依据。"})
        elif given <= 0:
            raise ValidationError({"amount": "金额要大于零。不收费的，直接答复。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Tell the applicant what is to be paid, and until when; the reply period waits for the payment."""
        assert obj is not None
        fee = data.get("amount")
        if data.get("by"):
            fee = Decimal(_by_standard(data))
            said = fees.in_words(data["by"], data["quantity"], data.get("split") or 1)
            data = {**data, "why": "\n".join(t for t in (said, data.get("why")) if t)}
        self.tell(work, obj, data, "why", 金额=f"{fee}")
        if _runs(obj):
            clocks.event(work, obj, REPLY, "suspend", data["told_on"] + timedelta(days=1), note=WAITS)
        return work.update(obj, state=S.PAYMENT, fee=fee, fee_due_on=data["until"])


def _by_standard(data: dict[str, Any]) -> int:
    return fees.amount(data["by"], data["quantity"], data.get("split") or 1)


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
