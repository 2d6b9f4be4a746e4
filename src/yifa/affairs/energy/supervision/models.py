"""Inspections, papers of supervision, yearly reports."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yifa.affairs.energy.closings.models import Standing
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.affairs.energy.supervision.choices import Focus, Outcome, Paper, Season, State, Violation
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record


class Inspection(Record):
    """One visit to one institution (节能监督检查); 发生日 is the day of the visit; visits of a day are one."""

    institution = models.ForeignKey(
        PublicInstitution, models.PROTECT, related_name="inspections", verbose_name="公共机构"
    )
    focus = models.CharField("检查重点", max_length=12, choices=Focus.choices, default=Focus.GENERAL)
    officer_one = models.CharField("检查人员一证号", max_length=60)
    officer_two = models.CharField("检查人员二证号", max_length=60)
    partners = models.CharField("参加部门", max_length=120, blank=True, help_text="会同检查的部门")
    season = models.CharField("空调季", max_length=8, choices=Season.choices, blank=True)
    temperatures = models.CharField("室温（摄氏度）", max_length=200, blank=True, help_text="逐点填写，用顿号隔开")
    special = models.CharField("特殊用途", max_length=120, blank=True, help_text="医院病房等有特定温度要求的，写明")
    record = models.TextField("检查记录", help_text="过程、看了什么、查到什么；照片作为佐证附上")
    outcome = models.CharField("检查结论", max_length=8, choices=Outcome.choices)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "节能监督检查"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "happened_on"], condition=models.Q(life="live"), name="energy_inspection_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.happened_on}"


class CorrectionOrder(Workflow, Record):
    """责令限期改正通知书 (条例 art. 37) or 节能整改意见书 (art. 41); 发生日 is when it was drawn up. No fines."""

    transitions: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {
            (State.DRAFT, State.ISSUED),
            (State.ISSUED, State.CORRECTED),
            (State.ISSUED, State.FAILED),
            (State.FAILED, State.CORRECTED),
            (State.FAILED, State.NOTIFIED),
            (State.NOTIFIED, State.CORRECTED),
        }
    )

    kind = models.CharField("文书种类", max_length=8, choices=Paper.choices)
    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="orders", verbose_name="公共机构")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name="监督检查"
    )
    standing = models.ForeignKey(
        Standing, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name="核定结果"
    )
    violation = models.CharField("违法情形", max_length=24, choices=Violation.choices, blank=True)
    facts = models.TextField("查明的事实")
    demand = models.TextField("改正要求")
    joint = models.CharField("会同部门", max_length=160, blank=True)
    major = models.BooleanField("重大执法决定", default=False)
    review = models.ForeignKey(
        "legality_review.Review",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="法制审核",
        editable=False,
    )
    state = models.CharField("办理状态", max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    number = models.CharField("文号", max_length=60, blank=True, editable=False)
    issued_on = models.DateField("送达日", null=True, blank=True)
    term_days = models.PositiveSmallIntegerField(
        "改正期限（日）", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    due_on = models.DateField("改正期限届满日", null=True, blank=True, editable=False)
    answer = models.TextField("整改情况", blank=True)
    rechecked_on = models.DateField("复查日", null=True, blank=True)
    recheck = models.TextField("复查情况", blank=True)
    notified_on = models.DateField("通报日", null=True, blank=True)
    notice_no = models.CharField("通报文号", max_length=60, blank=True, editable=False)
    referred_on = models.DateField("移送日", null=True, blank=True)
    referred_to = models.CharField("移送机关", max_length=120, blank=True)
    referred_for = models.CharField("移送事由", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "限期改正与整改意见"

    def __str__(self) -> str:
        return f"{self.institution} {self.get_kind_display()}"


class EnergyReport(Record):
    """An institution's 年度能源消费状况报告 (条例 art. 15); 发生日 is the day it was received."""

    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="reports", verbose_name="公共机构")
    year = models.PositiveSmallIntegerField("报告年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    due_on = models.DateField("报送期限", null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年度能源消费状况报告"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year"], condition=models.Q(life="live"), name="energy_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.year}"

    @property
    def on_time(self) -> bool:
        """Whether it came by its day."""
        return bool(self.happened_on and self.due_on and self.happened_on <= self.due_on)
