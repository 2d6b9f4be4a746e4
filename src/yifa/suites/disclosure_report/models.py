"""What the report says in words; its numbers come from records."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class ReportText(Record):
    """The words of one part of a year's report (年报文字)."""

    class Part(models.TextChoices):
        """Which part they stand in (所属部分)."""

        OVERVIEW = "overview", "一、总体情况"
        OWN_MOTION = "own_motion", "二、主动公开政府信息情况"
        PROBLEMS = "problems", "五、存在的主要问题及改进情况"
        OTHER = "other", "六、其他需要报告的事项"

    year = models.PositiveSmallIntegerField("年度")
    part = models.CharField("所属部分", max_length=12, choices=Part.choices)
    text = models.TextField("文字", blank=True)
    charged = models.DecimalField(
        "行政事业性收费金额（万元）", max_digits=14, decimal_places=6, null=True, blank=True,
        help_text="只在第二部分填写；没有这项收费的不填",
    )  # fmt: skip

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "信息公开年报文字"

    def __str__(self) -> str:
        return f"{self.year}年 {self.get_part_display()}"
