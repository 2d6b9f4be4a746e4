"""Exchange with a mock platform: up, down, talking rubbish; nothing lost, nothing accepted is sent twice."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from yifa.affairs.vehicles.exchange import interfaces, sending
from yifa.affairs.vehicles.models import Message, Vehicle
from yifa.kernel.action import Refused
from yifa.kernel.jobs.queue import GiveUp

pytestmark = pytest.mark.django_db


class Platform:
    """A platform that answers as told and remembers what it was sent."""

    def __init__(self) -> None:
        self.answer: tuple[int, bytes] = (200, b'{"code": "0", "message": "ok"}')
        self.got: list[dict[str, Any]] = []
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                platform.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                code, body = platform.answer
                self.send_response(code)
                self.end_headers()
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


@pytest.fixture
def ji(house: Callable[[str], Any], platform: Platform, settings: Any) -> Any:
    settings.YIFA_VEHICLE_PLATFORM_URL = platform.url
    place = house("ji")
    place.do("vehicles.message", "make")
    return place


def send(ji: Any) -> None:
    sending.send(Told(), {"user": None, "bureau": ji.bureau.pk})  # type: ignore[arg-type]


def test_the_eighteen_names_are_there_and_two_say_that_no_register_stands_behind_them() -> None:
    assert len(interfaces.INTERFACES) == 18
    assert {i.title for i in interfaces.INTERFACES if i.rows is None} == {"登录", "12345投诉信息"}


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
     ((302, b""), "平台返回 302")],
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


def test_a_refusal_is_kept_with_its_words_and_not_repeated(ji: Any, platform: Platform) -> None:
    platform.answer = (200, '{"code": "A12", "message": "编制号不存在"}'.encode())
    send(ji)
    refused = Message.objects.filter(bureau=ji.bureau, reply="编制号不存在")
    assert refused.count() == len(platform.got) > 0 and refused.first().step == "refused"  # type: ignore[union-attr]


@pytest.mark.parametrize(("url", "why"), [("", "没有配置"), ("http://example.org", "https"), ("ftp://x", "https")])
def test_an_address_that_is_missing_or_open_is_refused(settings: Any, url: str, why: str) -> None:
    settings.YIFA_VEHICLE_PLATFORM_URL = url
    with pytest.raises(GiveUp, match=why):
        sending.address()
