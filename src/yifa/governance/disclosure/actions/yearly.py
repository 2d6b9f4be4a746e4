"""排定、批复、公开 of what must be published every year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.governance.disclosure.actions.common import a_day
from yifa.governance.disclosure.choices import BUDGETS, DutyState, Holder
from yifa.governance.disclosure.models import MandatoryYearly
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.policy import WRITERS
from yifa.kernel.record import Life
from yifa.kernel.registry import action, get_action
from yifa.lawkit import rules
from yifa.lawkit.clock import Event, fold
from yifa.lawkit.codes import Code, code_list


def rule_of(code: Code, holder: str) -> str:
    """Return the rule whose period binds a duty: for budgets that of the department or of the unit."""
    if code.code in BUDGETS:
        return "BUD-02" if holder == Holder.UNIT else "BUD-01"
    return code.rules[0] if code.rules and code.extra.get("from") else ""


def _fixed(code: Code, year: int) -> date | None:
    """Return the day a duty with a fixed date is due; the report on the year before."""
    if code.extra.get("from") != "year":
        return None
    return fold(rules.get_rule(code.rules[0]), [Event("start", date(year - 1, 12, 31))]).due


@action
class DrawUp(Action):
    """排定本年必公开事项: one row for each duty of the year that is not there yet."""

    resource, verb, label, on = "disclosure.yearly", "draw_up", "排定本年必公开事项", "none"
    roles = WRITERS
    rules = ("GID-17", "BUD-01", "GID-08")
    fields = ("unit",)
    required = ("unit",)
    extra = {"year": forms.IntegerField(label="年度", min_value=2008, max_value=2999)}

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer this year and the writer's unit."""
        return {"year": ctx.day.year, "unit": ctx.scope.home_unit_id}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the missing rows; refuse where none is missing."""
        year, made = data["year"], None
        known = set(
            MandatoryYearly.objects.filter(bureau_id=work.scope.bureau_id, life=Life.LIVE).values_list(
                "kind", "fiscal_year"
            )
        )
        for code in code_list("disclosure_duties").codes:
            about = year + int(code.extra.get("year_offset", 0))
            if (code.code, about) in known:
                continue
            made = work.create(
                MandatoryYearly(
                    unit=data["unit"], kind=code.code, fiscal_year=about, state=DutyState.PLANNED,
                    due_on=_fixed(code, year),
                )
            )  # fmt: skip
        if made is None:
            raise Refused(f"{year} 年的必公开事项已经排定。")
        return made


class _OnDuty(Action):
    resource, on = "disclosure.yearly", "one"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While it is due."""
        done = obj is not None and obj.state == DutyState.PUBLISHED
        return super().available(ctx, obj) or ("已经公开。" if done else "")


@action
class Approved(_OnDuty):
    """登记批复: the period of publication runs from approval."""

    verb, label = "approved", "登记批复"
    rules = ("BUD-01", "BUD-02")
    extra = {"answered_on": a_day("批复日")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """For budgets and accounts, once."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.kind not in BUDGETS:
            return "只有预算、决算自批复之日起算公开期限。"
        return "批复日已经登记。" if obj is not None and obj.approved_on else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Start the clock."""
        assert obj is not None
        day = data["answered_on"]
        if day > work.day:
            raise ValidationError({"answered_on": "批复日不能晚于今天。"})
        rule = rule_of(code_list("disclosure_duties")[obj.kind], obj.holder)
        clock = clocks.start(work, obj, rule=rule, at=day, label="向社会公开")
        return work.update(obj, approved_on=day, due_on=clock.due_on)


@action
class SetDue(_OnDuty):
    """定应公开日: for what no law dates, the bureau sets its own day and is reminded of it."""

    verb, label = "set_due", "定应公开日"
    rules = ("GID-17",)
    extra = {"until": a_day("应公开日")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Not where the law sets the day."""
        if why := super().available(ctx, obj):
            return why
        fixed = obj is not None and code_list("disclosure_duties")[obj.kind].extra.get("from")
        return "这一事项的期限由法律规定，不能自行确定。" if fixed else ""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A day to be reminded of lies ahead."""
        super().clean(ctx, obj, data)
        if data.get("until") and data["until"] < ctx.day:
            raise ValidationError({"until": "应公开日不能早于今天。已经公开的，办“登记公开”。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day."""
        return work.update(obj, due_on=data["until"])


@action
class Published(_OnDuty):
    """登记公开: where and when."""

    verb, label, main = "published", "登记公开", True
    rules = ("BUD-01", "GID-01")
    extra = {
        "made_public_on": a_day("公开日"),
        "where": forms.CharField(label="公开位置", max_length=200),
        "answered_on": a_day("批复日", required=False, help_text="预算、决算还没有登记批复日的，一并填写"),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {"made_public_on": ctx.day, "answered_on": obj.approved_on if obj is not None else None}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Budgets and accounts are published within a term that runs from their approval: it is told."""
        super().clean(ctx, obj, data)
        if obj is not None and obj.kind in BUDGETS and not (obj.approved_on or data.get("answered_on")):
            raise ValidationError({"answered_on": "预算、决算自批复之日起算公开期限，填写批复日。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Stop the clock."""
        assert obj is not None
        if data.get("answered_on") and obj.approved_on is None and obj.kind in BUDGETS:
            obj = get_action("disclosure.yearly", "approved").execute(work, obj, {"answered_on": data["answered_on"]})
        day = data["made_public_on"]
        if day > work.day or (obj.approved_on and day < obj.approved_on):
            raise ValidationError({"made_public_on": "公开日不能早于批复日，也不能晚于今天。"})
        for clock in clocks.of(obj).exclude(state="stopped"):
            clocks.stop(work, obj, clock.rule, day)
        return work.update(obj, happened_on=day, place=data["where"], state=DutyState.PUBLISHED)
