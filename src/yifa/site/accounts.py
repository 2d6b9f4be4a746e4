"""Login rules of the site: no sign-up, Chinese lock-out answer, demo accounts on loopback only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the administrators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say in Chinese that the account is locked for a while."""
    context = {
        "code": 429,
        "title": "登录已暂停",
        "message": "连续多次密码不对，这个账号暂停登录 30 分钟。",
        "hint": "到时再试，或请安全管理员重设密码。",
    }
    return render(request, "yifa/error.html", context, status=429)
