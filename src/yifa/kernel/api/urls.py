"""The one address under which the interface lives; it is built at the first request, not at start-up."""

from __future__ import annotations

from functools import cache

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLResolver, re_path
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern
from django.views.decorators.csrf import csrf_exempt


@cache
def _resolver() -> URLResolver:
    from yifa.kernel.api.build import api

    return URLResolver(RegexPattern(r"^"), api().urls[0])


@csrf_exempt
def dispatch(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer any address of the interface. CSRF is checked where the session is the way in (``door``)."""
    try:
        match = _resolver().resolve(rest)
    except Resolver404:
        missing = {"error": "missing", "message": "没有这个接口地址。", "fields": {}}
        return JsonResponse(missing, status=404, json_dumps_params={"ensure_ascii": False})
    try:
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Http404:
        missing = {"error": "missing", "message": "没有这个接口地址。", "fields": {}}
        return JsonResponse(missing, status=404, json_dumps_params={"ensure_ascii": False})
    return answer


urlpatterns = [re_path(r"^(?P<rest>[\s\S]+)\Z", dispatch, name="api")]
