"""征求意见: of third parties (art. 32), of co-makers (art. 34), of other organs; that time is not counted (art. 33)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.governance.disclosure import letters
from yifa.governance.disclosure.actions.common import CO_MAKER, REPLY, THIRD, OnRequest, a_day, letter_fields, words
from yifa.governance.disclosure.choices import Consulted, Stance
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.models import Consultation, Request
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action
from yifa.lawkit import rules

#: Whose silence has a term: rule of the period. For other organs the law sets none.
TERM = {Consulted.THIRD_PARTY: THIRD, Consulted.CO_MAKER: CO_MAKER}
#: What silence means when the term is over.
SILENCE = {Consulted.THIRD_PARTY: Stance.SILENT, Consulted.CO_MAKER: Stance.DEEMED}
#: The same, as the letter tells the consulted.
WARNING = {
    Consulted.THIRD_PARTY: "逾期未提出意见的，由本机关依照《政府信息公开条例》的规定决定是否公开。",
    Consulted.CO_MAKER: "逾期未提出意见的，视为同意公开。",
}


@action
class Consult(OnRequest):
    """征求意见: of a third party or another organ; the reply clock stands still from the day after."""

    verb, label = "consult", "征求意见"
    states, day_field = (S.RUNNING, S.CONSULTING), "sent_on"
    rules = (REPLY, THIRD, CO_MAKER)
    extra = {
        "kind": forms.ChoiceField(label="征求对象", choices=Consulted.choices),
        "whom": forms.CharField(label="对方名称", max_length=120),
        "sent_on": a_day("发出日"),
        "got_on": a_day("对方收到日", required=False, help_text="对方的期限自收到之日起算；以后可以补登"),
        "asked": words("征求的事项", required=False),
        **letter_fields("征求意见书文号"),
    }

    def before(self, obj: Any) -> list[tuple[date, str]]:
        """While others are being asked, letters may be entered in any order."""
        return [] if obj.state == S.CONSULTING else super().before(obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """What has not arrived yet is not entered as arrived."""
        super().clean(ctx, obj, data)
        if data.get("got_on") and data["got_on"] > ctx.day:
            raise ValidationError({"got_on": "对方收到日不能晚于今天。还没有收到的不填，以后补登。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Write the letter, suspend the reply clock if it runs, start the term of the consulted."""
        assert obj is not None
        kind, sent, got = data.get("kind") or Consulted.THIRD_PARTY, data["sent_on"], data.get("got_on")
        if got and got < sent:
            raise ValidationError({"got_on": "对方收到日不能早于发出日。"})
        made = work.create(
            Consultation(
                bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=sent, request=obj, kind=kind,
                whom=data["whom"], got_on=got,
            )
        )  # fmt: skip
        if got:
            _term(work, made)
        rule = TERM.get(Consulted(kind))
        days = str(rules.load_rules()[rule].parts[0].value) if rule else "　　"
        letters.issue(
            work, obj, "consultation", sent, number=data.get("notice_no", ""), addressee=data["whom"],
            served_by=data.get("served_by", ""), served_on=got, proof=data.get("proof", ""),
            事由=data.get("asked", ""), 征求意见天数=days, 逾期后果=WARNING.get(Consulted(kind), ""),
        )  # fmt: skip
        if obj.state != S.CONSULTING:
            clocks.event(work, obj, REPLY, "suspend", sent + timedelta(days=1), note="征求意见")
        return work.update(obj, state=S.CONSULTING)


def _term(work: Work, made: Consultation) -> None:
    """Start the term of the consulted, from the day they got the letter."""
    rule = TERM.get(Consulted(made.kind))
    if rule and made.got_on:
        clocks.start(work, made, rule=rule, at=made.got_on, label="对方提出意见")


def _end(work: Work, made: Any, day: date, **values: Any) -> Any:
    """End one consultation; with the last open one the reply clock goes on the day after."""
    for clock in clocks.of(made).exclude(state="stopped"):
        clocks.stop(work, made, clock.rule, day)
    work.update(made, ended_on=day, **values)
    request = made.request
    rows = request.consultations.filter(life="live")
    if request.state == S.CONSULTING and not rows.filter(ended_on__isnull=True).exists():
        last = max([r.ended_on for r in rows] or [day])
        clocks.event(work, request, REPLY, "resume", last + timedelta(days=1), note="征求意见结束")
        work.update(request, state=S.RUNNING)
    return made


class _OnConsultation(Action):
    resource, on = "disclosure.consultation", "one"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While no answer came."""
        done = obj is not None and obj.ended_on is not None
        return super().available(ctx, obj) or ("意见已经登记。" if done else "")


@action
class ConsultationReceived(_OnConsultation):
    """登记对方收到: their term runs from the day they got the letter."""

    verb, label = "received", "登记对方收到"
    rules = (THIRD, CO_MAKER)
    extra = {"receipt_on": a_day("对方收到日")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        known = obj is not None and obj.got_on is not None
        return super().available(ctx, obj) or ("对方收到日已经登记。" if known else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Start their term."""
        assert obj is not None
        day = data["receipt_on"]
        if day < obj.happened_on or day > work.day:
            raise ValidationError({"receipt_on": "对方收到日不能早于发出日，也不能晚于今天。"})
        done = work.update(obj, got_on=day)
        letter = done.request.letters.filter(kind="consultation", addressee=done.whom, served_on=None, life="live")
        if (sent := letter.filter(happened_on=done.happened_on).order_by("pk").first()) is not None:
            work.update(sent, served_on=day)
        _term(work, done)
        return done


@action
class Consulted_(_OnConsultation):
    """收到意见: with the last open consultation the reply period goes on."""

    verb, label, main = "consulted", "登记意见", True
    rules = (REPLY, THIRD, CO_MAKER)
    extra = {
        "answered_on": a_day("收到意见日"),
        "said": forms.ChoiceField(
            label="意见", choices=[c for c in Stance.choices if c[0] not in ("deemed", "silent")]
        ),
        "because": words("意见理由", required=False),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {"answered_on": ctx.day}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep what they said. An opinion that came after the term changes nothing of what silence meant."""
        assert obj is not None
        day = data["answered_on"]
        if day < (obj.got_on or obj.happened_on) or day > work.day:
            raise ValidationError({"answered_on": "收到意见日不能早于发出日、对方收到日，也不能晚于今天。"})
        clock = clocks.of(obj).exclude(state="stopped").first()
        if clock is not None and clock.due_on and day > clock.due_on:
            raise Refused(f"对方的期限已于 {clock.due_on.isoformat()} 届满。用“期满未提出意见”办理。")
        return _end(work, obj, day, stance=data["said"], reasons=(data.get("because") or "")[:300])


@action
class Lapsed(_OnConsultation):
    """期满未提出意见: a third party's silence leaves the decision to the organ, a co-maker's is consent."""

    verb, label = "lapsed", "期满未提出意见"
    rules = (THIRD, CO_MAKER)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once the term is over."""
        if why := super().available(ctx, obj):
            return why
        if obj is None:
            return ""
        clock = clocks.of(obj).exclude(state="stopped").first()
        if clock is None:
            return "没有在走的期限：先登记对方收到日；其他机关没有法定期限，只登记意见。"
        if clock.due_on is None or ctx.day <= clock.due_on:
            return f"对方的期限到 {clock.due_on} 为止，还没有届满。"
        return ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """End it with the last day of the term, and say what silence means."""
        assert obj is not None
        clock = clocks.of(obj).exclude(state="stopped").get()
        return _end(work, obj, clock.due_on, stance=SILENCE[Consulted(obj.kind)])
