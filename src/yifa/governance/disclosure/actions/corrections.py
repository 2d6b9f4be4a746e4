"""办理更正申请 (art. 41): correct and tell, or forward or direct to the organ that may."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.governance.disclosure import letters
from yifa.governance.disclosure.actions.common import a_day, letter_fields, words
from yifa.governance.disclosure.choices import CorrectionState
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action

SAID = {
    CorrectionState.CORRECTED: "经审核，你（单位）反映的信息记录不准确，本机关已经更正。",
    CorrectionState.FORWARDED: "所反映的信息不属于本机关职能范围，本机关已转送有权更正的机关处理。",
    CorrectionState.DIRECTED: "所反映的信息不属于本机关职能范围，请向有权更正的机关提出。",
    CorrectionState.UNFOUNDED: "经审核，你（单位）反映的情况不属实，本机关不予更正。",
}


@action
class Settle(Action):
    """办结更正申请: what was found, and that the applicant was told."""

    resource, verb, label, on, main = "disclosure.data_correction", "settle", "办结更正申请", "one", True
    rules = ("GID-20",)
    extra = {
        "result": forms.ChoiceField(label="办理结果", choices=[c for c in CorrectionState.choices if c[0] != "open"]),
        "told_on": a_day("告知日"),
        "reasons": words("理由（转送机关）", required=False),
        "organ": forms.CharField(label="行政复议机关", max_length=120, required=False, help_text="写入救济告知"),
        "court": forms.CharField(label="管辖法院", max_length=120, required=False),
        **letter_fields("答复书文号"),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        done = obj is not None and obj.state != CorrectionState.OPEN
        return super().available(ctx, obj) or ("更正申请已经办结。" if done else "")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {"told_on": ctx.day}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the letter."""
        assert obj is not None
        day = data["told_on"]
        if day > work.day or (obj.happened_on and day < obj.happened_on):
            raise ValidationError({"told_on": "告知日不能早于收到之日，也不能晚于今天。"})
        refused = data["result"] == CorrectionState.UNFOUNDED
        letter = letters.issue(
            work, None, "rectification", day, of=obj, number=data.get("notice_no", ""),
            served_by=data.get("served_by", ""), served_on=day, proof=data.get("proof", ""),
            收到之日=letters.day_in_words(obj.happened_on), 答复=SAID[CorrectionState(data["result"])],
            事由=data.get("reasons", ""),
            救济=letters.remedy("", day, data.get("organ", ""), data.get("court", "")) if refused else "",
        )  # fmt: skip
        return work.update(obj, state=data["result"], ended_on=day, reply_no=letter.number)
