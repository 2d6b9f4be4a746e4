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
