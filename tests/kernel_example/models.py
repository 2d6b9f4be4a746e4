"""Tables of the example."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class LoanState(models.TextChoices):
    """State of a loan."""

    OUT = "out", "借出"
    BACK = "back", "已归还"


class Thing(Record):
    """A thing that is lent."""

    title = models.CharField("名称", max_length=120)
    number = models.CharField("编号", max_length=40)
    place = models.CharField("存放地点", max_length=120, blank=True)
    worth = models.DecimalField("原值（元）", max_digits=12, decimal_places=2, default=0)
    seen = models.PositiveIntegerField("浏览次数", default=0, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "公物"
        constraints = [models.UniqueConstraint(fields=["bureau", "number"], name="one_number_a_thing")]

    def __str__(self) -> str:
        return self.title


class Loan(Record):
    """A loan of a thing: reached by the office that keeps it and by the office that has it."""

    thing = models.ForeignKey(Thing, models.PROTECT, related_name="loans", verbose_name="公物")
    borrower = models.ForeignKey("core_org.Unit", models.PROTECT, related_name="+", verbose_name="借用单位")
    who = models.CharField("经手人", max_length=60, blank=True)
    due_on = models.DateField("应还日")
    back_on = models.DateField("归还日", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=LoanState.choices, default=LoanState.OUT, editable=False)

    reached_by = ("unit", "borrower")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "公物借用"

    def __str__(self) -> str:
        return f"{self.thing}借用"
