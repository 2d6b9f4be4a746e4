"""What a user keeps of a list (framework tables), and the register of exports."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from yifa.kernel.record import Record


class SavedFilter(models.Model):
    """Conditions of a list a user keeps under a name (已存视图); written outside Actions."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号")
    bureau_ref = models.BigIntegerField("机关")
    resource = models.CharField("台账", max_length=80)
    name = models.CharField("名称", max_length=20)
    query = models.TextField("条件", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自存视图"
        constraints = [
            models.UniqueConstraint(fields=["user", "bureau_ref", "resource", "name"], name="one_saved_filter_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ListSetting(models.Model):
    """The columns a user chose for a list (选列); written outside Actions."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号")
    resource = models.CharField("台账", max_length=80)
    columns = models.JSONField("所选列", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "选列"
        constraints = [models.UniqueConstraint(fields=["user", "resource"], name="one_list_setting_per_user")]

    def __str__(self) -> str:
        return self.resource


class ExportRecord(Record):
    """One export (导出): what left the system, under which conditions, with which protected fields in clear."""

    resource = models.CharField("台账", max_length=80)
    title = models.CharField("导出内容", max_length=200)
    format = models.CharField("格式", max_length=8)
    conditions = models.TextField("条件", blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    clear = models.CharField("未隐去的受限字段", max_length=300, blank=True)
    reason = models.TextField("理由", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "导出记录"

    def __str__(self) -> str:
        return self.title
