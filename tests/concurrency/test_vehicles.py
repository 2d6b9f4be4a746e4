"""Two dispatchers and one car; an exchange that is killed in the middle."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from tests.affairs.test_dispatch import agree, ask, at, cars, drivers, send
from tests.affairs.test_exchange import Platform, Told, only_few
from tests.concurrency.test_same_moment import together

from yifa.affairs.vehicles.exchange import sending
from yifa.affairs.vehicles.models import Dispatch, Driver, Message, Request
from yifa.kernel.action import Refused
from yifa.kernel.ledger import verify


def test_two_dispatchers_who_take_one_car_at_once_one_hears_of_it(instance: Any, house_of: Any) -> None:
    place = house_of("ji")
    day = place.day + timedelta(days=9)
    first, second = ask(place, at(day, 9)), ask(place, at(day, 10))
    agree(place, first), agree(place, second)
    car, (one, two, *_) = cars(place)[0], drivers(place)
    start = threading.Barrier(2)

    def take(asked: Request, driver: Driver) -> Any:
        start.wait(30)
        return send(place, [asked], car, driver)

    got = together(lambda: take(first, one), lambda: take(second, two))
    refused = [g for g in got if isinstance(g, Refused)]
    assert len(refused) == 1 and "已派出" in str(refused[0]), got
    assert Dispatch.objects.filter(vehicle=car, leaves_at__gte=at(day, 0)).count() == 1
    assert Request.objects.filter(pk__in=(first.pk, second.pk), state="approved").count() == 1


_SENDER = """
import django; django.setup()
from tests.affairs.test_exchange import Told
from yifa.affairs.vehicles.exchange import sending
sending.send(Told(), {"user": None, "bureau": %d})
"""


def test_an_exchange_killed_in_the_middle_loses_nothing_and_counts_nothing_twice(
    instance: Any, house_of: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_few(monkeypatch)
    platform, place = Platform(), house_of("ji")
    settings.YIFA_VEHICLE_PLATFORM_URL = platform.url
    place.do("vehicles.message", "make")
    rows = Message.objects.filter(bureau=place.bureau, faults="")
    child = subprocess.Popen(
        [sys.executable, "-c", _SENDER % place.bureau.pk], cwd=instance.home,
        env={**instance.env, "YIFA_VEHICLE_PLATFORM_URL": platform.url},
    )  # fmt: skip
    try:
        assert platform.reached.wait(60)
    finally:
        child.kill()
        child.wait(20)
    assert 0 < rows.filter(step="accepted").count() < rows.count()
    sending.send(Told(), {"user": None, "bureau": place.bureau.pk})  # type: ignore[arg-type]
    platform.server.shutdown()
    platform.server.server_close()
    assert not rows.exclude(step="accepted").exists(), "nothing is lost"
    ids = [m["id"] for m in platform.got]
    assert len(set(ids)) == rows.count()
    assert len(ids) - len(set(ids)) <= 1, "only what was on its way goes again, under the same id"
    assert verify.verify().ok
