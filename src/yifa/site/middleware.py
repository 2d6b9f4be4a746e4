"""Security headers, the scope of each request, and Chinese answers to refusals."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yifa.kernel import clockwork
from yifa.kernel.action import ActionError
from yifa.kernel.limits import TooMany
from yifa.kernel.policy import NOBODY, scope_of
from yifa.site.errors import page, refusal

Handler = Callable[[HttpRequest], HttpResponse]

#: No inline script or style, nothing from elsewhere.
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: Largest bodies in bytes: of who has not signed in and of public pages, of any other; and what is thrown away before
#: the answer.
MOST_OPEN, MOST_BODY, _DRAINED = 48 << 20, 512 << 20, 4 << 30
_OPEN = ("/open/", "/counsel/", "/accounts/")
#: Packages: read beyond a question only with a ticket (``kernel.relay.network``).
_RELAY = "/relay/"
#: Pages one may reach while the password must be changed.
_PASSWORD_PAGES = ("/accounts/", "/static/")


class SecurityHeaders:
    """CSP and friends on every answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CSP)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response


class Uploads:
    """Refuse a body that no form asks for before any of it is kept.

    It is read and thrown away, so that the answer reaches whoever sent it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= MOST_OPEN:
            return self.get_response(request)
        known = request.user.is_authenticated and not request.path.startswith(_OPEN)
        known = known or (settings.YIFA_RELAY_ENDPOINT and request.path == _RELAY)
        if known and int(length) <= MOST_BODY:
            return self.get_response(request)
        left = min(int(length), _DRAINED)
        while left > 0 and (block := request.read(min(left, 1 << 20))):
            left -= len(block)
        return page(request, 413)


class Scope:
    """Give the request its scope and day. Bureau: chosen in this session, else the first one served."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.day = clockwork.today()  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.scope = scope_of(request.user, request.session.get("bureau"))  # type: ignore[attr-defined]
            if request.user.must_change_password and not request.path.startswith(_PASSWORD_PAGES):
                return redirect("/accounts/password/change/")
        else:
            request.scope = NOBODY  # type: ignore[attr-defined]
        return self.get_response(request)


class Refusals:
    """Turn an ActionError that no view answered into a Chinese page, never a bare code."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer refusals and rate limits; leave everything else to the 500 page."""
        if isinstance(error, TooMany):
            return page(request, 429)
        return refusal(request, error) if isinstance(error, (ActionError, ValidationError)) else None
