"""What happened at a gate other than passing it: overrides, exceptions, breaches, answers of 补录."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class GateEvent(Record):
    """One gate that was not simply passed (闸口记录). It shows in the report."""

    class Kind(models.TextChoices):
        """How the gate was met."""

        OVERRIDE = "override", "例外批准"
        EXCEPTION = "exception", "法定例外"
        BREACH = "breach", "违规登记"
        ANSWER = "answer", "补录答复"

    class Answer(models.TextChoices):
        """The answer of a backfilled record (补录)."""

        PROVEN = "proven", "有据"
        UNPROVEN = "unproven", "无据"
        UNKNOWN = "unknown", "无法核实"

    resource = models.CharField("台账", max_length=80)
    object_ref = models.BigIntegerField("记录")
    gate = models.CharField("闸口", max_length=120)
    force = models.CharField("效力", max_length=12)
    kind = models.CharField("情形", max_length=10, choices=Kind.choices)
    answer = models.CharField("答复", max_length=10, choices=Answer.choices, blank=True)
    reason = models.TextField("理由", blank=True)
    approver = models.CharField("批准人", max_length=60, blank=True)
    cure_by = models.DateField("补正期限", null=True, blank=True)
    cured_on = models.DateField("补正日", null=True, blank=True)
    article = models.CharField("例外条款", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "闸口记录"
        indexes = [*Record.Meta.indexes, models.Index(fields=["resource", "object_ref"])]

    def __str__(self) -> str:
        return f"{self.gate}：{self.get_kind_display()}"
