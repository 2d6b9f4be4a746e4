"""The way by network: the inner side always calls, the outer side answers only to the key it is paired with.

The inner side asks (a signed question with a nonce), gets a signed answer (how far both directions have come, and a
ticket), fetches the packages of posts one by one, and sends its own with the ticket. Without a ticket no more than a
question is read.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import secrets
import socket
import ssl
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from yifa.kernel import clockwork, limits
from yifa.kernel.action import ActionError, Ctx, run
from yifa.kernel.registry import get_action
from yifa.kernel.relay import loading, package, packing, taking
from yifa.kernel.relay.models import Channel, Package, Partner, Way
from yifa.kernel.relay.package import ANSWER, ASK, PackageError

PATH = "relay/"
#: A question is no longer than this; clocks differ by no more; a ticket holds so long.
_ASKED, _SKEW, _TICKET = 64 << 10, timedelta(minutes=10), 900
#: Seconds without a sign of life; longest package.
_TIMEOUT, _MOST = 120, 512 << 20
_OWN = ("127.0.0.1", "localhost", "::1")
_NONCE = re.compile(r"[0-9a-f]{32}")


class NetworkError(Exception):
    """The outer side cannot be reached or says no; the message is Chinese."""


# -- inner side --------------------------------------------------------------
@dataclass(frozen=True)
class Synced:
    """What one exchange did."""

    taken: list[Package]
    sent: list[Package]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """The address is what was paired; it is not led elsewhere."""
        return None


def checked_address(text: str) -> str:
    """Return an address of the outer side in its one form; NetworkError where it is none."""
    parts = urlsplit(text.strip())
    own = parts.scheme == "http" and parts.hostname in _OWN
    if not parts.hostname or not (parts.scheme == "https" or own) or parts.username or parts.query or parts.fragment:
        raise NetworkError("外网机地址要 https 开头，如 https://outer.example.gov.cn/。")
    return text.strip().rstrip("/") + "/"


class _Line:
    """The line to one bureau's outer side."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.url = checked_address(channel.address) + PATH
        self.opener = urllib.request.build_opener(_NoRedirect(), urllib.request.HTTPSHandler(context=_trusted()))
        self.ticket = ""

    @contextmanager
    def _post(self, body: IO[bytes], ticket: str = "") -> Iterator[IO[bytes]]:
        size = body.seek(0, io.SEEK_END)
        body.seek(0)
        headers = {"Content-Type": "application/zip", "Content-Length": str(size)}
        headers |= {"X-Yifa-Ticket": ticket} if ticket else {}
        asked = urllib.request.Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 checked_address
        try:
            with self.opener.open(asked, timeout=_TIMEOUT) as answer, tempfile.TemporaryFile() as kept:
                while block := answer.read(1 << 20):
                    kept.write(block)
                    if kept.tell() > _MOST:
                        raise NetworkError("外网机的应答太大。")
                kept.seek(0)
                yield kept
        except urllib.error.HTTPError as error:
            raise NetworkError(_refusal(error)) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            if isinstance(error, PackageError):
                raise
            raise NetworkError(f"连不上外网机 {self.url}：{_unreached(getattr(error, 'reason', error))}") from error

    def ask(self, **said: Any) -> IO[bytes]:
        """Return a signed question."""
        out, channel = io.BytesIO(), self.channel
        package.write(
            out, ASK, pairing=channel.pairing, bureau=str(channel.bureau.code), number=0, previous="",
            now=clockwork.now(), **said,
        )  # fmt: skip
        return out

    def _state(self, kept: IO[bytes], nonce: str) -> dict[str, Any]:
        channel = self.channel
        with package.opened(
            kept, ANSWER, channel.partner, pairing=channel.pairing, bureau=str(channel.bureau.code)
        ) as opened:
            said = opened.manifest.said
        if nonce and said.get("nonce") != nonce:
            raise NetworkError("外网机的应答不是对这次询问的，不采信。")
        self.ticket = str(said.get("ticket", ""))
        return {"loaded": int(said["loaded"]), "posted": int(said["posted"])}

    def state(self) -> dict[str, Any]:
        """Ask how far the outer side has come."""
        nonce = secrets.token_hex(16)
        with self._post(self.ask(nonce=nonce)) as kept:
            return self._state(kept, nonce)

    @contextmanager
    def fetch(self, number: int) -> Iterator[IO[bytes]]:
        """Give a package of posts."""
        with self._post(self.ask(nonce=secrets.token_hex(16), want=number)) as kept:
            yield kept

    def send(self, made: Package) -> dict[str, Any]:
        """Send a package; return how far the outer side has come by it."""
        path = packing.path_of(made)
        if path is None:
            raise NetworkError(f"第{made.number}号出包的文件不见了。运行 yifa outer pack --whole 重新全量出包。")
        with path.open("rb") as file, self._post(file, self.ticket) as kept:
            return self._state(kept, "")


def _trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: the bureau's own authority where one is set, else the system's."""
    name = settings.YIFA_RELAY_CA
    try:
        return ssl.create_default_context(cafile=name or None)
    except OSError as error:  # ssl.SSLError is one
        why = "不是 PEM 格式的证书" if isinstance(error, ssl.SSLError) else "读不出来"
        raise NetworkError(f"YIFA_RELAY_CA 写的证书文件 {name} {why}。") from error


#: Codes of X509_V_ERR_… → what is wrong with the certificate of the outer side.
_EXPIRED, _NOT_YET, _NAMES = (10,), (9,), (62, 64)


def _unreached(error: Any) -> str:
    """Return in Chinese why there was no answer."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _EXPIRED:
            return "它的证书已经过期，请外网机换证书。"
        if error.verify_code in _NOT_YET:
            return "它的证书还没有生效，看两边的时钟。"
        if error.verify_code in _NAMES:
            return "它的证书写的不是这个地址，看外网机地址和证书。"
        own = f"{settings.YIFA_RELAY_CA} 里的机构" if settings.YIFA_RELAY_CA else "系统认得的机构"
        mend = "单位自建机构签的，用 YIFA_RELAY_CA 写明那个机构的证书文件（PEM）；不是，就是连错了机器。"
        return f"它的证书不是{own}签的。{mend}"
    if isinstance(error, ssl.SSLError):
        return "它不用 https 回答，看地址和端口。"
    if isinstance(error, TimeoutError):
        return "等了很久没有回答。"
    if isinstance(error, ConnectionRefusedError):
        return "它不接受连接，看它是否开着、端口对不对。"
    if isinstance(error, socket.gaierror):
        return "找不到这个名字，看地址和本机的域名解析。"
    return f"网络中断（{error}）。"


def _refusal(error: urllib.error.HTTPError) -> str:
    try:
        said = str(json.loads(error.read(4096))["error"])[:200]
    except (ValueError, KeyError, TypeError, OSError):
        said = f"返回 {error.code}"
    return f"外网机不收：{said}"


def sync(channel: Channel, ctx: Ctx) -> Synced:
    """Fetch and take what waits outside, then send what has changed; NetworkError, PackageError, ActionError."""
    bureau = channel.bureau
    line = _Line(packing.channel_of(bureau))
    state, taken, sent = line.state(), [], []
    if state["loaded"] > channel.made or state["posted"] < channel.taken:
        raise NetworkError("两边的包号对不上（有一边是从旧备份恢复的）。运行 yifa outer pair --new 重新配对。")
    for number in range(channel.taken + 1, state["posted"] + 1):
        with line.fetch(number) as kept:
            taken.append(taking.take(bureau, kept, ctx, Way.NETWORK))
    note(bureau, ctx, state["loaded"])
    packing.pack(bureau, ctx, way=Way.NETWORK, whole=state["loaded"] < packing.channel_of(bureau).loaded)
    channel = packing.channel_of(bureau)
    for made in packing.unloaded(channel):
        if made.number is not None and made.number > state["loaded"]:
            state = line.send(made)
            sent.append(made)
    note(bureau, ctx, state["loaded"])
    return Synced(taken, sent)


def note(bureau: Any, ctx: Ctx, number: int) -> None:
    """Enter up to which package the outer side has loaded, where that is news."""
    channel = packing.channel_of(bureau)
    if number > channel.loaded:
        run(get_action("relay.package", "note"), ctx, None, {"channel": channel, "loaded": number})
        packing.drop(packing.channel_of(bureau))


def tried(channel: Channel, ctx: Ctx) -> str:
    """Exchange, and keep what came of it on the channel for its page; return the words where it failed."""
    words = ""
    try:
        sync(channel, ctx)
    except (NetworkError, PackageError, ActionError) as error:
        words = str(error)
    Channel.objects.filter(pk=channel.pk).update(tried_at=clockwork.now(), said=words[:300])
    return words


# -- outer side --------------------------------------------------------------
@csrf_exempt
@require_POST
def endpoint(request: HttpRequest) -> HttpResponse | FileResponse:
    """Answer a paired inner side; everybody else gets one refusal that tells nothing."""
    limits.check(request, "relay", most=240)
    try:
        ticket = request.headers.get("X-Yifa-Ticket", "")
        return _load(request, ticket) if ticket else _answer(request)
    except PackageError as error:
        return JsonResponse({"error": str(error)}, status=400)


def _load(request: HttpRequest, ticket: str) -> HttpResponse:
    key = f"relay-ticket:{ticket}" if _NONCE.fullmatch(ticket) else ""
    code = cache.get(key) if key else None
    found = Partner.objects.filter(code=code).first() if code else None
    if found is None:
        raise PackageError("没有先询问，或者询问已经过期。")
    cache.delete(key)
    with tempfile.TemporaryFile() as body:
        while block := request.read(1 << 20):
            body.write(block)
        body.seek(0)
        loading.load(body, found)
    return _said(Partner.objects.get(pk=found.pk))


def _answer(request: HttpRequest) -> HttpResponse | FileResponse:
    body = io.BytesIO(request.read(_ASKED + 1))
    if body.getbuffer().nbytes > _ASKED:
        raise PackageError("没有先询问，或者询问已经过期。")
    found = loading.partner_of(body)
    with package.opened(body, ASK, found.key, pairing=found.pairing, bureau=found.code) as opened:
        asked = opened.manifest
    nonce, now = str(asked.said.get("nonce", "")), clockwork.now()
    if abs(now - asked.made_at) > _SKEW:
        raise PackageError("两边的时钟相差十分钟以上，校准后再试。")
    if not _NONCE.fullmatch(nonce) or not cache.add(f"relay-nonce:{nonce}", 1, timeout=2 * _SKEW.seconds):
        raise PackageError("这次询问已经答过，不重复回答。")
    if (want := asked.said.get("want")) is not None:
        path = loading.kept(found, int(want))
        if path is None:
            raise PackageError(f"第{int(want)}号来件包不在了。")
        return FileResponse(path.open("rb"), content_type="application/zip")
    loading.post(found, now)
    return _said(Partner.objects.get(pk=found.pk), nonce)


def _said(found: Partner, nonce: str = "") -> HttpResponse:
    """Return the signed answer: how far both directions have come, and a ticket for the next package."""
    ticket, out = secrets.token_hex(16), io.BytesIO()
    cache.set(f"relay-ticket:{ticket}", found.code, timeout=_TICKET)
    package.write(
        out, ANSWER, pairing=found.pairing, bureau=found.code, number=0, previous="", now=clockwork.now(), nonce=nonce,
        ticket=ticket, loaded=found.loaded, posted=found.posted,
    )  # fmt: skip
    return HttpResponse(out.getvalue(), content_type="application/zip")
