"""Enums of counsel, label on the same line."""

from django.db import models


class LawyerKind(models.TextChoices):
    """Who the lawyer is to the bureau."""

    IN_HOUSE = "in_house", "内部法律顾问"
    PUBLIC = "public", "公职律师"
    EXTERNAL = "external", "外聘法律顾问"


class AffairKind(models.TextChoices):
    """What was done. The kinds have figures of their own."""

    AFFAIR = "affair", "法律事务处理"
    NEGOTIATION = "negotiation", "参与谈判"
    OPINION = "opinion", "提供法律意见"


class Result(models.TextChoices):
    """What came of it."""

    ADOPTED = "adopted", "意见已采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "未采纳"
    SETTLED = "settled", "已办结"
    RUNNING = "running", "办理中"


class TaskState(models.TextChoices):
    """Where a lawyer's task stands."""

    OPEN = "open", "办理中"
    DONE = "done", "已办结"


class FeeKind(models.TextChoices):
    """What a fee is for (费用)."""

    RETAINER = "retainer", "常年顾问费"
    CASE = "case", "专项代理费"
    OPINION = "opinion", "专项意见费"
    SESSION = "session", "论证咨询费"


class ConflictKind(models.TextChoices):
    """Why a lawyer stands aside (回避事由)."""

    CLIENT = "client", "对方为其客户"
    KIN = "kin", "近亲属关系"
    FORMER = "former", "曾任职、曾代理"
    OTHER = "other", "其他利害关系"
