"""更正申请 (art. 41): received with its evidence, checked, then corrected, refused, or passed to the organ that may.

The article sets no period: the term is the bureau's own, in working days, and every letter says so.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from yifa.core.legaltime import clocks
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.governance.disclosure import identity, letters, office, receipts, trail
from yifa.governance.disclosure.actions.common import a_day, letter_fields, words
from yifa.governance.disclosure.choices import SETTLED, Delivery
from yifa.governance.disclosure.choices import CorrectionState as S
from yifa.governance.disclosure.models import DataCorrection
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.relay import CHANNEL
from yifa.kernel.verbs import RecordVerb

KEY, TERM, ARTICLE = "disclosure.data_correction", "disclosure.rectification_days", "41"
SAID = {
    S.CORRECTED: "经审核，你（单位）反映的信息记录不准确，本机关已经更正。",
    S.FORWARDED: "经审核，该信息的更正不属于本机关职能范围，本机关已将申请转送{}处理。",
    S.DIRECTED: "经审核，该信息的更正不属于本机关职能范围，请向{}提出。",
    S.UNFOUNDED: "经审核，现有证据不能证明信息记录不准确，本机关不予更正。",
}


def _begin(work: Work, obj: Any) -> None:
    """Start the bureau's term and write the receipt."""
    clock = clocks.own_term(work, obj, TERM, obj.happened_on, "办理更正申请（本局期限）")
    _letter(work, obj, "rectify_receipt", obj.happened_on, 办理期限=letters.day_in_words(clock.due_on),
            回执号=receipts.receipt_of(obj))  # fmt: skip


def _move(work: Work, obj: Any, kind: str, day: date, note: str) -> None:
    """Let the term stand still, or go on, from the day after; one registered before terms were kept has none."""
    for clock in clocks.of(obj).exclude(state="stopped"):
        clocks.event(work, obj, clock.rule, kind, day + timedelta(days=1), part=clock.part, note=note)


def _letter(work: Work, obj: Any, kind: str, day: date, data: dict[str, Any] | None = None, **said: Any) -> Any:
    data = data or {}
    facts = {"收到之日": letters.day_in_words(obj.happened_on), "申请编号": obj.number, "申请内容": obj.title}
    return letters.issue(
        work, None, kind, day, of=obj, number=data.get("notice_no") or "", served_by=data.get("served_by") or "",
        proof=data.get("proof") or "", **{**facts, **said},
    )  # fmt: skip


@action
class RecordCorrection(RecordVerb):
    """登记更正申请: the bureau's term runs from the day it was received."""

    resource = KEY

    def __init__(self) -> None:
        super().__init__(get_resource(KEY))
        self.rules = (*self.rules, clocks.OWN_TERM[0])
        self.extra = {**identity.fields(), **identity.evidence_fields()}

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Most come over the counter."""
        return {**super().initial(ctx, obj), "delivery": Delivery.IN_PERSON}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The files are files we take."""
        super().clean(ctx, obj, data)
        identity.check(ctx, data)

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Keep the files, start the term."""
        identity.keep(work, KEY, obj, data)
        _begin(work, obj)


@action
class SubmitCorrection(Action):
    """网上提交更正申请: by the applicant, from the public page."""

    resource, verb, label, on, hidden = KEY, "submit", "网上提交更正申请", "none", True
    roles: frozenset[str] = frozenset()
    rules = ("GID-20", clocks.OWN_TERM[0])
    fields = ("applicant", "identity", "contact", "title", "wrong", "right", "evidence", "item")
    required = ("applicant", "identity", "contact", "title", "wrong", "right", "evidence")
    extra = {**identity.fields(), **identity.evidence_fields()}

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Only the public page; whoever sits in the bureau uses 登记."""
        if ctx.channel not in ("public", CHANNEL) or ctx.scope.bureau_id is None:
            raise Refused("这个动作只在公开网页上由申请人使用。工作人员用“登记更正申请”。")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The files are files we take."""
        identity.check(ctx, data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> DataCorrection:
        """Keep it and answer with the receipt."""
        kept = {name: data.get(name) or "" for name in self.fields if name != "item"}
        made = DataCorrection(
            **kept, bureau_id=work.scope.bureau_id, unit_id=work.scope.home_unit_id,  # type: ignore[misc]
            delivery=Delivery.ONLINE, happened_on=work.day, item=data.get("item"),
        )  # fmt: skip
        get_resource(KEY).prepare(work, made)
        work.create(made)
        identity.keep(work, KEY, made, data)
        _begin(work, made)
        return made


class _OnCorrection(Action):
    resource, on = KEY, "one"
    states: tuple[str, ...] = (S.OPEN,)
    day_field = "told_on"
    rules = ("GID-20",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in the states the verb belongs to."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.state not in self.states:
            return f"更正申请{obj.get_state_display()}，不能{self.label}。"
        return ""

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {self.day_field: ctx.day}

    def day_of(self, work: Work, obj: Any, data: dict[str, Any]) -> date:
        """Return the day given: not before receipt, not after today."""
        day: date = data[self.day_field]
        if day > work.day or (obj.happened_on and day < obj.happened_on):
            raise ValidationError({self.day_field: "日期不能早于收到之日，也不能晚于今天。"})
        return day


@action
class AskEvidence(_OnCorrection):
    """告知补充材料: art. 41 asks for evidence; the bureau's term stands still while the applicant is waited for."""

    verb, label = "ask_evidence", "告知补充材料"
    extra = {
        "told_on": a_day("告知日"), "until": a_day("补充材料期限"), "wanted": words("需要补充的材料"),
        **letter_fields("告知书文号"),
    }  # fmt: skip

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        told = obj is not None and obj.evidence_by is not None
        return super().available(ctx, obj) or ("补充材料已经告知过。" if told else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Tell the applicant."""
        assert obj is not None
        day = self.day_of(work, obj, data)
        if data["until"] <= day:
            raise ValidationError({"until": "补充材料期限要晚于告知日。"})
        _move(work, obj, "suspend", day, "补充材料")
        until = letters.day_in_words(data["until"])
        _letter(work, obj, "rectify_more", day, data, 事由=data["wanted"], 限期=until)
        return work.update(obj, state=S.EVIDENCE, evidence_by=data["until"])


@action
class EvidenceCame(_OnCorrection):
    """收到补充材料: the term goes on the day after."""

    verb, label, main = "evidence_came", "收到补充材料", True
    states, day_field = (S.EVIDENCE,), "got_on"
    extra = {"got_on": a_day("收到日"), "what": forms.CharField(label="收到的材料", max_length=200)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Back to work."""
        assert obj is not None
        _move(work, obj, "resume", self.day_of(work, obj, data), "收到补充材料")
        evidence = "；".join(t for t in (obj.evidence, data["what"]) if t)[:300]
        return work.update(obj, state=S.OPEN, evidence=evidence)


@action
class Settle(_OnCorrection):
    """办结更正申请: what was found, and that the applicant was told."""

    verb, label, main = "settle", "办结更正申请", True
    states = (S.OPEN, S.EVIDENCE)
    extra = {
        "result": forms.ChoiceField(label="办理结果", choices=[(s.value, s.label) for s in SETTLED]),
        "told_on": a_day("告知日"),
        "reasons": words("理由", required=False, help_text="不予更正的写明理由；已经更正的写明更正了什么"),
        "told_to": forms.CharField(label="有权更正的机关", max_length=120, required=False,
                                   help_text="转送或者告知向有权机关提出的，填写机关名称、联系方式"),
        "organ": forms.CharField(label="行政复议机关", max_length=120, required=False, help_text="写入救济告知"),
        "court": forms.CharField(label="管辖法院", max_length=120, required=False),
        **letter_fields("答复书文号"),
    }  # fmt: skip

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today, and the organ and court the guide names."""
        return {**super().initial(ctx, obj), **office.remedies(ctx.scope.bureau_id, ctx.day)}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Each result says what it must."""
        result = data.get("result")
        if result == S.UNFOUNDED and not (data.get("reasons") or "").strip():
            raise ValidationError({"reasons": "不予更正的，写明理由。"})
        if result == S.UNFOUNDED and not (data.get("organ") or "").strip():
            raise ValidationError({"organ": "不予更正的，告知救济途径：填写行政复议机关。"})
        if result in (S.FORWARDED, S.DIRECTED) and not (data.get("told_to") or "").strip():
            raise ValidationError({"told_to": "填写有权更正的机关。"})
        if result == S.CORRECTED and obj is not None and not _corrected(obj):
            raise ValidationError({"result": f"公开信息“{obj.item}”还没有更正。先在那条信息上办理“更正”，再办结。"})
        waits = obj is not None and obj.state == S.EVIDENCE and obj.evidence_by and data.get("told_on")
        if waits and obj is not None and data["told_on"] <= obj.evidence_by:
            raise ValidationError({"told_on": f"补充材料期限到 {obj.evidence_by.isoformat()} 为止，还没有届满。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the letters and stop the term."""
        assert obj is not None
        day, result = self.day_of(work, obj, data), S(data["result"])
        self.clean(work.ctx, obj, data)
        organ = (data.get("told_to") or "").strip()
        if result == S.FORWARDED:
            letters.issue(
                work, None, "rectify_forward", day, of=obj, addressee=organ, 申请编号=obj.number,
                收到之日=letters.day_in_words(obj.happened_on), 申请内容=obj.title, 事由=data.get("reasons") or "",
            )  # fmt: skip
        refused = result == S.UNFOUNDED
        remedy = letters.remedy("", day, data.get("organ") or "", data.get("court") or "") if refused else ""
        letter = _letter(
            work, obj, "rectification", day, data, 答复=SAID[result].format(organ), 事由=data.get("reasons") or "",
            依据=f"以上答复的依据：{letters.articles(ARTICLE)}。", 救济=remedy,
        )  # fmt: skip
        clocks.stop_all(work, obj, day)
        return work.update(obj, state=result, ended_on=day, reply_no=letter.number, told_to=organ)


def _corrected(obj: DataCorrection) -> bool:
    """Whether the published item it is about, if any, was corrected since it came."""
    if obj.item is None:
        return True
    zone = timezone.get_current_timezone()
    return any(c.at.astimezone(zone).date() >= (obj.happened_on or date.min) for c in trail.of(obj.item))


@action
class WithdrawCorrection(_OnCorrection):
    """登记申请人撤回."""

    verb, label = "withdraw_correction", "登记申请人撤回"
    states, day_field = (S.OPEN, S.EVIDENCE), "ended_on"
    extra = {"ended_on": a_day("撤回日"), "reason": words("撤回情况")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The matter ends."""
        assert obj is not None
        day = self.day_of(work, obj, data)
        clocks.stop_all(work, obj, day, note="申请人撤回")
        work.extra = {"reason": data["reason"]}
        return work.update(obj, state=S.WITHDRAWN, ended_on=day)


@action
class BackfillCorrection(LateBackfill):
    """补录更正申请: with what it came to; its term is computed closed."""

    of, late = KEY, ("state", "told_to", "ended_on", "reply_no")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """What has ended says how and when."""
        super().clean(ctx, obj, data)
        ended, over = data.get("ended_on"), data.get("state") in (*SETTLED, S.WITHDRAWN)
        if over != bool(ended):
            name = "ended_on" if over else "state"
            raise ValidationError({name: "已经办结的，办理情况和办结日都要填写；没有办结的，都不填。"})
        if ended and (ended > ctx.day or (data.get("happened_on") and ended < data["happened_on"])):
            raise ValidationError({"ended_on": "办结日不能早于收到之日，也不能晚于今天。"})

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Count the bureau's term, closed by the day it ended."""
        clocks.own_term(work, obj, TERM, obj.happened_on, "办理更正申请（本局期限）", stopped=obj.ended_on)


@action
class CorrectCorrection(LateCorrect):
    """更正登记的更正申请."""

    of, late = KEY, ("told_to", "ended_on", "reply_no")
