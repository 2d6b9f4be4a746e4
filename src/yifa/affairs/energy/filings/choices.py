"""Enums of filings."""

from django.db import models


class State(models.TextChoices):
    """Where a filing stands (填报状态)."""

    DRAFT = "draft", "填报中"
    SIGNED = "signed", "统计负责人已审"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已审核"


class Origin(models.TextChoices):
    """Where a figure of a filing came from (数据来源)."""

    BOOKS = "books", "月台账"
    DIRECTORY = "directory", "名录库"
    TYPED = "typed", "填写"
    SHEET = "sheet", "导入"


class Verdict(models.TextChoices):
    """What a spot check of one institution found (抽查结果)."""

    AGREES = "agrees", "数据属实"
    DIFFERS = "differs", "数据不实"
    LACKING = "lacking", "台账或凭证不全"
