"""Enums of what happens to meters."""

from django.db import models


class Kind(models.TextChoices):
    """What changed at a meter (变动种类)."""

    RATIO = "ratio", "倍率变更"
    REPLACED = "replaced", "换表"
