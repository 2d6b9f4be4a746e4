"""Verbs of seals: 移交, 停用, 恢复, 遗失, 销毁; 申请用印, 登记用印, 撤回; 借出, 归还."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.process import breach, engine
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.verbs import LateBackfill
from yifa.core.process.workflow import Move, move
from yifa.core.seals import uses
from yifa.core.seals.choices import EventKind, LoanState, SealState, UseState
from yifa.core.seals.models import Seal, SealEvent, SealLoan
from yifa.kernel import db
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

SEAL, USE, LOAN = "core_seals.seal", uses.USE, "core_seals.loan"


def _line(label: str, *, required: bool = True, most: int = 120, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def _names(text: str) -> list[str]:
    return [n.strip() for n in text.replace("，", "、").replace(",", "、").split("、") if n.strip()]


def keep_event(work: Work, seal: Seal, kind: str, **facts: Any) -> SealEvent:
    """Write one change beside a seal."""
    facts.setdefault("happened_on", work.day)
    event = SealEvent(bureau_id=seal.bureau_id, unit_id=seal.unit_id, seal=seal, kind=kind, **facts)
    event.backfilled = seal.backfilled and work.action.verb == "backfill"
    made: SealEvent = work.create(event)
    return made


# -- the seal itself ----------------------------------------------------------------------
def _enabled(work: Work, seal: Seal) -> None:
    """A new seal is an event; the one it replaces is no longer used."""
    keep_event(work, seal, EventKind.ENABLED, happened_on=seal.happened_on, taker=seal.keeper, paper=seal.paper)
    old = seal.replaces
    if old is not None and old.may_become(SealState.SUSPENDED):
        move(work, old, SealState.SUSPENDED, ended_on=seal.happened_on)
        keep_event(work, old, EventKind.SUSPENDED, happened_on=seal.happened_on, reason=f"由“{seal}”替换")


@action
class RecordSeal(RecordVerb):
    """登记印章."""

    def __init__(self) -> None:
        super().__init__(get_resource(SEAL))

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Put to use."""
        _enabled(work, obj)


@action
class BackfillSeal(LateBackfill):
    """补录印章."""

    of, late = SEAL, ()

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Put to use, long ago."""
        _enabled(work, obj)


class _OnSeal(Move):
    resource = SEAL
    event = ""

    def facts(self, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Return what the event keeps."""
        return {"reason": data.get("reason", ""), "paper": data.get("paper_no", "")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Move the seal and keep the event."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        move(work, obj, self.to, **self.values(work, obj, data))
        keep_event(work, obj, self.event, **self.facts(obj, data))
        return obj


@action
class HandOver(Action):
    """移交保管: from one keeper to another, before a witness."""

    resource, verb, label, main = SEAL, "hand_over", "移交保管", True
    fields = ("keeper", "deputy_keeper", "place")
    extra = {"witness": _line("监交人"), "paper_no": _line("交接单编号", required=False)}
    required = ("keeper",)
    help = "保管人变动、离岗、轮岗时办理；监交人不能是交接双方。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While there is a seal to keep."""
        gone = obj is not None and obj.state in (SealState.DESTROYED, SealState.LOST)
        return super().available(ctx, obj) or (f"印章{obj.state_label()}。" if gone and obj else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Three different persons."""
        taker = (data.get("keeper") or "").strip()
        before = type(obj)._default_manager.get(pk=obj.pk).keeper if obj is not None else ""
        if taker and taker == before:
            raise ValidationError({"keeper": "接收人就是现在的保管人。"})
        if (data.get("witness") or "").strip() in {taker, before}:
            raise ValidationError({"witness": "监交人不能是交接双方。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep who gave and who took."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        giver = obj.keeper
        new = {n: data[n] for n in self.fields if n in data}
        work.update(obj, **new)
        keep_event(work, obj, EventKind.HANDED_OVER, giver=giver, taker=obj.keeper, witness=data["witness"],
                   paper=data.get("paper_no", ""))  # fmt: skip
        return obj


@action
class Suspend(_OnSeal):
    """停用."""

    verb, label, to, event = "suspend", "停用", SealState.SUSPENDED, EventKind.SUSPENDED
    extra = {"reason": _line("停用事由", most=300)}

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """From today."""
        return {"ended_on": work.day}


@action
class Resume(_OnSeal):
    """恢复使用."""

    verb, label, to, event = "resume", "恢复使用", SealState.IN_USE, EventKind.RESUMED
    extra = {"reason": _line("恢复事由", most=300)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only what was suspended; a seal lent out comes back by its loan."""
        other = obj is not None and obj.state != SealState.SUSPENDED
        return super().available(ctx, obj) or ("印章没有停用。" if other else "")

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """No end any more."""
        return {"ended_on": None}


@action
class Lose(_OnSeal):
    """登记遗失: nothing may be sealed with it any more."""

    verb, label, to, event, danger = "lose", "登记遗失", SealState.LOST, EventKind.LOST, True
    extra = {"reason": _line("遗失经过", most=300), "paper_no": _line("报案、声明等凭据", required=False)}
    confirm = "登记后这枚印章不能再用印。"

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """From today."""
        return {"ended_on": work.day}


@action
class FoundAgain(_OnSeal):
    """找回后停用: a seal that was lost is not used again."""

    verb, label, to, event = "found", "找回后停用", SealState.SUSPENDED, EventKind.SUSPENDED
    extra = {"reason": _line("找回经过", most=300)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only what was lost."""
        other = obj is not None and obj.state != SealState.LOST
        return super().available(ctx, obj) or ("印章没有遗失。" if other else "")


@action
class Destroy(_OnSeal):
    """销毁: before two witnesses, with the paper that orders it."""

    verb, label, to, event, danger = "destroy", "登记销毁", SealState.DESTROYED, EventKind.DESTROYED, True
    extra = {
        "witness": _line("监销人", help_text="至少两人，姓名用顿号分开"),
        "paper_no": _line("批准销毁（缴销）的文件"),
        "reason": _line("销毁事由", most=300),
    }
    confirm = "销毁后不能恢复。先停用，再登记销毁。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Two witnesses, neither of them the keeper."""
        names = set(_names(data.get("witness") or ""))
        if len(names - {obj.keeper if obj is not None else ""}) < 2:
            raise ValidationError({"witness": "监销人至少两人，保管人本人不算。"})

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Today."""
        return {"ended_on": work.day}

    def facts(self, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """With the witnesses."""
        return {**super().facts(obj, data), "giver": obj.keeper, "witness": "、".join(_names(data["witness"]))}


# -- its use ------------------------------------------------------------------------------
class ReviewNumber(Gate):
    """用印核对审查编号: what must be reviewed first is not sealed without the number of its review (本局制度)."""

    key = "core_seals.review_number"
    title = "用印前核对审查编号"
    force = Force.HOUSE
    house_basis = "本局印章管理制度"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """The code list says what needs a review; the module that reviews says whether the number is true."""
        matter = str(data.get("matter") or getattr(obj, "matter", ""))
        number = data.get("review_no") or getattr(obj, "review_no", "") or ""
        day = data.get("happened_on") or ctx.day
        why = uses.lacking(ctx.scope.bureau_id or 0, matter, number, day)
        return Block(why, "先送审，出具通过意见后填写审查编号") if why else None


class _NewUse(RecordVerb):
    gates = (ReviewNumber(),)

    def __init__(self) -> None:
        super().__init__(get_resource(USE))

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The writer asks."""
        return {**super().initial(ctx, obj), "applicant": ctx.scope.name}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The seal must be there."""
        super().clean(ctx, obj, data)
        seal = data.get("seal")
        if seal is not None and (why := uses.why_unusable(seal)):
            raise ValidationError({"seal": why})


@action
class RecordUse(_NewUse):
    """登记用印: approved on paper, the seal was put on that day."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = (*self.fields, "approver", "stamped_by")

    required = ("approver",)
    help = "已在纸面审批单上批准的，写明批准人和监印人；还没有批准的，用“申请用印”。"

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Used on the day it happened, by the keeper."""
        use = super().build(work, data)
        uses.prepare(work, use)
        if why := uses.kept_from(use.seal, work.scope):
            raise Refused(why)
        use.state, use.used_on = UseState.USED, use.happened_on
        use.stamped_by = use.stamped_by or use.seal.keeper
        if not use.approver:
            raise ValidationError({"approver": "写明批准用印的人。"})
        return use

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Tell the modules."""
        for hook in uses.AFTER_USE:
            hook(work, obj)


@action
class ApplyUse(_NewUse):
    """申请用印: the entry waits for 用印审批; the number of the review is checked on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.verb, self.label, self.main = "apply", "申请用印", False
        self.help = "打印用印审批单、纸面签批后按编号归档补登，或在“审批”里签批。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Enter it and begin."""
        use = self.build(work, data)
        work.create(uses.prepare(work, use))
        uses.begin(work, use)
        return use


@action
class UseUnreviewed(RecordedBreach):
    """登记无审查编号用印: the seal was put on outside without the review; recording is not permission."""

    resource, verb, twin, day_field = USE, "record_unreviewed", "record", "happened_on"
    label = "登记无审查编号用印"


@action
class CancelUse(Move):
    """撤回用印申请, where no approval is running any more or none was begun."""

    resource, verb, label, to, danger = USE, "cancel", "撤回用印申请", UseState.CANCELLED, True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """An approval is withdrawn on its own page; the entry follows."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        return "用印审批还在办理。由发起人在审批单上撤回。" if engine.open_of(obj, uses.CHAIN) else ""


@action
class UseBackfill(LateBackfill):
    """补录用印: as it stands in the paper register; the gate is answered, not run."""

    of, late = USE, ("approver", "used_on", "stamped_by")
    gates = (ReviewNumber(),)

    def settle(self, work: Work, obj: Any) -> None:
        """What stands in the old register was used."""
        obj.used_on = obj.used_on or obj.happened_on
        obj.state = UseState.USED
        obj.keeper_unit_id = obj.seal.unit_id
        obj.stamped_by = obj.stamped_by or obj.seal.keeper
        obj.approver = obj.approver or "见纸质登记"

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """What was sealed without the review it needed stands as a breach; 补录 is no way round."""
        if why := uses.lacking(obj.bureau_id, obj.matter, obj.review_no, obj.used_on):
            breach.note(work, obj, ReviewNumber(), day=obj.used_on, reason=f"补录：{why}")


# -- out of its place ---------------------------------------------------------------------
def _lent(work: Work, loan: SealLoan) -> None:
    if loan.state != LoanState.OUT:
        return
    loan.seal = db.locked(Seal.objects.filter(pk=loan.seal_id)).get()
    if loan.seal.state != SealState.IN_USE:
        raise Refused(f"“{loan.seal}”{loan.seal.get_state_display()}，不能借出。")
    move(work, loan.seal, SealState.OUT)
    keep_event(work, loan.seal, EventKind.LENT, happened_on=loan.happened_on, giver=loan.seal.keeper,
               taker=loan.borrower, witness=loan.escort, reason=loan.title[:300])  # fmt: skip


@action
class RecordLoan(RecordVerb):
    """登记外借: the seal leaves with somebody who watches over it."""

    def __init__(self) -> None:
        super().__init__(get_resource(LOAN))

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """The seal is out."""
        _lent(work, obj)


@action
class LoanBackfill(LateBackfill):
    """补录外借."""

    of, late = LOAN, ("returned_on", "received_by")

    def settle(self, work: Work, obj: Any) -> None:
        """With a day of return it is back."""
        if obj.returned_on:
            obj.state = LoanState.RETURNED

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """One that is still out takes the seal out of its place."""
        _lent(work, obj)


@action
class ReturnLoan(Move):
    """登记归还: examined and taken back."""

    resource, verb, label, to, main = LOAN, "give_back", "登记归还", LoanState.RETURNED, True
    fields = ("received_by",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The keeper takes it."""
        return {"received_by": obj.seal.keeper if obj is not None else ""}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Back in its place."""
        assert obj is not None
        taker = data.get("received_by") or obj.seal.keeper
        if taker == obj.borrower:
            raise ValidationError({"received_by": "借用人本人不能接收归还。"})
        move(work, obj, self.to, returned_on=work.day, received_by=taker)
        if obj.seal.state == SealState.OUT:
            move(work, obj.seal, SealState.IN_USE)
        keep_event(work, obj.seal, EventKind.RETURNED, giver=obj.borrower, taker=taker, reason=obj.title[:300])
        return obj
