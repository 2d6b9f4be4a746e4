"""收数: a quarter's confirmation of registers by offices; and the writer's choice of wording."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from yifa.kernel.record import Record


class Quarter(models.IntegerChoices):
    """The quarter of a year."""

    Q1 = 1, "第一季度"
    Q2 = 2, "第二季度"
    Q3 = 3, "第三季度"
    Q4 = 4, "第四季度"


class Collection(Record):
    """A quarter's 收数 over registers and offices."""

    class State(models.TextChoices):
        """Where a collection stands."""

        OPEN = "open", "收数中"
        CLOSED = "closed", "已关闭"

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", choices=Quarter.choices)
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField("关闭日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "收数"
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "quarter"], name="one_collection_a_quarter")]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_quarter_display()}收数"


class Answer(Record):
    """One office's answer for one register and quarter: by entries or by 零报告, confirmed by 处室负责人."""

    class State(models.TextChoices):
        """Where an answer stands."""

        ASKED = "asked", "待答复"
        ANSWERED = "answered", "待负责人确认"
        RETURNED = "returned", "已退回"
        CONFIRMED = "confirmed", "已确认"

    class Kind(models.TextChoices):
        """How an office answers."""

        ENTRIES = "entries", "有记录"
        ZERO = "zero", "零报告"

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="answers", verbose_name="收数")
    register = models.CharField("台账", max_length=80)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    kind = models.CharField("答复方式", max_length=8, choices=Kind.choices, blank=True)
    entries = models.PositiveIntegerField("记录条数", null=True, blank=True)
    answered_on = models.DateField("答复日", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True)
    confirmed_on = models.DateField("确认日", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=60, blank=True)
    chased = models.PositiveSmallIntegerField("催办次数", default=0)
    return_reason = models.CharField("退回理由", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "收数答复"
        constraints = [models.UniqueConstraint(fields=["collection", "register", "unit"], name="one_answer_per_office")]

    def __str__(self) -> str:
        return f"{self.collection} {self.unit}"


class RegisterClose(Record):
    """A register of a quarter closed by the lead office; reopened by an approved correction."""

    class State(models.TextChoices):
        """Closed or reopened."""

        CLOSED = "closed", "已关闭"
        REOPENED = "reopened", "已重开"

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="closes", verbose_name="收数")
    register = models.CharField("台账", max_length=80)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CLOSED)
    closed_by = models.CharField("关闭人", max_length=60, blank=True)
    approver = models.CharField("批准重开人", max_length=60, blank=True)
    reason = models.CharField("重开理由", max_length=200, blank=True)
    seal = models.CharField("账本摘要", max_length=64, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "台账关闭"
        constraints = [models.UniqueConstraint(fields=["collection", "register"], name="one_close_per_register")]

    def __str__(self) -> str:
        return f"{self.collection} {self.register}"


class WordingChoice(Record):
    """The writer's choice for a figure of a year: another modality, or one of the lawful wordings."""

    year = models.PositiveSmallIntegerField("年度")
    metric = models.CharField("数字", max_length=80)
    qualifier = models.CharField("写法", max_length=16, blank=True)
    option = models.CharField("改写", max_length=16, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="选定人"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "写法选择"
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "metric"], name="one_wording_per_figure")]

    def __str__(self) -> str:
        return self.metric
