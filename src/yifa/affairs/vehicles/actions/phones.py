"""发手机链接, 出示链接, 收回链接."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from yifa.affairs.vehicles.models import PhoneLink
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.relay import secret_digest
from yifa.kernel.verbs import RecordVerb
from yifa.lawkit.params import get_param

LINK = "vehicles.phone_link"


@action
class GiveLink(RecordVerb):
    """发手机链接: for whom and until when; the link itself is made when it is shown."""

    resource = LINK
    help = "登记后“出示链接”，屏幕上显示二维码，也可以打印；链接只显示那一次。"

    def __init__(self) -> None:
        super().__init__(get_resource(LINK))

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The bureau's own term, and the address given last."""
        days = int(get_param("vehicle.phone_link_days", ctx.day).value)
        seen = PhoneLink.objects.visible_to(ctx.scope)
        last = seen.exclude(address="").order_by("-id").first()
        start = super().initial(ctx, obj)
        return {**start, "expires_on": ctx.day + timedelta(days=days), "address": last.address if last else ""}

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """A driver belongs to no served unit."""
        made = super().build(work, data)
        if made.driver is not None:
            made.name, made.user_unit = "", None
        return made


@action
class ShowLink(Action):
    """出示链接: a new one each time; the one shown before opens nothing any more."""

    resource, verb, label, hidden = LINK, "show", "出示链接", True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While it has neither ended nor been taken back."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.revoked_at is not None:
            return "链接已收回。再发一个新的。"
        return "链接已到期。更正有效期，或再发一个新的。" if obj.expires_on < ctx.day else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Make it; only the digest is kept."""
        token = secrets.token_urlsafe(16)
        made = work.update(obj, token_hash=secret_digest(token), shown_at=work.ctx.now)
        made.token = token
        return made


@action
class RevokeLink(Action):
    """收回链接: with the next package it opens nothing outside; what was handed in before counts."""

    resource, verb, label, danger = LINK, "revoke", "收回链接", True
    confirm = "下一次和外网机交换后，链接不再能打开。收回以前提交的照常登记。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        return super().available(ctx, obj) or ("链接已收回。" if obj is not None and obj.revoked_at else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the moment."""
        return work.update(obj, revoked_at=work.ctx.now)
