"""Titles won by institutions."""

from __future__ import annotations

from django.db import models

from yifa.affairs.energy.designations.choices import Reach, Title
from yifa.kernel.record import Record


class Designation(Record):
    """A title won by an institution (创建命名); 发生日 is the day of the naming paper."""

    institution = models.CharField("单位名称", max_length=120)
    title = models.CharField("命名类别", max_length=20, choices=Title.choices)
    reach = models.CharField("命名层级", max_length=10, choices=Reach.choices)
    namer = models.CharField("命名机关", max_length=120, blank=True)
    revoked_on = models.DateField("撤销日", null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "创建命名"

    def __str__(self) -> str:
        return f"{self.institution} {self.get_title_display()}"
