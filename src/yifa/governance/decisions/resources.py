"""Registers of decisions."""

from yifa.governance.decisions.models import Meeting
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource


@resource
class MeetingResource(Resource):
    """会议."""

    key, model, title, noun, order = "decisions.meeting", Meeting, "会议台账", "会议", 10
    columns = ("title", "body", "number", "happened_on", "unit", "chair")
    filters = ("body", "happened_on", "unit")
    form = ("body", "number", "title", "happened_on", "unit", "chair", "attendees", "paper", "note")
    search = ("title", "chair", "attendees", "paper")
    line = ("body", "happened_on")
    business_key = ("body", "number", "happened_on")
    aliases = {"happened_on": ("会议日期", "召开时间"), "title": ("会议",), "paper": ("纪要文号",)}
    empty = "还没有登记会议。登记第一次会议，或导入现有 Excel。"
