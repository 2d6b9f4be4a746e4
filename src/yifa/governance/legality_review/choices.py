"""Enums of legality review, label on the same line."""

from django.db import models


class Kind(models.TextChoices):
    """What is reviewed (审查种类). The kinds stand apart in every figure (code list ``review_kinds``)."""

    DECISION = "decision", "重大行政决策合法性审查"
    CONTRACT = "contract", "合同合法性审查"
    NORMATIVE = "normative", "行政规范性文件合法性审核"
    PLAN = "plan", "规划合法性审查"
    INSTRUMENT = "instrument", "内部制度合法性审查"
    AGREEMENT = "agreement", "行政协议合法性审查"
    SECOND_LEVEL = "second_level", "局属单位重大业务二级复审"


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


class Adoption(models.TextChoices):
    """What became of the opinion (采纳情况)."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "不采纳"


class ReplyState(models.TextChoices):
    """Where a consultation stands."""

    RECEIVED = "received", "待回复"
    REPLIED = "replied", "已回复"


class ReplyResult(models.TextChoices):
    """What was replied."""

    NO_COMMENT = "no_comment", "无意见"
    COMMENTS = "comments", "提出意见"
