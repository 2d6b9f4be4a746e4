"""Who may enforce, with which certificate, under which systems, and the cases."""

from __future__ import annotations

from django.db import models

from yifa.governance.enforcement.choices import CaseKind, CaseState, DecisionKind, DecisionResult, System
from yifa.kernel.record import Record


class Authority(Record):
    """The announcement of an enforcement authority (行政执法主体公告); 发生日 is the day of announcement."""

    title = models.CharField("公告名称", max_length=200)
    matters = models.TextField("执法事项", blank=True)
    legal_basis = models.CharField("执法依据", max_length=300, blank=True)
    announcer = models.CharField("公告机关", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "行政执法主体"

    def __str__(self) -> str:
        return self.title


class Certificate(Record):
    """A certificate of an officer (行政执法证件); 发生日 is the day of issue."""

    holder = models.CharField("持证人", max_length=60)
    number = models.CharField("证件编号", max_length=60)
    valid_until = models.DateField("有效期至")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "行政执法证件"

    def __str__(self) -> str:
        return f"{self.holder} {self.number}"


class SystemRun(Record):
    """One of the systems as carried out in a year (行政执法制度落实); 发生日 is the day of the yearly check."""

    system = models.CharField("制度", max_length=10, choices=System.choices)
    carried_out = models.CharField("落实情况", max_length=300)
    instrument_no = models.CharField("本局制度文号", max_length=80, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "行政执法制度落实"

    def __str__(self) -> str:
        return self.get_system_display()


class Case(Record):
    """An enforcement case (执法案件); 发生日 is the day it was opened. ``review``: its 法制审核 in the queue."""

    title = models.CharField("案由", max_length=200)
    number = models.CharField("案号", max_length=60)
    kind = models.CharField("执法种类", max_length=12, choices=CaseKind.choices)
    subject = models.CharField("相对人", max_length=120)
    major = models.BooleanField("重大执法决定", default=False)
    officer_one = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="执法人员一"
    )
    officer_two = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="执法人员二"
    )
    state = models.CharField(
        "办理状态", max_length=10, choices=CaseState.choices, default=CaseState.OPEN, editable=False
    )
    review = models.ForeignKey(
        "legality_review.Review", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="法制审核"
    )
    review_no = models.CharField("法制审核意见文号", max_length=80, blank=True)
    reviewed_on = models.DateField("法制审核日", null=True, blank=True)
    decision_no = models.CharField("决定书文号", max_length=80, blank=True)
    decided_on = models.DateField("决定日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "执法案件"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class EnforcementDecision(Record):
    """A decision on a permit or on compulsion (行政许可、行政强制决定); 发生日 is the day of the decision."""

    kind = models.CharField("决定种类", max_length=12, choices=DecisionKind.choices)
    title = models.CharField("许可（强制）事项", max_length=200)
    number = models.CharField("决定书文号", max_length=80)
    subject = models.CharField("相对人", max_length=120)
    result = models.CharField("决定结果", max_length=12, choices=DecisionResult.choices)
    legal_basis = models.CharField("法律依据", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "行政许可和行政强制决定"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
