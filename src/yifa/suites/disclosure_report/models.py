"""What the report says in words, the report on its way, and what was signed; its numbers come from records."""

from __future__ import annotations

from django.db import models

from yifa.core.metrics.signing import SignedReport, SignedSnapshot
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
    text = models.TextField("文字", help_text="数字不手写；要用数时写成 {disclosure.published_items}，从记录里取")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "信息公开年报文字"

    def __str__(self) -> str:
        return f"{self.year}年 {self.get_part_display()}"


class DisclosureReport(SignedReport):
    """The report on its way: 编制 → 审核 → 签发 → 公开前审查 → 报送 → 公布."""

    class State(models.TextChoices):
        """Where the report stands."""

        DRAFT = "draft", "编制中"
        CHECKED = "checked", "已审核"
        SIGNED = "signed", "已签发"
        CLEARED = "cleared", "公开前审查通过"
        SUBMITTED = "submitted", "已报送"
        PUBLISHED = "published", "已公布"

    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.DRAFT)
    checked_on = models.DateField("审核日期", null=True, blank=True)
    checked_by = models.CharField("审核人", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "信息公开年报"
        constraints = [models.UniqueConstraint(fields=["bureau", "year"], name="one_disclosure_report_a_year")]

    def __str__(self) -> str:
        return f"{self.year}年政府信息公开工作年度报告"


class DisclosureSnapshot(SignedSnapshot):
    """What was signed of it (年报签发快照)."""

    report = models.ForeignKey(DisclosureReport, models.PROTECT, related_name="snapshots", verbose_name="信息公开年报")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年报签发快照"
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_disclosure_snapshot_a_version")]

    def __str__(self) -> str:
        return f"{self.report}第{self.number}版"
