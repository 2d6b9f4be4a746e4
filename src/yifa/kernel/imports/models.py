"""One import: its file, how its columns were read, and how far it has come."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ImportRecord(models.Model):
    """An import (导入). Its rows count nowhere until ``state`` is done.

    ``progress`` {"phase", "row"}: the last sheet row applied, written in the same transaction as the rows.
    """

    class State(models.TextChoices):
        """Where an import stands."""

        CHECKED = "checked", "已检查"
        RUNNING = "running", "导入中"
        DONE = "done", "已完成"
        CANCELLED = "cancelled", "已取消"
        UNDONE = "undone", "已撤销"

    bureau = models.ForeignKey(settings.YIFA_UNIT_MODEL, models.PROTECT, related_name="+", verbose_name="机关")
    resource = models.CharField("台账", max_length=80)
    file_name = models.CharField("文件", max_length=255)
    file_sha256 = models.CharField("文件摘要", max_length=64)
    sheet = models.CharField("工作表", max_length=120, blank=True)
    mapping = models.JSONField("列对应", default=dict)
    backfill = models.BooleanField("补录", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CHECKED)
    total = models.PositiveIntegerField("总行数", default=0)
    done = models.PositiveIntegerField("已入行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    skipped = models.PositiveIntegerField("未导入", default=0)
    errors = models.JSONField("错误", default=list)
    progress = models.JSONField("进度", default=dict)
    reason = models.CharField("撤销理由", max_length=200, blank=True)
    actor_ref = models.BigIntegerField("经办账号", null=True)
    actor_name = models.CharField("经办人", max_length=60, blank=True)
    started_at = models.DateTimeField("开始时刻")
    touched_at = models.DateTimeField("最近时刻")

    class Meta:
        verbose_name = verbose_name_plural = "导入记录"
        indexes = [models.Index(fields=["bureau", "resource", "-id"]), models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.file_name}（{self.get_state_display()}）"


class Before(models.Model):
    """What one record held before an import changed it (改前), for the import's undoing.

    ``version``: the record's version after the change; while it is still that, nobody has touched the record since.
    """

    record = models.ForeignKey(ImportRecord, models.PROTECT, related_name="before", verbose_name="导入记录")
    object_ref = models.BigIntegerField("记录号")
    version = models.PositiveIntegerField("改后版本")
    values = models.JSONField("改前", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "导入改前"
        constraints = [models.UniqueConstraint(fields=["record", "object_ref"], name="one_before_a_record")]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.object_ref}"


class ColumnMapping(models.Model):
    """How a file layout was read last time, offered again next month."""

    bureau = models.ForeignKey(settings.YIFA_UNIT_MODEL, models.PROTECT, related_name="+", verbose_name="机关")
    resource = models.CharField("台账", max_length=80)
    layout = models.CharField("版式摘要", max_length=64)
    mapping = models.JSONField("列对应", default=dict)
    values = models.JSONField("代码对应", default=dict)
    used_at = models.DateTimeField("最近使用")

    class Meta:
        verbose_name = verbose_name_plural = "列对应"
        constraints = [models.UniqueConstraint(fields=["bureau", "resource", "layout"], name="one_mapping_per_layout")]

    def __str__(self) -> str:
        return f"{self.resource} {self.layout[:8]}"
