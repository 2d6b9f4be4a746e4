"""Enums of petitions."""

from django.db import models


class Source(models.TextChoices):
    """How it came (来源)."""

    DIRECT = "direct", "直接提出"
    TRANSFERRED = "transferred", "转送交办"
    HOTLINE = "hotline", "热线转办"


class Kind(models.TextChoices):
    """What a petition asks (诉求类别)."""

    ADVICE = "advice", "建议意见"
    ACCUSATION = "accusation", "检举控告"
    APPEAL = "appeal", "申诉求决"
    COMPLAINT = "complaint", "服务投诉"


class State(models.TextChoices):
    """Where it stands (办理状态)."""

    RECEIVED = "received", "待告知"
    RUNNING = "running", "办理中"
    CLOSED = "closed", "已办结"
    RETURNED = "returned", "已退回"


class Rating(models.TextChoices):
    """What the petitioner said of it (满意度评价)."""

    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    NOT = "not", "不满意"
