"""Enums of the service desk."""

from django.db import models


class Score(models.IntegerChoices):
    """The rating of a ticket by who asked (满意度评价)."""

    VERY_GOOD = 5, "非常满意"
    GOOD = 4, "满意"
    FAIR = 3, "基本满意"
    POOR = 2, "不满意"
    VERY_POOR = 1, "非常不满意"


#: What counts as satisfied: 满意 and above. 基本满意 does not.
SATISFIED_FROM = Score.GOOD
