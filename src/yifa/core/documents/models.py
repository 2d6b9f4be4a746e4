"""发文字号 series, outgoing papers, and templates filled from records."""

from __future__ import annotations

from django.db import models

from yifa.kernel import registry
from yifa.kernel.record import Record


def registers() -> list[tuple[str, str]]:
    """Return the registers from whose records a template may be filled: key and Chinese title."""
    return [(r.key, r.title) for r in registry.resources() if r.in_menu]


class NumberSeries(Record):
    """A series of 发文字号 (甲管发〔2026〕1号): restarts every year, never hands a number out twice."""

    key = models.CharField("系列", max_length=20)
    prefix = models.CharField("代字", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "发文字号"
        constraints = [models.UniqueConstraint(fields=["bureau", "key", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"


class OutgoingPaper(Record):
    """A paper sent out (发文登记), tied to the record it came from."""

    number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=200)
    addressee = models.CharField("主送机关", max_length=200, blank=True)
    copied_to = models.CharField("抄送", max_length=200, blank=True)
    signer = models.CharField("签发人", max_length=60, blank=True)
    resource = models.CharField("来源台账", max_length=80, blank=True)
    object_ref = models.BigIntegerField("来源记录", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "发文登记"
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="one_paper_a_number")]

    def __str__(self) -> str:
        return self.title


class PaperTemplate(Record):
    """A template (文书模板): 【字段名】 stands for a field of the record it is filled from."""

    title = models.CharField("模板名称", max_length=120)
    resource = models.CharField("适用台账", max_length=80, choices=registers)
    heading = models.CharField("文书标题", max_length=200)
    body = models.TextField("正文")
    addressee = models.CharField("主送", max_length=200, blank=True)
    valid_from = models.DateField("启用日", null=True, blank=True)
    valid_to = models.DateField("停用日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "文书模板"

    def __str__(self) -> str:
        return self.title
