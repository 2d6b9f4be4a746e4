"""What a page of a module's own needs to act: the context of its request, and several Actions as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from yifa.kernel import clockwork
from yifa.kernel.action import Action, ActionError, Ctx, errors_of, run
from yifa.kernel.policy import NOBODY


def ctx_of(request: HttpRequest, channel: str = "screen") -> Ctx:
    """Return the context in which a request acts."""
    return Ctx(getattr(request, "scope", NOBODY), clockwork.today(), clockwork.now(), channel)


def together(
    request: HttpRequest, steps: Iterable[tuple[Action, Any, dict[str, Any]]], done: str, channel: str = "screen"
) -> bool:
    """Do Actions (with their record and input) all or none; say in one line what came of it."""
    ctx = ctx_of(request, channel)
    try:
        with transaction.atomic():
            for action, obj, data in steps:
                run(action, ctx, obj, data)
    except ValidationError as error:
        messages.error(request, "；".join(text for _, text in errors_of(error)))
        return False
    except ActionError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True
