"""Audits and their findings."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from yifa.affairs.energy.audits.choices import Reason, State, Topic
from yifa.affairs.energy.closings.models import Standing
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record

_ZERO = [MinValueValidator(0)]


class EnergyAudit(Workflow, Record):
    """An energy audit of one institution (能源审计); 发生日 is the day it was put into the plan."""

    transitions: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {
            (State.PLANNED, State.NOTICED),
            (State.NOTICED, State.REPORTED),
            (State.REPORTED, State.DONE),
        }
    )
    reached_by = ("unit", "filer")

    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="audits", verbose_name="公共机构")
    filer = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报单位",
        editable=False,
    )  # fmt: skip
    year = models.PositiveSmallIntegerField("审计年度", help_text="按这一年的核定结果出报告")
    cause = models.CharField("审计事由", max_length=10, choices=Reason.choices)
    standing = models.ForeignKey(
        Standing, models.PROTECT, null=True, blank=True, related_name="audits", verbose_name="核定结果"
    )
    agency = models.CharField("审计机构", max_length=120, blank=True, help_text="自行审计的写本机构名称")
    planned_by = models.DateField("计划完成日", null=True, blank=True)
    state = models.CharField("办理状态", max_length=10, choices=State.choices, default=State.PLANNED, editable=False)
    number = models.CharField("通知文号", max_length=60, blank=True, editable=False)
    noticed_on = models.DateField("通知日", null=True, blank=True)
    due_on = models.DateField("报告期限", null=True, blank=True)
    reported_on = models.DateField("报告日", null=True, blank=True)
    conclusion = models.TextField("审计结论", blank=True)
    closed_on = models.DateField("落实完毕日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "能源审计"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year"], condition=models.Q(life="live"), name="energy_audit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.year}年能源审计"


class AuditFinding(Record):
    """What an audit found and what is to be done (审计问题和措施); 发生日 is the day it was found."""

    audit = models.ForeignKey(EnergyAudit, models.PROTECT, related_name="findings", verbose_name="能源审计")
    topic = models.CharField("问题类别", max_length=12, choices=Topic.choices)
    problem = models.TextField("存在问题")
    measure = models.TextField("改进措施")
    saving = models.DecimalField(
        "预计年节能量（千克标准煤）", max_digits=14, decimal_places=2, null=True, blank=True, validators=_ZERO
    )
    benefit = models.DecimalField(
        "预计年效益（元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=_ZERO
    )
    cost = models.DecimalField("投资（元）", max_digits=14, decimal_places=2, null=True, blank=True, validators=_ZERO)
    due_on = models.DateField("整改期限", null=True, blank=True)
    done_on = models.DateField("落实日", null=True, blank=True)
    result = models.TextField("落实情况", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "审计问题和措施"

    def __str__(self) -> str:
        return self.problem[:40]
