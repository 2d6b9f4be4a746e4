"""Who comes in: a signed-in person with the CSRF token, or a program with a token; and how often."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle
from ninja.utils import check_csrf

from yifa.kernel import clockwork
from yifa.kernel.api import tokens
from yifa.kernel.api.models import Token
from yifa.kernel.api.problems import Problem
from yifa.kernel.policy import scope_of

SAFE = ("GET", "HEAD", "OPTIONS")


class TokenAuth(HttpBearer):
    """Authorization: Bearer yifa_… A wrong token is refused even beside a valid session."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Let the program act as the token's user, in the token's bureau."""
        found = tokens.find(token, clockwork.today())
        if found is None:
            raise Problem(401, "unauthenticated", "接口令牌无效、已到期或已吊销。请安全管理员另行签发。")
        if found.mode == Token.Mode.READ and request.method not in SAFE:
            raise Problem(403, "refused", "这个接口令牌只读，不能办理。")
        user = found.user
        request.user, request.day = user, clockwork.today()  # type: ignore[attr-defined]
        request.scope = scope_of(user, found.bureau_id)  # type: ignore[attr-defined]
        if request.scope.bureau_id != found.bureau_id:  # type: ignore[attr-defined]
            raise Problem(403, "refused", "令牌所属的人在这个机关已没有岗位。")
        return user


class SessionAuth(APIKeyCookie):
    """The cookie of the signed-in person; writing needs the CSRF token in X-CSRFToken."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Accept the session that the middleware has found."""
        if not request.user.is_authenticated:
            return None
        if check_csrf(request) is not None:
            raise Problem(403, "refused", "缺安全令牌（X-CSRFToken），没有办理。刷新页面后再试。")
        return request.user


class PerMinute(BaseThrottle):
    """So many requests a minute per account, counted in the database cache."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this request."""
        who = request.user.pk if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")
        key = f"api:{who}:{clockwork.now():%Y%m%d%H%M}"
        if cache.add(key, 1, timeout=120):
            return True
        try:
            return cache.incr(key) <= settings.YIFA_API_PER_MINUTE
        except ValueError:
            return True

    def wait(self) -> float:
        """Seconds until the next minute."""
        return 60.0 - clockwork.now().second
