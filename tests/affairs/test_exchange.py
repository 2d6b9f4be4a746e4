"""Exchange with a mock platform: up, down, talking rubbish; nothing lost, nothing accepted is sent twice."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from yifa.affairs.vehicles.exchange import interfaces, making, reconcile, sending
from yifa.affairs.vehicles.models import Message, Vehicle
from yifa.kernel.action import Refused
from yifa.kernel.jobs.models import Job
from yifa.kernel.jobs.queue import GiveUp

pytestmark = pytest.mark.django_db


class Platform:
    """A platform that answers as told and remembers what it was sent."""

    def __init__(self) -> None:
        self.answer: tuple[int, bytes] = (200, b'{"code": "0", "message": "ok"}')
        self.got: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.wait = self.drip = 0.0
        #: So many messages, then ``reached`` is set and no answer comes.
        self.hold, self.reached = 8, threading.Event()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                platform.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                platform.tokens.append(self.headers.get("Authorization"))
                if len(platform.got) == platform.hold:
                    platform.reached.set()
                time.sleep(platform.wait)
                code, body = platform.answer
                with contextlib.suppress(OSError):  # whoever asked has gone
                    self.send_response(code)
                    self.end_headers()
                    for _ in range(40 if platform.drip else 0):
                        self.wfile.write(b" ")
                        self.wfile.flush()
                        time.sleep(platform.drip)
                    self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Be quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Told:
    """Stands for the job's progress."""

    cancelled = False

    def tell(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to show."""

    result = tell


@pytest.fixture
def platform() -> Iterator[Platform]:
    made = Platform()
    yield made
    made.server.shutdown()
    made.server.server_close()


#: Interfaces the tests send over: small registers, one of them with faults.
FEW = ("unit", "vehicle", "driver")


def only_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the large registers out."""
    few = tuple(i for i in interfaces.INTERFACES if i.key in FEW)
    monkeypatch.setattr(interfaces, "INTERFACES", few)


@pytest.fixture
def ji(house: Callable[[str], Any], platform: Platform, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    only_few(monkeypatch)
    settings.YIFA_VEHICLE_PLATFORM_URL = platform.url
    place = house("ji")
    place.do("vehicles.message", "make")
    return place


def send(ji: Any) -> None:
    sending.send(Told(), {"user": None, "bureau": ji.bureau.pk})  # type: ignore[arg-type]


def test_the_eighteen_names_are_there_and_only_the_login_has_no_register_behind_it() -> None:
    assert len(interfaces.INTERFACES) == 18
    assert {i.title for i in interfaces.INTERFACES if i.rows is None} == {"登录"}


def test_every_record_is_checked_before_it_is_sent_and_unchanged_ones_are_not_made_again(ji: Any) -> None:
    made = Message.objects.filter(bureau=ji.bureau)
    assert made.filter(subject="vehicle").count() == Vehicle.objects.filter(bureau=ji.bureau, life="live").count()
    faulty = made.exclude(faults="")
    assert all(not m.first_pass and m.step == "refused" for m in faulty)
    assert made.filter(subject="unit", faults__contains="统一社会信用代码").exists()
    with pytest.raises(Refused, match="没有变化"):
        ji.do("vehicles.message", "make")
    car = Vehicle.objects.filter(bureau=ji.bureau, life="live").first()
    assert car is not None
    ji.do("vehicles.vehicle", "seal", car)
    ji.do("vehicles.message", "make")
    assert made.filter(subject="vehicle", subject_ref=car.pk).count() == 2


def test_a_large_fleet_is_looked_through_by_a_job_piece_by_piece(ji: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yifa.affairs.vehicles.actions.exchange._AT_ONCE", 3)
    monkeypatch.setattr(making, "PIECE", 5)
    car = Vehicle.objects.filter(bureau=ji.bureau, life="live").order_by("-pk").first()
    assert car is not None
    ji.do("vehicles.vehicle", "seal", car)
    before = Message.objects.filter(bureau=ji.bureau).count()
    ji.do("vehicles.message", "make")
    job = Job.objects.filter(kind="vehicles.make").latest("pk")
    for _ in range(2):  # begun again after its process was gone: nothing twice
        making.make(Told(), job.args["scope"])  # type: ignore[arg-type]
    assert Message.objects.filter(bureau=ji.bureau).count() == before + 1
    assert Message.objects.filter(subject="vehicle", subject_ref=car.pk).count() == 2
    with pytest.raises(Refused, match="由系统办理"):
        ji.do("vehicles.message", "keep", messages=[])


def test_what_the_platform_accepts_is_not_sent_again(ji: Any, platform: Platform) -> None:
    send(ji)
    waiting = Message.objects.filter(bureau=ji.bureau, faults="").exclude(step="accepted")
    assert not waiting.exists() and platform.got
    first = len(platform.got)
    assert len({m["id"] for m in platform.got}) == first
    assert all("号牌号码" in m["data"] for m in platform.got if m["interface"] == "vehicle")
    send(ji)
    assert len(platform.got) == first


@pytest.mark.parametrize(
    ("answer", "said"),
    [((500, b"down"), "平台返回 500"), ((200, b"<html>"), "约定的格式"), ((200, b'["0"]'), "约定的格式"),
     ((302, b""), "平台返回 302"), ((200, b"[" * 15_000), "约定的格式"), ((200, b"x" * 40_000), "约定的格式"),
     ((200, b'{"code": {"a": 1}}'), "约定的格式")],
)  # fmt: skip
def test_a_platform_that_is_down_or_talks_rubbish_loses_nothing(
    ji: Any, platform: Platform, answer: tuple[int, bytes], said: str
) -> None:
    platform.answer = answer
    with pytest.raises(ConnectionError):
        send(ji)
    failed = Message.objects.filter(bureau=ji.bureau, step="failed")
    assert failed.count() == 5 and said in failed[0].reply  # it stops asking; the queue tries again later
    platform.answer = (200, b'{"code": "0"}')
    send(ji)
    assert not Message.objects.filter(bureau=ji.bureau, faults="").exclude(step="accepted").exists()


def test_one_message_without_an_answer_does_not_end_the_job_as_done(ji: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = Message.objects.filter(bureau=ji.bureau, faults="").exclude(step="accepted")
    lost, real = waiting.order_by("id")[1], sending.post

    def post(url: str, message: Message, token: str = "") -> tuple[str, str]:
        return ("failed", "平台没有应答") if message.pk == lost.pk else real(url, message, token)

    monkeypatch.setattr(sending, "post", post)
    with pytest.raises(ConnectionError, match="1 messages"):
        send(ji)
    assert list(waiting) == [lost], "the others are through"


def test_a_refusal_is_kept_with_its_words_and_not_repeated(ji: Any, platform: Platform) -> None:
    platform.answer = (200, '{"code": "A12", "message": "编制号不存在"}'.encode())
    send(ji)
    refused = Message.objects.filter(bureau=ji.bureau, reply="编制号不存在")
    assert refused.count() == len(platform.got) > 0 and refused.first().step == "refused"  # type: ignore[union-attr]
    platform.answer = (200, b'{"code": "0"}')
    one, fault = refused.filter(subject="vehicle")[0], Message.objects.exclude(faults="").first()
    with pytest.raises(Refused, match="没有通过本系统校验"):
        ji.do("vehicles.message", "again", fault)
    ji.do("vehicles.message", "again", one)  # the platform had been wrong: the same content once more
    send(ji)
    one.refresh_from_db()
    assert one.step == "accepted" and [m["id"] for m in platform.got].count(platform.got[-1]["id"]) == 2
    line = next(x for x in reconcile.lines(ji.bureau.pk) if x.key == "vehicle")
    assert line.accepted == 1 and line.refused == line.made - 1


def test_where_an_account_is_set_it_signs_in_first_and_a_refused_account_is_said(
    ji: Any, platform: Platform, settings: Any
) -> None:
    settings.YIFA_VEHICLE_PLATFORM_ACCOUNT, settings.YIFA_VEHICLE_PLATFORM_SECRET = "ji", "secret"
    platform.answer = (200, '{"code": "7", "message": "账号停用"}'.encode())
    with pytest.raises(GiveUp, match="不接受登录：账号停用"):
        send(ji)
    platform.answer = (503, b"")
    with pytest.raises(ConnectionError):
        send(ji)
    assert {m["interface"] for m in platform.got} == {"login"}, "nothing is sent before it is let in"
    platform.answer = (200, b'{"code": "0", "data": {"token": "t1"}}')
    send(ji)
    assert platform.got[-1]["interface"] != "login" and platform.tokens[-1] == "Bearer t1"


@pytest.mark.parametrize(("url", "why"), [("", "没有配置"), ("http://example.org", "https"), ("ftp://x", "https")])
def test_an_address_that_is_missing_or_open_is_refused(settings: Any, url: str, why: str) -> None:
    settings.YIFA_VEHICLE_PLATFORM_URL = url
    with pytest.raises(GiveUp, match=why):
        sending.address()


def test_reconciliation_says_what_the_platform_has_not_got(ji: Any, platform: Platform) -> None:
    send(ji)
    bureau = ji.bureau.pk
    line = next(x for x in reconcile.lines(bureau) if x.key == "vehicle")
    assert line.records == line.made == line.accepted > 0 and line.missing == 0
    assert reconcile.first_pass(bureau) < 100  # type: ignore[operator]  # units without a code
    car = Vehicle.objects.filter(bureau=bureau, life="live", state="in_use").first()
    assert car is not None
    ji.do("vehicles.vehicle", "seal", car)
    found = reconcile.compare(bureau, "vehicle")
    assert found.changed == [car.plate] and found.same == line.records - 1 and not found.missing
    ji.do("vehicles.vehicle", "void", car, reason="重复登记", checker="复核人")
    line = next(x for x in reconcile.lines(bureau) if x.key == "vehicle")
    assert line.gone == 1 and line.records == line.accepted and reconcile.compare(bureau, "vehicle").gone


def test_a_slow_platform_is_not_waited_for(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_TIMEOUT", 0.1)
    message = Message(subject="vehicle", subject_ref=1, digest="0" * 64, payload={})
    platform.wait = 0.5
    assert sending.post(platform.url, message) == ("failed", "平台没有应答，或应答不是约定的格式")
    platform.wait, platform.drip = 0, 0.02  # it answers byte by byte and never ends
    assert sending.post(platform.url, message)[0] == "failed"
    platform.server.shutdown()
    platform.server.server_close()  # gone altogether
    assert sending.post(platform.url, message)[0] == "failed"
    monkeypatch.setattr(sending, "_WHOLE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:  # its headers never end
        left = threading.Event()

        def drip() -> None:
            asked, _ = server.accept()
            with asked:
                try:
                    asked.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                    while True:
                        asked.sendall(b"x")
                        time.sleep(0.02)
                except OSError:
                    left.set()

        threading.Thread(target=drip, daemon=True).start()
        assert sending.post(f"http://127.0.0.1:{server.getsockname()[1]}", message)[0] == "failed"
        assert left.wait(30), "the worker goes on to the other jobs"
