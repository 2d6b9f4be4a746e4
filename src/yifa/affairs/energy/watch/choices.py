"""Enums of alarms."""

from django.db import models


class Kind(models.TextChoices):
    """What is out of the usual (异常种类)."""

    HIGH = "high", "用量偏高"
    LOW = "low", "用量偏低"
    LEVEL = "level", "用量水平突变"
    NIGHT = "night", "夜间用量偏高"
    GAP = "gap", "表计缺数"
    BALANCE = "balance", "总分表不平"


class State(models.TextChoices):
    """Where an alarm stands (处理状态)."""

    OPEN = "open", "待说明"
    EXPLAINED = "explained", "已说明"
    CLOSED = "closed", "已销号"


class Cause(models.TextChoices):
    """What an explanation says (原因)."""

    WORK = "work", "业务需要"
    FAULT = "fault", "设备故障或跑冒滴漏"
    HABIT = "habit", "下班未关或温度设定不当"
    METER = "meter", "表计或采集故障"
    WEATHER = "weather", "天气原因"
    OTHER = "other", "其他"


class Outcome(models.TextChoices):
    """With what an alarm is closed (销号结论)."""

    FIXED = "fixed", "已整改"
    FAIR = "fair", "情况属实，属正常用能"
    FALSE = "false", "误报"
