"""Acting as one of a bureau's accounts: for the demo and the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.kernel.accounts.models import User
from yifa.kernel.action import Ctx
from yifa.kernel.policy import scope_of


def ctx_as(house: Any, username: str, day: date | None = None) -> Ctx:
    """Return the context of an account in a bureau on a day: its own posts, units and printed name."""
    user: Any = User.objects.get(username=username)
    user.scope_day = day or house.day
    return Ctx(scope=scope_of(user, house.bureau.pk), day=day or house.day, now=house.now, channel="cli")
