"""What stands before an opinion is given."""

from __future__ import annotations

from typing import Any

from yifa.core.process.models import CounselLink
from yifa.governance.legality_review.choices import PASSING, Kind, State
from yifa.governance.legality_review.models import Review
from yifa.governance.legality_review.process import missing, unanswered
from yifa.kernel.action import Ctx
from yifa.kernel.gate import Block, Force, Gate

REVIEW = "legality_review.review"


class CounselHeard(Gate):
    """法律顾问、公职律师意见: the review of a major administrative decision must hear them (DEC-10)."""

    key = "legality_review.counsel_heard"
    title = "法律顾问、公职律师提出法律意见"
    force = Force.STATUTORY
    rule = "DEC-10"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Only decisions; an opinion on the review itself or given through a one-time link."""
        if obj is None or obj.kind != Kind.DECISION or obj.counsel_opinion:
            return None
        answers = CounselLink.objects.filter(bureau_id=obj.bureau_id, resource=REVIEW, object_ref=obj.pk, life="live")
        if answers.exclude(opinion="").exists():
            return None
        return Block(
            "这件重大行政决策还没有法律顾问、公职律师的法律意见，不能出具审查意见",
            "登记法律顾问意见，或发一次性链接请其出具意见",
        )


class PapersHanded(Gate):
    """必交材料齐全: no opinion, and no sending again, while a paper that the bureau's own list asks for is lacking."""

    key = "legality_review.papers_handed"
    title = "必交材料齐全"
    force = Force.HOUSE
    house_basis = "本局合法性审查工作制度"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """The papers were set out by kind when the matter came."""
        if obj is None or not (names := missing(obj)):
            return None
        return Block(
            f"必交材料缺{'、'.join(names)}",
            "补齐后登记材料；这件事项不需要的写明理由；法规处可以退回补正，期限停止计算",
        )


class PointsAnswered(Gate):
    """审查要点逐条答复: an opinion is given when each point has its verdict, 不适用 with its reason among them."""

    key = "legality_review.points_answered"
    title = "审查要点逐条写明结论"
    force = Force.HOUSE
    house_basis = "本局合法性审查工作制度"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """The points were set out when the matter came."""
        if obj is None or not (why := unanswered(obj)):
            return None
        return Block(f"{why}，不能出具审查意见", "逐条写明结论，不涉及的写“不适用”和理由；没有问题的用“其余要点均符合”")


class ReviewerQualified(Gate):
    """法制审核人员资格: whoever reviews an enforcement decision for the first time has the legal qualification."""

    key = "legality_review.reviewer_qualified"
    title = "初次从事法制审核人员的法律职业资格"
    force = Force.STATUTORY
    rule = "ENF-03"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """The register of reviews shows who has done one before."""
        if obj is None or obj.kind != Kind.ENFORCEMENT or (data.get("reviewer_licence") or "").strip():
            return None
        done = Review.objects.filter(bureau_id=obj.bureau_id, kind=Kind.ENFORCEMENT, state=State.CLOSED, life="live")
        if done.filter(reviewer=ctx.scope.name).exists():
            return None
        return Block(
            f"{ctx.scope.name}初次从事法制审核，没有写明法律职业资格", "填写法律职业资格证号，或由有资格的审核人员办理"
        )


class FairCompetitionFirst(Gate):
    """公平竞争审查先行: what touches the economic activity of operators passes its own review beside this one.

    The bureau's own rule of order; that nothing may be issued without it is the law's (FCR-05).
    """

    key = "legality_review.fair_competition_first"
    title = "公平竞争审查先行"
    force = Force.HOUSE
    house_basis = "本局合法性审查工作制度"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Only before an opinion that lets the matter go on."""
        if obj is None or obj.kind == Kind.FAIR or not obj.touches_market:
            return None
        if (data.get("result") or PASSING[0]) not in PASSING:
            return None
        beside = Review.objects.filter(bureau_id=obj.bureau_id, matter=obj.matter, kind=Kind.FAIR, life="live")
        if beside.filter(state=State.CLOSED, result__in=PASSING, opinion_on__lte=ctx.day).exists():
            return None
        return Block("涉及经营者经济活动，还没有通过公平竞争审查，不能出具通过意见", "先送公平竞争审查")
