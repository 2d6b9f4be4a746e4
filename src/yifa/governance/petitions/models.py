"""Dockets linked to the national petition system, and the yearly aim of satisfaction."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yifa.governance.petitions.choices import Kind, Rating, Source, State
from yifa.kernel.record import Record


class Docket(Record):
    """A petition matter (信访事项). The docket itself lives in the national system; here is its number and its clock.

    发生日 is the day the bureau received it. ``national_no`` links to the national system: nothing is typed twice.
    """

    title = models.CharField("事项摘要", max_length=200)
    national_no = models.CharField("国家信访信息系统编号", max_length=60, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    kind = models.CharField("诉求类别", max_length=12, choices=Kind.choices)
    state = models.CharField("办理状态", max_length=10, choices=State.choices, default=State.RECEIVED, editable=False)
    informed_on = models.DateField("书面告知日", null=True, blank=True)
    extended_on = models.DateField("延期批准日", null=True, blank=True)
    closed_on = models.DateField("办结日", null=True, blank=True)
    opinion_no = models.CharField("处理意见书文号", max_length=80, blank=True)
    rating = models.CharField("满意度评价", max_length=10, choices=Rating.choices, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "信访事项"

    def __str__(self) -> str:
        return f"{self.national_no} {self.title}".strip()


class Target(Record):
    """The aim of satisfaction for a year (满意率目标); never printed as a result."""

    year = models.PositiveSmallIntegerField("年度")
    percent = models.DecimalField(
        "目标（%）", max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    plan = models.CharField("出处", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "满意率目标"

    def __str__(self) -> str:
        return f"{self.year}年"
