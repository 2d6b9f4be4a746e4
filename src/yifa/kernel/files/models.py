"""Content-addressed files: stored once under their SHA-256, attached to any record."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """One file's content (文件)."""

    sha256 = models.CharField("摘要", max_length=64, unique=True)
    size = models.BigIntegerField("大小")
    kind = models.CharField("类型", max_length=20)
    text = models.TextField("文字", blank=True)
    stored_at = models.DateTimeField("存入时刻")

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A file attached to a record as evidence (佐证). A withdrawn one proves nothing more, but stays in the history."""

    bureau = models.ForeignKey(settings.YIFA_UNIT_MODEL, models.PROTECT, related_name="+", verbose_name="机关")
    resource = models.CharField("台账", max_length=80)
    object_ref = models.BigIntegerField("记录")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name="文件")
    name = models.CharField("文件名", max_length=255)
    purpose = models.CharField("用途", max_length=60, blank=True)
    proves_from = models.DateField("证明期间起", null=True, blank=True)
    proves_to = models.DateField("证明期间止", null=True, blank=True)
    sensitivity = models.CharField("敏感级别", max_length=12, default="internal")
    added_at = models.DateTimeField("加入时刻")
    added_by = models.CharField("加入人", max_length=60, blank=True)
    withdrawn_on = models.DateField("撤下日", null=True, blank=True)
    withdrawn_by = models.CharField("撤下人", max_length=60, blank=True)
    withdrawn_why = models.CharField("撤下理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "佐证"
        indexes = [models.Index(fields=["resource", "object_ref"])]

    def __str__(self) -> str:
        return self.name
