"""A clock (期限) that runs, stands still or has ended on a record: a fold over its events."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class Clock(Record):
    """One statutory period of one record.

    ``events`` are the facts (起算, 停止计算, 恢复, 延长, 重新起算, 办结); ``due_on`` is what the fold said when
    the last of them was entered. Clocks of 补录 are computed closed and raise no alarm.
    """

    class State(models.TextChoices):
        """Where a clock stands by its events; whether it is over depends on the day one asks."""

        RUNNING = "running", "进行中"
        SUSPENDED = "suspended", "停止计算"
        STOPPED = "stopped", "已办结"

    resource = models.CharField("台账", max_length=80)
    object_ref = models.BigIntegerField("记录")
    title = models.CharField("事项", max_length=200)
    label = models.CharField("期限名称", max_length=60)
    rule = models.CharField("规则", max_length=20)
    part = models.PositiveSmallIntegerField("第几段", default=1)
    days = models.PositiveIntegerField("长度", null=True, blank=True)
    events = models.JSONField("经过", default=list)
    due_on = models.DateField("到期日", null=True, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RUNNING)
    stopped_on = models.DateField("办结日", null=True, blank=True)
    in_time = models.BooleanField("按时", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "期限"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["resource", "object_ref"]),
            models.Index(fields=["bureau", "state", "due_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.label}"
