"""Enums of the organisation, label on the same line."""

from django.db import models

from yifa.kernel.policy import ROLES


class UnitKind(models.TextChoices):
    """What a unit is."""

    BUREAU = "bureau", "机关"
    OFFICE = "office", "内设处室"
    SUBORDINATE = "subordinate", "局属单位"
    SERVED = "served", "服务单位"


class HoldingKind(models.TextChoices):
    """Why a person holds a post."""

    REGULAR = "regular", "任职"
    DEPUTY_AB = "ab", "AB岗"
    COVER = "cover", "代理"


class Nature(models.TextChoices):
    """The nature of a bureau (机构性质)."""

    ADMINISTRATIVE = "administrative", "行政机关"
    PUBLIC = "public", "参照公务员法管理的事业单位"
    INSTITUTION = "institution", "事业单位"


ROLE_CHOICES = list(ROLES.items())
