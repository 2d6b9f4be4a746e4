"""Layouts of platforms' workbooks, as learnt from the bureau's own copies."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class PlatformLayout(Record):
    """How a platform wants its workbook (平台导入布局); the bureau's copy is attached; 发生日 is when it was taken in.

    ``columns``: rows of ``engine.layouts.Column``.
    """

    name = models.CharField("平台和表名", max_length=80)
    sheet = models.CharField("工作表", max_length=60, blank=True, editable=False)
    head_row = models.PositiveSmallIntegerField("表头行", default=1, editable=False)
    columns = models.JSONField("栏目", default=list, editable=False)
    checked_on = models.DateField("最近核对日", null=True, blank=True, editable=False)
    differing = models.PositiveIntegerField("最近核对不符处", null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "平台导入布局"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "name"], condition=models.Q(life="live"), name="energy_layout_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
