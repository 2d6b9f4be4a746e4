"""The report as a record: narrative around locked figures, shortcomings with causes, plans with measures."""

from __future__ import annotations

from django.db import models

from yifa.core.metrics.signing import SignedReport, SignedSnapshot
from yifa.kernel.record import Record


class Shortcoming(Record):
    """A shortcoming (不足) and its cause (原因); the regulation asks for both."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("不足", max_length=300)
    cause = models.TextField("原因", blank=True)
    sort = models.PositiveSmallIntegerField("排序", default=100)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "不足和原因"

    def __str__(self) -> str:
        return self.title


class NextStep(Record):
    """An arrangement for the next year (下年安排) with its measure."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("安排", max_length=300)
    measure = models.TextField("措施", blank=True)
    sort = models.PositiveSmallIntegerField("排序", default=100)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "下年安排"

    def __str__(self) -> str:
        return self.title


class Narrative(Record):
    """The writer's own words for a paragraph; its figures stay tokens and cannot be typed."""

    year = models.PositiveSmallIntegerField("年度")
    paragraph = models.CharField("段落", max_length=80)
    text = models.TextField("文字")
    dropped = models.BooleanField("不写", default=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "报告文字"
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "paragraph"], name="one_text_a_paragraph")]

    def __str__(self) -> str:
        return self.paragraph


class Report(SignedReport):
    """One annual report on its way (报告): 编制 → 党组会审议 → 签发 → 编号 → 报送 → 回执 → 公开前审查 → 公开."""

    class State(models.TextChoices):
        """Where the report stands."""

        DRAFT = "draft", "编制中"
        DELIBERATED = "deliberated", "党组会已审议"
        SIGNED = "signed", "已签发"
        NUMBERED = "numbered", "已编号"
        SUBMITTED = "submitted", "已报送"
        RECEIPTED = "receipted", "已收回执"
        CLEARED = "cleared", "公开前审查通过"
        PUBLISHED = "published", "已公开"

    class Urgency(models.TextChoices):
        """紧急程度 of a paper: what stands above its 版头; none on an ordinary report."""

        MOST = "特急", "特急"
        MORE = "加急", "加急"

    kind = models.CharField("报告种类", max_length=20, default="fazhi")
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.DRAFT)
    deliberated_on = models.DateField("审议日期", null=True, blank=True)
    deliberated_by = models.CharField("审议会议", max_length=120, blank=True)
    doc_no = models.CharField("发文字号", max_length=60, blank=True)
    urgency = models.CharField("紧急程度", max_length=4, choices=Urgency.choices, blank=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    receipt_no = models.CharField("回执编号", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年度报告"
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "kind"], name="one_report_a_year")]

    def __str__(self) -> str:
        return f"{self.year}年法治政府建设年度报告"


class Snapshot(SignedSnapshot):
    """What was signed (签发快照): per figure its text, query and record digests; and the ledger head."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots", verbose_name="年度报告")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "签发快照"
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_snapshot_a_version")]

    def __str__(self) -> str:
        return f"{self.report}第{self.number}版"
