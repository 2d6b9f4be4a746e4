"""The applications a sheet serves, on the form of 派车: those chosen, the next to leave, a search among the rest.

A day of a large fleet has hundreds of applications waiting; as check boxes they are neither quick nor to be overlooked.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yifa.affairs.vehicles import sending
from yifa.affairs.vehicles.moments import day_span
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import get_resource

#: Applications listed beside those chosen.
SHOWN = 12
_DAY = re.compile(r"(?:(\d{4})[-年])?(\d{1,2})[-月.](\d{1,2})日?")


class Picks(forms.CheckboxSelectMultiple):
    """Check boxes: what is chosen, then the next to leave; more by words or by a day."""

    template_name = "vehicles/picks.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows, without reading all that wait."""
        rows = cast(Any, self.choices).queryset
        given = value if isinstance(value, (list, tuple, set)) else [value] if value else []
        chosen = [int(v) for v in given if str(v).isdecimal() and len(str(v)) < 19]
        return {"widget": {"name": name, "id": (attrs or {}).get("id", name)}, **listed(rows, chosen)}


def label(asked: Any) -> str:
    """Return an application as the desk reads it: time, places, people, unit."""
    return f"{sending.when(asked.leaves_at)} {asked.origin}—{asked.destination} {asked.passengers}人 {asked.unit or ''}"


def listed(rows: Any, chosen: list[int], text: str = "", today: date | None = None) -> dict[str, Any]:
    """Return the short list: chosen ones first, then those that match, the first to leave on top."""
    kept = list(rows.filter(pk__in=chosen))
    others = rows.exclude(pk__in=chosen)
    for word in text.split()[:4]:
        others = others.filter(_matching(word[:40], today))
    found = list(others[: SHOWN + 1])
    options = [{"value": r.pk, "text": label(r), "line": f"{r.number} {r.matter}", "on": True} for r in kept]
    options += [{"value": r.pk, "text": label(r), "line": f"{r.number} {r.matter}", "on": False} for r in found[:SHOWN]]
    return {"options": options, "more": len(found) > SHOWN, "none": not options}


def _matching(word: str, today: date | None) -> Q:
    if today is not None and (shape := _DAY.fullmatch(word)):
        try:
            first, after = day_span(date(int(shape[1] or today.year), int(shape[2]), int(shape[3])))
        except ValueError:
            return Q(pk=None)
        return Q(leaves_at__gte=first, leaves_at__lt=after)
    names = ("matter", "number", "origin", "destination", "applicant", "unit__name")
    out = Q()
    for name in names:
        out |= Q(**{f"{name}__icontains": word})
    return out


@login_required
@require_safe
def waiting(request: Any) -> HttpResponse:
    """The short list for the words typed; what is chosen stays on top."""
    from yifa.affairs.vehicles.actions.sheets import waiting as rows

    resource = get_resource("vehicles.request")
    if not request.scope.has(WRITERS & get_resource("vehicles.dispatch").write_roles):
        raise Http404
    mine = rows().filter(pk__in=resource.rows(request.scope).order_by().values("pk"))
    chosen = [int(v) for v in request.GET.getlist("requests")[:100] if v.isdecimal() and len(v) < 19]
    found = listed(mine, chosen, request.GET.get("find", "")[:80], request.day)
    return render(request, "vehicles/picks_list.html", {**found, "name": "requests"})
