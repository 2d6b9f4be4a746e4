"""推进环节: a standard moves through its seven stages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.process.breach import RecordedBreach
from yifa.governance.standards.choices import Stage
from yifa.governance.standards.gates import LocalIssuer
from yifa.governance.standards.models import StageStep, Standard
from yifa.governance.standards.process import NEXT
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action


@action
class Advance(Action):
    """推进环节: the next stage took place, on a day, by a paper."""

    resource, verb, label, main = "standards.standard", "advance", "推进环节", True
    gates = (LocalIssuer(),)
    extra = {
        "stage": forms.ChoiceField(label="环节", choices=Stage.choices),
        "done_on": forms.DateField(label="办理日", widget=forms.DateInput(attrs={"type": "date"})),
        "result": forms.CharField(label="办理结果", max_length=200, required=False),
        "issuer": forms.CharField(label="发布机关", max_length=120, required=False),
        "number": forms.CharField(label="标准号", max_length=60, required=False),
        "step_paper": forms.CharField(label="佐证文号", max_length=200, required=False),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the next stage and today."""
        following = NEXT.get(obj.stage if obj is not None else "", ())
        return {"stage": following[0] if following else "", "done_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future."""
        if data["done_on"] > ctx.day:
            raise ValidationError({"done_on": "办理日不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Standard:
        """Write the step and move the standard on."""
        assert obj is not None
        stage = data["stage"]
        if stage not in NEXT[obj.stage]:
            now = obj.get_stage_display() or "未立项"
            allowed = "、".join(Stage(s).label for s in NEXT[obj.stage])
            raise Refused(f"现在的环节是{now}，下一步只能是{allowed}。")
        work.create(
            StageStep(
                standard=obj, stage=stage, unit=obj.unit, happened_on=data["done_on"], result=data.get("result") or "",
                paper=data.get("step_paper") or "",
            )
        )  # fmt: skip
        changed: dict[str, Any] = {"stage": stage}
        if stage == Stage.ISSUE:
            changed |= {"issued_on": data["done_on"], "issuer": data.get("issuer") or obj.issuer}
            changed["number"] = data.get("number") or obj.number
        return work.update(obj, **changed)


@action
class IssuedWithoutPower(RecordedBreach):
    """登记越权发布: the bureau itself issued a 地方标准."""

    resource, verb, twin, day_field = "standards.standard", "record_ultra_vires", "advance", "done_on"
    label, probes = "登记越权发布", ({"stage": Stage.ISSUE},)
