"""Enums of supervision."""

from django.db import models


class Focus(models.TextChoices):
    """What an inspection is about (检查重点)."""

    GENERAL = "general", "综合检查"
    STATISTICS = "statistics", "计量与统计"
    QUOTA = "quota", "定额与能源审计"
    AIR = "air", "空调温度"


class Season(models.TextChoices):
    """The season of an air-conditioning inspection (空调季)."""

    SUMMER = "summer", "夏季"
    WINTER = "winter", "冬季"


class Outcome(models.TextChoices):
    """What an inspection ends with (检查结论)."""

    GOOD = "good", "未发现问题"
    WRONG = "wrong", "发现问题"


class Paper(models.TextChoices):
    """The two papers of supervision (文书种类)."""

    ORDER = "order", "责令限期改正通知书"
    ADVICE = "advice", "节能整改意见书"


class Violation(models.TextChoices):
    """The eight violations of 条例 art. 37 (违法情形); values as the engine names them, labels are ours."""

    NO_PLAN = "no_plan", "（一）没有节能目标、实施方案或者没有备案"
    NO_METERING = "no_metering", "（二）没有分户、分类、分项计量和实时监测"
    NO_LEDGER = "no_ledger", "（三）没有统计专人、原始数据或者台账"
    NO_REPORT = "no_report", "（四）没有报送年度能源消费状况报告"
    UNEXPLAINED = "over_quota_unexplained", "（五）超定额用能没有说明"
    NO_POST = "no_post", "（六）没有能源管理岗位或者专业人员"
    NO_AUDIT = "no_audit", "（七）没有能源审计或者没有按结果改进"
    OBSTRUCTION = "obstruction", "（八）拒绝、阻碍监督检查"


class State(models.TextChoices):
    """Where an order or opinion stands (办理状态)."""

    DRAFT = "draft", "拟制"
    ISSUED = "issued", "已送达"
    CORRECTED = "corrected", "已改正"
    FAILED = "failed", "逾期未改正"
    NOTIFIED = "notified", "已通报"
