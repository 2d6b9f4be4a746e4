"""Verbs of points and papers of a review (审查要点、送审材料)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.legality_review.choices import Adoption, Handed, State, Verdict
from yifa.governance.legality_review.models import Review, ReviewPoint
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action

REVIEW, POINT, MATERIAL = "legality_review.review", "legality_review.point", "legality_review.material"
#: Verdicts that propose something, so that the submitting unit answers.
PROPOSES = (Verdict.CHANGE, Verdict.NOT_MET)
_OPEN = (State.RECEIVED, State.SECOND)


@action
class Judge(Action):
    """审查要点: what was found at one point."""

    resource, verb, label, main = POINT, "judge", "写要点结论", True
    fields = ("verdict", "opinion")
    required = ("verdict",)
    roles = frozenset({"legal", "head"})

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While the review is open."""
        closed = obj is not None and obj.review.state not in _OPEN
        return super().available(ctx, obj) or ("审查不在办理中。" if closed else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A proposal is written down, and so is why a point does not apply."""
        if (data.get("opinion") or "").strip():
            return
        if data.get("verdict") in PROPOSES:
            raise ValidationError({"opinion": "写明意见。"})
        if data.get("verdict") == Verdict.NOT_APPLICABLE:
            raise ValidationError({"opinion": "不适用的，写明理由。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it with whoever said so."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return work.update(obj, verdict=data["verdict"], opinion=data.get("opinion", ""), judged_by=work.scope.name)


@action
class JudgeRest(Action):
    """其余要点均符合: the points that nobody has answered are met."""

    resource, verb, label = REVIEW, "judge_rest", "其余要点均符合"
    roles = frozenset({"legal", "head"})
    confirm = "还没有写结论的要点都记为“符合”。有问题的要点先逐条写明。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While the review is open and points wait."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.state not in _OPEN:
            return f"审查{obj.state_label()}。"
        waiting = obj.points.filter(verdict="", life="live").exists()
        return "" if waiting else "要点都已写明结论。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One entry a point, so that the ledger shows each."""
        assert obj is not None
        for point in obj.points.filter(verdict="", life="live").order_by("sort"):
            work.update(point, verdict=Verdict.MET, judged_by=work.scope.name)
        return obj


@action
class Answer(Action):
    """答复要点意见: 采纳、部分采纳 or 不采纳, with the reason; the review's own answer follows from all of them."""

    resource, verb, label = POINT, "answer", "答复采纳情况"
    fields = ("adoption", "adoption_reason")
    required = ("adoption",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """A proposal of a closed review."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.verdict not in PROPOSES:
            return "这个要点没有修改意见，不用答复。"
        return "" if obj.review.state == State.CLOSED else "还没有出具审查意见。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not adopting needs a reason."""
        if data.get("adoption") != Adoption.ADOPTED and not (data.get("adoption_reason") or "").strip():
            raise ValidationError({"adoption_reason": "没有采纳的，写明理由。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write it down; with the last answer the review is answered."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        work.update(obj, adoption=data["adoption"], adoption_reason=data.get("adoption_reason", ""))
        _settle(work, obj.review)
        return obj


def _settle(work: Work, review: Review) -> None:
    asked = list(ReviewPoint.objects.filter(review=review, life="live", verdict__in=PROPOSES))
    if not asked or any(not p.adoption for p in asked):
        return
    said = {p.adoption for p in asked}
    whole = said.pop() if len(said) == 1 else Adoption.PARTLY
    why = "；".join(f"{p.title}：{p.adoption_reason}" for p in asked if p.adoption_reason)
    work.update(review, adoption=whole, adoption_reason=why, adopted_on=work.day)


@action
class MarkMaterial(Action):
    """登记材料: handed in, missing, or not needed in this matter."""

    resource, verb, label, main = MATERIAL, "mark", "登记材料", True
    fields = ("state", "paper", "note")
    required = ("state",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A required paper is not left out without a word."""
        if obj is not None and obj.required and data.get("state") == Handed.NOT_NEEDED and not data.get("note"):
            raise ValidationError({"note": "必交的材料写明不需要的理由。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return work.update(obj, **{n: data[n] for n in self.fields if n in data})


@action
class AllHanded(Action):
    """材料齐备: what is required came with the matter."""

    resource, verb, label = REVIEW, "all_handed", "必交材料齐备"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While a required paper is missing."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        missing = obj.materials.filter(required=True, state=Handed.MISSING, life="live").exists()
        return "" if missing else "必交材料已齐。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One entry a paper."""
        assert obj is not None
        for paper in obj.materials.filter(required=True, state=Handed.MISSING, life="live"):
            work.update(paper, state=Handed.HANDED)
        return obj
