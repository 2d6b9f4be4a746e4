"""The outbox: what happened, written in the Action's own transaction, delivered afterwards."""

from __future__ import annotations

from django.db import models


class Outbox(models.Model):
    """One Action that took place, for those who must hear of it later."""

    at = models.DateTimeField("时刻")
    kind = models.CharField("事件", max_length=120)
    bureau_ref = models.BigIntegerField("机关", null=True)
    payload = models.JSONField("内容")
    delivered_at = models.DateTimeField("送达时刻", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发事件"
        indexes = [models.Index(fields=["delivered_at", "id"])]

    def __str__(self) -> str:
        return f"{self.kind}#{self.pk}"
