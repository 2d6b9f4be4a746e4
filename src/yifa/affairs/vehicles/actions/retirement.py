"""更新处置: asked for, approved behind the years of use, carried out with its evidence and revenue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles.choices import RetireState as S
from yifa.affairs.vehicles.choices import VehicleState
from yifa.affairs.vehicles.gates import YearsOfUse
from yifa.affairs.vehicles.models import Retirement
from yifa.affairs.vehicles.resources.use import APPROVERS
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.verbs import LateBackfill, LateCorrect
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

RETIRE = "vehicles.retirement"
#: The days of a disposal in their order.
_DAYS = (("approved_on", "批准日"), ("done_on", "处置日"), ("paid_in_on", "收入上缴日"))


def in_order(obj: Any | None, data: dict[str, Any], today: date) -> None:
    """Approved, carried out, paid in: each not before the last, none after today."""
    last, said = None, ""
    for name, label in _DAYS:
        day = data[name] if name in data else getattr(obj, name, None)
        if day is None:
            continue
        if day > today:
            raise ValidationError({name: f"{label}不能晚于今天。"})
        if last is not None and day < last:
            raise ValidationError({name: f"{label}不能早于{said}（{last.isoformat()}）。"})
        last, said = day, label


@action
class Ask(RecordVerb):
    """申请更新处置."""

    resource = RETIRE

    def __init__(self) -> None:
        super().__init__(get_resource(RETIRE))

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """One application at a time, for a vehicle that is still there."""
        super().clean(ctx, obj, data)
        vehicle = data.get("vehicle")
        if vehicle is None:
            return
        if vehicle.state == VehicleState.DISPOSED:
            raise ValidationError({"vehicle": f"{vehicle}已处置。"})
        if Retirement.objects.filter(vehicle=vehicle, life="live", state__in=(S.ASKED, S.APPROVED)).exists():
            raise ValidationError({"vehicle": f"{vehicle}已有更新处置申请在办。"})


@action
class Approve(Move):
    """批准更新处置: renewal behind its years; the vehicle no longer goes out."""

    resource, verb, label, to, main, roles = RETIRE, "approve", "批准", S.APPROVED, True, APPROVERS
    fields = ("safety", "approved_by", "approval_no")
    gates = (YearsOfUse(),)
    rules = ("VEH-05", "VEH-08")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the approval."""
        assert obj is not None
        given = {n: data[n] for n in ("safety", "approval_no") if n in data}
        who = data.get("approved_by") or work.scope.name
        return move(work, obj, self.to, approved_by=who, approved_on=work.day, **given)


@action
class EarlyRenewal(RecordedBreach):
    """登记提前更新: approved before its years were over. Recording is not permission."""

    resource, verb, twin, label, day_label = RETIRE, "record_early", "approve", "登记提前更新", "实际批准日"


@action
class Refuse(Move):
    """不批准更新处置."""

    resource, verb, label, to, roles = RETIRE, "refuse", "不批准", S.REFUSED, APPROVERS
    fields, required = ("note",), ("note",)


@action
class Dispose(Move):
    """处置: auctioned, bought back, scrapped or allotted; the vehicle leaves the fleet (VEH-12)."""

    resource, verb, label, to, main = RETIRE, "dispose", "登记处置", S.DONE, True
    fields = ("way", "done_on", "receiver", "revenue", "paid_in_on", "paper")
    required = ("done_on", "way", "paper")
    rules = ("VEH-12",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, and the way that was approved."""
        return {"done_on": ctx.day, "way": obj.way} if obj is not None else {}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """After the approval; revenue is paid in on or after the disposal."""
        in_order(obj, data, ctx.day)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The vehicle is gone."""
        assert obj is not None
        if obj.vehicle.state != VehicleState.PENDING:
            raise Refused(f"{obj.vehicle}现为“{obj.vehicle.state_label()}”，不是待处置。")
        return super().execute(work, obj, data)


@action
class PayIn(Action):
    """登记收入上缴: revenue of a disposal is non-tax income (VEH-12)."""

    resource, verb, label = RETIRE, "pay_in", "登记收入上缴"
    fields, required = ("paid_in_on", "paper"), ("paid_in_on",)
    rules = ("VEH-12",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Where there was revenue, once."""
        if why := super().available(ctx, obj):
            return why
        none = obj is not None and (not obj.revenue or obj.paid_in_on)
        return "没有待上缴的处置收入。" if none else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day."""
        assert obj is not None
        in_order(obj, {"paid_in_on": data["paid_in_on"]}, work.day)
        papers = dict.fromkeys(t for t in (obj.paper, (data.get("paper") or "").strip()) if t)
        return work.update(obj, paid_in_on=data["paid_in_on"], paper="；".join(papers)[:200])


@action
class CorrectRetirement(LateCorrect):
    """更正更新处置: approval, disposal and revenue as on the papers."""

    of, late = RETIRE, ("approved_on", "approval_no", "done_on", "receiver", "revenue", "paid_in_on")

    def facts(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The days keep their order."""
        super().facts(ctx, obj, data)
        in_order(obj, data, ctx.day)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Asked again where it is written."""
        in_order(obj, data, work.day)
        return super().execute(work, obj, data)


@action
class BackfillRetirement(LateBackfill):
    """补录更新处置."""

    of, late = RETIRE, ("approved_by", "approved_on", "approval_no", "done_on", "receiver", "revenue", "paid_in_on")
    gates = (YearsOfUse(),)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The days keep their order."""
        super().clean(ctx, obj, data)
        in_order(None, data, ctx.day)

    def settle(self, work: Work, obj: Any) -> None:
        """The state follows from the dates."""
        obj.state = S.DONE if obj.done_on else S.APPROVED if obj.approved_on else S.ASKED
