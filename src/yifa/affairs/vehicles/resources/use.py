"""Registers of use: applications, dispatches, costs, events."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles.choices import (
    TRIP_COSTS,
    CostKind,
    DispatchState,
    Energy,
    EventState,
    RequestState,
    Urgency,
)
from yifa.affairs.vehicles.models import Cost, Dispatch, Event, EventContact, Leg, Request
from yifa.affairs.vehicles.moments import day_of
from yifa.kernel.policy import READERS, WRITERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View

#: Served units apply for vehicles, follow their application and rate the trip.
ASKERS = WRITERS | {"unit"}
#: Who agrees to use, workshop orders, renewal and disposal.
APPROVERS = frozenset({"head", "deputy", "leader"})


def span(data: dict[str, Any], start: str, end: str) -> None:
    """Raise ValidationError where a span of time runs backwards."""
    if data.get(start) and data.get(end) and data[end] <= data[start]:
        raise ValidationError({end: "要晚于出发时间。"})


@resource
class RequestResource(Resource):
    """用车申请."""

    key, model, title, noun, order = "vehicles.request", Request, "用车申请", "申请", 1
    record_label = "申请用车"
    under = ("number",)
    columns = ("matter", "number", "purpose", "leaves_at", "returns_at", "destination", "passengers", "unit",
               "applicant", "state", "dispatch", "urgency", "score")  # fmt: skip
    spare = ("score", "returns_at", "urgency")
    filters = ("state", "purpose", "urgency", "happened_on", "unit", "outside")
    form = ("purpose", "matter", "urgency", "leaves_at", "returns_at", "origin", "destination", "outside",
            "passengers", "names", "applicant", "phone", "share", "event", "unit", "desk", "note")  # fmt: skip
    facts = ("number", *form[:-1], "state", "approved_by", "approved_on", "refused_on", "opinion", "dispatch", "score",
             "said", "paper", "note")  # fmt: skip
    sections = (
        ("用车", ("purpose", "matter", "urgency", "leaves_at", "returns_at")),
        ("行程和乘车人", ("origin", "destination", "outside", "passengers", "names", "share")),
        ("申请人", ("applicant", "phone", "unit", "desk", "event", "note")),
    )
    search, title_field, line = ("matter", "number", "destination"), "matter", ("leaves_at", "state")
    ordering = ("-happened_on", "-leaves_at", "-id")
    business_key = ("number",)
    sensitivity = {"phone": "personal"}
    aliases = {"leaves_at": ("用车时间",), "returns_at": ("返回时间",), "unit": ("用车单位",)}
    views = (
        View("todo", "待审批", lambda rows, day: rows.filter(state=RequestState.SUBMITTED)),
        View("send", "待派车", lambda rows, day: rows.filter(state=RequestState.APPROVED)),
        View("late", "紧急用车待补批", lambda rows, day: rows.filter(
            urgency=Urgency.URGENT, approved_on__isnull=True, refused_on__isnull=True).exclude(
                state__in=("cancelled", "rejected"))),
        View("done", "已完成", lambda rows, day: rows.filter(state=RequestState.DONE)),
    )  # fmt: skip
    tones = {"state": {"submitted": "run", "approved": "run", "dispatched": "run", "done": "done", "rejected": "alarm",
                       "cancelled": "void"}}  # fmt: skip
    rules = ("VEH-10",)
    read_roles, write_roles = READERS | {"unit"}, ASKERS
    future_ok = True
    select = ("unit", "dispatch")

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The span runs forward."""
        span(data, "leaves_at", "returns_at")


@resource
class DispatchResource(Resource):
    """派车单."""

    key, model, title, noun, order = "vehicles.dispatch", Dispatch, "派车单", "派车单", 2
    record_label = "派车"
    under = ("route",)
    columns = ("number", "route", "vehicle", "rented_plate", "driver", "leaves_at", "returns_at", "state",
               Column("km", "里程（公里）", lambda d: d.km, number=True), "user_unit", "left_at",
               "back_at")  # fmt: skip
    spare = ("left_at", "back_at", "rented_plate")
    filters = ("state", "vehicle", "driver", "vendor", "happened_on", "outside", "user_unit", "unit", "event")
    form = ("vehicle", "driver", "vendor", "rented_plate", "hired_driver", "hired_phone", "rent_reason", "leaves_at",
            "returns_at", "route", "outside", "event", "user_unit", "unit", "note")  # fmt: skip
    facts = ("number", *form[:-1], "state", "left_at", "back_at", "km_out", "km_back", "km", "places",
             "settled_on", "paper", "note")  # fmt: skip
    sections = (
        ("本单位车辆", ("vehicle", "driver")),
        ("用车申请", ("requests",)),
        ("行程", ("leaves_at", "returns_at", "route", "outside", "event", "user_unit", "unit", "note")),
        ("租赁用车", ("vendor", "rented_plate", "hired_driver", "hired_phone", "rent_reason")),
    )
    sensitivity = {"hired_phone": "personal"}
    search, title_field, line = ("number", "route"), "number", ("leaves_at", "vehicle", "driver")
    ordering = ("-happened_on", "-leaves_at", "-id")
    business_key = ("number",)
    aliases = {"leaves_at": ("出车时间",), "returns_at": ("回车时间",), "vehicle": ("车牌号",)}
    views = (
        View("planned", "待出车", lambda rows, day: rows.filter(state=DispatchState.PLANNED)),
        View("out", "出车中", lambda rows, day: rows.filter(state=DispatchState.OUT)),
        View("back", "待结算", lambda rows, day: rows.filter(state=DispatchState.BACK)),
        View("rent", "租赁用车", lambda rows, day: rows.filter(vehicle__isnull=True)),
    )
    tones = {"state": {"planned": "run", "out": "run", "back": "warn", "settled": "done", "cancelled": "void"}}
    panels = (Panel("vehicles.request", "dispatch", "用车申请"), Panel("vehicles.cost", "dispatch", "行程费用"))
    rules = ("VEH-10",)
    future_ok = True
    select = ("vehicle", "driver", "user_unit")

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The span runs forward."""
        span(data, "leaves_at", "returns_at")


@resource
class CostResource(Resource):
    """车辆费用."""

    key, model, title, noun, order = "vehicles.cost", Cost, "车辆费用", "费用", 60
    columns = ("kind", "vehicle", "dispatch", "happened_on", "amount", "quantity",
               Column("unit_price", "单价（元）", lambda c: c.unit_price, number=True), "odometer", "vendor", "unit",
               "invoice_no")  # fmt: skip
    spare = ("invoice_no", "unit_price")
    filters = ("kind", "vehicle", "happened_on", "vendor", "unit")
    form = ("kind", "vehicle", "dispatch", "happened_on", "amount", "quantity", "odometer", "full_tank", "vendor",
            "card", "invoice_no", "unit", "paper", "note")  # fmt: skip
    search, title_field, line = ("invoice_no",), "kind", ("vehicle", "happened_on", "amount")
    business_key = ("kind", "vehicle", "happened_on", "invoice_no")
    aliases = {"happened_on": ("日期", "交易时间"), "vehicle": ("车牌号", "车牌"), "amount": ("金额", "费用"),
               "quantity": ("加油量", "充电量", "升数")}  # fmt: skip
    views = (
        View("fuel", "加油充电", lambda rows, day: rows.filter(kind__in=("fuel", "charging"))),
        View("keep", "维保", lambda rows, day: rows.filter(kind__in=("repair", "service"))),
    )
    rules = ("VEH-10",)
    select = ("vehicle", "dispatch", "vendor", "unit")

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A cost belongs to a vehicle or a trip; fuel and charging say how much."""
        sheet, vehicle = data.get("dispatch"), data.get("vehicle")
        if not vehicle and not sheet:
            raise ValidationError({"vehicle": "填写车辆；租用车辆的费用填写派车单。"})
        if sheet and vehicle and sheet.vehicle_id not in (None, vehicle.pk):
            raise ValidationError({"dispatch": f"派车单{sheet}派的是{sheet.vehicle}，不是{vehicle}。"})
        if sheet and data.get("kind") not in TRIP_COSTS:
            raise ValidationError({"kind": "维保、保险、年检属于车辆，不记在派车单上。"})
        if data.get("kind") in ("fuel", "charging") and not data.get("quantity"):
            raise ValidationError({"quantity": "加油填升数，充电填千瓦时。"})
        car, card = vehicle or (sheet.vehicle if sheet else None), data.get("card")
        odd = {"fuel": (Energy.ELECTRIC, Energy.HYDROGEN), "charging": set(Energy) - {Energy.ELECTRIC, Energy.PLUGIN}}
        if car and car.energy in odd.get(data.get("kind", ""), ()):
            why = f"{car}是{car.get_energy_display()}汽车，不{CostKind(data['kind']).label}。照票据核对车辆和费用类别。"
            raise ValidationError({"kind": why})
        if card and car and card.vehicle_id not in (None, car.pk):
            raise ValidationError({"card": f"{card}是{card.vehicle}的卡，一车一卡，不能用于{car}。"})
        if card and card.ended_on and data.get("happened_on") and data["happened_on"] > card.ended_on:
            raise ValidationError({"card": f"{card}已于 {card.ended_on.isoformat()} 停用。"})


@resource
class EventResource(Resource):
    """活动用车方案."""

    key, model, title, noun, order = "vehicles.event", Event, "活动用车方案", "方案", 5
    columns = ("title", "happened_on", "ends_on", "guests", "contact", "state", "unit")
    filters = ("state", "happened_on", "unit")
    form = ("title", "happened_on", "ends_on", "guests", "contact", "plan", "unit", "paper", "note")
    facts = (*form[:-2], "state", "approved_by", "approved_on", "summary", "closed_on", "paper", "note")
    search, line = ("title", "plan"), ("happened_on", "ends_on", "state")
    business_key = ("title", "happened_on")
    aliases = {"happened_on": ("开始日期",)}
    views = (View("on", "在办", lambda rows, day: rows.filter(state__in=(EventState.DRAFT, EventState.APPROVED))),)
    tones = {"state": {"draft": "run", "approved": "run", "done": "done", "cancelled": "void"}}
    panels = (
        Panel("vehicles.leg", "event", "行程"), Panel("vehicles.dispatch", "event", "派车安排"),
        Panel("vehicles.contact", "event", "联络表"), Panel("vehicles.request", "event", "用车申请"),
    )  # fmt: skip
    future_ok, register = True, False
    empty = "还没有活动用车方案。登记活动，再逐段登记行程，批准后安排车辆。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """It ends on or after its first day."""
        if data.get("happened_on") and data.get("ends_on") and data["ends_on"] < data["happened_on"]:
            raise ValidationError({"ends_on": "结束日不能早于开始日。"})


@resource
class LegResource(Resource):
    """用车行程 of an event."""

    key, model, title, noun, order = "vehicles.leg", Leg, "活动用车行程", "行程", 6
    columns = ("title", "leaves_at", "returns_at", "origin", "destination", "passengers", "cars",
               Column("sent", "已安排（辆）", lambda leg: len([d for d in leg.dispatches.all()
                                                        if d.counts and d.state != DispatchState.CANCELLED]),
                      number=True), "guide", "event")  # fmt: skip
    spare = ("returns_at", "guide")
    filters = ("event", "happened_on")
    form = ("event", "title", "leaves_at", "returns_at", "origin", "destination", "passengers", "cars", "guide",
            "phone", "note")  # fmt: skip
    search, line = ("title", "origin", "destination"), ("leaves_at", "destination")
    ordering = ("leaves_at", "id")
    sensitivity = {"phone": "personal"}
    panels = (Panel("vehicles.dispatch", "leg", "派车安排"),)
    verbs = ("record", "correct", "void")
    register, future_ok, dated = False, True, False
    select, prefetch = ("event",), ("dispatches",)

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """It runs forward, within the days of the event."""
        span(data, "leaves_at", "returns_at")
        event, leaves = data.get("event") or getattr(obj, "event", None), data.get("leaves_at")
        if event and leaves and not event.happened_on <= day_of(leaves) <= event.ends_on:
            raise ValidationError({"leaves_at": f"不在活动期间（{event.happened_on} 至 {event.ends_on}）。"})


@resource
class ContactResource(Resource):
    """联络表 of an event."""

    key, model, title, noun, order = "vehicles.contact", EventContact, "活动联络表", "联络人", 7
    columns = ("name", "duty", "phone", "event")
    filters = ("event",)
    form = ("event", "duty", "name", "phone", "note")
    search, title_field, line = ("name", "duty"), "name", ("duty",)
    ordering = ("id",)
    sensitivity = {"phone": "personal"}
    verbs = ("record", "correct", "void")
    register, dated, in_menu = False, False, False
    select = ("event",)
