"""Points of building control, as registered; what they read is no record and stays beside the series."""

from __future__ import annotations

from django.db import models

from yifa.affairs.energy.control.choices import Kind
from yifa.affairs.energy.directory.models import Building
from yifa.kernel.record import Record


class ControlPoint(Record):
    """A point of a building's control system (楼宇点位); 发生日 is the day it was connected."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="points", verbose_name="用能建筑")
    floor = models.CharField("楼层", max_length=20, blank=True)
    name = models.CharField("点位名称", max_length=60, help_text="如3层空调设定温度")
    kind = models.CharField("点位类型", max_length=8, choices=Kind.choices)
    equipment = models.CharField("设备", max_length=60, blank=True, help_text="同一台设备的点位写同一个名称")
    address = models.CharField("点位地址", max_length=160, help_text="MQTT 主题，或点位表里的点位编号")
    special = models.CharField("特殊用途", max_length=120, blank=True, help_text="病房、机房等有特定要求的")
    removed_on = models.DateField("停用日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "楼宇点位"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "address"], condition=models.Q(life="live"), name="energy_point_address_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
