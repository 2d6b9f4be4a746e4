"""Verbs of energy audits: 按核定结果列入计划, 发审计通知, 登记审计报告, 登记落实, 办结."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.energy.audits.choices import Reason, State
from yifa.affairs.energy.audits.models import EnergyAudit
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.engine.numbers import exact
from yifa.affairs.energy.targets.tracking import value_of
from yifa.core.documents import numbers
from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.core.process.workflow import Move
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.record import Life
from yifa.kernel.registry import action
from yifa.lawkit.params import get_param

AUDIT, FINDING, TERM = "energy.audit", "energy.audit_finding", "CLK-02"


def candidates(bureau_id: int, year: int, day: Any) -> list[tuple[Standing, str]]:
    """Return whom a closed year says to audit, with the reason: over its 约束值, or above the bureau's own line."""
    closing = Closing.objects.filter(bureau_id=bureau_id, period=str(year), life=Life.LIVE).first()
    if closing is None:
        return []
    line = exact(get_param("energy.audit_tce", day).value) * 1000
    have = EnergyAudit.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE).values("institution_id")
    rows = closing.standings.filter(life=Life.LIVE).exclude(institution_id__in=have).select_related("institution")
    out = []
    for one in rows.order_by("id"):
        energy = value_of(one, "total_energy")
        if one.over:
            out.append((one, str(Reason.OVER)))
        elif energy is not None and energy >= line:
            out.append((one, str(Reason.LARGE)))
    return out


@action
class Plan(Action):
    """按核定结果列入计划."""

    resource, verb, label, on, rules = AUDIT, "plan", "按核定列入计划", "none", ("ENE-06", "ENE-07")
    extra = {
        "year": forms.IntegerField(label="审计年度", help_text="已核定的年度"),
        "planned_by": forms.DateField(label="计划完成日"),
    }
    help = "把这一年度超过约束值的，和综合能耗达到本局设定线的机构列入计划。已列入的不动。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The last year."""
        return {"year": ctx.day.year - 1}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One audit an institution."""
        assert work.scope.bureau_id is not None
        year = int(data["year"])
        if data["planned_by"] < work.day:
            raise Refused("计划完成日不能早于今天。")
        found = candidates(work.scope.bureau_id, year, work.day)
        if not found:
            raise Refused(f"{year}年度没有要列入审计的机构：没有核定，或应审计的都已列入。")
        made = [
            EnergyAudit(
                bureau_id=one.bureau_id, unit_id=one.unit_id, happened_on=work.day, institution=one.institution,
                filer_id=one.institution.filer_id, year=year, cause=cause, standing=one,
                planned_by=data["planned_by"],
            )
            for one, cause in found
        ]  # fmt: skip
        work.create_many(made)
        return made[-1]


@action
class Announce(Move):
    """发审计通知: numbered, with a term for the report."""

    resource, verb, label, to, main = AUDIT, "notice", "发审计通知", State.NOTICED, True
    fields, required = ("agency", "noticed_on", "due_on"), ("agency", "noticed_on", "due_on")
    rules = ("ENE-06", TERM)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today; the day of the plan."""
        return {"noticed_on": ctx.day, "due_on": getattr(obj, "planned_by", None), "agency": getattr(obj, "agency", "")}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """In order."""
        day, due = data.get("noticed_on"), data.get("due_on")
        if day and day > ctx.day:
            raise ValidationError({"noticed_on": "通知日不能晚于今天。"})
        if day and due and due <= day:
            raise ValidationError({"due_on": "报告期限要在通知日之后。"})

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Number and clock."""
        days = (data["due_on"] - data["noticed_on"]).days
        clock = clocks.start(work, obj, rule=TERM, at=data["noticed_on"], label="审计报告", days=days)
        number = numbers.take(work, obj.bureau_id, "energy_audit", data["noticed_on"].year, "能审")
        return super().values(work, obj, data) | {"number": number, "due_on": clock.due_on}


@action
class Report(Move):
    """登记审计报告: what was found, once its problems and measures are entered."""

    resource, verb, label, to, main = AUDIT, "report", "登记审计报告", State.REPORTED, True
    fields, required, rules = ("reported_on", "standing", "conclusion"), ("reported_on", "conclusion"), ("ENE-06",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, with the year's standing where there is one."""
        if obj is None:
            return {}
        standing = (
            obj.standing
            or Standing.objects.filter(
                institution=obj.institution, closing__period=str(obj.year), closing__life=Life.LIVE, life=Life.LIVE
            ).first()
        )
        return {"reported_on": ctx.day, "standing": standing, "conclusion": obj.conclusion}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """After the notice, today at the latest; the standing is this institution's."""
        day, standing = data.get("reported_on"), data.get("standing")
        if day and (day > ctx.day or (obj is not None and obj.noticed_on and day < obj.noticed_on)):
            raise ValidationError({"reported_on": "报告日应在通知日之后、今天以前。"})
        if obj is not None and standing is not None and standing.institution_id != obj.institution_id:
            raise ValidationError({"standing": "不是这家机构的核定结果。"})

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """The clock ends."""
        if clocks.of(obj).filter(rule=TERM).exclude(state=Clock.State.STOPPED).exists():
            clocks.stop(work, obj, TERM, data["reported_on"])
        return super().values(work, obj, data)


@action
class Done(Action):
    """登记落实 of a finding."""

    resource, verb, label, main, rules = FINDING, "done", "登记落实", True, ("ENE-06",)
    fields, required = ("done_on", "result"), ("done_on", "result")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"done_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        return super().available(ctx, obj) or ("已经落实。" if obj is not None and obj.done_on else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it."""
        assert obj is not None
        if data["done_on"] > work.day or (obj.happened_on and data["done_on"] < obj.happened_on):
            raise Refused("落实日应在发现日之后、今天以前。")
        return work.update(obj, done_on=data["done_on"], result=data["result"])


@action
class Close(Move):
    """办结: every finding was carried out."""

    resource, verb, label, to, main = AUDIT, "close", "整改落实办结", State.DONE, True
    fields, required, rules = ("closed_on",), ("closed_on",), ("ENE-06",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"closed_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Nothing is left open: 没有按审计结果改进 is a violation of 条例 art. 37."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        left = obj.findings.filter(life=Life.LIVE, done_on=None).count()
        return f"还有 {left} 条措施没有落实。" if left else ""

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Not before the report, not in the future."""
        if data["closed_on"] > work.day or (obj.reported_on and data["closed_on"] < obj.reported_on):
            raise Refused("落实完毕日应在报告日之后、今天以前。")
        return super().values(work, obj, data)
