"""The catalogue of the service desk and its tickets."""

from __future__ import annotations

from django.db import models

from yifa.affairs.service_desk.choices import Score
from yifa.kernel.record import Record


class CatalogueItem(Record):
    """A matter the desk handles (服务事项目录): who handles it, and within how many working days as promised."""

    name = models.CharField("事项名称", max_length=80)
    guide = models.TextField("办理指南", blank=True)
    promise_days = models.PositiveSmallIntegerField("承诺工作日", null=True, blank=True)
    dropped_on = models.DateField("取消日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "服务事项目录"

    def __str__(self) -> str:
        return self.name


class Ticket(Record):
    """A matter handled at the desk (服务事项); 发生日 is the day it was opened."""

    number = models.CharField("受理编号", max_length=30)
    item = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="tickets", verbose_name="服务事项")
    asker = models.ForeignKey(
        "core_org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申办单位"
    )
    closed_on = models.DateField("办结日", null=True, blank=True)
    score = models.PositiveSmallIntegerField("评价", choices=Score.choices, null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "服务事项办件"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "closed_on", "score"])]

    def __str__(self) -> str:
        return self.number
