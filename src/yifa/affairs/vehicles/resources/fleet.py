"""Registers of the fleet: vehicles, drivers, quotas, firms, cards."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles import plates, sending, upkeep_dues
from yifa.affairs.vehicles.choices import GOING, NEW_ENERGY, DriverState, Energy, VehicleState
from yifa.affairs.vehicles.models import Card, Driver, Quota, Vehicle, Vendor
from yifa.affairs.vehicles.upkeep_dues import no_papers, service_open, soon, years_full
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


@resource
class VehicleResource(Resource):
    """公务用车."""

    key, model, title, noun, order = "vehicles.vehicle", Vehicle, "车辆台账", "车辆", 10
    under = ("brand",)
    columns = ("plate", "brand", "category", "body", "energy", "unit", "desk", "state", "odometer", "tested_until",
               "insured_until", Column("next_service", "下次保养", lambda v: upkeep_dues.next_service(v)), "price",
               "happened_on", "over_standard", "quota_no")  # fmt: skip
    spare = ("desk", "price", "happened_on", "over_standard", "quota_no", "next_service")
    filters = ("category", "body", "energy", "state", "origin", "unit", "desk", "happened_on")
    form = ("plate", "vin", "engine_no", "brand", "category", "body", "energy", "litres", "seats", "unit", "desk",
            "quota_no", "origin", "happened_on", "bought_on", "price", "by_need", "domestic", "sticker_no",
            "no_sticker", "terminal_no", "odometer", "tested_until", "insured_until", "serviced_on", "serviced_km",
            "paper", "note")  # fmt: skip
    facts = (*form[:-2], "state", "over_standard", "paper", "note")
    sections = (
        ("车辆", ("plate", "vin", "engine_no", "brand", "category", "body", "energy", "litres", "seats")),
        ("编制和使用单位", ("unit", "desk", "quota_no", "by_need", "sticker_no", "no_sticker", "terminal_no")),
        ("来源", ("origin", "happened_on", "bought_on", "price", "domestic", "paper", "note")),
        ("建档时的里程、检验、保险和保养", ("odometer", "tested_until", "insured_until", "serviced_on", "serviced_km")),
    )
    search, title_field, line = ("plate", "brand", "vin"), "plate", ("brand", "category", "state")
    ordering = ("plate", "id")
    business_key = ("plate",)
    aliases = {"plate": ("车牌号", "车牌", "号牌"), "vin": ("车架号", "VIN"), "happened_on": ("上牌日期", "注册日期",
               "初次登记日期"), "brand": ("品牌", "厂牌型号", "车辆品牌"),
               "unit": ("用车单位", "编制单位"), "desk": ("管理单位", "车管单位"), "body": ("车辆类型",),
               "seats": ("座位数", "核载人数", "核定载人数", "座位", "座数"), "sticker_no": ("标识码",),
               "tested_until": ("年检到期日", "年检到期", "年检有效期", "检验有效期", "检验有效期至"),
               "insured_until": ("保险到期日", "保险到期", "保险有效期", "交强险到期日", "交强险到期"),
               "serviced_on": ("保养日期", "最近保养日期"), "serviced_km": ("保养里程", "最近保养里程"),
               "price": ("购车价格", "裸车价"),
               "litres": ("排量",), "odometer": ("行驶里程", "里程表读数", "当前里程")}  # fmt: skip
    tones = {"state": {"in_use": "done", "repair": "warn", "sealed": "void", "pending": "warn", "disposed": "void"}}
    views = (
        View("use", "在用", lambda rows, day: rows.filter(state=VehicleState.IN_USE)),
        View("new", "新能源", lambda rows, day: rows.filter(
            energy__in=(Energy.PLUGIN, Energy.ELECTRIC, Energy.HYDROGEN)).exclude(state=VehicleState.DISPOSED)),
        View("test", "年检将到期", lambda rows, day: rows.filter(tested_until__lte=soon(day)).exclude(
            state__in=GOING)),
        View("insurance", "保险将到期", lambda rows, day: rows.filter(insured_until__lte=soon(day)).exclude(
            state__in=GOING)),
        View("service", "待保养", lambda rows, day: rows.filter(service_open(day)).exclude(
            state__in=(VehicleState.REPAIR, *GOING))),
        View("lacking", "缺检验或保险", lambda rows, day: rows.filter(no_papers()).exclude(
            state__in=GOING)),
        View("years", "满更新年限", lambda rows, day: rows.filter(years_full(day, day)).exclude(
            state__in=GOING)),
        View("over", "超标准", lambda rows, day: rows.exclude(over_standard="")),
        View("gone", "已处置", lambda rows, day: rows.filter(state=VehicleState.DISPOSED)),
    )  # fmt: skip
    panels = (
        Panel("vehicles.dispatch", "vehicle", "派车记录"), Panel("vehicles.cost", "vehicle", "单车费用"),
        Panel("vehicles.upkeep", "vehicle", "维修保养"), Panel("vehicles.insurance", "vehicle", "保险"),
        Panel("vehicles.inspection", "vehicle", "年检"), Panel("vehicles.violation", "vehicle", "交通违法"),
        Panel("vehicles.accident", "vehicle", "交通事故"), Panel("vehicles.card", "vehicle", "车辆卡"),
        Panel("vehicles.notice", "vehicle", "监督通知"), Panel("vehicles.complaint", "vehicle", "用车投诉"),
        Panel("vehicles.retirement", "vehicle", "更新处置"),
    )  # fmt: skip
    rules = ("VEH-01", "VEH-02", "VEH-03", "VEH-04", "VEH-09")
    empty = "还没有车辆。登记第一辆，或导入车辆台账表。需要保密的车辆不要录入。"
    select = ("unit", "desk")

    @staticmethod
    def tidy(data: dict[str, Any]) -> None:
        """Plate and VIN as the register keeps them, so that a sheet's way of writing them is known again."""
        if data.get("plate"):
            data["plate"] = plates.clean_plate(str(data["plate"]))
        if data.get("vin"):
            data["vin"] = str(data["vin"]).strip().upper()

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Plate, VIN and fuel agree with themselves; plate is kept without spaces and dots."""
        self.tidy(data)
        if plate := data.get("plate"):
            if not plates.is_plate(plate):
                raise ValidationError({"plate": f"“{plate}”不是合法的号牌。照行驶证填写，如：浙A12345、浙AD12345。"})
        if vin := data.get("vin"):
            if fault := plates.vin_fault(vin):
                raise ValidationError({"vin": f"{fault}。照行驶证核对。"})
        energy = data.get("energy", getattr(obj, "energy", ""))
        if energy in (Energy.ELECTRIC, Energy.HYDROGEN) and data.get("litres"):
            raise ValidationError({"litres": "纯电动、燃料电池汽车没有排气量。清空，或改能源类型。"})
        if energy in (Energy.PETROL, Energy.DIESEL) and "litres" in data and not data["litres"]:
            raise ValidationError({"litres": "燃油汽车填写排气量，用于对照配备标准。"})
        bought, registered = data.get("bought_on"), data.get("happened_on")
        if bought and registered and bought > registered:
            raise ValidationError({"bought_on": "购置日不能晚于登记日期。"})
        if plate and plates.is_new_energy_plate(plate) and energy and energy not in NEW_ENERGY:
            raise ValidationError({"energy": f"{plate}是新能源汽车号牌，能源类型与号牌不符。照行驶证核对。"})
        done, km, now = data.get("serviced_on"), data.get("serviced_km"), data.get("odometer")
        if done and ctx.day < done:
            raise ValidationError({"serviced_on": "上次保养日不能晚于今天。"})
        if km and now is not None and km > now:
            raise ValidationError({"serviced_km": "上次保养里程不能大于里程表读数。"})
        _not_secret(data)


#: Words by which an office marks a vehicle it must keep secret.
_SECRET = re.compile(r"涉密|保密车|保密用车|需保密|须保密|保密管理|绝密|机密级|秘密级|密级|侦查车|侦察车|伪装号牌|国安")


def _not_secret(data: dict[str, Any]) -> None:
    """Refuse a vehicle that says of itself that it is to be kept secret; the register holds none."""
    for name in ("brand", "quota_no", "sticker_no", "no_sticker", "paper", "note"):
        if _SECRET.search(str(data.get(name) or "")):
            raise ValidationError(
                {name: "需要保密的车辆不得录入本系统，也不导入、不派车、不公示。按保密规定另行管理。"}
            )


@resource
class DriverResource(Resource):
    """驾驶员."""

    key, model, title, noun, order = "vehicles.driver", Driver, "驾驶员台账", "驾驶员", 20
    columns = ("name", "unit", "licence_class", "licence_until", "state", "employer", "phone")
    filters = ("state", "licence_until", "unit")
    form = ("name", "person", "unit", "licence_class", "licence_no", "licensed_on", "licence_until", "phone",
            "employer", "state", "happened_on", "paper", "note")  # fmt: skip
    search, title_field, line = ("name", "licence_class"), "name", ("licence_class", "state")
    ordering = ("name", "id")
    business_key = ("name", "licence_class")
    sensitivity = {"licence_no": "personal", "phone": "personal"}
    aliases = {"name": ("驾驶员", "司机"), "happened_on": ("上岗日", "入职日期"), "licence_until": ("证件有效期",
               "驾驶证有效期", "驾驶证到期日"), "licence_class": ("驾照类型", "准驾类型"),
               "licensed_on": ("初领日期",)}  # fmt: skip
    views = (
        View("on", "在岗", lambda rows, day: rows.filter(state=DriverState.ON_DUTY)),
        View("ending", "证件将到期", lambda rows, day: rows.filter(licence_until__lte=soon(day)).exclude(
            state=DriverState.LEFT)),
    )  # fmt: skip
    panels = (Panel("vehicles.dispatch", "driver", "派车记录"),)
    tones = {"state": {"on_duty": "done", "away": "warn", "left": "void"}}
    register = False

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The classes as a licence bears them."""
        if text := data.get("licence_class"):
            if (found := sending.licence_classes(text)) is None:
                why = f"“{text}”不是准驾车型代号。照驾驶证填写，如：C1、B1、A1D。"
                raise ValidationError({"licence_class": why})
            data["licence_class"] = "".join(found)[:12]
        if data.get("licensed_on") and data.get("licence_until") and data["licence_until"] <= data["licensed_on"]:
            raise ValidationError({"licence_until": "驾驶证有效期止要晚于初次领证日。"})


@resource
class QuotaResource(Resource):
    """车辆编制."""

    key, model, title, noun, order = "vehicles.quota", Quota, "车辆编制", "编制", 30
    columns = ("unit", "category", "number", "happened_on", "approved_by", "paper")
    filters = ("unit", "category")
    form = ("unit", "category", "number", "happened_on", "approved_by", "desk", "paper", "note")
    search, title_field, line = ("approved_by",), "category", ("unit", "number", "happened_on")
    business_key = ("unit", "category", "happened_on")
    aliases = {"number": ("编制数", "核定编制"), "happened_on": ("批准日期",), "unit": ("单位", "使用单位")}
    rules = ("VEH-09",)
    register = False
    select = ("unit",)


@resource
class VendorResource(Resource):
    """定点单位."""

    key, model, title, noun, order = "vehicles.vendor", Vendor, "定点单位", "单位", 40
    columns = ("name", "kind", "uscc", "contract_no", "valid_until", "contact", "phone")
    filters = ("kind", "valid_until")
    form = ("name", "kind", "uscc", "contact", "phone", "contract_no", "happened_on", "valid_until", "unit", "paper",
            "note")  # fmt: skip
    search, title_field, line = ("name", "contract_no"), "name", ("kind", "valid_until")
    business_key = ("name", "kind")
    sensitivity = {"phone": "personal"}
    aliases = {"happened_on": ("签约日期",), "name": ("企业名称",)}
    rules = ("VEH-08",)
    views = (View("ending", "定点将到期", lambda rows, day: rows.filter(valid_until__lte=soon(day))),)
    register = False


@resource
class CardResource(Resource):
    """车辆卡."""

    key, model, title, noun, order = "vehicles.card", Card, "车辆卡", "车辆卡", 50
    columns = ("number", "kind", "vehicle", "vendor", "happened_on", "ended_on")
    filters = ("kind", "vehicle", "ended_on")
    form = ("kind", "number", "vehicle", "vendor", "unit", "happened_on", "ended_on", "paper", "note")
    search, title_field, line = ("number",), "number", ("kind", "vehicle")
    business_key = ("kind", "number")
    aliases = {"happened_on": ("发卡日期",)}
    views = (
        View("on", "在用", lambda rows, day: rows.filter(ended_on__isnull=True)),
        View(
            "stop", "车辆处置，应停用", lambda rows, day: rows.filter(ended_on__isnull=True, vehicle__state__in=GOING)
        ),
    )
    register = False
    select = ("vehicle", "vendor")
