"""Pages of the annual report: the list of years, the report, the records behind a figure."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from yifa.core.metrics import figures
from yifa.core.metrics.metric import Query
from yifa.core.org.models import Unit
from yifa.kernel import registry
from yifa.kernel.policy import READERS, scope_of
from yifa.suites.annual_report.compose import compose


def bureau_of(request: HttpRequest, code: str) -> Unit:
    """Return the bureau of an address, entering it if the reader holds a post there; 404 otherwise."""
    unit = get_object_or_404(Unit, code=code, bureau__isnull=True)
    scope: Any = scope_of(request.user, unit.pk)
    if scope.bureau_id != unit.pk or not scope.has(READERS):
        raise Http404
    request.scope = scope  # type: ignore[attr-defined]
    request.session["bureau"] = unit.pk
    return unit


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """All reports the reader may open."""
    bureaus = [b for b in request.scope.extra.get("bureaus", [])]  # type: ignore[attr-defined]
    return render(request, "annual_report/index.html", {"bureaus": bureaus})


@login_required
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One report as the records stand."""
    made = compose(bureau_of(request, code), year, day=request.day)  # type: ignore[attr-defined]
    return render(request, "annual_report/report.html", {"report": made})


@login_required
def figure(request: HttpRequest, code: str, year: int, key: str) -> HttpResponse:
    """The list behind one figure."""
    bureau = bureau_of(request, code)
    if key not in registry.metrics():
        raise Http404
    query = Query.of_year(bureau.pk, year, until=request.day)  # type: ignore[attr-defined]
    choice = figures.choices_of(bureau.pk, year).get(key)
    found = figures.evaluate(key, query, bureau_code=code, choice=choice)
    rows = figures.evidence(key, query)
    resource = registry.resource_of_model(rows.model)
    return render(request, "annual_report/figure.html", {"figure": found, "rows": rows[:500], "resource": resource})
