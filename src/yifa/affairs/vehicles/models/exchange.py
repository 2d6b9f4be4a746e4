"""Messages to the upper platform."""

from __future__ import annotations

from django.db import models

from yifa.affairs.vehicles.choices import Step
from yifa.kernel.record import Record


class Message(Record):
    """One record sent over one interface (数据交换); 发生日 is the day it was made.

    ``subject`` and ``subject_ref`` name the record it speaks of, ``digest`` (SM3) its content: unchanged content is not
    sent twice.
    """

    interface = models.CharField("接口", max_length=30)
    subject = models.CharField("记录类别", max_length=60)
    subject_ref = models.BigIntegerField("记录编号")
    title = models.CharField("内容", max_length=160)
    payload = models.JSONField("数据")
    digest = models.CharField("摘要", max_length=64)
    faults = models.TextField("校验问题", blank=True)
    first_pass = models.BooleanField("首次校验通过", default=True)
    step = models.CharField("交换状态", max_length=10, choices=Step.choices, default=Step.WAITING)
    tries = models.PositiveSmallIntegerField("发送次数", default=0)
    reply = models.CharField("回执", max_length=300, blank=True)
    sent_on = models.DateField("发送日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "数据交换"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "subject", "subject_ref", "interface"])]

    def __str__(self) -> str:
        return self.title
