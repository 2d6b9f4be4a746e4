"""Going to the bureau that an address names (进入机关)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404

from yifa.core.org.models import Unit
from yifa.kernel.policy import READERS, scope_of


def enter(request: Any, code: str) -> Unit:
    """Return the bureau of an address, entering it (and saying so) if the reader holds a post there.

    Raises Http404 otherwise: whether there is such a bureau is not told.
    """
    unit = get_object_or_404(Unit, code=code, bureau__isnull=True)
    scope = scope_of(request.user, unit.pk)
    if scope.bureau_id != unit.pk or not scope.has(READERS):
        raise Http404
    if request.scope.bureau_id != unit.pk:
        messages.info(request, f"当前机关已换为{unit.name}。")
    request.scope = scope
    request.session["bureau"] = unit.pk
    return unit
