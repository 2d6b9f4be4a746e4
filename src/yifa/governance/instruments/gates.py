"""What stands before the issue of a 行政规范性文件."""

from __future__ import annotations

from typing import Any

from yifa.governance.instruments.choices import Kind
from yifa.kernel.gate import Block, Force, Gate


def _given(obj: Any, data: dict[str, Any], name: str) -> Any:
    return data.get(name) or (getattr(obj, name) if obj is not None else None)


class _OfNormative(Gate):
    """A gate that only a 行政规范性文件 meets."""

    def concerns(self, data: dict[str, Any]) -> bool:
        """Whether it is one."""
        return data.get("kind") == Kind.NORMATIVE


class LegalityReview(_OfNormative):
    """A 行政规范性文件 that touches market entities needs its legality review by law."""

    key, title, force, rule = "instruments.legality", "合法性审核", Force.STATUTORY, "NOR-02"

    def concerns(self, data: dict[str, Any]) -> bool:
        """One that touches market entities."""
        return super().concerns(data) and bool(data.get("touches_market"))

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for the number of the opinion."""
        market = _given(obj, data, "touches_market")
        if _given(obj, data, "kind") == Kind.NORMATIVE and market and not data.get("review_no"):
            return Block(
                "这件行政规范性文件涉及市场主体权利义务，还没有合法性审核意见", "先送法规处审核，填写审核意见文号"
            )
        return None


class ReviewMechanism(_OfNormative):
    """Every other 行政规范性文件 is reviewed by the superior's mechanism."""

    key, title, force, rule = "instruments.review_mechanism", "合法性审核机制", Force.SUPERIOR, "NOR-05"
    organ = "局党组"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for the number of the opinion."""
        if _given(obj, data, "kind") == Kind.NORMATIVE and not data.get("review_no"):
            return Block("这件行政规范性文件没有合法性审核意见文号", "先送法规处审核，填写审核意见文号")
        return None


class Deliberation(_OfNormative):
    """制定程序: collective decision before issue."""

    key, title, force, rule = "instruments.deliberation", "集体审议", Force.SUPERIOR, "NOR-06"
    organ = "局党组"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for the meeting that decided."""
        if _given(obj, data, "kind") == Kind.NORMATIVE and not data.get("decided_by"):
            return Block("这件行政规范性文件没有写明集体审议的会议", "填写审议会议和日期")
        return None


class OwnName(_OfNormative):
    """内设机构 may not issue 行政规范性文件."""

    key, title, force, rule = "instruments.own_name", "制定主体", Force.SUPERIOR, "NOR-07"
    organ = "局党组"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Refuse an office as the maker."""
        if data.get("kind") == Kind.NORMATIVE and data.get("level") in ("office", "subordinate"):
            return Block("内设处室、局属单位不能制发行政规范性文件", "改以本局名义制定，或改为内部管理制度")
        return None


class FairCompetition(Gate):
    """What touches the economic activity of operators is not issued without its 公平竞争审查."""

    key, title, force, rule = "instruments.fair_competition", "公平竞争审查", Force.STATUTORY, "FCR-05"

    def concerns(self, data: dict[str, Any]) -> bool:
        """One that touches it."""
        return bool(data.get("market_activity"))

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for the number of the conclusion."""
        if _given(obj, data, "market_activity") and not data.get("fair_no"):
            return Block("这件文件涉及经营者经济活动，还没有公平竞争审查结论", "先作公平竞争审查，填写结论编号")
        return None


ISSUE = (LegalityReview(), FairCompetition(), ReviewMechanism(), Deliberation(), OwnName())
