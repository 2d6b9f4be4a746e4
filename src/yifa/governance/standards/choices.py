"""Enums of standards; codes as in the code lists of the packs."""

from django.db import models


class Level(models.TextChoices):
    """The level of a standard (标准层级)."""

    NATIONAL = "national", "国家标准"
    INDUSTRY = "industry", "行业标准"
    LOCAL = "local", "地方标准"
    GROUP = "group", "团体标准"
    INTERNAL = "internal", "内部标准"


class Role(models.TextChoices):
    """What the bureau did for it (参与方式)."""

    LEAD = "lead", "牵头起草"
    JOIN = "join", "参与起草"
    ADOPT = "adopt", "采用实施"


class Stage(models.TextChoices):
    """The seven stages of a standard's life, in order (标准全周期环节)."""

    PROJECT = "project", "立项"
    DRAFTING = "drafting", "编制"
    ISSUE = "issue", "批准发布"
    IMPLEMENT = "implement", "实施"
    EVALUATE = "evaluate", "评价"
    IMPROVE = "improve", "改进"
    REVIEW = "review", "复审"


class Reach(models.TextChoices):
    """How wide an occasion is (范围)."""

    NATIONAL = "national", "全国"
    PROVINCE = "province", "全省（自治区、直辖市）"
    CITY = "city", "全市"
