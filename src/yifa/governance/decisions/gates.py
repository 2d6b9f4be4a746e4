"""Gates of decisions, each with its force and its article."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from yifa.governance.decisions.choices import ItemClass, Outcome, PreResult
from yifa.kernel.action import Ctx
from yifa.kernel.gate import Block, Force, Gate


class LegalityBeforeDiscussion(Gate):
    """合法性审查前置: without a legality review, or with an unlawful result, a draft may not go to discussion.

    No role, import or API overrides it. The regulation itself knows one exception: an exploratory reform on which the
    state has no clear rule yet may be submitted with the legal risk stated.
    """

    key = "decisions.legality_before_discussion"
    title = "合法性审查前置"
    force = Force.STATUTORY
    rule = "DEC-08"
    exceptions = {
        "exploratory": ("国家尚无明确规定的探索性改革决策事项，明示法律风险", "重大行政决策程序暂行条例第二十五条"),
    }

    def concerns(self, data: dict[str, Any]) -> bool:
        """A major administrative decision that was discussed."""
        return data.get("category") == ItemClass.MAJOR_ADMINISTRATIVE and bool(data.get("submitted_on"))

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Only major administrative decisions; the review must be closed and let it go on."""
        if obj is None or obj.category != ItemClass.MAJOR_ADMINISTRATIVE:
            return None
        review = obj.review if obj.review_id else None
        if review is not None and type(obj).objects.filter(review=review, life="live").exclude(pk=obj.pk).exists():
            return Block(
                f"{review.number}是另一项议题的合法性审查，不能代替这项决策的审查", "送法规处，对这项决策作合法性审查"
            )
        if review is not None and review.passed and review.kind == "decision":
            if review.opinion_on and review.opinion_on > ctx.day:
                return Block(f"提交讨论时合法性审查（{review.number}）还没有出具意见", "先审查、后讨论")
            return None
        if review is None or not review.counts:
            why = "这项重大行政决策没有合法性审查"
        elif review.state != "closed":
            why = f"合法性审查（{review.number}）还没有出具意见"
        elif review.kind != "decision":
            why = f"{review.number}不是重大行政决策合法性审查"
        else:
            why = "合法性审查结论为不通过"
        return Block(f"{why}，不得提交决策机关讨论", "送法规处合法性审查；征求意见、会签不能代替")


class PreReview(Gate):
    """议题前置审核: the bureau's own rule for every matter that goes to a meeting."""

    key = "decisions.pre_review"
    title = "议题前置审核"
    force = Force.HOUSE
    house_basis = "本局议事规则"

    def concerns(self, data: dict[str, Any]) -> bool:
        """What was discussed."""
        return bool(data.get("submitted_on"))

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """The reviewer must not have said no, nor come after the meeting."""
        if obj is None:
            return None
        if obj.pre_result in (PreResult.PASSED, PreResult.CHANGES):
            late = obj.pre_reviewed_on and obj.pre_reviewed_on > ctx.day
            return Block("提交讨论时还没有前置审核", "先前置审核、后提交") if late else None
        return Block("议题还没有通过前置审核", "请法规处前置审核后再提交")


class HeadLast(Gate):
    """末位表态: the head speaks last in the collective discussion (DEC-12); nobody speaks after the head."""

    key = "decisions.head_last"
    title = "主要负责人末位表态"
    force = Force.STATUTORY
    rule = "DEC-12"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Others first; the number of members still to speak is given by the meeting's list."""
        if obj is None:
            return None
        said = obj.opinions.filter(life="live")
        if said.filter(head=True).exists():
            return Block("主要负责人已经末位表态，其后不再记录意见", "记错的先作废，再按次序登记")
        if data.get("head") and not said.exclude(opinion="withdrawn").exists():
            return Block("其他成员还没有发表意见，主要负责人不能先表态", "先登记其他成员的意见")
        return None


def _resolved(obj: Any, day: date) -> bool:
    passed = (Outcome.APPROVED, Outcome.APPROVED_CHANGED)
    rows = obj.resolutions.filter(life="live", outcome__in=passed)
    return bool(rows.filter(Q(happened_on__isnull=True) | Q(happened_on__lte=day)).exists())


class ResolutionBeforeExecution(Gate):
    """“三重一大”集体决定: not carried out without a collective resolution.

    The rulebook holds no checked text for it, so it warns and never blocks until somebody has read the text in force
    and put its rule into a pack (a local pack may).
    """

    key = "decisions.resolution_before_execution"
    title = "“三重一大”集体决定"
    force = Force.PARTY
    rule = "DEC-MAJOR-INTERNAL"
    house_basis = "“三重一大”集体决策的党内规定（原文待核实）"
    organ = "党组"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """A live resolution that lets the matter go on, of that day or before."""
        if obj is None or obj.category != ItemClass.MAJOR_INTERNAL:
            return None
        if _resolved(obj, ctx.day):
            return None
        return Block("这项“三重一大”事项没有集体决议，不得执行", "提交党组会集体研究，形成决议后再执行")


class DecidedBeforeExecution(Gate):
    """A major administrative decision is carried out only after collective discussion and decision (DEC-12)."""

    key = "decisions.decided_before_execution"
    title = "集体讨论决定"
    force = Force.STATUTORY
    rule = "DEC-12"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """A live resolution that lets the matter go on, of that day or before."""
        if obj is None or obj.category != ItemClass.MAJOR_ADMINISTRATIVE:
            return None
        if _resolved(obj, ctx.day):
            return None
        return Block("这项重大行政决策还没有经集体讨论形成决议，不能登记执行", "提交会议讨论，形成决议后再执行")
