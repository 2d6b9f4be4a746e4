"""Registers of upkeep, insurance, inspection, accidents, violations, renewal and disposal."""

from __future__ import annotations

from yifa.affairs.vehicles.choices import RetireState, UpkeepState
from yifa.affairs.vehicles.models import Accident, Inspection, Insurance, Retirement, Upkeep, Violation
from yifa.affairs.vehicles.upkeep_dues import soon
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View


@resource
class UpkeepResource(Resource):
    """维修保养."""

    key, model, title, noun, order = "vehicles.upkeep", Upkeep, "维修保养", "维保单", 70
    record_label = "申请维保"
    columns = ("vehicle", "kind", "items", "happened_on", "vendor", "estimate", "amount", "state", "done_on", "unit")
    filters = ("kind", "state", "vehicle", "vendor", "happened_on", "unit")
    form = ("vehicle", "kind", "items", "vendor", "estimate", "happened_on", "unit", "paper", "note")
    facts = (*form[:-2], "state", "approved_by", "done_on", "odometer", "amount", "invoice_no", "paper", "note")
    search, title_field, line = ("items",), "items", ("vehicle", "kind", "state")
    business_key = ("vehicle", "kind", "happened_on")
    aliases = {"happened_on": ("报修日期", "送修日期"), "vehicle": ("车牌号",), "items": ("维修项目",)}
    views = (
        View("asked", "待审批", lambda rows, day: rows.filter(state=UpkeepState.ASKED)),
        View("in", "在修", lambda rows, day: rows.filter(state=UpkeepState.APPROVED)),
    )
    tones = {"state": {"asked": "run", "approved": "warn", "refused": "void", "done": "done"}}
    rules = ("VEH-10",)
    select = ("vehicle", "vendor", "unit")


@resource
class InsuranceResource(Resource):
    """车辆保险."""

    key, model, title, noun, order = "vehicles.insurance", Insurance, "车辆保险", "保单", 71
    columns = ("vehicle", "kind", "number", "vendor", "starts_on", "ends_on", "premium", "unit")
    filters = ("kind", "vehicle", "vendor", "ends_on")
    form = ("vehicle", "kind", "number", "vendor", "starts_on", "ends_on", "premium", "happened_on", "unit", "paper",
            "note")  # fmt: skip
    search, title_field, line = ("number",), "number", ("vehicle", "kind", "ends_on")
    business_key = ("number",)
    aliases = {"happened_on": ("投保日期",), "vehicle": ("车牌号",)}
    views = (View("ending", "将到期", lambda rows, day: rows.filter(ends_on__range=(day, soon(day)))),)
    rules = ("VEH-08",)
    select = ("vehicle", "vendor", "unit")


@resource
class InspectionResource(Resource):
    """车辆年检."""

    key, model, title, noun, order = "vehicles.inspection", Inspection, "车辆年检", "年检", 72
    columns = ("vehicle", "happened_on", "passed", "valid_until", "vendor", "unit")
    filters = ("vehicle", "passed", "valid_until")
    form = ("vehicle", "happened_on", "passed", "valid_until", "vendor", "unit", "paper", "note")
    search: tuple[str, ...] = ()
    title_field, line = "vehicle", ("happened_on", "valid_until")
    business_key = ("vehicle", "happened_on")
    aliases = {"happened_on": ("检验日期",), "vehicle": ("车牌号",)}
    select = ("vehicle", "vendor", "unit")


@resource
class AccidentResource(Resource):
    """交通事故."""

    key, model, title, noun, order = "vehicles.accident", Accident, "交通事故", "事故", 73
    columns = ("vehicle", "driver", "happened_on", "place", "blame", "injured", "loss", "closed_on", "unit")
    filters = ("vehicle", "blame", "happened_on", "unit")
    form = ("vehicle", "driver", "happened_on", "place", "what", "blame", "injured", "loss", "closed_on", "unit",
            "paper", "note")  # fmt: skip
    search, title_field, line = ("place", "what"), "place", ("vehicle", "happened_on", "blame")
    business_key = ("vehicle", "happened_on", "place")
    views = (View("open", "未处理完", lambda rows, day: rows.filter(closed_on__isnull=True)),)
    select = ("vehicle", "driver", "unit")


@resource
class ViolationResource(Resource):
    """交通违法."""

    key, model, title, noun, order = "vehicles.violation", Violation, "交通违法", "违法", 74
    columns = ("vehicle", "driver", "happened_on", "place", "what", "fine", "points", "handled_on", "unit")
    filters = ("vehicle", "happened_on", "handled_on", "unit")
    form = ("vehicle", "driver", "happened_on", "place", "what", "fine", "points", "handled_on", "unit", "paper",
            "note")  # fmt: skip
    search, title_field, line = ("place", "what"), "what", ("vehicle", "happened_on", "place")
    business_key = ("vehicle", "happened_on", "place")
    views = (View("open", "未处理", lambda rows, day: rows.filter(handled_on__isnull=True)),)
    select = ("vehicle", "driver", "unit")


@resource
class RetirementResource(Resource):
    """更新处置."""

    key, model, title, noun, order = "vehicles.retirement", Retirement, "更新处置", "更新处置", 80
    record_label = "申请更新处置"
    columns = ("vehicle", "kind", "way", "happened_on", "approved_on", "done_on", "revenue", "paid_in_on", "state",
               "unit")  # fmt: skip
    filters = ("kind", "way", "state", "happened_on", "unit")
    form = ("vehicle", "kind", "way", "grounds", "safety", "happened_on", "unit", "paper", "note")
    facts = (*form[:-2], "state", "approved_by", "approved_on", "approval_no", "done_on", "receiver", "revenue",
             "paid_in_on", "paper", "note")  # fmt: skip
    search, title_field, line = ("grounds", "receiver"), "vehicle", ("kind", "way", "state")
    business_key = ("vehicle", "kind", "happened_on")
    aliases = {"vehicle": ("车牌号",), "happened_on": ("申请日期",)}
    views = (
        View("asked", "待审批", lambda rows, day: rows.filter(state=RetireState.ASKED)),
        View("go", "待处置", lambda rows, day: rows.filter(state=RetireState.APPROVED)),
        View("money", "收入未上缴", lambda rows, day: rows.filter(revenue__gt=0, paid_in_on__isnull=True)),
    )
    tones = {"state": {"asked": "run", "approved": "warn", "refused": "void", "done": "done"}}
    rules = ("VEH-05", "VEH-08", "VEH-12")
    select = ("vehicle", "unit")
