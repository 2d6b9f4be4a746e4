"""Enums of enforcement."""

from django.db import models


class System(models.TextChoices):
    """The systems of 国办发〔2018〕118号 (行政执法制度)."""

    PUBLICITY = "publicity", "行政执法公示制度"
    RECORD = "record", "执法全过程记录制度"
    REVIEW = "review", "重大执法决定法制审核制度"


class CaseKind(models.TextChoices):
    """What sort of enforcement it is (执法种类)."""

    INSPECTION = "inspection", "行政检查"
    PENALTY = "penalty", "行政处罚"
    ORDER = "order", "责令改正"
    OTHER = "other", "其他行政执法"


class CaseState(models.TextChoices):
    """Where a case stands (办理状态)."""

    OPEN = "open", "办理中"
    IN_REVIEW = "in_review", "法制审核中"
    REVIEWED = "reviewed", "已法制审核"
    DECIDED = "decided", "已作决定"
    CLOSED = "closed", "已结案"


class DecisionKind(models.TextChoices):
    """Decisions that are no cases of this register (条例第二十条第（五）项、第（六）项)."""

    PERMIT = "permit", "行政许可"
    COMPULSION = "compulsion", "行政强制"


class DecisionResult(models.TextChoices):
    """What was decided (决定结果)."""

    GRANTED = "granted", "准予许可"
    DENIED = "denied", "不予许可"
    MEASURE = "measure", "采取强制措施"
    EXECUTION = "execution", "实施强制执行"
