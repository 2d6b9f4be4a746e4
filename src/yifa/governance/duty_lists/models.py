"""What leaders must do for the rule of law, what they did, and what they said of it at the year's end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yifa.governance.duty_lists.choices import ActKind, Rank, StatementForm
from yifa.kernel.record import Life, Record


class DutyList(Record):
    """A version of a post's duty list (履行推进法治建设职责清单); ``happened_on`` is when it was issued."""

    title = models.CharField("清单名称", max_length=200)
    post = models.CharField("岗位", max_length=60)
    rank = models.CharField("责任层级", max_length=8, choices=Rank.choices)
    number = models.PositiveSmallIntegerField("版次", default=1)
    change = models.CharField("修订要点", max_length=300, blank=True)
    ends_on = models.DateField("停用日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "职责清单"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "post", "number"], condition=Q(life=Life.LIVE), name="one_duty_list_a_version"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="duty_list_version_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class DutyLine(Record):
    """One duty on a list (职责事项)."""

    duty_list = models.ForeignKey(DutyList, models.PROTECT, related_name="lines", verbose_name="职责清单")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("职责", max_length=300)
    kind = models.CharField("履职方式", max_length=12, choices=ActKind.choices)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "职责事项"

    def __str__(self) -> str:
        return self.title


class DutyAct(Record):
    """What a leader personally did (履职行为): one of four kinds, with its paper and date."""

    kind = models.CharField("履职方式", max_length=12, choices=ActKind.choices)
    rank = models.CharField("责任层级", max_length=8, choices=Rank.choices)
    person = models.CharField("履职人", max_length=60)
    post = models.CharField("职务", max_length=60, blank=True)
    title = models.CharField("事项", max_length=200)
    line = models.ForeignKey(
        DutyLine, models.PROTECT, null=True, blank=True, related_name="acts", verbose_name="对应职责"
    )
    outcome = models.CharField("结果", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "履职行为"

    def __str__(self) -> str:
        return self.title


class StatementRound(Record):
    """A year's round of statements on the rule of law (年度述法): who is asked, by when, in what form."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=200)
    due_on = models.DateField("提交期限")
    meeting_on = models.DateField("述法会日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年度述法"

    def __str__(self) -> str:
        return self.title


class LegalStatement(Record):
    """One person's (or the team's) statement (述法报告): asked for on ``happened_on``, given on ``submitted_on``."""

    round = models.ForeignKey(StatementRound, models.PROTECT, related_name="statements", verbose_name="年度述法")
    person = models.CharField("述法人", max_length=60)
    post = models.CharField("职务", max_length=60, blank=True)
    rank = models.CharField("责任层级", max_length=8, choices=Rank.choices, blank=True)
    form = models.CharField("述法形式", max_length=8, choices=StatementForm.choices)
    submitted_on = models.DateField("提交日", null=True, blank=True)
    gist = models.TextField("报告摘要", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "述法报告"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "round", "person", "post"], condition=Q(life=Life.LIVE), name="one_statement_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}述法报告"

    @property
    def standing(self) -> str:
        """Given, late or still asked for, in a word."""
        if self.submitted_on is None:
            return "待提交"
        return "已提交" if self.submitted_on <= self.round.due_on else "逾期提交"
