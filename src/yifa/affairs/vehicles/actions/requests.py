"""申请用车, 审批, 补办审批, 取消, 评价."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from yifa.affairs.vehicles.choices import NoticeKind, Urgency
from yifa.affairs.vehicles.choices import RequestState as S
from yifa.affairs.vehicles.models import Notice, Vehicle
from yifa.affairs.vehicles.moments import day_of
from yifa.affairs.vehicles.resources.use import APPROVERS, ASKERS
from yifa.core.documents import numbers
from yifa.core.legaltime import clocks
from yifa.core.org.models import Unit
from yifa.core.process.verbs import LateBackfill
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import CorrectVerb, RecordVerb

REQUEST = "vehicles.request"
#: The term of the approval after an urgent use: set by the bureau, in working days.
TERM, TERM_LABEL = "vehicle.emergency_approval_days", "补办用车审批（本局期限）"


def recent_trip(check: Any, ctx: Ctx, data: dict[str, Any], late: tuple[str, ...]) -> tuple[str, str]:
    """Judge 补录 by the day of leaving, which has no field of its own on the form."""
    leaves = data.get("leaves_at")
    day = day_of(leaves) if isinstance(leaves, datetime) else None
    name, why = check(ctx, {**data, "happened_on": day, **dict.fromkeys(late)})
    return ("leaves_at", why) if name == "happened_on" else (name, why)


def desks(bureau_id: int | None) -> Any:
    """Return the units that keep vehicles, those with most of them first."""
    rows = Unit.objects.filter(bureau_id=bureau_id)
    kept = Vehicle.objects.filter(bureau_id=bureau_id, life="live").exclude(state="disposed").order_by()
    kept = kept.annotate(keeper=Coalesce("desk_id", "unit_id")).filter(keeper=OuterRef("pk"))
    count = kept.values("keeper").annotate(n=Count("pk")).values("n")
    return rows.annotate(kept=Subquery(count)).filter(kept__gt=0).order_by("-kept", "sort")


@action
class Apply(RecordVerb):
    """申请用车: for a time to come; an urgent one may already be under way."""

    resource = REQUEST

    def __init__(self) -> None:
        super().__init__(get_resource(REQUEST))
        self.rules = (*self.rules, clocks.OWN_TERM[0])
        self.fields = tuple(n for n in self.fields if n != "happened_on")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the writer's name and unit."""
        desk = desks(ctx.scope.bureau_id).first()
        return {**super().initial(ctx, obj), "applicant": ctx.scope.name, "passengers": 1, "desk": desk and desk.pk}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not for a day gone by."""
        super().clean(ctx, obj, data)
        leaves = data.get("leaves_at")
        if leaves and data.get("urgency") == Urgency.NORMAL and day_of(leaves) < ctx.day:
            raise ValidationError({"leaves_at": "出发时间已过。事后补登的，用车方式选“紧急用车（先用后批）”。"})

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Number it; 发生日 is the day of leaving."""
        obj = super().build(work, data)
        obj.happened_on = day_of(obj.leaves_at)
        obj.number = numbers.take(work, work.scope.bureau_id or 0, "vehicle_request", work.day.year, "用车")
        obj.unit_id = obj.unit_id or work.scope.home_unit_id
        obj.desk = obj.desk or desks(obj.bureau_id or work.scope.bureau_id).first()
        return obj

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """An urgent one must be approved afterwards within the bureau's own term."""
        if obj.urgency == Urgency.URGENT:
            clocks.own_term(work, obj, TERM, obj.happened_on, TERM_LABEL)


class _Decide(Move):
    resource = REQUEST
    roles = APPROVERS
    fields = ("opinion",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Nobody approves what they asked for themselves."""
        if obj is not None and obj.applicant and obj.applicant == ctx.scope.name:
            return "本人的用车申请由他人审批。"
        return super().available(ctx, obj)


@action
class Approve(_Decide):
    """同意用车; of an urgent use also afterwards (补办审批)."""

    verb, label, to, main, bulk = "approve", "同意用车", S.APPROVED, True, True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before dispatch; an urgent use as long as it is not approved."""
        urgent = obj is not None and obj.urgency == Urgency.URGENT and not (obj.approved_on or obj.refused_on)
        if urgent and obj is not None and obj.state in (S.DISPATCHED, S.DONE) and obj.applicant != ctx.scope.name:
            return Action.available(self, ctx, obj)
        why = super().available(ctx, obj)
        if not why and obj is not None and obj.state != S.SUBMITTED:  # the pair back from 已派车 is that of 取消派车
            return f"现为“{obj.state_label()}”，不能办理“{self.label}”。"
        return why

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep who approved and when; the clock of an urgent use ends."""
        assert obj is not None
        given = {"approved_by": work.scope.name, "approved_on": work.day, "opinion": data.get("opinion") or "同意"}
        if obj.state == S.SUBMITTED:
            move(work, obj, S.APPROVED, **given)
        else:
            work.update(obj, **given)
        if obj.urgency == Urgency.URGENT and not obj.backfilled:
            clocks.stop_all(work, obj, work.day)
        return obj


@action
class Reject(_Decide):
    """不同意用车, with the reason."""

    verb, label, to = "reject", "不同意", S.REJECTED
    required = ("opinion",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the reason; the clock of an urgent use ends with the refusal."""
        assert obj is not None
        if obj.urgency == Urgency.URGENT:
            clocks.stop_all(work, obj, work.day)
        return move(work, obj, S.REJECTED, approved_by=work.scope.name, approved_on=work.day, opinion=data["opinion"])


@action
class RefuseLate(_Decide):
    """不予补批: an urgent use that was made is not agreed to afterwards; a notice asks the unit to explain it."""

    verb, label, danger = "refuse_late", "不予补批", True
    required = ("opinion",)
    confirm = "车已经用了，不予补批后发给用车单位说明，由监督岗位认定。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """An urgent use that was sent, and not yet decided."""
        if obj is not None and obj.applicant and obj.applicant == ctx.scope.name:
            return "本人的用车申请由他人审批。"
        open_ = obj is None or (obj.urgency == Urgency.URGENT and obj.approved_on is None and obj.refused_on is None
                                and obj.state in (S.DISPATCHED, S.DONE))  # fmt: skip
        return Action.available(self, ctx, obj) or ("" if open_ else "不是待补批的紧急用车。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep who refused and why; the clock ends, the unit explains."""
        assert obj is not None
        if not (data.get("opinion") or "").strip():
            raise ValidationError({"opinion": "写明不予补批的理由。"})
        if not obj.backfilled:
            clocks.stop_all(work, obj, work.day, note="不予补批")
        sheet = obj.dispatch
        car = sheet.vehicle if sheet else None
        work.create(
            Notice(
                bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=obj.happened_on, vehicle=car, dispatch=sheet,
                kind=NoticeKind.NO_APPROVAL, desk_id=obj.desk_id,
                facts=f"{obj}为紧急用车，{work.day.isoformat()}不予补批：{data['opinion']}"[:300],
            )
        )  # fmt: skip
        return work.update(obj, refused_on=work.day, approved_by=work.scope.name, opinion=data["opinion"])


#: What an approval was given for.
_AGREED = ("purpose", "matter", "leaves_at", "returns_at", "origin", "destination", "outside", "passengers")


@action
class CorrectRequest(CorrectVerb):
    """更正用车申请: not what was agreed to, nor whether approval came first."""

    resource = REQUEST

    def __init__(self) -> None:
        super().__init__(get_resource(REQUEST))

    def facts(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """更正 is no way round an approval."""
        super().facts(ctx, obj, data)
        changed = self._changed(obj, data) if obj is not None else {}
        if "urgency" in changed:
            raise ValidationError({"urgency": "用车方式不能更正。取消后重新申请。"})
        if obj is not None and obj.state in (S.APPROVED, S.DISPATCHED):
            for name in _AGREED:
                if name in changed:
                    raise ValidationError({name: "已经审批或派车，行程和人数不能更正。取消后重新申请。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """发生日 follows the moment of leaving."""
        self.facts(work.ctx, obj, data)
        made = super().execute(work, obj, data)
        if made.happened_on != day_of(made.leaves_at):
            work.update(made, happened_on=day_of(made.leaves_at))
        return made


@action
class Cancel(Move):
    """取消用车申请, before a vehicle is sent."""

    resource, verb, label, to, danger, roles = REQUEST, "cancel", "取消申请", S.CANCELLED, True, ASKERS
    confirm = "取消后不再审批和派车。要用车的，重新申请。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Cancel; a clock that runs ends."""
        assert obj is not None
        if obj.urgency == Urgency.URGENT and obj.approved_on is None:
            clocks.stop_all(work, obj, work.day, note="申请取消")
        return super().execute(work, obj, data)


@action
class Rate(Action):
    """评价, by the unit that used it, once."""

    resource, verb, label, roles = REQUEST, "rate", "评价", ASKERS
    extra = {
        "points": forms.TypedChoiceField(
            label="评价", coerce=int,
            choices=[(5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意")],
        )
    }  # fmt: skip
    fields = ("said",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """After the trip, once."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.state != S.DONE:
            return "用车完成后再评价。"
        return "已经评价。" if obj is not None and obj.score else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Record it; a poor one says why."""
        assert obj is not None
        if int(data["points"]) <= 2 and not (data.get("said") or "").strip():
            raise ValidationError({"said": "不满意的，写明原因，便于改进。"})
        return work.update(obj, score=int(data["points"]), said=data.get("said") or "")


@action
class BackfillRequest(LateBackfill):
    """补录用车申请: done long ago; approved as on paper."""

    of = REQUEST
    late = ("approved_by", "approved_on", "score", "said")

    def recent(self, ctx: Ctx, data: dict[str, Any]) -> tuple[str, str]:
        """The day of the trip is read off its moment; the approval may be as recent as it likes."""
        return recent_trip(super().recent, ctx, data, self.late)

    def settle(self, work: Work, obj: Any) -> None:
        """It is over."""
        obj.state = S.DONE if obj.approved_on or obj.urgency == Urgency.URGENT else S.CANCELLED
        obj.happened_on = obj.happened_on or day_of(obj.leaves_at)

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """The clock of an urgent use, computed closed."""
        if obj.urgency == Urgency.URGENT and obj.approved_on:
            clocks.own_term(work, obj, TERM, obj.happened_on, TERM_LABEL, stopped=obj.approved_on)


__all__ = ["Apply", "Approve", "BackfillRequest", "Cancel", "CorrectRequest", "Rate", "RefuseLate", "Reject"]
