"""A paper handed in for checking, what people decided on its findings, and figures taken over from a report."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class CheckedPaper(Record):
    """A paper handed in (送检文稿). Its content lies under its digest; ``result`` is what was read and found.

    The result is derived from the content and the rule packs, so the ledger keeps the content's digest, not the result.
    """

    class State(models.TextChoices):
        """Where the check stands."""

        WAIT = "wait", "排队检查"
        DONE = "done", "已检查"
        FAILED = "failed", "读不出"
        GONE = "gone", "已删除"

    title = models.CharField("标题", max_length=300)
    file_name = models.CharField("文件名", max_length=255)
    file_sha256 = models.CharField("文件摘要", max_length=64)
    size = models.PositiveIntegerField("大小", default=0)
    format = models.CharField("格式", max_length=8, blank=True)
    issuer = models.CharField("报告机关", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("报告年度", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAIT)
    error = models.CharField("读不出的原因", max_length=300, blank=True)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name="上年报告"
    )
    against = models.BooleanField("与本局记录核对", default=False)
    checked_at = models.DateTimeField("检查时刻", null=True, blank=True)
    errors = models.PositiveIntegerField("错误", default=0)
    warnings = models.PositiveIntegerField("疑问", default=0)
    infos = models.PositiveIntegerField("提示", default=0)
    result = models.JSONField("检查结果", default=dict)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "送检文稿"

    def __str__(self) -> str:
        return self.title


class FindingAnswer(Record):
    """What a person decided on one finding (处理意见): its suggestion taken, or let pass with a reason."""

    class Kind(models.TextChoices):
        """Taken or let pass."""

        ACCEPT = "accept", "采纳"
        WAIVE = "waive", "不改"

    checked_paper = models.ForeignKey(CheckedPaper, models.PROTECT, related_name="answers", verbose_name="送检文稿")
    kind = models.CharField("处理", max_length=8, choices=Kind.choices)
    code = models.CharField("检查编号", max_length=12)
    quote = models.TextField("原文", blank=True)
    start = models.PositiveIntegerField("位置起", null=True, blank=True)
    end = models.PositiveIntegerField("位置止", null=True, blank=True)
    text = models.TextField("改为", blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.CharField("处理人", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "处理意见"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"


class StatedFigure(Record):
    """A figure as a report states it (报告所载数字): kept to compare years with, never evidence of what was done."""

    year = models.PositiveSmallIntegerField("年度")
    issuer = models.CharField("报告机关", max_length=200, blank=True)
    subject = models.CharField("事项", max_length=300)
    value = models.DecimalField("数", max_digits=20, decimal_places=4, null=True, blank=True)
    measure = models.CharField("量词", max_length=20, blank=True)
    qualifier = models.CharField("说法", max_length=12, default="exact")
    quote = models.TextField("原文", blank=True)
    section = models.CharField("所在部分", max_length=80, blank=True)
    checked_paper = models.ForeignKey(
        CheckedPaper, models.PROTECT, related_name="figures", null=True, blank=True, verbose_name="来源文稿"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "报告所载数字"

    def __str__(self) -> str:
        return self.subject
