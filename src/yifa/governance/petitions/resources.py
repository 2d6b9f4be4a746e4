"""Registers of petitions."""

from yifa.governance.petitions.choices import State
from yifa.governance.petitions.models import Docket, Target
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View


@resource
class DocketResource(Resource):
    """信访事项."""

    key, model, title, noun, order = "petitions.docket", Docket, "信访事项台账", "信访事项", 10
    under = (
        "national_no",
        "source",
    )
    columns = ("title", "national_no", "source", "kind", "happened_on", "state", "closed_on", "rating", "unit")
    filters = ("source", "kind", "state", "rating", "happened_on", "unit")
    form = ("title", "national_no", "source", "kind", "happened_on", "unit", "paper", "note")
    facts = ("title", "national_no", "source", "kind", "happened_on", "unit", "state", "informed_on", "extended_on",
             "closed_on", "opinion_no", "rating", "paper", "note")  # fmt: skip
    search = ("title", "national_no")
    line = ("national_no", "kind", "happened_on")
    business_key = ("national_no", "title")
    aliases = {"happened_on": ("收到日期", "交办日期"), "national_no": ("信访件编号", "系统编号")}
    views = (View("open", "在办", lambda rows, day: rows.filter(state__in=(State.RECEIVED, State.RUNNING))),)
    rules = ("PET-02", "PET-03", "PET-05", "PET-16")
    empty = "还没有信访事项。国家信访信息系统转来的，填写系统编号即可，不重复录入内容。"


@resource
class TargetResource(Resource):
    """满意率目标."""

    key, model, title, noun, order = "petitions.target", Target, "满意率目标", "目标", 20
    columns = ("year", "percent", "plan", "happened_on", "unit")
    form = ("year", "percent", "plan", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("plan",), "year", ("percent",)
    business_key = ("year",)
    register = False
