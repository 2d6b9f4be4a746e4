"""延期答复 (art. 33): asked for by the officer, consented to by the head of the office, told to the applicant."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.breach import RecordedBreach
from yifa.governance.disclosure import office
from yifa.governance.disclosure.actions.common import EXTENSION, REPLY, OnRequest, Tells, a_day, letter_fields, words
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.gates import ExtensionConsent
from yifa.governance.disclosure.models import Request
from yifa.governance.disclosure.office import HEADS
from yifa.kernel.action import Ctx, Refused, Work
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import action
from yifa.lawkit import rules

NOT_ASKED: dict[str, Any] = {"extension_asked_on": None, "extension_days": None, "extension_why": ""}


def extension_left(obj: Any) -> int:
    """Return how many working days of extension the law still leaves (art. 33: at most so many in all)."""
    most = rules.load_rules()[REPLY].parts[0].extend
    clock = clocks.of(obj).filter(rule=REPLY).first()
    used = clocks.result_of(clock).extended if clock else 0
    return (most.max if most else 0) - used


@action
class ProposeExtension(OnRequest):
    """申请延期: the officer asks the head of the disclosure office for consent, while the period still runs."""

    verb, label = "propose_extension", "报请同意延期"
    states = (S.RUNNING,)
    rules = (REPLY, EXTENSION)
    extra = {
        "days": forms.IntegerField(label="延长工作日", min_value=1, required=False, help_text="不填时为法定最长"),
        "why": words("延期理由"),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While nothing is asked for, and the law leaves days."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.extension_asked_on:
            return "已经报请，等信息公开工作机构负责人同意。"
        return "延长已达法定最长期限，不能再延。" if obj is not None and extension_left(obj) <= 0 else ""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """No more than the law leaves."""
        super().clean(ctx, obj, data)
        left = extension_left(obj) if obj is not None else 0
        if obj is not None and (data.get("days") or 0) > left:
            raise ValidationError({"days": f"还可以延长 {left} 个工作日。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Keep what is asked for."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        _in_time(obj, work.day)
        done: Request = work.update(
            obj, extension_asked_on=work.day, extension_days=data.get("days") or extension_left(obj),
            extension_why=data["why"],
        )  # fmt: skip
        return done


@action
class DeclineExtension(OnRequest):
    """不同意延期: the reply is due as it was."""

    verb, label = "decline_extension", "不同意延期"
    states = (S.RUNNING, S.CONSULTING)
    roles = HEADS
    rules = (EXTENSION,)
    extra = {"reason": words("理由")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Of what was asked for."""
        asked = obj is None or obj.extension_asked_on is not None
        return super().available(ctx, obj) or ("" if asked else "没有报请延期。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Take the request off."""
        assert obj is not None
        work.extra = {"reason": data["reason"]}
        done: Request = work.update(obj, **NOT_ASKED)
        return done


@action
class Extend(Tells):
    """延期答复: within the first period, with consent of the head of the disclosure office, and the applicant told."""

    verb, label, letter = "extend", "延期答复", "extension"
    roles = WRITERS | HEADS
    states, day_field = (S.RUNNING,), "approved_on"
    rules = (REPLY, EXTENSION)
    gates = (ExtensionConsent(),)
    extra = {
        "approved_on": a_day("同意日"),
        "days": forms.IntegerField(label="延长工作日", min_value=1, required=False, help_text="不填时为法定最长"),
        "approver": forms.CharField(label="信息公开工作机构负责人", max_length=60, required=False),
        "why": words("延期理由", required=False),
        **letter_fields("告知书文号"),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While the law leaves days to extend by."""
        if why := super().available(ctx, obj):
            return why
        return "延长已达法定最长期限，不能再延。" if obj is not None and extension_left(obj) <= 0 else ""

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer what was asked for; the head of the office consents in their own name."""
        start = super().initial(ctx, obj)
        if obj is not None and obj.extension_asked_on:
            start |= {"days": obj.extension_days, "why": obj.extension_why}
        return {**start, "approver": ctx.scope.name} if office.consents(ctx.scope, ctx.day) else start

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Request:
        """Extend the reply clock, never beyond what is left, and tell the applicant."""
        assert obj is not None
        left = extension_left(obj)
        if (days := data.get("days") or left) > left:
            raise Refused(f"还可以延长 {left} 个工作日，不能延长 {days} 个工作日。")
        _in_time(obj, data["approved_on"])
        clocks.event(work, obj, REPLY, "extend", data["approved_on"], n=days)
        done: Request = work.update(obj, extended_on=data["approved_on"], **NOT_ASKED)
        letter = self.tell(work, done, data, "why")
        work.extra = {"approver": data.get("approver", ""), "notice_no": letter.number}
        return done


def _in_time(obj: Any, day: date) -> None:
    clock = clocks.of(obj).filter(rule=REPLY).exclude(state="stopped").first()
    if clock is not None and clock.due_on and day > clock.due_on:
        raise Refused(f"答复期限已于 {clock.due_on.isoformat()} 届满，届满以后不能再延期。")


@action
class ExtendedWithoutConsent(RecordedBreach):
    """登记擅自延期: extended without consent, or without telling the applicant."""

    resource, verb, twin, day_field = "disclosure.request", "record_unapproved", "extend", "approved_on"
    label, probes = "登记擅自延期", ({"approved_on": True},)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What the twin offers, without a consent that was not given."""
        return {**super().initial(ctx, obj), "approver": ""}
