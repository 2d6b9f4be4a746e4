"""Verbs of applications: 自评, 评审, 公示, 命名, 复核; and 撤销 of a title."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.energy.designations import scoring
from yifa.affairs.energy.designations.choices import Stage
from yifa.affairs.energy.designations.models import Designation
from yifa.affairs.energy.engine.numbers import plain, shown
from yifa.affairs.energy.filings.actions import FILERS
from yifa.core.legaltime import clocks
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.registry import action
from yifa.lawkit.params import get_param

APPLICATION, DESIGNATION, TERM = "energy.application", "energy.designation", "CLK-02"


def _within(table: Any, name: str, value: Any) -> None:
    most = scoring.room(table) if table is not None else None
    if most is not None and value is not None and value > most:
        raise ValidationError({name: f"评分表以外的项目合计不超过{plain(most)}分。"})


class OnApplication(Move):
    """A verb on an application."""

    resource = APPLICATION


@action
class SelfScore(Action):
    """自评: what is stated of each item; the points follow."""

    resource, verb, label, main, roles = APPLICATION, "self_score", "自评", True, FILERS
    fields = ("own_other",)
    extra = {"inputs": forms.JSONField(label="自评依据", required=False, help_text="评分项和数值")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Until it was reviewed."""
        late = obj is not None and obj.stage not in (Stage.DRAFT, Stage.SCORED, Stage.REFUSED)
        why = f"现为“{obj.state_label()}”，不再自评。" if late and obj is not None else ""
        return super().available(ctx, obj) or why

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """By items; the rest within its room."""
        if not isinstance(data.get("inputs") or {}, dict):
            raise ValidationError({"inputs": "写成评分项和内容的对照。"})
        if obj is not None:
            _within(scoring.table_of(obj.kept), "own_other", data.get("own_other"))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Score by the table kept."""
        assert obj is not None
        inputs = {**obj.inputs, **(data.get("inputs") or {})}
        own = scoring.scored(scoring.table_of(obj.kept), inputs)
        more = {"inputs": inputs, "own": own, "own_other": data.get("own_other") or 0}
        return work.update(obj, **more) if obj.stage == Stage.SCORED else move(work, obj, Stage.SCORED, **more)


@action
class ReviewApplication(OnApplication):
    """评审: the reviewers' figures, the points they bring, the verdict by the line of the table."""

    verb, label, to, main = "review", "评审", Stage.REVIEWED, True
    fields = ("other", "opinion")
    required = ("opinion",)
    extra = {
        "inputs": forms.JSONField(label="核实后的依据", required=False, help_text="与自评不同的评分项和数值"),
        "passed": forms.BooleanField(label="建议命名", required=False),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The rest within its room."""
        if not isinstance(data.get("inputs") or {}, dict):
            raise ValidationError({"inputs": "写成评分项和内容的对照。"})
        if obj is not None:
            _within(scoring.table_of(obj.kept), "other", data.get("other"))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A total below the line does not pass, whoever proposes it."""
        assert obj is not None
        table, other = scoring.table_of(obj.kept), data.get("other") or 0
        scores = scoring.scored(table, {**obj.inputs, **(data.get("inputs") or {})})
        reached, why = scoring.verdict(table, scores, other)
        if data.get("passed") and not reached:
            raise Refused(f"{why}，不能建议命名。")
        said = {
            "scores": scores,
            "other": other,
            "total": shown(scoring.total(scores, other), 2),
            "opinion": data["opinion"],
        }
        return move(work, obj, Stage.REVIEWED if data.get("passed") else Stage.REFUSED, **said)


@action
class Publicise(OnApplication):
    """公示."""

    verb, label, to, main = "publicise", "公示", Stage.PUBLIC, True
    rules = (*OnApplication.rules, TERM)
    fields, required = ("public_on",), ("public_on",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"public_on": ctx.day}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The term is the bureau's setting."""
        assert obj is not None
        days = int(get_param("energy.publicity_days", data["public_on"]).value)
        clock = clocks.start(work, obj, rule=TERM, at=data["public_on"], label="公示期", days=days)
        return move(work, obj, Stage.PUBLIC, public_on=data["public_on"], public_until=clock.due_on)


class Publicised(Gate):
    """No title before its 公示 is over."""

    key, title, force, house_basis = "energy.publicised", "命名前公示", Force.HOUSE, "本局创建命名管理办法"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """The last day has passed."""
        if obj is None or obj.public_until is None or obj.public_until < ctx.day:
            return None
        return Block(f"公示到 {obj.public_until} 才结束", "公示期满没有异议，再命名")


@action
class Award(OnApplication):
    """命名: the title enters the register of designations, on its paper."""

    verb, label, to, main, gates = "award", "命名", Stage.AWARDED, True, (Publicised(),)
    extra = {
        "named_on": forms.DateField(label="命名日", widget=forms.DateInput(attrs={"type": "date"})),
        "naming_paper": forms.CharField(label="命名文件文号", max_length=200),
        "namer": forms.CharField(label="命名机关", max_length=120),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"named_on": ctx.day}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One designation; its day is that of the paper."""
        assert obj is not None
        if data["named_on"] > work.day:
            raise Refused("命名日不能晚于今天。")
        made = work.create(
            Designation(
                bureau_id=obj.bureau_id,
                unit_id=obj.unit_id,
                happened_on=data["named_on"],
                paper=data["naming_paper"],
                institution=obj.institution.name,
                title=obj.title,
                reach=obj.reach,
                namer=data["namer"],
            )
        )
        clocks.stop(work, obj, TERM, data["named_on"])
        return move(work, obj, Stage.AWARDED, designation=made)


@action
class RecheckTitle(Action):
    """复核: the title stays, or is revoked and leaves the figures."""

    resource, verb, label = APPLICATION, "recheck", "复核"
    fields, required = ("rechecked_on", "recheck"), ("rechecked_on", "recheck")
    extra = {"keeps": forms.BooleanField(label="保留命名", required=False)}

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"rechecked_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Of a title that was awarded."""
        wrong = obj is not None and obj.stage != Stage.AWARDED
        return super().available(ctx, obj) or ("还没有命名，或已撤销。" if wrong else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep what was found."""
        assert obj is not None
        said = {name: data[name] for name in self.fields}
        if data.get("keeps"):
            return work.update(obj, **said)
        work.update(obj.designation, revoked_on=data["rechecked_on"])
        return move(work, obj, Stage.REVOKED, **said)


@action
class Revoke(Action):
    """撤销命名 of a title entered without an application."""

    resource, verb, label, danger = DESIGNATION, "revoke", "撤销命名", True
    extra = {
        "revoked_on": forms.DateField(label="撤销日", widget=forms.DateInput(attrs={"type": "date"})),
        "reason": forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2})),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        return super().available(ctx, obj) or ("已撤销。" if obj is not None and obj.revoked_on else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """It leaves the figures."""
        assert obj is not None
        if data["revoked_on"] > work.day:
            raise Refused("撤销日不能晚于今天。")
        work.extra = {"reason": data["reason"]}
        return work.update(obj, revoked_on=data["revoked_on"])
