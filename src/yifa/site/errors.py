"""Error pages: Chinese, with what was kept, what to do, and a number to quote."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from yifa.kernel import trouble
from yifa.kernel.action import NotNow, errors_of
from yifa.kernel.ui.errors import error_context
from yifa.site import typed

#: What the pages say to a reader of the outer side, who has no register and no account.
OUTSIDE: dict[int, dict[str, Any]] = {
    403: {"title": "不能这样办", "todo": []},
    404: {"text": "地址写错，或者内容已经撤下。", "todo": ["从首页，或从收到的链接重新打开。"]},
    500: {"todo": ["等 1 分钟再试；还不行，联系本机关，说明事件编号。"]},
}
log = logging.getLogger("yifa")


def page(
    request: HttpRequest, code: int, message: str = "", hint: str = "", number: str = "", title: str = ""
) -> HttpResponse:
    """Return one error page. ``title``, ``message`` and ``hint`` replace what the kit says of the status."""
    more: dict[str, Any] = {"title": title} if title else {}
    if message:
        more["text"] = message
    if hint:
        more["todo"] = [hint]
    if settings.YIFA_SIDE == "outer":
        more = {**OUTSIDE.get(code, {}), **more, "home_label": "回到首页"}
    context = error_context(code, number, **more)
    if code in (403, 404, 409) and getattr(request, "scope", None) is not None and request.scope.bureau_id:  # type: ignore[attr-defined]
        return HttpResponse(render_to_string("yifa/error_in.html", context, request), status=code)
    context["todo"] = [t.replace("用顶栏查找，或从台账进入", "登录后从台账进入") for t in context["todo"]]
    return HttpResponse(render_to_string("yifa/error.html", context), status=code)


def refusal(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the page of an Action that may not take place: for whose sake, or as the record stands."""
    if isinstance(error, NotNow):
        return page(request, 403, str(error), "回到这条记录，看它现在的状态和下一步。", title="这一步现在不能办")
    words = [m for _, m in errors_of(error)] if isinstance(error, ValidationError) else [str(error)]
    return page(request, 403, "".join(dict.fromkeys(words)))


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return page(request, 403, str(exception) if exception and str(exception) else "")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the CSRF check; a form opened before a sign-in in another tab comes back with what was typed in it."""
    same_site = reason.startswith("CSRF token") and request.user.is_authenticated
    if same_site and typed.keep(request, str(request.user.pk)):
        return redirect(request.path)
    return page(request, 403, "这一页停留太久，安全令牌已过期，没有保存任何改动。", "返回上一页，刷新后再办理。")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404, with the words of who knows why (in Chinese; what the framework says is for us)."""
    words = str(exception) if exception else ""
    return page(request, 404, words if any("\u4e00" <= char <= "\u9fff" for char in words) else "")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with an incident number that the log also has; where the machine is in trouble, what that is."""
    number = secrets.token_hex(4).upper()
    log.error("incident %s at %s", number, request.path)
    if found := trouble.of(sys.exc_info()[1]):
        return page(request, found.status, found.text, found.hint, number)
    return page(request, 500, number=number)
