"""Enums of decisions."""

from django.db import models


class Body(models.TextChoices):
    """The deciding body (议事机构)."""

    PARTY_GROUP = "party_group", "党组会议"
    DIRECTORS = "directors", "局长办公会"
    TOPIC = "topic", "专题会"
