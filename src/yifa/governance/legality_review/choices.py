"""Enums of legality review, label on the same line."""

from django.db import models

from yifa.core.process.choices import Adoption
from yifa.lawkit.codes import code_list

__all__ = [
    "PASSING",
    "Adoption",
    "Business",
    "Handed",
    "Kind",
    "ReplyResult",
    "ReplyState",
    "Result",
    "State",
    "Verdict",
]


def contract_classes() -> list[tuple[str, str]]:
    """Return the contract classes (合同类别) of the code list."""
    return code_list("contract_classes").choices


class Kind(models.TextChoices):
    """What is reviewed (审查种类). The kinds stand apart in every figure (code list ``review_kinds``)."""

    DECISION = "decision", "重大行政决策合法性审查"
    CONTRACT = "contract", "合同合法性审查"
    NORMATIVE = "normative", "行政规范性文件合法性审核"
    PLAN = "plan", "规划合法性审查"
    INSTRUMENT = "instrument", "内部制度合法性审查"
    AGREEMENT = "agreement", "行政协议合法性审查"
    SECOND_LEVEL = "second_level", "局属单位重大业务二级复审"
    ENFORCEMENT = "enforcement", "重大执法决定法制审核"
    FAIR = "fair_competition", "公平竞争审查"


class Business(models.TextChoices):
    """What a subordinate unit's major business is about (重大业务)."""

    CONTRACT = "contract", "合同"
    PROCUREMENT = "procurement", "采购"
    LEASE = "lease", "房屋出租出借"
    ASSET = "asset", "资产处置"
    PROJECT = "project", "修缮项目"
    RULE = "rule", "内部制度"


class State(models.TextChoices):
    """Where a review stands."""

    RECEIVED = "received", "已收件"
    SECOND = "second", "法规处审查中"
    RETURNED = "returned", "退回补正"
    CLOSED = "closed", "已出具意见"
    WITHDRAWN = "withdrawn", "已撤回"


class Result(models.TextChoices):
    """The opinion (审查结论)."""

    PASSED = "passed", "通过"
    PASSED_CHANGED = "passed_changed", "修改后通过"
    NOT_PASSED = "not_passed", "不通过"
    EXCEPTION = "exception", "适用例外规定"


#: Results that let a matter go on.
PASSING = (Result.PASSED, Result.PASSED_CHANGED, Result.EXCEPTION)


class ReplyState(models.TextChoices):
    """Where a consultation stands."""

    RECEIVED = "received", "待回复"
    REPLIED = "replied", "已回复"


class ReplyResult(models.TextChoices):
    """What was replied."""

    NO_COMMENT = "no_comment", "无意见"
    COMMENTS = "comments", "提出意见"


class Verdict(models.TextChoices):
    """What was found at a point (要点结论)."""

    MET = "met", "符合"
    CHANGE = "change", "建议修改"
    NOT_MET = "not_met", "不符合"
    NOT_APPLICABLE = "none", "不适用"


class Handed(models.TextChoices):
    """Whether a paper came with the matter (材料)."""

    MISSING = "missing", "未交"
    HANDED = "handed", "已交"
    NOT_NEEDED = "none", "不需要"
