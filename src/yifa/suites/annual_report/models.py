"""The report as a record: narrative around locked figures, shortcomings with causes, plans with measures."""

from __future__ import annotations

from django.db import models

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


class Report(Record):
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

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("报告种类", max_length=20, default="fazhi")
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.DRAFT)
    deliberated_on = models.DateField("审议日期", null=True, blank=True)
    deliberated_by = models.CharField("审议会议", max_length=120, blank=True)
    signer = models.CharField("签发人", max_length=60, blank=True)
    signed_on = models.DateField("签发日期", null=True, blank=True)
    reservations = models.TextField("签发保留意见", blank=True)
    doc_no = models.CharField("发文字号", max_length=60, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    addressee = models.CharField("主送机关", max_length=200, blank=True)
    receipt_on = models.DateField("回执日期", null=True, blank=True)
    receipt_no = models.CharField("回执编号", max_length=60, blank=True)
    cleared_on = models.DateField("审查日期", null=True, blank=True)
    cleared_by = models.CharField("审查人", max_length=60, blank=True)
    clearance = models.TextField("公开前审查意见", blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)
    published_at = models.CharField("公开位置", max_length=200, blank=True)
    sent_edition = models.PositiveSmallIntegerField("已报送版次", null=True, blank=True)
    public_edition = models.PositiveSmallIntegerField("已公开版次", null=True, blank=True)
    correcting_since = models.DateField("更正版起草日期", null=True, blank=True)
    correcting_why = models.CharField("更正版起草事由", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年度报告"
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "kind"], name="one_report_a_year")]

    def __str__(self) -> str:
        return f"{self.year}年法治政府建设年度报告"

    @property
    def is_open(self) -> bool:
        """Whether its words may be written: before it is signed, and while a corrected edition is drafted."""
        return self.state in (self.State.DRAFT, self.State.DELIBERATED) or self.correcting_since is not None

    @property
    def edition(self) -> int:
        """The number of the edition that was signed last; 0 before the first."""
        return self.snapshots.aggregate(last=models.Max("number"))["last"] or 0


class Snapshot(Record):
    """What was signed (签发快照): per figure its text, query and record digests; and the ledger head."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots", verbose_name="年度报告")
    number = models.PositiveSmallIntegerField("版次")
    reason = models.CharField("事由", max_length=200, blank=True)
    ledger_seq = models.BigIntegerField("账本序号")
    ledger_hash = models.CharField("账本摘要", max_length=64)
    data = models.JSONField("内容")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "签发快照"
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_snapshot_a_version")]

    def __str__(self) -> str:
        return f"{self.report}第{self.number}版"
