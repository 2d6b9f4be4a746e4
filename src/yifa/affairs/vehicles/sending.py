"""Who and what can be sent: clashes, rest and driving time, papers, seats. Asked inside the dispatching transaction."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from yifa.affairs.vehicles import plates
from yifa.affairs.vehicles.choices import (
    CAR_LICENCES,
    COACH_LICENCES,
    DRIVEN,
    LICENCES,
    Body,
    DispatchState,
    DriverState,
    VehicleState,
    VendorKind,
)
from yifa.affairs.vehicles.models import Dispatch, Driver, Vehicle, Vendor
from yifa.affairs.vehicles.moments import day_of, local
from yifa.lawkit.params import get_param

#: A sheet in one of these states holds its vehicle and driver for its span.
HOLDING = (DispatchState.PLANNED, DispatchState.OUT)


def when(moment: datetime) -> str:
    """Return a moment as people say it."""
    return local(moment).strftime("%m月%d日 %H:%M")


def overlapping(start: datetime, end: datetime) -> Q:
    """Sheets whose planned span (or, while out, whose trip) touches a span."""
    return Q(leaves_at__lt=end, returns_at__gt=start, state__in=HOLDING, life="live")


def free_vehicles(bureau_id: int, start: datetime, end: datetime) -> Any:
    """Return the vehicles in use that no sheet holds in a span."""
    held = Dispatch.objects.filter(overlapping(start, end), bureau_id=bureau_id, vehicle__isnull=False)
    rows = Vehicle.objects.filter(bureau_id=bureau_id, life="live", state=VehicleState.IN_USE)
    return rows.exclude(pk__in=held.values("vehicle_id")).order_by("plate")


def free_drivers(bureau_id: int, start: datetime, end: datetime) -> Any:
    """Return the drivers on duty whom no sheet holds in a span."""
    held = Dispatch.objects.filter(overlapping(start, end), bureau_id=bureau_id, driver__isnull=False)
    rows = Driver.objects.filter(bureau_id=bureau_id, life="live", state=DriverState.ON_DUTY)
    return rows.exclude(pk__in=held.values("driver_id")).order_by("name")


def vehicle_fault(vehicle: Vehicle, start: datetime, end: datetime, but: int | None = None) -> str:
    """Return why a vehicle cannot be sent in a span (``but``: the sheet being changed), or an empty text."""
    if vehicle.state != VehicleState.IN_USE:
        return f"{vehicle}{vehicle.state_label()}，不能派出。"
    last = day_of(end)
    for until, what in ((vehicle.tested_until, "检验"), (vehicle.insured_until, "交强险")):
        if until is not None and until < last:
            return f"{vehicle}的{what}有效期到 {until.isoformat()}，到期后不能派出。先办理{what}并登记。"
    clash = Dispatch.objects.filter(overlapping(start, end), vehicle=vehicle).exclude(pk=but or 0).first()
    if clash:
        return f"{vehicle}在 {when(clash.leaves_at)} 至 {when(clash.returns_at)} 已派出（{clash}）。换一辆车，或拼车。"
    return ""


def driver_fault(driver: Driver, start: datetime, end: datetime, but: int | None = None) -> str:
    """Return why a driver cannot be sent in a span, or an empty text: clash, rest, hours of the day, licence."""
    if driver.state != DriverState.ON_DUTY:
        return f"{driver}{driver.get_state_display()}，不能派出。"
    day = day_of(start)
    if driver.licence_until < day_of(end):
        return f"{driver}的驾驶证有效期到 {driver.licence_until.isoformat()}，不能派出。"
    rest = timedelta(minutes=int(get_param("vehicle.rest_minutes", day).value))
    rows = Dispatch.objects.filter(driver=driver).exclude(pk=but or 0)
    late = Q(back_at__gt=F("returns_at"), leaves_at__lt=end + rest, state__in=DRIVEN, life="live")
    clash = rows.filter(overlapping(start - rest, end + rest) | late & Q(back_at__gt=start - rest)).first()
    if clash and clash.leaves_at < end and clash.returns_at > start:
        return f"{driver}在 {when(clash.leaves_at)} 至 {when(clash.returns_at)} 已派出（{clash}）。换一名驾驶员。"
    if clash:
        return f"{driver}与前后出车（{clash}）间隔不足 {int(rest.total_seconds() // 60)} 分钟。调整时间或换一名驾驶员。"
    return _hours_fault(driver, start, end, rows)


def licence_classes(text: str) -> tuple[str, ...] | None:
    """Return the classes a licence bears (“A1、D” is A1 and D), or None where the text is none of them."""
    plain = re.sub(r"[（(].*?[）)]|[\s、,，+/；;]", "", text.upper())
    found = re.findall(r"[ABC][1-6]|[DEFMNP]", plain)
    known = "".join(found) == plain and found and all(c in LICENCES for c in found)
    return tuple(dict.fromkeys(found)) if known else None


def licence_fault(driver: Driver, vehicle: Vehicle) -> str:
    """Return why a driver's licence is not one for a vehicle, or an empty text."""
    asked = COACH_LICENCES.get(Body(vehicle.body), CAR_LICENCES)
    if asked & set(licence_classes(driver.licence_class) or ()):
        return ""
    return f"{vehicle}是{vehicle.get_body_display()}，{driver}准驾{driver.licence_class}，不能驾驶。换一名驾驶员。"


def rental_fault(firm: Vendor, plate: str, start: datetime, end: datetime, but: int | None = None) -> str:
    """Return why a car of a firm cannot be rented for a span, or an empty text: kind, contract, plate, clash."""
    if firm.kind != VendorKind.RENTAL:
        return f"{firm}是{firm.get_kind_display()}，不是租赁企业。"
    if firm.valid_until is not None and firm.valid_until < day_of(end):
        return f"{firm}的定点有效期到 {firm.valid_until.isoformat()}，到期后不能租用。"
    if not plates.is_plate(plate):
        return f"“{plate}”不是合法的号牌。照行驶证填写。"
    clash = Dispatch.objects.filter(overlapping(start, end), bureau_id=firm.bureau_id, rented_plate=plate)
    if found := clash.exclude(pk=but or 0).first():
        return f"租用的{plate}在 {when(found.leaves_at)} 至 {when(found.returns_at)} 已派出（{found}）。"
    return ""


def free_fault(sheet: Dispatch, people: int) -> str:
    """Return which own vehicles are free where a car is rented because none is, or an empty text."""
    assert sheet.vendor is not None
    free = free_vehicles(sheet.vendor.bureau_id, sheet.leaves_at, sheet.returns_at).filter(seats__gt=people)
    last = day_of(sheet.returns_at)
    ended = Q(tested_until__lt=last) | Q(insured_until__lt=last)
    found = [str(v) for v in free.exclude(ended)[:3]]
    if not found:
        return ""
    return f"这个时段本单位还有空闲车辆（{'、'.join(found)}），租赁理由不符。派本单位车辆，或照实选其他理由。"


def still_out(sheet: Dispatch) -> str:
    """Return which other trip the vehicle or the driver of a sheet has not come back from, or an empty text."""
    rows = Dispatch.objects.filter(state=DispatchState.OUT, life="live").exclude(pk=sheet.pk)
    for who, held in ((sheet.vehicle, "vehicle"), (sheet.driver, "driver")):
        if who is not None and (other := rows.filter(**{held: who}).first()):
            return f"{who}上一次出车（{other}）还没有登记回车。先登记回车。"
    return ""


def _hours_fault(driver: Driver, start: datetime, end: datetime, rows: Any) -> str:
    """The planned hours of each day touched, with those of the driver's other sheets, stay within the limit.

    What has been driven counts by its own times, not by those planned.
    """
    zone = timezone.get_current_timezone()
    day, last = day_of(start), day_of(end - timedelta(microseconds=1))
    near = rows.filter(leaves_at__lt=end + timedelta(days=1), returns_at__gt=start - timedelta(days=1), life="live")
    others = [(d.left_at or d.leaves_at, d.back_at or d.returns_at)
              for d in near.exclude(state=DispatchState.CANCELLED)]  # fmt: skip
    while day <= last:
        limit = timedelta(hours=int(get_param("vehicle.driving_hours", day).value))
        first = datetime(day.year, day.month, day.day, tzinfo=zone)
        after = first + timedelta(days=1)
        whole = end - start > timedelta(days=1)  # a journey of days is no day's driving
        planned = _within(start, end, first, after) if not whole else timedelta(0)
        planned += sum((_within(a, z, first, after) for a, z in others if z - a <= timedelta(days=1)), timedelta(0))
        if planned > limit:
            hours = planned.total_seconds() / 3600
            return (
                f"{driver}{day.isoformat()} 排班合计 {hours:.1f} 小时，超过 {limit.total_seconds() / 3600:.0f} 小时。"
                "换一名驾驶员或分段派车。"
            )
        day += timedelta(days=1)
    return ""


def _within(start: datetime, end: datetime, first: datetime, after: datetime) -> timedelta:
    return max(timedelta(0), min(end, after) - max(start, first))
