"""Enums of legal study."""

from django.db import models


class SessionKind(models.TextChoices):
    """The kind of a study session (学法形式)."""

    PRE_MEETING = "pre_meeting", "会前学法"
    CENTRE_GROUP = "centre_group", "中心组学习"
    BRANCH = "branch", "支部学习"
    BRANCH_LAW = "branch_law", "支部法治学习"
    PARTY_DAY = "party_day", "主题党日"
    LECTURE = "lecture", "法治讲座"
