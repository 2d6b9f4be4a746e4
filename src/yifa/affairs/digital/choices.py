"""Enums of digital."""

from django.db import models


class Kind(models.TextChoices):
    """What sort of application it is (应用类别)."""

    MOBILE = "mobile", "掌上应用"
    SYSTEM = "system", "管理系统"


class Change(models.TextChoices):
    """What was done this time (建设方式)."""

    NEW = "new", "新增"
    IMPROVED = "improved", "完善"


class View(models.TextChoices):
    """Which picture of the platform it is (架构类别)."""

    PLATFORM = "platform", "平台总体架构"
    TRANSFORMATION = "transformation", "数字化转型体系"
