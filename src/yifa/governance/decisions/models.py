"""Meetings of the bureau's deciding bodies, what they discussed, said and resolved."""

from __future__ import annotations

from django.db import models

from yifa.core.process.workflow import Workflow
from yifa.governance.decisions.choices import Body, ItemClass, ItemState, Opinion, Outcome, PreResult, major_items
from yifa.kernel.record import Record


class Meeting(Record):
    """A meeting (会议) of one deciding body; the bodies are kept apart."""

    body = models.CharField("会议类别", max_length=16, choices=Body.choices)
    number = models.PositiveSmallIntegerField("次序")
    title = models.CharField("会议名称", max_length=200)
    chair = models.CharField("主持人", max_length=60, blank=True)
    attendees = models.TextField("出席人员", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "会议"

    def __str__(self) -> str:
        return self.title


class AgendaItem(Workflow, Record):
    """A matter for a deciding body (议题): its class decides which steps it needs before and after."""

    happened_on = models.DateField("提出日", null=True, blank=True)
    title = models.CharField("议题", max_length=240)
    category = models.CharField("事项类别", max_length=24, choices=ItemClass.choices)
    major_kind = models.CharField("“三重一大”种类", max_length=16, choices=major_items, blank=True)
    amount = models.DecimalField("资金（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    proposer = models.CharField("提出人", max_length=60, blank=True)
    state = models.CharField("状态", max_length=14, choices=ItemState.choices, default=ItemState.PROPOSED)
    pre_reviewer = models.CharField("前置审核人", max_length=60, blank=True)
    pre_result = models.CharField("前置审核结论", max_length=12, choices=PreResult.choices, blank=True)
    pre_opinion = models.TextField("前置审核意见", blank=True)
    pre_reviewed_on = models.DateField("前置审核日", null=True, blank=True)
    reviewer_attends = models.BooleanField("审核人列席", default=False)
    review = models.ForeignKey(
        "legality_review.Review", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="合法性审查"
    )
    stated_risk = models.TextField("明示的法律风险", blank=True, help_text="只用于国家尚无明确规定的探索性改革决策事项")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="items", verbose_name="上会会议"
    )
    submitted_on = models.DateField("提交讨论日", null=True, blank=True)
    executed_on = models.DateField("执行日", null=True, blank=True)
    execution = models.TextField("执行情况", blank=True)

    transitions = frozenset(
        {
            (ItemState.PROPOSED, ItemState.PRE_REVIEWED),
            (ItemState.PROPOSED, ItemState.SUBMITTED),
            (ItemState.PROPOSED, ItemState.EXECUTED),
            (ItemState.PRE_REVIEWED, ItemState.SUBMITTED),
            (ItemState.PRE_REVIEWED, ItemState.EXECUTED),
            (ItemState.SUBMITTED, ItemState.RESOLVED),
            (ItemState.SUBMITTED, ItemState.DEFERRED),
            (ItemState.SUBMITTED, ItemState.EXECUTED),
            (ItemState.DEFERRED, ItemState.SUBMITTED),
            (ItemState.RESOLVED, ItemState.EXECUTED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "议题"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "category", "submitted_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category="major_internal") | models.Q(major_kind=""),
                name="kind_only_for_major_internal",
                violation_error_message="只有“三重一大”事项填写种类。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class MemberView(Record):
    """What one member said on a matter (成员意见). The head speaks last; dissent is written as it was said."""

    happened_on = models.DateField("表态日", null=True, blank=True)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="opinions", verbose_name="议题")
    member = models.CharField("成员", max_length=60)
    post = models.CharField("职务", max_length=60, blank=True)
    head = models.BooleanField("主要负责人", default=False)
    sort = models.PositiveSmallIntegerField("发言次序")
    opinion = models.CharField("意见", max_length=20, choices=Opinion.choices)
    words = models.TextField("发言要点", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "成员意见"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"],
                condition=models.Q(life="live"),
                name="one_view_per_member",
                violation_error_message="这位成员已经表态。",
            ),
            models.UniqueConstraint(fields=["item", "sort"], condition=models.Q(life="live"), name="one_view_per_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_opinion_display()}"


class Resolution(Record):
    """A resolution (决议) with its number; with it a matter may be executed."""

    happened_on = models.DateField("决议日", null=True, blank=True)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="resolutions", verbose_name="议题")
    number = models.CharField("决议编号", max_length=60)
    outcome = models.CharField("结果", max_length=18, choices=Outcome.choices)
    text = models.TextField("决议内容", blank=True)
    explained = models.TextField("与多数意见不一致的说明", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "决议"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"],
                condition=models.Q(life="live"),
                name="one_resolution_per_number",
                violation_error_message="这个决议编号已经用过。",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Filing(Record):
    """A filing with the discipline inspection group (派驻纪检监察组备案) and its receipt."""

    happened_on = models.DateField("报送日", null=True, blank=True)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="filings", verbose_name="议题")
    title = models.CharField("备案材料", max_length=200)
    receiver = models.CharField("收件单位", max_length=120, default="派驻纪检监察组")
    receipt_no = models.CharField("回执号", max_length=60, blank=True)
    receipt_on = models.DateField("回执日", null=True, blank=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "派驻纪检监察组备案"

    def __str__(self) -> str:
        return self.title
