"""Enums of building control."""

from django.db import models


class Kind(models.TextChoices):
    """What a point tells (点位类型); the words of ``engine.advice``."""

    ROOM = "room", "室温"
    SET = "set", "设定温度"
    RUN = "run", "运行状态"
    LEAK = "leak", "漏水"
    LIFT = "lift", "电梯运行"
    FAULT = "fault", "故障告警"
