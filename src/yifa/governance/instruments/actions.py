"""立、改、废 of instruments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.process.breach import RecordedBreach
from yifa.governance.instruments.choices import Change
from yifa.governance.instruments.gates import ISSUE
from yifa.governance.instruments.models import Instrument
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import BackfillVerb, RecordVerb


@action
class RecordInstrument(RecordVerb):
    """登记 a new instrument; a 行政规范性文件 passes its gates first."""

    resource, gates = "instruments.instrument", ISSUE

    def __init__(self) -> None:
        super().__init__(get_resource("instruments.instrument"))


@action
class BackfillInstrument(BackfillVerb):
    """补录 an instrument: review, deliberation and maker of a 行政规范性文件 are answered."""

    resource, gates = "instruments.instrument", ISSUE

    def __init__(self) -> None:
        super().__init__(get_resource("instruments.instrument"))


@action
class IssuedUnreviewed(RecordedBreach):
    """登记未审先发: a 行政规范性文件 issued without its legality review."""

    resource, verb, twin, day_field = "instruments.instrument", "record_unreviewed", "record", "happened_on"
    label = "登记未审先发"


@action
class Revise(Action):
    """修订: a new version that replaces this one; the old version ends the day before."""

    resource, verb, label, main = "instruments.instrument", "revise", "修订", True
    gates = ISSUE
    extra = {
        "new_title": forms.CharField(label="新版名称", max_length=200, required=False, help_text="不填时沿用原名"),
        "new_no": forms.CharField(label="新版文号", max_length=80),
        "issued_on": forms.DateField(label="印发日", widget=forms.DateInput(attrs={"type": "date"})),
        "review_no": forms.CharField(label="合法性审核意见文号", max_length=80, required=False),
        "fair_no": forms.CharField(label="公平竞争审查结论编号", max_length=80, required=False),
        "decided_by": forms.CharField(label="集体审议会议", max_length=120, required=False),
        "valid_until": forms.DateField(
            label="有效期至", required=False, widget=forms.DateInput(attrs={"type": "date"})
        ),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only a version in force."""
        over = obj is not None and obj.repealed_on is not None
        return super().available(ctx, obj) or ("这一版本已经废止或被修订。" if over else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The new version comes after the old one and not in the future."""
        day = data["issued_on"]
        if day > ctx.day or (obj is not None and obj.happened_on and day <= obj.happened_on):
            raise ValidationError({"issued_on": "印发日要晚于上一版本，且不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Instrument:
        """Make the new version and end the old one."""
        assert obj is not None
        new = Instrument(
            title=data.get("new_title") or obj.title, doc_no=data["new_no"], kind=obj.kind, level=obj.level,
            change=Change.REVISED, field=obj.field, replaces=obj, unit=obj.unit, happened_on=data["issued_on"],
            review_no=data.get("review_no") or "", fair_no=data.get("fair_no") or "",
            touches_market=obj.touches_market, market_activity=obj.market_activity,
            decided_by=data.get("decided_by") or "", trial=obj.trial,
            valid_until=data.get("valid_until"), paper=data["new_no"],
        )  # fmt: skip
        work.create(new)
        work.update(obj, repealed_on=data["issued_on"])
        return new


@action
class RevisedUnreviewed(RecordedBreach):
    """登记未审先修订: a new version issued without its legality review."""

    resource, verb, twin, day_field = "instruments.instrument", "revise_unreviewed", "revise", "issued_on"
    label = "登记未审先修订"


@action
class Repeal(Action):
    """废止: the instrument ends, by a paper."""

    resource, verb, label, danger = "instruments.instrument", "repeal", "废止", True
    confirm = "废止后该制度不再有效，记录保留。"
    extra = {
        "repealed": forms.DateField(label="废止日", widget=forms.DateInput(attrs={"type": "date"})),
        "reason": forms.CharField(label="废止依据和理由", max_length=200),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only a version in force."""
        over = obj is not None and obj.repealed_on is not None
        return super().available(ctx, obj) or ("这一版本已经废止或被修订。" if over else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Instrument:
        """End it."""
        work.extra = {"reason": data["reason"]}
        return work.update(obj, repealed_on=data["repealed"])
