"""Enums of instruments."""

from django.db import models


class Kind(models.TextChoices):
    """What sort of rule paper it is (制度文件种类)."""

    NORMATIVE = "normative", "行政规范性文件"
    INTERNAL = "internal", "内部管理制度"
    PARTY = "party", "党组文件"
    PROCEDURE = "procedure", "工作规程"


class Level(models.TextChoices):
    """Who makes it (制定层级)."""

    GOVERNMENT = "government", "本级党委、政府（代拟）"
    BUREAU = "bureau", "本局"
    OFFICE = "office", "内设处室"
    SUBORDINATE = "subordinate", "局属单位"


class Change(models.TextChoices):
    """How this version came about (立改)."""

    MADE = "made", "新制定"
    REVISED = "revised", "修订"


class Conclusion(models.TextChoices):
    """What a clean-up decides about an instrument (清理结论)."""

    KEEP = "keep", "继续有效"
    REVISE = "revise", "修改"
    REPEAL = "repeal", "废止"
    LAPSED = "lapsed", "宣布失效"
