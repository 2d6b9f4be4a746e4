"""Enums of energy audits."""

from django.db import models


class Reason(models.TextChoices):
    """Why an institution is audited (审计事由)."""

    OVER = "over", "超过约束值"
    LARGE = "large", "重点用能"
    ROUND = "round", "周期审计"
    RETROFIT = "retrofit", "节能改造前"
    ORDERED = "ordered", "责令改正"


class State(models.TextChoices):
    """Where an audit stands (办理状态)."""

    PLANNED = "planned", "已列入计划"
    NOTICED = "noticed", "已通知"
    REPORTED = "reported", "已出报告"
    DONE = "done", "整改落实"


class Topic(models.TextChoices):
    """What a finding is about (问题类别)."""

    METERING = "metering", "计量和台账"
    MANAGEMENT = "management", "管理制度"
    OPERATION = "operation", "运行管理"
    EQUIPMENT = "equipment", "设备系统"
    ENVELOPE = "envelope", "围护结构"
    WATER = "water", "用水"
