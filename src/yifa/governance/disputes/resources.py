"""Registers of disputes."""

from yifa.governance.disputes.models import Case, Settlement
from yifa.kernel.policy import Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource, View


@resource
class CaseResource(Resource):
    """纠纷案件."""

    key, model, title, noun, order = "disputes.case", Case, "复议诉讼和民事纠纷台账", "案件", 10
    under = (
        "number",
        "kind",
    )
    columns = ("title", "number", "kind", "side", "about_disclosure", "happened_on", "answered_on", "result", "unit")
    filters = ("kind", "side", "about_disclosure", "result", "happened_on", "unit")
    form = ("title", "number", "kind", "side", "opponent", "forum", "about_disclosure", "reconsidered",
            "happened_on", "unit", "result", "closed_on", "paper", "note")  # fmt: skip
    facts = (*form[:-4], "served_on", "answered_on", "result", "closed_on", "paper", "note")
    search = ("title", "number", "forum")
    line = ("number", "kind", "happened_on")
    business_key = ("number", "title")
    aliases = {"happened_on": ("收到日期", "立案日期"), "title": ("案件名称", "事由"), "opponent": ("申请人", "原告")}
    views = (View("open", "未结", lambda rows, day: rows.filter(closed_on__isnull=True)),)
    sensitivity = {"opponent": Sensitivity.PERSONAL}
    panels = (Panel("disputes.settlement", "case", "和解"),)
    rules = ("CMP-05", "CMP-16")
    empty = "还没有复议、诉讼或者民事纠纷。收到材料后登记；季度终了由各处室作零报告。"


@resource
class SettlementResource(Resource):
    """和解."""

    key, model, title, noun, order = "disputes.settlement", Settlement, "和解台账", "和解", 20
    columns = ("title", "way", "case", "happened_on", "helper", "unit")
    filters = ("way", "happened_on", "unit")
    form = ("title", "way", "case", "happened_on", "helper", "unit", "paper", "note")
    search = ("title", "paper")
    line = ("way", "happened_on")
    business_key = ("title", "happened_on")
