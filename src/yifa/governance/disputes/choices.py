"""Enums of disputes."""

from django.db import models


class Kind(models.TextChoices):
    """What sort of dispute it is (案件种类)."""

    RECONSIDERATION = "reconsideration", "行政复议"
    LITIGATION = "litigation", "行政诉讼"
    CIVIL = "civil", "民事纠纷"


class Side(models.TextChoices):
    """On which side the bureau stands (本局地位)."""

    RESPONDENT = "respondent", "被申请人（被告）"
    CLAIMANT = "claimant", "申请人（原告）"
    THIRD = "third", "第三人"


class Result(models.TextChoices):
    """How it ended (结果)."""

    UPHELD = "upheld", "维持（支持本局）"
    CHANGED = "changed", "变更、撤销或者确认违法"
    WITHDRAWN = "withdrawn", "撤回"
    SETTLED = "settled", "和解、调解"
    PARTLY = "partly", "部分支持"


class Way(models.TextChoices):
    """How a settlement came about (和解方式)."""

    OUT_OF_COURT = "out_of_court", "庭外和解"
    MEDIATION = "mediation", "人民调解"
    COURT = "court", "法院（仲裁）调解"
