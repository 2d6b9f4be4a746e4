"""Registers of the plan."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.rule_of_law_plan.choices import period
from yifa.governance.rule_of_law_plan.models import (
    Briefing,
    GroupMember,
    LeadingGroup,
    ModelBatch,
    Outline,
    OutlineItem,
    Plan,
    Research,
    SpecialCampaign,
    Task,
    TaskExtension,
)
from yifa.governance.rule_of_law_plan.queries import due_soon, overdue
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


@resource
class PlanResource(Resource):
    """年度计划."""

    key, model, title, noun, order = "rule_of_law_plan.plan", Plan, "年度计划", "年度计划", 10
    columns = ("title", "year", "kind", "happened_on", "unit", "paper")
    filters = ("year", "kind", "unit")
    form = ("year", "kind", "title", "happened_on", "unit", "paper", "note")
    line = ("year", "kind")
    business_key = ("year", "kind", "title")
    aliases = {"happened_on": ("印发日期",), "paper": ("文号",)}
    panels = (Panel("rule_of_law_plan.task", "plan", "重点任务"),)
    register = False
    empty = "还没有年度计划。登记本年度计划，再分解任务。"


@resource
class TaskResource(Resource):
    """重点任务."""

    key, model, title, noun, order = "rule_of_law_plan.task", Task, "重点任务台账", "任务", 11
    columns = (
        "title",
        "unit",
        "due_on",
        "done_on",
        Column("missing", "四有缺项", lambda t: "、".join(t.missing)),
        "supervisor",
        "plan",
        Column("standing", "状态", lambda t: t.standing),
    )
    under = ("plan", "supervisor")
    tones = {"standing": {"按期完成": "done", "逾期完成": "warn", "未完成": "run"}}
    filters = ("plan", "due_on", "done_on", "unit")
    form = (
        "plan",
        "title",
        "happened_on",
        "unit",
        "supervisor",
        "due_on",
        "standard",
        "scheme",
        "deployment",
        "paper",
        "note",
    )
    facts = (
        "plan",
        "unit",
        "supervisor",
        "happened_on",
        "due_on",
        "first_due_on",
        "standard",
        "standing",
        "done_on",
        "result",
        "scheme",
        "deployment",
        "carrying",
        "checking",
        "missing",
        "paper",
        "note",
    )
    search = ("title", "standard", "result", "paper")
    line = ("unit", "due_on")
    ordering = ("-due_on", "-id")
    business_key = ("plan", "title")
    aliases = {
        "title": ("工作任务", "任务内容"),
        "unit": ("责任单位", "责任处室", "牵头单位"),
        "due_on": ("完成时限", "截止日期"),
        "standard": ("成效标准", "目标要求"),
        "done_on": ("实际完成时间",),
        "happened_on": ("下达日期", "分解日期"),
    }
    panels = (Panel("rule_of_law_plan.extension", "task", "延期"),)
    views = (
        View("open", "未完成", lambda rows, day: rows.filter(done_on__isnull=True)),
        View("overdue", "已逾期", overdue),
        View("soon", "一个月内到期", due_soon),
        View("done", "已完成", lambda rows, day: rows.filter(done_on__isnull=False)),
    )
    empty = "还没有重点任务。登记第一项，写明责任单位、期限和成效标准。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A task has an owner, and is due after it was assigned."""
        if not data.get("unit"):
            raise ValidationError({"unit": "任务须写明责任单位。"})
        if data.get("due_on") and data.get("happened_on") and data["due_on"] < data["happened_on"]:
            raise ValidationError({"due_on": "完成期限不能早于下达日。"})


@resource
class ExtensionResource(Resource):
    """任务延期: written by 批准延期."""

    key, model, title, noun, order = "rule_of_law_plan.extension", TaskExtension, "任务延期", "延期", 12
    columns = ("task", "from_on", "to_on", "reason", "approver", "happened_on")
    form = ("task", "from_on", "to_on", "reason", "approver", "happened_on", "unit", "paper", "note")
    search = ("reason", "approver", "paper")
    title_field, line = "task", ("from_on", "to_on")
    verbs = ("void", "backfill")
    register = in_menu = False
    empty = "没有延期。"


@resource
class GroupResource(Resource):
    """领导小组."""

    key, model, title, noun, order = "rule_of_law_plan.group", LeadingGroup, "领导小组", "领导小组", 13
    columns = ("title", "unit", "happened_on", "ends_on", "paper")
    filters = ("happened_on",)
    form = ("title", "happened_on", "unit", "duties", "ends_on", "paper", "note")
    search = ("title", "duties", "paper")
    line = ("unit", "happened_on")
    business_key = ("title",)
    aliases = {"happened_on": ("成立日期",), "unit": ("办公室设在",), "paper": ("成立文件",)}
    panels = (
        Panel("rule_of_law_plan.member", "group", "成员"),
        Panel("rule_of_law_plan.briefing", "group", "听取汇报"),
    )
    register = False
    empty = "还没有领导小组。登记名称、成立文件和成员。"


@resource
class MemberResource(Resource):
    """领导小组成员."""

    key, model, title, noun, order = "rule_of_law_plan.member", GroupMember, "领导小组成员", "成员", 14
    columns = ("name", "role", "post", "group", "happened_on", "ends_on")
    filters = ("group", "role")
    form = ("group", "role", "name", "post", "happened_on", "ends_on", "paper", "note")
    search = ("name", "post")
    title_field, line = "name", ("role", "post")
    business_key = ("group", "name", "role")
    aliases = {"happened_on": ("任职日期",), "post": ("职务",)}
    register = False
    empty = "还没有成员。登记第一名。"


@resource
class BriefingResource(Resource):
    """听取汇报."""

    key, model, title, noun, order = "rule_of_law_plan.briefing", Briefing, "听取汇报台账", "听取汇报", 15
    columns = ("title", "group", "happened_on", "unit", "reporter", "outcome")
    filters = ("group", "happened_on", "unit")
    form = ("title", "group", "happened_on", "unit", "reporter", "outcome", "follow_up", "paper", "note")
    search = ("title", "reporter", "outcome", "paper")
    line = ("reporter", "happened_on")
    business_key = ("title", "happened_on")
    aliases = {"happened_on": ("听取日期", "会议日期"), "outcome": ("议定事项", "会议要求")}
    empty = "还没有听取汇报的记录。登记第一次。"


@resource
class SpecialResource(Resource):
    """专项活动."""

    key, model, title, noun, order = "rule_of_law_plan.special", SpecialCampaign, "专项活动台账", "专项活动", 16
    columns = ("title", "happened_on", "ends_on", "unit", "found", "fixed")
    filters = ("happened_on", "unit")
    form = ("title", "happened_on", "ends_on", "unit", "found", "fixed", "result", "paper", "note")
    search = ("title", "result", "paper")
    line = ("unit", "happened_on")
    business_key = ("title", "happened_on")
    aliases = {"happened_on": ("开始日期",), "found": ("发现问题",), "fixed": ("整改问题", "已整改")}
    empty = "还没有专项活动。登记第一项。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Not more put right than found."""
        if (data.get("fixed") or 0) > (data.get("found") or 0):
            raise ValidationError({"fixed": "整改问题数不能多于发现问题数。"})


@resource
class ModelBatchResource(Resource):
    """示范创建."""

    key, model, title, noun, order = "rule_of_law_plan.model", ModelBatch, "示范创建台账", "示范创建", 17
    columns = ("title", "batch", "issuer", "result", "happened_on", "unit")
    filters = ("result", "happened_on")
    form = ("title", "batch", "issuer", "result", "happened_on", "unit", "paper", "note")
    search = ("title", "issuer", "paper")
    line = ("batch", "result")
    business_key = ("title", "batch")
    aliases = {"batch": ("第几批",), "happened_on": ("申报日期", "命名日期")}
    empty = "还没有示范创建。登记第一项。"


@resource
class OutlineResource(Resource):
    """实施纲要."""

    key, model, title, noun, order = "rule_of_law_plan.outline", Outline, "实施纲要", "纲要", 18
    columns = ("title", "period", "starts_on", "ends_on", "paper")
    filters = ("period",)
    form = ("period", "title", "starts_on", "ends_on", "happened_on", "unit", "paper", "note")
    line = ("starts_on", "ends_on")
    business_key = ("title",)
    panels = (Panel("rule_of_law_plan.outline_item", "outline", "条目对照"),)
    register = dated = False
    ordering = ("-starts_on", "-id")
    empty = "还没有实施纲要。选国家纲要，或登记本地的纲要和起止年份。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A national outline has the years of the packs; a local one its own."""
        if data.get("period"):
            known = period(data["period"])
            data["starts_on"], data["ends_on"] = known.start, known.end
            return
        for name in ("starts_on", "ends_on"):
            if not data.get(name):
                raise ValidationError({name: "本地纲要须写明起止日期。"})

    def prepare(self, work: Any, obj: Outline) -> None:
        """Take the years of a national outline from the packs."""
        if obj.period:
            known = period(obj.period)
            obj.starts_on, obj.ends_on = known.start, known.end


@resource
class OutlineItemResource(Resource):
    """纲要条目对照."""

    key, model, title, noun, order = "rule_of_law_plan.outline_item", OutlineItem, "纲要条目对照", "条目", 19
    columns = ("number", "title", "measure", "task", "unit", "state", "outline", "happened_on")
    filters = ("outline", "state", "unit")
    form = ("outline", "number", "title", "measure", "task", "unit", "state", "happened_on", "paper", "note")
    search = ("title", "measure", "paper")
    line = ("number", "state")
    business_key = ("outline", "number", "happened_on")
    aliases = {"measure": ("举措", "落实措施"), "happened_on": ("分解日期",), "number": ("序号", "条目")}
    views = (View("bare", "没有对应任务", lambda rows, day: rows.filter(task__isnull=True)),)
    empty = "还没有条目对照。把纲要条目逐条对到本局举措和任务。"


@resource
class ResearchResource(Resource):
    """法治调研."""

    key, model, title, noun, order = "rule_of_law_plan.research", Research, "法治调研台账", "调研", 20
    columns = ("title", "led_by", "happened_on", "unit", "measures")
    filters = ("happened_on", "unit")
    form = ("title", "led_by", "happened_on", "unit", "findings", "measures", "paper", "note")
    search = ("title", "findings", "measures", "paper")
    line = ("led_by", "happened_on")
    business_key = ("title", "happened_on")
    empty = "还没有调研记录。登记第一项。"
