"""Registers of publicity."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.publicity.choices import Form, law_day
from yifa.governance.publicity.models import (
    Activity,
    Campaign,
    Contest,
    Distribution,
    DutyItem,
    LaunchUnit,
    Position,
    Subvenue,
)
from yifa.kernel.record import Life
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


def _done(item: Any) -> int:
    return sum(a.counts for a in item.activities.all())


@resource
class DutyItemResource(Resource):
    """普法责任清单."""

    key, model, title, noun, order = "publicity.duty_item", DutyItem, "普法责任清单", "清单事项", 10
    columns = ("title", "year", "unit", "audience", "form", "due", Column("done", "已开展", _done, number=True))
    filters = ("year", "audience", "unit")
    prefetch = ("activities",)
    form = ("year", "title", "unit", "audience", "form", "due", "happened_on", "paper", "note")
    facts = ("year", "title", "unit", "audience", "form", "due", "done", "happened_on", "paper", "note")
    line = ("year", "unit", "audience")
    ordering = ("-year", "id")
    business_key = ("year", "title", "unit")
    rules = ("STU-01", "STU-02")
    aliases = {
        "title": ("普法内容", "法律法规", "宣传内容"),
        "unit": ("责任单位", "责任处室"),
        "due": ("完成时限", "时间安排"),
        "happened_on": ("印发日期", "公布日期"),
    }
    panels = (Panel("publicity.activity", "item", "开展情况"),)
    views = (View("todo", "还没有开展", lambda rows, day: rows.exclude(activities__life=Life.LIVE)),)
    empty = "还没有普法责任清单。登记第一项，或导入印发的清单。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Every line has an owner."""
        if not data.get("unit"):
            raise ValidationError({"unit": "清单事项须写明责任单位。"})


@resource
class CampaignResource(Resource):
    """普法节点."""

    key, model, title, noun, order = "publicity.campaign", Campaign, "普法节点日历", "普法节点", 11
    columns = (
        "title",
        "day",
        Column("ordinal", "届次", lambda c: c.ordinal, number=True),
        "happened_on",
        "ends_on",
        "unit",
    )
    filters = ("day", "happened_on")
    form = ("day", "title", "happened_on", "ends_on", "unit", "paper", "note")
    facts = ("day", "title", "ordinal", "happened_on", "ends_on", "unit", "paper", "note")
    line = ("day", "happened_on")
    business_key = ("day", "happened_on")
    rules = ("STU-05",)
    aliases = {"happened_on": ("开始日期", "起始日"), "ends_on": ("结束日期", "截止日"), "day": ("节点名称",)}
    panels = (Panel("publicity.activity", "campaign", "节点活动"),)
    future_ok = True
    empty = "还没有登记普法节点。登记节能宣传周、国家宪法日等节点和起止日期。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One entry a day and year; a fixed day stands on its day."""
        start, end, code = data.get("happened_on"), data.get("ends_on"), data.get("day")
        if start is None or not code:
            return
        if end and end < start:
            raise ValidationError({"ends_on": "结束日不能早于开始日。"})
        fixed = law_day(code).extra.get("day")
        if fixed and f"{start:%m-%d}" != fixed:
            month, day = (int(part) for part in fixed.split("-"))
            raise ValidationError(
                {"happened_on": f"{law_day(code).name}是{month}月{day}日；活动日期登记在普法活动里。"}
            )
        rows = Campaign.objects.filter(
            bureau_id=ctx.scope.bureau_id, day=code, happened_on__year=start.year, life=Life.LIVE
        )
        if obj is not None:
            rows = rows.exclude(pk=obj.pk)
        if code != "other" and rows.exists():
            raise ValidationError({"day": f"{start.year}年的{law_day(code).name}已经登记过，改动请用更正。"})


@resource
class ActivityResource(Resource):
    """普法活动."""

    key, model, title, noun, order = "publicity.activity", Activity, "普法活动台账", "普法活动", 12
    under = ("item", "campaign")
    columns = ("title", "form", "happened_on", "unit", "item", "campaign", "place", "headcount")
    filters = ("form", "audience", "happened_on", "unit")
    form = (
        "title",
        "form",
        "happened_on",
        "unit",
        "item",
        "campaign",
        "audience",
        "place",
        "materials",
        "headcount",
        "paper",
        "note",
    )
    search = ("title", "place", "materials", "paper")
    line = ("form", "happened_on", "place")
    business_key = ("title", "happened_on")
    rules = ("STU-02",)
    aliases = {
        "happened_on": ("活动时间", "时间"),
        "title": ("活动内容", "主题"),
        "place": ("活动地点",),
        "headcount": ("人数", "受众人数"),
        "materials": ("资料",),
    }
    panels = (
        Panel("publicity.launch_unit", "activity", "主会场参加单位"),
        Panel("publicity.subvenue", "activity", "分会场"),
        Panel("publicity.distribution", "activity", "宣传品发放"),
    )
    views = (
        View("listed", "清单内", lambda rows, day: rows.filter(item__isnull=False)),
        View("launch", "启动仪式", lambda rows, day: rows.filter(form=Form.LAUNCH)),
    )
    empty = "还没有登记普法活动。登记第一次，或导入现有 Excel。"


class _LaunchPart(Resource):
    """Parts of a launch."""

    register = False

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Only launches have participating units and branch venues."""
        activity = data.get("activity")
        if activity and activity.form != Form.LAUNCH:
            raise ValidationError({"activity": "只有启动仪式登记参加单位和分会场。"})


@resource
class LaunchUnitResource(_LaunchPart):
    """主会场参加单位."""

    key, model, title, noun, order = "publicity.launch_unit", LaunchUnit, "主会场参加单位", "参加单位", 13
    columns = ("name", "activity", "headcount", "happened_on")
    filters = ("activity",)
    form = ("activity", "name", "headcount", "happened_on", "unit", "paper", "note")
    search = ("name", "paper")
    title_field, line = "name", ("activity",)
    business_key = ("activity", "name")
    aliases = {"name": ("单位", "单位名称"), "headcount": ("人数",)}
    empty = "还没有参加单位。登记第一家，或导入签到名单。"


@resource
class SubvenueResource(_LaunchPart):
    """分会场."""

    key, model, title, noun, order = "publicity.subvenue", Subvenue, "分会场", "分会场", 14
    columns = ("name", "activity", "host", "headcount", "happened_on")
    filters = ("activity",)
    form = ("activity", "name", "host", "headcount", "happened_on", "unit", "paper", "note")
    search = ("name", "host", "paper")
    title_field, line = "name", ("activity", "host")
    business_key = ("activity", "name")
    empty = "还没有分会场。登记第一个。"


@resource
class DistributionResource(Resource):
    """宣传品发放."""

    key, model, title, noun, order = "publicity.distribution", Distribution, "宣传品发放台账", "发放记录", 15
    columns = ("title", "kind", "copies", "happened_on", "unit", "receiver", "activity")
    filters = ("kind", "happened_on", "unit")
    form = ("kind", "title", "copies", "happened_on", "unit", "receiver", "activity", "paper", "note")
    search = ("title", "receiver", "paper")
    line = ("copies", "happened_on")
    business_key = ("title", "receiver", "happened_on")
    aliases = {"copies": ("数量", "册数"), "receiver": ("领取单位", "发放单位"), "happened_on": ("发放日期",)}
    empty = "还没有发放记录。登记第一笔。"


@resource
class PositionResource(Resource):
    """普法阵地."""

    key, model, title, noun, order = "publicity.position", Position, "普法阵地", "普法阵地", 16
    columns = ("name", "kind", "place", "content", "happened_on", "closed_on", "unit")
    filters = ("kind", "unit")
    form = ("name", "kind", "place", "content", "happened_on", "closed_on", "unit", "paper", "note")
    search = ("name", "place", "content")
    title_field, line = "name", ("kind", "place")
    business_key = ("name",)
    aliases = {"happened_on": ("启用日期",), "place": ("位置", "网址")}
    empty = "还没有登记普法阵地。登记第一处。"


@resource
class ContestResource(Resource):
    """普法竞赛."""

    key, model, title, noun, order = "publicity.contest", Contest, "普法竞赛台账", "普法竞赛", 17
    columns = ("title", "organiser", "happened_on", "unit", "entrants", "award")
    filters = ("happened_on", "unit")
    form = ("title", "organiser", "happened_on", "unit", "entrants", "award", "paper", "note")
    search = ("title", "organiser", "paper")
    line = ("organiser", "happened_on")
    business_key = ("title", "happened_on")
    empty = "还没有登记普法竞赛。登记第一次。"
