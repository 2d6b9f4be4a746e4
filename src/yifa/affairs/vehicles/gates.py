"""Gates of vehicles, each with its force and its article."""

from __future__ import annotations

from typing import Any

from yifa.affairs.vehicles import standards, upkeep_dues
from yifa.affairs.vehicles.choices import RetireKind, VehicleState
from yifa.affairs.vehicles.models import Quota, Vehicle
from yifa.core.org.models import Unit
from yifa.kernel.action import Ctx
from yifa.kernel.gate import Block, Force, Gate


class WithinQuota(Gate):
    """不得超编制配备公务用车 (《机关事务管理条例》第二十五条). No override: an excess is recorded as one."""

    key, title, force, rule = "vehicles.within_quota", "编制内配备", Force.STATUTORY, "VEH-09"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Where a quota is entered for unit and category, one more vehicle must fit in it."""
        unit, category, day = data.get("unit"), data.get("category"), data.get("happened_on") or ctx.day
        rows = Quota.objects.filter(
            bureau_id=ctx.scope.bureau_id, unit=unit, category=category, happened_on__lte=day, life="live"
        )
        quota = rows.order_by("-happened_on", "-id").first()
        if quota is None:
            return None
        kept = Vehicle.objects.filter(bureau_id=ctx.scope.bureau_id, unit=unit, category=category, life="live")
        kept = kept.exclude(state__in=(VehicleState.PENDING, VehicleState.DISPOSED))
        if kept.count() < quota.number:
            return None
        name = f"{unit or '本机关'}{quota.get_category_display()}"
        return Block(
            f"{name}核定编制{quota.number}辆，已有{kept.count()}辆，不得超编制配备", "先办理旧车处置或调整编制"
        )


class WithinStandard(Gate):
    """不得超标准配备 (《机关事务管理条例》第二十五条, figures of 《党政机关公务用车管理办法》)."""

    key, title, force, rule = "vehicles.within_standard", "标准内配备", Force.STATUTORY, "VEH-09"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Price and displacement by category, as of the day of purchase."""
        over = excess_words(ctx.scope.bureau_id, data)
        return Block(f"{over}，不得超标准配备", "选用标准内的车型；已经配备的，如实登记为超标准") if over else None


def excess_words(bureau_id: int | None, data: dict[str, Any]) -> str:
    """Return what a vehicle has over the standard of its day, or an empty text."""
    day = data.get("bought_on") or data.get("happened_on")
    if day is None:
        return ""
    region = Unit.objects.filter(pk=bureau_id or 0).values_list("region", flat=True).first()
    found = standards.excesses(
        data["category"], data["body"], data["energy"], price=data.get("price"), litres=data.get("litres"), on=day,
        by_need=bool(data.get("by_need")), region=region or None,
    )  # fmt: skip
    return "；".join(e.words for e in found)


class YearsOfUse(Gate):
    """更新年限: renewal only after its years of use, earlier for safety and the like with approval.

    《党政机关公务用车管理办法》第二十二条.
    """

    key, title, force, rule = "vehicles.years_of_use", "更新年限", Force.PARTY, "VEH-05"
    organ = "公务用车主管部门"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Renewal only; the years run from registration, on the day of approval."""
        if obj is None or obj.kind != RetireKind.RENEW:
            return None
        open_on = upkeep_dues.may_renew_on(obj.vehicle, ctx.day)
        if open_on is None or ctx.day > open_on:
            return None
        if data.get("safety", obj.safety) and data.get("approval_no"):
            return None
        day = obj.vehicle.happened_on.isoformat()
        return Block(
            f"{obj.vehicle}于{day}登记，{open_on.isoformat()}才满更新年限",
            "到期再办；因安全等原因确需提前的，勾选“因安全等原因确需提前”并填写批准文号。不得因领导干部职务晋升、调任提前更新",
        )
