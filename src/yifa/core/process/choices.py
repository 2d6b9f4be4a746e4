"""Enums of process, label on the same line."""

from django.db import models


class LinkKind(models.TextChoices):
    """What one record is to another (关联类型): subject 主 · object 客."""

    REVIEWS = "reviews", "审查"
    EVIDENCE = "evidence", "佐证"
    BASIS = "basis", "依据"
    CARRIES_OUT = "carries_out", "落实"
    ANSWERS = "answers", "答复"
    ADVISES = "advises", "提供法律意见"
    FILES = "files", "备案"
    REPLACES = "replaces", "替代"
    PART_OF = "part_of", "属于"
    RELATED = "related", "相关"


#: How the same link reads on the page of its object.
REVERSE = {
    "reviews": "由此审查",
    "evidence": "以此佐证",
    "basis": "据此办理",
    "carries_out": "由此落实",
    "answers": "由此答复",
    "advises": "法律意见",
    "files": "由此备案",
    "replaces": "被替代",
    "part_of": "包含",
    "related": "相关",
}


class InstanceState(models.TextChoices):
    """Where an approval stands."""

    RUNNING = "running", "办理中"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已同意"
    REJECTED = "rejected", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class StepState(models.TextChoices):
    """Where one signature stands."""

    PENDING = "pending", "待办理"
    AGREED = "agreed", "同意"
    DISAGREED = "disagreed", "不同意"
    SENT_BACK = "sent_back", "退回"
    DELEGATED = "delegated", "已转办"
    RECUSED = "recused", "回避"
    CLOSED = "closed", "不再办理"


class Mode(models.TextChoices):
    """How the signatures of a stage come together (签批方式)."""

    ANY = "any", "任一审批人签批"
    ALL = "all", "全部同意"
    COUNTERSIGN = "countersign", "会签"


class Way(models.TextChoices):
    """By which way a counsel is asked (送达方式)."""

    LINK = "link", "一次性链接"
    PACK = "pack", "送审包"


class Adoption(models.TextChoices):
    """What became of an opinion (采纳情况)."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "不采纳"


class PointVerdict(models.TextChoices):
    """What a counsel says to one point (要点意见)."""

    AGREED = "agreed", "无异议"
    CHANGED = "changed", "修改后可行"
    AGAINST = "against", "不可行"
    NONE = "none", "不适用"


class CounselVerdict(models.TextChoices):
    """What a counsel concludes (法律意见结论); it advises and decides nothing."""

    AGREED = "agreed", "无异议"
    CHANGED = "changed", "修改后可行"
    AGAINST = "against", "不可行"
