"""The year of a bureau as a book: opened, kept, closed (年结)."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class YearBook(Record):
    """One year of a bureau. Closing it freezes: what is corrected afterwards reopens its quarter by approval."""

    class State(models.TextChoices):
        """Open or closed."""

        OPEN = "open", "进行中"
        CLOSED = "closed", "已年结"

    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField("年结日", null=True, blank=True)
    approver = models.CharField("批准人", max_length=60, blank=True)
    carried = models.JSONField("结转事项", default=list)
    open_points = models.JSONField("年初待办", default=list)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年度"
        constraints = [models.UniqueConstraint(fields=["bureau", "year"], name="one_book_a_year")]

    def __str__(self) -> str:
        return f"{self.year}年度"
