"""What vehicles add to the pages of their records: papers to print, the driver's page, the report's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.vehicles import standards
from yifa.affairs.vehicles.models import Dispatch, Driver, Event, PhoneLink, UseReport, Vehicle
from yifa.core.org.models import Unit
from yifa.kernel.files.models import Attachment
from yifa.kernel.policy import READERS, WRITERS, Scope, may_see_field
from yifa.kernel.registry import get_resource
from yifa.kernel.resource import ports


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the papers of a record."""
    if isinstance(obj, UseReport):
        return {"actions": [{"label": "看通报", "url": f"/vehicles/reports/{obj.pk}/"}]}
    if not scope.has(READERS):
        return {}
    if isinstance(obj, Vehicle):
        return {"panels": [{"title": "配备标准", "facts": _standard(obj)}]}
    if isinstance(obj, Event):
        return {"actions": [{"label": "打印方案", "url": f"/vehicles/plan/{obj.pk}/"}]}
    if isinstance(obj, PhoneLink):
        ended = obj.revoked_at is not None or obj.expires_on < day or not scope.has(WRITERS)
        label = "重新出示链接" if obj.token_hash else "出示链接"
        return {} if ended else {"actions": [{"label": label, "url": f"/vehicles/phone-link/{obj.pk}/"}]}
    if isinstance(obj, Driver):
        return {"actions": [{"label": "手机链接", "url": _phone(obj)}]} if scope.has(WRITERS) else {}
    if isinstance(obj, Dispatch):
        base = f"/print/dispatch/{obj.pk}"
        papers = [{"label": "打印派车单", "url": f"{base}/"}, {"label": "派车单 .docx", "url": f"{base}.docx"}]
        facts = _photos(obj, scope)
        return {"actions": papers, "panels": [{"title": "票据照片", "facts": facts}] if facts else []}
    return {}


def _phone(driver: Driver) -> str:
    """Return the address of a driver's own link, or of the form that gives one."""
    held = PhoneLink.objects.filter(driver=driver, life="live", revoked_at__isnull=True).first()
    resource = get_resource("vehicles.phone_link")
    return str(resource.url(held)) if held else f"{resource.url()}new/?driver={driver.pk}"


def _standard(car: Vehicle) -> list[dict[str, Any]]:
    """Return price and displacement beside the standard of the day of purchase, each with its text."""
    day = car.bought_on or car.happened_on
    if day is None:
        return [{"label": "对照", "value": "没有购置日和登记日期，不能对照。", "wide": True}]
    region = Unit.objects.filter(pk=car.bureau_id).values_list("region", flat=True).first()
    found, why = standards.compared(
        car.category, car.body, car.energy, price=car.price, litres=car.litres, on=day, by_need=car.by_need,
        region=region or None,
    )  # fmt: skip
    if why:
        return [{"label": "对照", "value": why, "wide": True}]
    out = [{"label": c.param.label, "value": f"{c.words}（{c.basis}）", "wide": True} for c in found]
    which = "购置日" if car.bought_on else "登记日期（没有登记购置日）"
    return [*out, {"label": "对照日", "value": f"{day.isoformat()}，{which}", "wide": True}]


def _photos(sheet: Dispatch, scope: Scope) -> list[dict[str, Any]]:
    """Return the photos of receipts that came with the bills of a trip, for who settles it."""
    costs = {c.pk: c for c in get_resource("vehicles.cost").rows(scope).filter(dispatch=sheet, life="live")}
    rows = Attachment.objects.filter(resource="vehicles.cost", object_ref__in=costs, withdrawn_on__isnull=True)
    return [
        {"label": str(costs[a.object_ref]), "value": {"text": a.name, "url": f"/files/{a.pk}/"}, "wide": True}
        for a in rows.order_by("pk")
        if may_see_field(scope, a.sensitivity)
    ]


ports.PANELS.append(detail)
