"""Register of personal links to the outer instance."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles.models import PhoneLink
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource, View


def state_of(link: PhoneLink) -> str:
    """Return where a link stands, in words."""
    if link.revoked_at is not None:
        return "已收回"
    return "已出示" if link.token_hash else "未出示"


@resource
class PhoneLinkResource(Resource):
    """手机链接."""

    key, model, title, noun, order = "vehicles.phone_link", PhoneLink, "手机链接", "链接", 60
    record_label = "发手机链接"
    columns = (Column("holder", "使用人", lambda link: link.holder), "user_unit", "happened_on", "expires_on",
               Column("now", "状态", state_of), "shown_at")  # fmt: skip
    filters = ("driver", "expires_on", "user_unit")
    form = ("driver", "name", "user_unit", "phone", "unit", "happened_on", "expires_on", "address", "note")
    facts = (*form[:-1], "shown_at", "revoked_at", "note")
    sections = (
        ("驾驶员", ("driver",)),
        ("服务单位申请人（驾驶员不填）", ("name", "user_unit", "phone")),
        ("链接", ("happened_on", "expires_on", "address", "unit", "note")),
    )
    search, title_field, line = ("name",), "holder", ("expires_on",)
    ordering, select = ("-happened_on", "-id"), ("driver", "user_unit")
    sensitivity = {"phone": "personal"}
    views = (
        View("open", "在用", lambda rows, day: rows.filter(revoked_at__isnull=True, expires_on__gte=day)),
        View("ended", "已收回、已到期", lambda rows, day: rows.exclude(revoked_at__isnull=True, expires_on__gte=day)),
    )
    verbs = ("record", "correct", "void")
    register = False
    empty = "还没有发过手机链接。在外网机上，驾驶员凭链接看行程、登记出车，服务单位凭链接申请用车，都不用账号。"

    def title_of(self, obj: Any) -> str:
        """Whose it is."""
        return str(obj)

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A driver or an applicant with a unit; a term to come."""
        driver, name = data.get("driver"), (data.get("name") or "").strip()
        if bool(driver) == bool(name):
            raise ValidationError({"driver": "驾驶员和申请人填一个：给驾驶员的选驾驶员，给服务单位的填申请人。"})
        if name and not data.get("user_unit"):
            raise ValidationError({"user_unit": "给服务单位的，选申请人所在单位。"})
        if driver and driver.state == "left":
            raise ValidationError({"driver": f"{driver}已离岗。"})
        until: date | None = data.get("expires_on")
        if obj is None and until and until < ctx.day:
            raise ValidationError({"expires_on": "有效期要到今天以后。"})
