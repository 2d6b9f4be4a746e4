"""答复、不再处理、送达、关联复议诉讼."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process import links
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.choices import LinkKind
from yifa.governance.disclosure import letters, office
from yifa.governance.disclosure.actions.common import (
    NOTICE,
    REPLY,
    OnRequest,
    a_day,
    last_day_to_pay,
    notice_over,
    stop,
    words,
)
from yifa.governance.disclosure.choices import Consulted, Stance, SupplyWay, outcome, outcomes, refuses
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.gates import RemedyTold
from yifa.governance.disclosure.models import Request
from yifa.governance.disputes.public import Case
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action

#: Why information is given although a third party opposes (art. 32); the third party is told in writing.
OPPOSED = {
    "unreasonable": "第三方的理由不合理",
    "interest": "不公开可能对公共利益造成重大影响",
}


def close(work: Work, obj: Any, day: date, **values: Any) -> Request:
    """End a request: every clock stops, open consultations end with it."""
    waits = clocks.of(obj).filter(rule=REPLY, state="suspended").first()
    if waits is not None:  # closed while others were asked, or the applicant was waited for
        last = date.fromisoformat(waits.events[-1]["at"])
        clocks.event(work, obj, REPLY, "resume", max(day, last), note="办结")
    stop(work, obj, REPLY, day)
    notice_over(work, obj, day)
    for asked in obj.consultations.filter(ended_on__isnull=True, life="live"):
        for clock in clocks.of(asked).exclude(state="stopped"):
            clocks.stop(work, asked, clock.rule, day)
        work.update(asked, ended_on=day)
    return work.update(obj, closed_on=day, **values)


def opposing(obj: Any) -> list[Any]:
    """Return the consultations in which a third party opposed."""
    rows = obj.consultations.filter(kind=Consulted.THIRD_PARTY, stance=Stance.OPPOSED, life="live")
    return list(rows.order_by("pk"))


def _remedies() -> dict[str, forms.Field]:
    return {
        "organ": forms.CharField(label="行政复议机关", max_length=120, required=False, help_text="写入救济告知"),
        "court": forms.CharField(label="管辖法院", max_length=120, required=False),
        "served_by": forms.ChoiceField(label="送达方式", choices=[("", "—"), *SupplyWay.choices], required=False),
        "proof": forms.CharField(label="送达凭证", max_length=120, required=False, help_text="签收人、邮件号"),
    }


def _served(data: dict[str, Any], day: date) -> date | None:
    """Return the day a letter reached its addressee: that of a posted one is entered when the receipt is back."""
    return None if data.get("served_by") in ("", None, SupplyWay.MAIL) else day


def _write(work: Work, obj: Any, kind: str, code: str, data: dict[str, Any], day: date) -> str:
    """Write the letter that ends a request, with its article and the remedy notice of its day."""
    found = outcome(code)
    said, article = ("", None) if found is None else (str(found.extra.get("say", "")), found.extra.get("article"))
    made = letters.issue(
        work, obj, kind, day, number=data.get("letter_no") or "", served_by=data.get("served_by", ""),
        served_on=_served(data, day), proof=data.get("proof", ""), 答复=said, 事由=data.get("reasons", ""),
        依据=f"以上答复的依据：{letters.articles(article)}。" if article else "",
        救济=letters.remedy(code, day, data.get("organ", ""), data.get("court", "")),
    )  # fmt: skip
    return str(made.number)


@action
class Answer(OnRequest):
    """答复: the reply type, its reasons, the day of delivery; the letter bears the remedy notice of that day."""

    verb, label, main = "reply", "答复", True
    states, day_field = (S.RUNNING, S.CONSULTING), "delivered_on"
    rules = (REPLY,)
    gates = (RemedyTold(),)
    extra = {
        "delivered_on": a_day("答复日"),
        "result": forms.ChoiceField(label="答复类型", choices=outcomes),
        "reasons": words("理由和提供内容", required=False),
        "opposed": forms.ChoiceField(
            label="第三方不同意而决定公开的",
            choices=[("", "—"), *OPPOSED.items()],
            required=False,
            help_text="没有第三方不同意的不选；选了的同时书面告知第三方（第三十二条）",
        ),
        "letter_no": forms.CharField(label="答复书文号", max_length=80, required=False, help_text="不填时取下一个文号"),
        **_remedies(),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the way of service the applicant asked for, and the organ and court the guide names."""
        start = {**super().initial(ctx, obj), **office.remedies(ctx.scope.bureau_id, ctx.day)}
        if obj is not None and obj.supply_way:
            start["served_by"] = obj.supply_way
        return start

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A refusal says why; what only ends a matter is not a reply; an opposing third party is heard."""
        super().clean(ctx, obj, data)
        found = outcome(data.get("result", ""))
        if found is not None and found.extra.get("closes"):
            raise ValidationError({"result": "逾期不补正、逾期不缴费的，用“不再处理”办理。"})
        wanted = str(found.extra.get("asks") or "") if found is not None else ""
        if refuses(data.get("result") or ""):
            wanted = wanted or "不予公开的，说明理由（第三十六条、第三十七条）。"
        if wanted and not (data.get("reasons") or "").strip():
            raise ValidationError({"reasons": wanted})
        if data.get("result") == "granted" and obj is not None and opposing(obj):
            if not data.get("opposed"):
                why = "第三方不同意公开，有合理理由的不予公开。决定公开的，选定原因，写明理由，并书面告知第三方。"
                raise ValidationError({"opposed": why})
            if not (data.get("reasons") or "").strip():
                raise ValidationError({"reasons": "第三方不同意而决定公开的，写明公开的内容和理由。"})
        if data.get("result") == "not_clear" and obj is not None and obj.supplemented_on is None:
            raise ValidationError({"result": "没有收到补正，不能以补正后仍不明确答复。"})
        if data.get("result") == "not_handled_excessive" and obj is not None and obj.excessive_on is None:
            raise ValidationError({"result": "没有要求申请人说明理由，不能以大量反复申请不予处理。"})
        if data.get("result") == "not_handled_excessive" and obj is not None and (obj.delayed_to or obj.paid_on):
            why = "已经认定理由合理、另定延迟答复期限，或者收取了信息处理费，不能再以大量反复申请不予处理。"
            raise ValidationError({"result": why})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Write the letter and stop every clock of the request."""
        assert obj is not None
        day = data["delivered_on"]
        for asked in opposing(obj) if data["result"] == "granted" else ():
            letters.issue(
                work, obj, "third_told", day, addressee=asked.whom, 原因=OPPOSED.get(data.get("opposed") or "", ""),
                事由=data.get("reasons", ""),
                救济=letters.remedy("", day, data.get("organ", ""), data.get("court", "")),
            )  # fmt: skip
        number = _write(work, obj, "reply", data["result"], data, day)
        return close(work, obj, day, state=S.REPLIED, outcome=data["result"], replied_on=day, reply_no=number)


@action
class RefusedWithoutRemedy(RecordedBreach):
    """登记未告知救济途径: a refusal that did not say where to apply for reconsideration."""

    resource, verb, twin, day_field = "disclosure.request", "record_untold", "reply", "delivered_on"
    label, probes = "登记未告知救济途径的答复", ({"result": "refused_internal"},)


@action
class Abandon(OnRequest):
    """不再处理: no correction, or no fee, within the term without good reason."""

    verb, label = "abandon", "不再处理"
    states, day_field = (S.SUPPLEMENT, S.PAYMENT), "ended_on"
    rules = (NOTICE,)
    extra = {
        "ended_on": a_day("认定日"),
        "reasons": words("理由"),
        "letter_no": forms.CharField(label="告知书文号", max_length=80, required=False),
        **_remedies(),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the organ and court the guide names."""
        return {**super().initial(ctx, obj), **office.remedies(ctx.scope.bureau_id, ctx.day)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """End the matter, not before the term is over."""
        assert obj is not None
        paying = obj.state == S.PAYMENT
        limit = obj.fee_due_on if paying else obj.supplement_by
        if limit and data["ended_on"] <= limit:
            raise Refused(f"{'缴费' if paying else '补正'}期限到 {limit.isoformat()} 为止，还没有届满。")
        code = "other_no_fee" if paying else "other_no_supplement"
        number = _write(work, obj, "ended", code, data, data["ended_on"])
        return close(work, obj, data["ended_on"], state=S.ABANDONED, outcome=code, reply_no=number)


@action
class Serve(Action):
    """登记送达: when and how a letter reached its addressee."""

    resource, verb, label, on, main = "disclosure.letter", "serve", "登记送达", "one", True
    rules = ("GID-20",)
    extra = {
        "reached_on": a_day("送达日"),
        "by": forms.ChoiceField(label="送达方式", choices=SupplyWay.choices),
        "voucher": forms.CharField(label="送达凭证", max_length=120, required=False, help_text="签收人、邮件号"),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        done = obj is not None and obj.served_on is not None
        return super().available(ctx, obj) or ("送达已经登记。" if done else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep day, way and proof."""
        assert obj is not None
        day = data["reached_on"]
        if day > work.day or (obj.happened_on and day < obj.happened_on):
            raise ValidationError({"reached_on": "送达日不能早于文书日期，也不能晚于今天。"})
        done = work.update(obj, served_on=day, served_by=data["by"], proof=data.get("voucher", ""))
        asked = done.request if done.kind == "fee" else None
        if (
            asked is not None
            and asked.state == S.PAYMENT
            and (last := last_day_to_pay(day, work.day)) > asked.fee_due_on
        ):
            work.update(asked, fee_due_on=last)  # the term runs from the day the notice came
        return done


@action
class Contested(OnRequest):
    """关联复议诉讼: the reconsideration or suit about this request."""

    verb, label, quiet = "contest", "关联复议诉讼", True
    states = (S.REPLIED, S.ABANDONED, S.WITHDRAWN, S.RECEIVED, S.RUNNING, S.SUPPLEMENT, S.CONSULTING, S.PAYMENT)
    rules = ("GID-18",)
    extra = {
        "case": forms.ModelChoiceField(
            label="复议、诉讼案件", queryset=Case.objects.filter(about_disclosure=True).order_by("-happened_on", "-pk")
        )
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Tie the two."""
        assert obj is not None
        links.link(work, data["case"], LinkKind.RELATED, obj)
        return work.update(obj)
