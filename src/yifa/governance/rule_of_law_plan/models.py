"""Who leads the work, what was planned for the year, what was done and when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yifa.governance.rule_of_law_plan.choices import BatchResult, ItemState, MemberRole, PlanKind, outline_periods
from yifa.kernel.record import Record


class Plan(Record):
    """A yearly plan (年度计划); its lines are Tasks."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("计划名称", max_length=200)
    kind = models.CharField("类别", max_length=12, choices=PlanKind.choices, default=PlanKind.RULE_OF_LAW)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年度计划"

    def __str__(self) -> str:
        return self.title


#: The four papers a finished task stands on (有方案、有部署、有落实、有检查): field → what is missing without it.
FOUR = {"scheme": "方案", "deployment": "部署", "carrying": "落实", "checking": "检查"}


class Task(Record):
    """A task of the plan (重点任务): owner unit, due date, success standard, what was done and when.

    ``happened_on`` is the day it was assigned; ``first_due_on`` keeps the due date before any extension.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks", verbose_name="所属计划")
    title = models.CharField("任务", max_length=200)
    due_on = models.DateField("完成期限")
    first_due_on = models.DateField("原定期限", null=True, blank=True, editable=False)
    standard = models.CharField("成效标准", max_length=300, blank=True)
    supervisor = models.CharField("分管负责人", max_length=60, blank=True)
    done_on = models.DateField("完成日", null=True, blank=True)
    result = models.CharField("完成情况", max_length=300, blank=True)
    scheme = models.CharField("方案", max_length=200, blank=True)
    deployment = models.CharField("部署", max_length=200, blank=True)
    carrying = models.CharField("落实", max_length=200, blank=True)
    checking = models.CharField("检查", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "重点任务"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "due_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(happened_on__isnull=True) | Q(done_on__gte=F("happened_on")),
                name="task_done_after_assigned",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def missing(self) -> list[str]:
        """Which of the four papers are missing."""
        return [word for name, word in FOUR.items() if not getattr(self, name)]

    @property
    def standing(self) -> str:
        """Done, done late or open, in a word."""
        if self.done_on is None:
            return "未完成"
        return "按期完成" if self.done_on <= self.due_on else "逾期完成"


class TaskExtension(Record):
    """An approved extension of a task (延期): from which date to which, why, by whom."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions", verbose_name="任务")
    from_on = models.DateField("原期限")
    to_on = models.DateField("新期限")
    reason = models.CharField("延期理由", max_length=300)
    approver = models.CharField("批准人", max_length=60)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "任务延期"
        constraints = [models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="extension_goes_forward")]

    def __str__(self) -> str:
        return f"{self.task}延期"


class LeadingGroup(Record):
    """A leading group (领导小组): mandate paper, where its office sits, since when."""

    title = models.CharField("名称", max_length=200)
    duties = models.TextField("职责", blank=True)
    ends_on = models.DateField("撤销日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "领导小组"

    def __str__(self) -> str:
        return self.title


class GroupMember(Record):
    """A member of a leading group, from ``happened_on`` until ``ends_on``."""

    group = models.ForeignKey(LeadingGroup, models.PROTECT, related_name="members", verbose_name="领导小组")
    name = models.CharField("姓名", max_length=60)
    role = models.CharField("组内职务", max_length=12, choices=MemberRole.choices)
    post = models.CharField("行政职务", max_length=60, blank=True)
    ends_on = models.DateField("离任日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "领导小组成员"

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


class Briefing(Record):
    """A report heard on the rule-of-law work (听取汇报): what, by whom, what followed. It is no 听证."""

    title = models.CharField("汇报事项", max_length=200)
    group = models.ForeignKey(
        LeadingGroup, models.PROTECT, null=True, blank=True, related_name="briefings", verbose_name="听取的领导小组"
    )
    reporter = models.CharField("汇报人（单位）", max_length=120, blank=True)
    outcome = models.TextField("议定事项", blank=True)
    follow_up = models.TextField("跟进情况", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "听取汇报"

    def __str__(self) -> str:
        return self.title


class SpecialCampaign(Record):
    """A special campaign (专项活动): problems found and put right within its time."""

    title = models.CharField("专项名称", max_length=200)
    ends_on = models.DateField("结束日", null=True, blank=True)
    found = models.PositiveIntegerField("发现问题数", null=True, blank=True)
    fixed = models.PositiveIntegerField("整改问题数", null=True, blank=True)
    result = models.TextField("成效", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "专项活动"
        constraints = [
            models.CheckConstraint(
                condition=Q(found__isnull=True) | Q(fixed__isnull=True) | Q(fixed__lte=F("found")),
                name="campaign_fixed_of_found",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ModelBatch(Record):
    """A round of model building (示范创建) the bureau takes part in; ``batch`` is its ordinal."""

    title = models.CharField("创建名称", max_length=200)
    batch = models.PositiveSmallIntegerField("批次")
    issuer = models.CharField("组织机关", max_length=120, blank=True)
    result = models.CharField("创建结果", max_length=10, choices=BatchResult.choices, default=BatchResult.DECLARED)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "示范创建"
        constraints = [models.CheckConstraint(condition=Q(batch__gt=0), name="batch_positive")]

    def __str__(self) -> str:
        return self.title


class Outline(Record):
    """An outline (实施纲要、规划) with its years; a national one takes them from the packs."""

    period = models.CharField("国家纲要", max_length=40, choices=outline_periods, blank=True)
    title = models.CharField("纲要名称", max_length=200)
    starts_on = models.DateField("起始日", null=True, blank=True)
    ends_on = models.DateField("终止日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "实施纲要"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="outline_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title


class OutlineItem(Record):
    """A line of the outline as the bureau takes it up (纲要条目对照): line → measure → task."""

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="items", verbose_name="实施纲要")
    number = models.CharField("条目号", max_length=20)
    title = models.CharField("条目要点", max_length=200)
    measure = models.CharField("本局举措", max_length=300, blank=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对应任务")
    state = models.CharField("落实情况", max_length=10, choices=ItemState.choices, default=ItemState.RUNNING)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "纲要条目对照"

    def __str__(self) -> str:
        return self.title


class Research(Record):
    """A study made before deciding (调研): finding → measure."""

    title = models.CharField("调研题目", max_length=200)
    led_by = models.CharField("带队人", max_length=60, blank=True)
    findings = models.TextField("发现的问题", blank=True)
    measures = models.TextField("转化的举措", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "法治调研"

    def __str__(self) -> str:
        return self.title
