"""Enums of targets."""

from django.db import models


class Span(models.TextChoices):
    """For how long a target is set (目标期)."""

    PLAN = "plan", "五年目标"
    YEAR = "year", "年度目标"


class Kind(models.TextChoices):
    """The indicator of a target (目标指标); values are indicators of the energy packs."""

    AREA = "total_per_area", "单位建筑面积能耗"
    PLAIN = "non_heating_per_area", "单位建筑面积非供暖能耗"
    PERSON = "total_per_person", "人均综合能耗"
    WATER = "water_per_person", "人均用水量"
    CARBON = "carbon_per_area_fixed", "单位建筑面积碳排放（固定基年因子）"


class Stage(models.TextChoices):
    """Which evaluation (评估阶段)."""

    MID = "mid", "中期评估"
    FINAL = "final", "终期评估"


class Result(models.TextChoices):
    """What an evaluation found (评估结果)."""

    MET = "met", "完成"
    BEHIND = "behind", "未完成"
