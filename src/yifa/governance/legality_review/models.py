"""Legality reviews and replies to consultations of other organs."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from yifa.core.process.workflow import Workflow
from yifa.governance.legality_review.choices import (
    PASSING,
    Adoption,
    Business,
    Handed,
    Kind,
    ReplyResult,
    ReplyState,
    Result,
    State,
    Verdict,
    contract_classes,
)
from yifa.kernel.record import Record


class Review(Workflow, Record):
    """One review (审查): one matter (事项, 件) may be reviewed several times (次); each time is a row.

    ``matter`` 事项编号 is the same for all reviews of one matter. ``opinion_on`` is the day of the opinion, by which
    a review counts in a year. ``office`` 归口处室 looks at what a subordinate unit sends, beside the reviewers.
    ``recused`` 须回避的人员: who handled the matter and may not review it.
    """

    happened_on = models.DateField("收件日", null=True, blank=True)
    kind = models.CharField("审查种类", max_length=16, choices=Kind.choices)
    number = models.CharField("审查编号", max_length=60, blank=True)
    title = models.CharField("审查事项", max_length=240)
    matter = models.CharField("事项编号", max_length=60, blank=True, help_text="同一事项多次审查用同一编号，按它计“件”")
    business = models.CharField("业务类别", max_length=16, choices=Business.choices, blank=True)
    category = models.CharField("合同类别", max_length=16, choices=contract_classes, blank=True)
    major = models.BooleanField("重大", default=False)
    touches_market = models.BooleanField("涉及经营者经济活动", default=False, help_text="涉及的，须先作公平竞争审查")
    submitter = models.CharField("送审人", max_length=60, blank=True)
    office = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归口处室"
    )
    due_on = models.DateField("办理期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    first_by = models.CharField("初审人", max_length=60, blank=True)
    first_on = models.DateField("初审日", null=True, blank=True)
    first_opinion = models.TextField("初审意见", blank=True)
    counsel = models.CharField("法律顾问、公职律师", max_length=60, blank=True)
    counsel_opinion = models.TextField("法律顾问、公职律师意见", blank=True)
    reviewer = models.CharField("审查人", max_length=60, blank=True)
    reviewer_licence = models.CharField("审核人法律职业资格证号", max_length=60, blank=True)
    recused = models.CharField("须回避的人员", max_length=200, blank=True, help_text="姓名，用顿号分开")
    result = models.CharField("审查结论", max_length=16, choices=Result.choices, blank=True)
    opinion = models.TextField("审查意见", blank=True)
    opinion_on = models.DateField("出具意见日", null=True, blank=True)
    exception_term = models.CharField("例外规定的实施期限或者终止条件", max_length=200, blank=True)
    return_reason = models.CharField("退回理由", max_length=200, blank=True)
    adoption = models.CharField("采纳情况", max_length=12, choices=Adoption.choices, blank=True)
    adoption_reason = models.TextField("未采纳理由", blank=True)
    adopted_on = models.DateField("答复采纳情况日", null=True, blank=True)

    reached_by = ("unit", "office")
    transitions = frozenset(
        {
            (State.RECEIVED, State.SECOND),
            (State.RECEIVED, State.RETURNED),
            (State.RECEIVED, State.CLOSED),
            (State.RECEIVED, State.WITHDRAWN),
            (State.SECOND, State.CLOSED),
            (State.SECOND, State.RETURNED),
            (State.SECOND, State.WITHDRAWN),
            (State.RETURNED, State.RECEIVED),
            (State.RETURNED, State.SECOND),
            (State.RETURNED, State.WITHDRAWN),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "合法性审查"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "kind", "opinion_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"],
                condition=~models.Q(number="") & models.Q(life="live"),
                name="one_review_per_number",
                violation_error_message="这个审查编号已经用过。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | (models.Q(opinion_on__isnull=False) & ~models.Q(result="") & ~models.Q(number="")),
                name="closed_review_has_opinion",
                violation_error_message="已出具意见的审查须有编号、结论和出具意见日。",
            ),
            models.CheckConstraint(
                condition=models.Q(opinion_on__isnull=True) | models.Q(opinion_on__gte=models.F("happened_on")),
                name="opinion_after_receipt",
                violation_error_message="出具意见日不能早于收件日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def passed(self) -> bool:
        """Whether the review is closed with an opinion that lets the matter go on."""
        return self.counts and self.state == State.CLOSED and self.result in PASSING


class ReviewPoint(Record):
    """One point of a review (审查要点): what was found, what is proposed, and what became of it (采纳)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="points", verbose_name="审查")
    office = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归口处室"
    )
    reached_by = ("unit", "office")
    sort = models.PositiveSmallIntegerField("次序", default=0)
    title = models.CharField("审查要点", max_length=60)
    asks = models.CharField("要求", max_length=200, blank=True)
    rules = models.JSONField("依据", default=list, blank=True)
    verdict = models.CharField("要点结论", max_length=8, choices=Verdict.choices, blank=True)
    opinion = models.TextField("意见", blank=True)
    judged_by = models.CharField("审查人", max_length=60, blank=True)
    adoption = models.CharField("采纳情况", max_length=12, choices=Adoption.choices, blank=True)
    adoption_reason = models.TextField("未采纳理由", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "审查要点"
        indexes = [*Record.Meta.indexes, models.Index(fields=["review", "sort"])]

    def __str__(self) -> str:
        return self.title


class ReviewMaterial(Record):
    """One paper that belongs to a matter sent for review (送审材料)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="materials", verbose_name="审查")
    office = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归口处室"
    )
    reached_by = ("unit", "office")
    sort = models.PositiveSmallIntegerField("次序", default=0)
    title = models.CharField("材料", max_length=60)
    asks = models.CharField("要求", max_length=200, blank=True)
    required = models.BooleanField("必交", default=False)
    state = models.CharField("状态", max_length=8, choices=Handed.choices, default=Handed.MISSING)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "送审材料"
        indexes = [*Record.Meta.indexes, models.Index(fields=["review", "sort"])]

    def __str__(self) -> str:
        return self.title


class Consultation(Workflow, Record):
    """A draft another organ sends for comment (征求意见) and the reply to it."""

    happened_on = models.DateField("来文日", null=True, blank=True)
    title = models.CharField("征求意见稿", max_length=240)
    sender = models.CharField("来文单位", max_length=120)
    doc_no = models.CharField("来文文号", max_length=80, blank=True)
    due_on = models.DateField("来文期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReplyState.choices, default=ReplyState.RECEIVED)
    result = models.CharField("回复意见", max_length=12, choices=ReplyResult.choices, blank=True)
    reply = models.TextField("意见内容", blank=True)
    replied_on = models.DateField("回复日", null=True, blank=True)
    reply_no = models.CharField("回复文号", max_length=80, blank=True)

    transitions = frozenset({(ReplyState.RECEIVED, ReplyState.REPLIED)})

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "征求意见回复"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "replied_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="replied") | models.Q(replied_on__isnull=False),
                name="replied_has_date",
                violation_error_message="已回复的须有回复日。",
            )
        ]

    def __str__(self) -> str:
        return self.title
