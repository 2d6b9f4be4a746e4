"""Enums of designations."""

from django.db import models


class Title(models.TextChoices):
    """The title won (命名类别)."""

    ZERO_CARBON = "zero_carbon", "零碳示范点"
    LOW_CARBON = "low_carbon", "低碳示范点"
    WASTE_SORTING = "waste_sorting", "垃圾分类示范单位"
    SAVING_ORGAN = "saving_organ", "节约型机关"
    SAVING_INSTITUTION = "saving_institution", "节约型公共机构示范单位"
    LEADER = "leader", "能效领跑者"
    WATER = "water", "节水型单位"


class Reach(models.TextChoices):
    """Who designates (命名层级)."""

    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省（自治区、直辖市）级"
    CITY = "city", "市级"
    COUNTY = "county", "县（区）级"


class Stage(models.TextChoices):
    """Where an application stands (创建进展)."""

    DRAFT = "draft", "申报"
    SCORED = "scored", "已自评"
    REVIEWED = "reviewed", "评审通过"
    REFUSED = "refused", "评审未通过"
    PUBLIC = "public", "公示中"
    AWARDED = "awarded", "已命名"
    REVOKED = "revoked", "已撤销"
