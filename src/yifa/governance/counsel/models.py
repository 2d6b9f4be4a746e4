"""Lawyers of the bureau and what they did."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from yifa.core.process.workflow import Workflow
from yifa.governance.counsel.choices import AffairKind, ConflictKind, FeeKind, LawyerKind, Result, TaskState
from yifa.kernel.record import Record


class Lawyer(Record):
    """A lawyer (法律顾问、公职律师) of the bureau or of a subordinate unit, from appointment to end."""

    happened_on = models.DateField("设立（聘任）日", null=True, blank=True)
    name = models.CharField("姓名", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=LawyerKind.choices)
    organisation = models.CharField("执业（工作）机构", max_length=120, blank=True)
    licence = models.CharField("证件号", max_length=60, blank=True)
    ends_on = models.DateField("聘期止", null=True, blank=True)
    trained_on = models.DateField("最近培训", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "法律顾问和公职律师"

    def __str__(self) -> str:
        return self.name


class Task(Workflow, Record):
    """A task given to a lawyer (交办任务), with its day."""

    happened_on = models.DateField("交办日", null=True, blank=True)
    lawyer = models.ForeignKey(Lawyer, models.PROTECT, related_name="tasks", verbose_name="承办律师")
    title = models.CharField("任务", max_length=200)
    due_on = models.DateField("办理期限", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=TaskState.choices, default=TaskState.OPEN)
    outcome = models.TextField("办理情况", blank=True)
    done_on = models.DateField("办结日", null=True, blank=True)

    transitions = frozenset({(TaskState.OPEN, TaskState.DONE)})

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "律师任务"

    def __str__(self) -> str:
        return self.title


class LegalAffair(Record):
    """One piece of legal work (法律事务): each attendance or opinion is one 次."""

    happened_on = models.DateField("办理日", null=True, blank=True)
    kind = models.CharField("类别", max_length=12, choices=AffairKind.choices)
    title = models.CharField("事项", max_length=200)
    lawyer = models.ForeignKey(
        Lawyer, models.PROTECT, null=True, blank=True, related_name="affairs", verbose_name="承办律师"
    )
    opinion = models.TextField("意见要点", blank=True)
    result = models.CharField("结果", max_length=12, choices=Result.choices, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "法律事务"

    def __str__(self) -> str:
        return self.title


class Deliberation(Record):
    """A deliberation of a legal question (法律问题论证) by lawyers and offices together."""

    happened_on = models.DateField("论证日", null=True, blank=True)
    title = models.CharField("论证问题", max_length=200)
    host = models.CharField("主持人", max_length=60, blank=True)
    participants = models.TextField("参加人员", blank=True)
    conclusion = models.TextField("论证结论", blank=True)
    result = models.CharField("结果", max_length=12, choices=Result.choices, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "法律问题论证"

    def __str__(self) -> str:
        return self.title


class ExpertAdvice(Record):
    """Advice of an expert to the bureau's leaders (专家咨政)."""

    happened_on = models.DateField("咨政日", null=True, blank=True)
    title = models.CharField("咨政题目", max_length=200)
    expert = models.CharField("专家", max_length=60)
    organisation = models.CharField("所在单位", max_length=120, blank=True)
    neutral = models.BooleanField("无直接利害关系", default=True, help_text="重大行政决策的专家须与事项无直接利害关系")
    advice = models.TextField("意见要点", blank=True)
    result = models.CharField("结果", max_length=12, choices=Result.choices, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "专家咨政"

    def __str__(self) -> str:
        return self.title


class Conflict(Record):
    """A conflict of interest (利害关系): a lawyer stands aside where this party takes part; declared or found."""

    happened_on = models.DateField("申报（发现）日", null=True, blank=True)
    lawyer = models.ForeignKey(Lawyer, models.PROTECT, related_name="conflicts", verbose_name="律师")
    party = models.CharField("有利害关系的当事方", max_length=120)
    kind = models.CharField("回避事由", max_length=8, choices=ConflictKind.choices)
    declared = models.BooleanField("本人申报", default=True)
    ends_on = models.DateField("解除日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "利害关系和回避"

    def __str__(self) -> str:
        return f"{self.lawyer.name}与{self.party}"


class Fee(Record):
    """What a lawyer or expert was paid (顾问费用), and by which contract or approval."""

    happened_on = models.DateField("支付日", null=True, blank=True)
    lawyer = models.ForeignKey(Lawyer, models.PROTECT, null=True, blank=True, related_name="fees", verbose_name="律师")
    payee = models.CharField("收款单位（个人）", max_length=120)
    kind = models.CharField("费用", max_length=10, choices=FeeKind.choices)
    title = models.CharField("事由", max_length=200)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    contract_no = models.CharField("合同（审批）编号", max_length=80, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "顾问费用"

    def __str__(self) -> str:
        return self.title
