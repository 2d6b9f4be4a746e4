"""What somebody typed into a record's form is not lost when the session ended, or began anew in another tab.

It stands in the form again, before the same person only, and is not handed in yet; files have to be chosen again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, QueryDict

#: The forms of records, the most characters kept of one, and where in the session they are kept.
_FORM, _MOST, _KEY = re.compile(r"^/r/[\w.]+/(new/(\w+/)?|\d+/do/\w+/)$"), 200_000, "typed"
_SAID = "登录到期时填的内容在下面，还没有提交。核对后再提交；选过的文件要重新选。"


class Typed:
    """Show in the form what was kept of it; keep what arrives after the session's end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            kept = request.session.get(_KEY)
            if kept and request.method == "GET" and request.path == kept["path"]:
                del request.session[_KEY]
                if kept["user"] == str(request.user.pk):
                    request.GET = QueryDict(mutable=True)  # type: ignore[assignment]
                    request.GET.update(kept["data"])
                    messages.warning(request, _SAID)
        elif request.method == "POST" and _FORM.match(request.path) and (ended := _ended(request)):
            request.session["bureau"] = ended.get("bureau")
            keep(request, ended["_auth_user_id"])
        return self.get_response(request)


def keep(request: HttpRequest, user: str) -> bool:
    """Keep what a request brought to a record's form, for that form and user; return whether it was."""
    if request.method != "POST" or not _FORM.match(request.path):
        return False
    data = {k: v for k, v in request.POST.items() if k != "csrfmiddlewaretoken" and "password" not in k}
    if sum(map(len, data.values())) > _MOST:
        return False
    request.session[_KEY] = {"path": request.path, "user": user, "data": data}
    return True


def _ended(request: HttpRequest) -> dict[str, Any] | None:
    """Return the session of this browser that is past its time and was somebody's; None where there is none."""
    row = Session.objects.filter(session_key=request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")).first()
    said = row.get_decoded() if row is not None else {}
    return said if said.get("_auth_user_id") else None
