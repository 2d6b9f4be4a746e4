"""Enums of seals, label on the same line."""

from django.db import models

from yifa.lawkit.codes import code_list


def matters() -> list[tuple[str, str]]:
    """Return what a seal is put on (用印事项), by the code list."""
    return code_list("seal_matters").choices


class SealKind(models.TextChoices):
    """What kind of seal it is (印章种类)."""

    OFFICIAL = "official", "单位公章"
    PARTY = "party", "党组织印章"
    CONTRACT = "contract", "合同专用章"
    FINANCE = "finance", "财务专用章"
    OFFICE = "office", "内设机构印章"
    NAME = "name", "负责人名章"
    EMBOSSED = "embossed", "钢印"
    ELECTRONIC = "electronic", "电子印章"


class SealState(models.TextChoices):
    """Where a seal stands."""

    IN_USE = "in_use", "在用"
    OUT = "out", "借出"
    SUSPENDED = "suspended", "停用"
    LOST = "lost", "遗失"
    DESTROYED = "destroyed", "已销毁"


class EventKind(models.TextChoices):
    """What happened to a seal (变动)."""

    ENABLED = "enabled", "启用"
    HANDED_OVER = "handed_over", "移交保管"
    LENT = "lent", "借出"
    RETURNED = "returned", "归还"
    SUSPENDED = "suspended", "停用"
    RESUMED = "resumed", "恢复使用"
    LOST = "lost", "遗失"
    DESTROYED = "destroyed", "销毁"


class UseState(models.TextChoices):
    """Where a use of a seal stands (用印登记)."""

    APPLIED = "applied", "审批中"
    USED = "used", "已用印"
    REFUSED = "refused", "未同意"
    CANCELLED = "cancelled", "已撤回"


class LoanState(models.TextChoices):
    """Where a loan of a seal stands (印章外借)."""

    OUT = "out", "未归还"
    RETURNED = "returned", "已归还"
