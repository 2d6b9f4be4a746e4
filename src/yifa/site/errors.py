"""Error pages: Chinese, with what was kept, what to do, and a number to quote."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("yifa")

_TEXTS = {
    400: ("请求有误", "浏览器送来的内容不完整或已过期，没有保存任何改动。", "返回上一页，刷新后再办理。"),
    403: ("不能办理", "你的岗位不能看或不能办理这一项。", "需要时请本机关系统管理员核对岗位。"),
    404: ("没有这一页", "地址写错了，或这条记录不在你的范围内。", "用上方搜索查找，或回到我的工作。"),
    429: ("稍后再试", "短时间内请求过多。", "等一分钟再试。"),
    500: ("系统出错", "刚才的操作没有保存，已有数据不受影响。", "把事件编号告诉系统管理员。"),
}


def page(request: HttpRequest, code: int, message: str = "", hint: str = "", number: str = "") -> HttpResponse:
    """Return one error page."""
    title, text, todo = _TEXTS[code]
    context = {"code": code, "title": title, "message": message or text, "hint": hint or todo, "number": number}
    return render(request, "yifa/error.html", context, status=code)


def refusal(request: HttpRequest, message: str) -> HttpResponse:
    """Return the page of an Action that may not take place."""
    return page(request, 403, message)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return page(request, 403, str(exception) if exception and str(exception) else "")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the CSRF check."""
    return page(request, 403, "这一页停留太久，安全令牌已过期，没有保存任何改动。", "返回上一页，刷新后再办理。")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with an incident number that the log also has."""
    number = secrets.token_hex(4).upper()
    log.error("incident %s at %s", number, request.path)
    return page(request, 500, number=number)
