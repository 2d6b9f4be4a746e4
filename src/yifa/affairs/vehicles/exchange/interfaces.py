"""The interfaces by name, what each sends, and the check before sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from yifa.affairs.vehicles import plates
from yifa.affairs.vehicles.choices import CostKind
from yifa.affairs.vehicles.models import (
    Complaint,
    Cost,
    Dispatch,
    Driver,
    Inspection,
    Insurance,
    Notice,
    Retirement,
    Upkeep,
    Vehicle,
    Violation,
)
from yifa.affairs.vehicles.moments import local
from yifa.core.org.choices import UnitKind
from yifa.core.org.models import Unit


@dataclass(frozen=True)
class Item:
    """One field of a message: its Chinese name, where it comes from, whether it must be there, how long it may be."""

    label: str
    value: Callable[[Any], Any]
    required: bool = True
    most: int = 200


@dataclass(frozen=True)
class Interface:
    """One interface. ``rows``: bureau id → records it sends; empty where no register stands behind it."""

    key: str
    title: str
    rows: Callable[[int], Any] | None = None
    items: tuple[Item, ...] = ()
    check: Callable[[dict[str, Any]], str] | None = None


def _of(name: str) -> Callable[[Any], Any]:
    def read(obj: Any) -> Any:
        value = obj
        for part in name.split("."):
            value = getattr(value, part, None) if value is not None else None
        shown = getattr(obj, f"get_{name}_display", None)
        return shown() if shown else value

    return read


def _item(label: str, name: str, required: bool = True, most: int = 200) -> Item:
    return Item(label, _of(name), required, most)


def _live(model: Any, **where: Any) -> Callable[[int], Any]:
    return lambda bureau: model.objects.filter(bureau_id=bureau, life="live", **where)


def _units(bureau: int) -> Any:
    """The bureau and the units that have a code of their own; its offices are no units to a platform."""
    return Unit.objects.filter(Q(pk=bureau) | Q(bureau_id=bureau)).exclude(kind=UnitKind.OFFICE)


def _plate(data: dict[str, Any]) -> str:
    text = str(data.get("号牌号码") or "")
    return "" if plates.is_plate(text) else f"号牌号码“{text}”不合规则"


_CAR = _item("号牌号码", "vehicle.plate")
_UNIT = _item("使用单位", "unit.name", required=False)
_DAY = _item("日期", "happened_on")
_MONEY = _item("金额", "amount")


def _cost(key: str, title: str, *kinds: str) -> Interface:
    items = (_CAR, _item("费用类别", "kind"), _DAY, _MONEY, _item("数量", "quantity", required=False),
             _item("里程表读数", "odometer", required=False))  # fmt: skip
    return Interface(key, title, _live(Cost, kind__in=kinds, vehicle__isnull=False), items, _plate)


INTERFACES: tuple[Interface, ...] = (
    Interface("login", "登录"),
    Interface("unit", "单位基本信息", _units,
              (_item("单位名称", "name"), _item("统一社会信用代码", "uscc", most=18),
               _item("行政区划代码", "region", required=False, most=12))),
    Interface("vehicle", "单车基本信息", _live(Vehicle),
              (_item("号牌号码", "plate"), _item("车辆识别代号", "vin", most=17), _item("品牌型号", "brand"),
               _item("车辆类别", "category"), _item("车型", "body"), _item("能源类型", "energy"),
               _item("排气量", "litres", required=False), _item("核定载客数", "seats"), _item("购车价格", "price"),
               _item("登记日期", "happened_on"), _item("编制号", "quota_no", required=False), _item("状态", "state"),
               _UNIT), _plate),
    Interface("over_standard", "超标准配备车辆",
              lambda bureau: Vehicle.objects.filter(bureau_id=bureau, life="live").exclude(over_standard=""),
              (_item("号牌号码", "plate"), _item("超标准情况", "over_standard"), _UNIT), _plate),
    Interface("driver", "驾驶员信息", _live(Driver),
              (_item("姓名", "name"), _item("准驾车型", "licence_class"), _item("驾驶证有效期止", "licence_until"),
               _item("状态", "state"), _UNIT)),
    Interface("dispatch", "派车信息", _live(Dispatch, vehicle__isnull=False, back_at__isnull=False),
              (_CAR, _item("派车单号", "number"), _item("驾驶员", "driver.name"), _item("出车时间", "left_at"),
               _item("回车时间", "back_at"), _item("行驶路线", "route"), _item("行驶里程", "km", required=False),
               _item("用车单位", "user_unit.name", required=False)), _plate),
    Interface("upkeep", "维保信息", _live(Upkeep, state="done"),
              (_CAR, _item("维保类别", "kind"), _item("维保项目", "items"), _item("完成日期", "done_on"), _MONEY,
               _item("维修企业", "vendor.name", required=False)), _plate),
    Interface("inspection", "年检信息", _live(Inspection),
              (_CAR, _DAY, _item("检验合格", "passed"), _item("检验有效期止", "valid_until")), _plate),
    _cost("energy", "能耗信息", CostKind.FUEL, CostKind.CHARGING),
    Interface("insurance", "保险信息", _live(Insurance),
              (_CAR, _item("险种", "kind"), _item("保单号", "number"), _item("保险起期", "starts_on"),
               _item("保险止期", "ends_on"), _item("保费", "premium", required=False)), _plate),
    _cost("toll", "过路过桥信息", CostKind.TOLL),
    _cost("parking", "停车信息", CostKind.PARKING),
    _cost("other_cost", "其他费用信息", CostKind.OTHER, CostKind.TESTING),
    Interface("supervision", "监督检查信息", _live(Notice, state="closed"),
              (_item("监督事项", "kind"), _DAY, _item("情况", "facts", most=300), _item("认定", "finding"),
               _item("处理", "measure", required=False, most=300))),
    Interface("complaint", "12345投诉信息", _live(Complaint, came_by="hotline", state="answered"),
              (_item("来件编号", "number"), _DAY, _item("反映内容", "content", most=300),
               _item("号牌号码", "plate", required=False, most=10), _item("答复", "answer", most=2000),
               _item("答复日期", "answered_on"))),
    Interface("rental", "社会租赁派车信息", _live(Dispatch, vehicle__isnull=True, back_at__isnull=False),
              (_item("号牌号码", "rented_plate"), _item("租赁企业", "vendor.name"), _item("派车单号", "number"),
               _item("出车时间", "left_at"), _item("回车时间", "back_at"), _item("行驶路线", "route")), _plate),
    Interface("violation", "违章信息", _live(Violation),
              (_CAR, _DAY, _item("地点", "place"), _item("违法行为", "what"), _item("处理日期", "handled_on", False)),
              _plate),
    Interface("retirement", "处置信息", _live(Retirement, state="done"),
              (_CAR, _item("处置方式", "way"), _item("批准日期", "approved_on"), _item("处置日期", "done_on"),
               _item("处置收入", "revenue", required=False)), _plate),
)  # fmt: skip
BY_KEY = {i.key: i for i in INTERFACES}


def payload(interface: Interface, obj: Any) -> dict[str, Any]:
    """Return what one record sends: Chinese names, dates in ISO, money and quantities as text."""
    out: dict[str, Any] = {}
    for item in interface.items:
        value = item.value(obj)
        if isinstance(value, datetime):
            value = local(value)  # a platform that reads the day off it reads the office's
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        out[item.label] = value if value is None or isinstance(value, bool | int | str) else str(value)
    return out


def faults(interface: Interface, data: dict[str, Any]) -> list[str]:
    """Return what keeps a message from being sent, in Chinese."""
    found = []
    for item in interface.items:
        value = data.get(item.label)
        if item.required and value in (None, ""):
            found.append(f"缺“{item.label}”")
        elif isinstance(value, str) and len(value) > item.most:
            found.append(f"“{item.label}”超过{item.most}字")
    if interface.check and (why := interface.check(data)) and not found:
        found.append(why)
    return found
