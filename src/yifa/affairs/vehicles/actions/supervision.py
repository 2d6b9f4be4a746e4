"""生成监督通知, 说明, 退回, 认定."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.vehicles import watch
from yifa.affairs.vehicles.choices import Finding, NoticeKind
from yifa.affairs.vehicles.choices import NoticeState as S
from yifa.affairs.vehicles.models import Notice
from yifa.affairs.vehicles.resources.supervision import JUDGES
from yifa.affairs.vehicles.resources.use import ASKERS
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action
from yifa.lawkit.params import get_param

NOTICE = "vehicles.notice"
#: What is noticed once until it is closed, not once a day.
_STANDING = (NoticeKind.IDLE, NoticeKind.NO_APPROVAL)


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


@action
class Look(Action):
    """生成监督通知: read the rules over a span; what is noticed already is not noticed twice."""

    resource, verb, label, on, main = NOTICE, "look", "生成监督通知", "none", True
    roles = JUDGES | {"clerk"}
    extra = {"first": _date("起始日"), "last": _date("截止日")}
    rules = ("VEH-07",)
    help = "放假安排还没有公布的年份，按固定日期的法定节日和周末筛查；公布并更新规则包后再生成一次。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The bureau's own stretch of days up to today."""
        days = int(get_param("vehicle.watch_days", ctx.day).value)
        return {"first": ctx.day - timedelta(days=days), "last": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A span of the past, at most a year."""
        first, last = data.get("first"), data.get("last")
        if first and last and (last < first or last > ctx.day or (last - first).days > 366):
            raise ValidationError({"last": "截止日不早于起始日、不晚于今天，一次不超过一年。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write one notice per new finding."""
        bureau = work.scope.bureau_id or 0
        rows = Notice.objects.filter(bureau_id=bureau, life="live")
        known: set[tuple[Any, ...]] = set(rows.values_list("kind", "vehicle_id", "dispatch_id", "happened_on"))
        standing: set[tuple[Any, ...]] = set(rows.filter(kind__in=_STANDING).exclude(state=S.CLOSED)
                       .values_list("kind", "vehicle_id", "dispatch_id"))  # fmt: skip
        fresh = []
        for seen in watch.look(bureau, data["first"], data["last"]):
            key = (seen.kind, seen.vehicle.pk if seen.vehicle else None, seen.sheet.pk if seen.sheet else None)
            if (*key, seen.day) in known or key in standing:
                continue
            known.add((*key, seen.day))
            fresh.append(
                Notice(
                    bureau_id=bureau, unit_id=seen.unit_id, happened_on=seen.day, kind=seen.kind,
                    vehicle=seen.vehicle, dispatch=seen.sheet, facts=seen.facts,
                    desk_id=seen.vehicle.keeper_id if seen.vehicle else None,
                )
            )  # fmt: skip
        if not fresh:
            raise Refused(f"{data['first']} 至 {data['last']} 没有新的监督事项。")
        return work.create_many(fresh)[0]


@action
class Explain(Move):
    """说明, by the unit that used the vehicle."""

    resource, verb, label, to, main, roles = NOTICE, "explain", "填写说明", S.EXPLAINED, True, ASKERS
    fields, required = ("explanation",), ("explanation",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep who explained and when."""
        assert obj is not None
        said = {"explanation": data["explanation"], "explained_by": work.scope.name, "explained_on": work.day}
        return move(work, obj, self.to, **said)


@action
class GiveBack(Move):
    """退回说明: it does not answer the fact."""

    resource, verb, label, to = NOTICE, "give_back", "退回说明", S.OPEN
    roles = JUDGES
    fields, required = ("measure",), ("measure",)


@action
class Judge(Move):
    """认定: in order, mended, or a breach that is passed on."""

    resource, verb, label, to = NOTICE, "judge", "认定办结", S.CLOSED
    roles = JUDGES
    fields, required = ("finding", "measure"), ("finding",)
    rules = ("VEH-07", "VEH-09")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Not by who explained it."""
        own = obj is not None and obj.explained_by and obj.explained_by == ctx.scope.name
        return super().available(ctx, obj) or ("说明人不能自己认定。" if own else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A breach says what was done about it."""
        assert obj is not None
        if data["finding"] != Finding.REGULAR and not (data.get("measure") or "").strip():
            raise ValidationError({"measure": "已整改或违规的，写明处理情况。"})
        values = {"finding": data["finding"], "measure": data.get("measure") or "", "closed_on": work.day}
        return move(work, obj, self.to, **values)
