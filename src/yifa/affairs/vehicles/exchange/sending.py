"""Send messages: JSON over HTTPS, outside every transaction; what was answered is written by an Action of its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from yifa.affairs.vehicles.choices import Step
from yifa.affairs.vehicles.models import Message
from yifa.kernel.action import run
from yifa.kernel.imports.jobs import ctx_for
from yifa.kernel.jobs.queue import GiveUp, Progress, handler
from yifa.kernel.registry import get_action

#: Seconds without a sign of life, and until an answer has begun; a reply longer than this, or in more pieces, is none
#: of the agreed form.
_TIMEOUT, _WHOLE = 10, 20
_MOST, _PIECES = 16 * 1024, 16
#: Messages held at a time.
_BATCH = 500
_OWN = ("127.0.0.1", "localhost", "::1")


class _Ends(http.client.HTTPConnection):
    """A connection whose answer begins within ``_WHOLE`` seconds, however it drips."""

    _end: threading.Timer | None = None

    def connect(self) -> None:
        """Connect, and see to the end."""
        super().connect()
        self._end = threading.Timer(_WHOLE, self._cut)
        self._end.daemon = True
        self._end.start()

    def _cut(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close; there is nothing left to end."""
        if self._end is not None:
            self._end.cancel()
        super().close()


class _EndsSafely(_Ends, http.client.HTTPSConnection):
    """The same over TLS."""


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: Any) -> Any:
        """Open within bounds."""
        return self.do_open(_Ends, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: Any) -> Any:
        """Open within bounds."""
        return self.do_open(_EndsSafely, req)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """The platform's address is what was configured; it is not led elsewhere."""
        return None


def address() -> str:
    """Return the platform's address; raise GiveUp with what to mend."""
    url = str(settings.YIFA_VEHICLE_PLATFORM_URL).rstrip("/")
    if not url:
        raise GiveUp("没有配置上级平台地址。由系统管理员设置 YIFA_VEHICLE_PLATFORM_URL 后重启。")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _OWN):
        raise GiveUp("上级平台地址必须是 https 开头。")
    return url


def _say(url: str, body: dict[str, Any], token: str = "") -> tuple[int, Any]:
    """Post JSON; return (HTTP status, the reply). Status 0: no answer, or none of the agreed form."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(  # noqa: S310 address() lets https and loopback through only
        url, data=json.dumps(body, ensure_ascii=False).encode(), method="POST", headers=headers
    )
    opener = urllib.request.build_opener(_NoRedirect(), _Http(), _Https())
    try:
        with opener.open(request, timeout=_TIMEOUT) as answer:
            return 200, json.loads(_read(answer).decode("utf-8"))
    except urllib.error.HTTPError as error:
        return error.code, None
    except (OSError, ValueError, RecursionError, http.client.HTTPException):
        return 0, None


def login(url: str) -> str:
    """Sign in over the interface of that name (登录) where an account is configured; return the token, or "".

    Raises GiveUp where the platform refuses the account, ConnectionError where it does not answer.
    """
    account, secret = settings.YIFA_VEHICLE_PLATFORM_ACCOUNT, settings.YIFA_VEHICLE_PLATFORM_SECRET
    if not account:
        return ""
    status, said = _say(f"{url}/login", {"interface": "login", "data": {"账号": account, "口令": secret}})
    if status in (401, 403) or (isinstance(said, dict) and "code" in said and str(said["code"]) != "0"):
        words = str(said.get("message") or "")[:100] if isinstance(said, dict) else f"返回 {status}"
        raise GiveUp(f"上级平台不接受登录：{words or '没有说明'}。由系统管理员核对平台账号和口令。")
    token = (said.get("data") or {}).get("token") if isinstance(said, dict) and status == 200 else None
    if not isinstance(token, str) or not token.isascii() or not 0 < len(token) <= 2000 or "\n" in token:
        raise ConnectionError("the platform does not let in")
    return token


def post(url: str, message: Message, token: str = "") -> tuple[str, str]:
    """Send one message; return (step, words). Whatever comes back is an answer, never an exception."""
    body = {"id": f"{message.subject}-{message.subject_ref}-{message.digest[:16]}", "interface": message.subject,
            "data": message.payload}  # fmt: skip
    status, said = _say(f"{url}/{message.subject}", body, token)
    if status not in (0, 200):
        return Step.FAILED, f"平台返回 {status}"
    if status == 0:
        return Step.FAILED, "平台没有应答，或应答不是约定的格式"
    if not isinstance(said, dict) or not isinstance(said.get("code"), str | int):
        return Step.FAILED, "平台的应答不是约定的格式"
    words = str(said.get("message") or "")[:280]
    return (Step.ACCEPTED, words or "已接收") if str(said["code"]) == "0" else (Step.REFUSED, words or "被退回")


def _read(answer: Any) -> bytes:
    """Read a reply that is short and comes at once; one that drips is not waited for."""
    got = b""
    for _ in range(_PIECES):
        piece = answer.read1(_MOST + 1 - len(got))
        got += piece
        if not piece or len(got) > _MOST:
            break
    else:
        raise ValueError("the reply does not end")
    if len(got) > _MOST:
        raise ValueError("the reply is too long")
    return got


def _note(scope: dict[str, Any], message: Message, step: str, words: str) -> None:
    run(get_action("vehicles.message", "note"), ctx_for(scope), message, {"step": step, "reply": words})


@handler("vehicles.exchange", tries=6, left="没有送到的留着，平台恢复后再“发送到上级平台”。")
def send(progress: Progress, scope: dict[str, Any]) -> None:
    """Send what waits, the oldest first. The same message may arrive twice; its id is the same.

    Where some got no answer, or none of the agreed form, the queue tries them again, later and later.
    """
    url = address()
    waiting = Message.objects.filter(bureau_id=scope["bureau"], life="live", step__in=(Step.WAITING, Step.FAILED))
    waiting = waiting.filter(faults="").order_by("id")
    total, done, failed, lost, last = waiting.count(), 0, 0, 0, 0
    progress.result("/vehicles/exchange/", "看对账")
    try:
        token = login(url)
    except ConnectionError:
        if first := waiting.first():
            _note(scope, first, Step.FAILED, "平台登录没有应答，或应答不是约定的格式")
        raise
    while batch := list(waiting.filter(pk__gt=last)[:_BATCH]):
        for message in batch:
            if progress.cancelled:
                return
            step, words = post(url, message, token)
            if words == "平台返回 401" and token:  # the token has run out: sign in once more
                token = login(url)
                step, words = post(url, message, token)
            _note(scope, message, step, words)
            failed = failed + 1 if step == Step.FAILED else 0
            lost += step == Step.FAILED
            done, last = done + 1, message.pk
            progress.tell(done, total)
            if failed >= 5:
                raise ConnectionError("the platform does not answer")
    if lost:
        raise ConnectionError(f"{lost} messages without an answer of the agreed form")
