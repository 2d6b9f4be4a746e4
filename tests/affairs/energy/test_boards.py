"""From readings to boards, alarms and savings: what each role sees, and what a wrong entry is told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.affairs.energy.hours_of import office, written
from tests.affairs.energy.test_campus import sign_in  # noqa: F401

from yifa.affairs.energy.boards import city as board_of_all
from yifa.affairs.energy.boards import source
from yifa.affairs.energy.directory.models import Meter, PublicInstitution
from yifa.affairs.energy.meters import settings as meter_settings
from yifa.affairs.energy.meters import surfaces as meters
from yifa.affairs.energy.savings.models import Measure
from yifa.affairs.energy.series.manifest import Manifest
from yifa.affairs.energy.watch.models import Alarm
from yifa.kernel import inbox
from yifa.kernel.action import Refused
from yifa.kernel.events.models import Outbox
from yifa.lawkit.calendar import WorkCalendar


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def ji(house: Any, settings: Any, tmp_path: Path) -> Any:
    settings.HOME = tmp_path
    return house("ji")


def test_readings_become_boards_alarms_and_savings(ji: Any, sign_in: Any, tmp_path: Path) -> None:  # noqa: F811
    site = PublicInstitution.objects.filter(bureau=ji.bureau).order_by("pk").first()
    total = Meter.objects.get(account__institution=site, account__supply="electricity", above=None)
    part, *others = total.below.order_by("pk")
    board, client = f"/energy/load/{site.pk}/", sign_in("legal", "ji")
    assert "yifa energy ingest" in words(client.get(board)), "an empty board says how to get data"
    with pytest.raises(Refused, match="还没有表计读数"):
        ji.do("energy.alarm", "detect", month=f"{ji.day:%Y-%m}")

    # fourteen months of hours: an office, less since the works, one night the lights stayed on, half a day lost
    measure = Measure.objects.get(institution=site)
    first, calendar = (measure.begun_on - timedelta(days=380)), WorkCalendar.load()
    days = [first + timedelta(days=n) for n in range((ji.day - first).days)]
    use = office(len(days), 2000, 10_000, [calendar.is_workday(day) for day in days]).reshape(-1, 24)
    use[(measure.ended_on - first).days + 1 :] = use[(measure.ended_on - first).days + 1 :] * 8 // 10
    month = ji.day.replace(day=1) - timedelta(days=1)
    bright = next(d for d in (month - timedelta(days=n) for n in range(20)) if calendar.is_workday(d))
    use[(bright - first).days, 22:] *= 4
    known = meter_settings.of([total, part, *others])
    known = {name: one | {"modulus": 10**8, "max_rate": None, "ratios": []} for name, one in known.items()}
    lost = (date(month.year, month.month, 3) - first).days * 24
    used = {total.number: use.ravel(), part.number: use.ravel() * 6 // 10}
    used |= {one.number: use.ravel() // 50 for one in others}
    written(tmp_path / "series", first, used, known, {part.number: range(lost, lost + 60)})

    year = words(client.get(f"{board}?year={month.year}"))
    for said in (
        "每小时用量热力图",
        "分时电费",
        "待核实",
        "碳排放",
        "基础负荷",
        "能流图",
        "同类比较",
        "度日修正",
        "采暖度日数",
    ):
        assert said in year, said
    assert f"总表未计量占比 {40 - 2 * len(others)}.0%" in year
    assert str(site.name) in year and "第二办公区" not in year, "nobody else is named"
    assert f"?day={bright}" in client.get(f"{board}?month={month:%Y-%m}").content.decode()
    assert "23时至24时" in words(client.get(f"{board}?day={bright}"))
    page = words(client.get(f"/energy/meter/{part.pk}/?month={month:%Y-%m}"))
    assert "估算" in page and "量程" in page and "缺数和估算" in page
    assert "原始读数" in words(client.get(f"/energy/meter/{part.pk}/?day={bright}"))
    for wrong in ("?year=1999", "?month=2026-13", "?day=x", "?supply=gold", "?year=2040"):
        assert client.get(board + wrong).status_code == 200
    city = words(client.get("/energy/city/"))
    assert "分行政区域" in city and "城东街道" in city and "示意图" in city and "接入总表 1块" in city
    with source.series() as found:
        nobody = replace(ji.scope("clerk"), unit_ids=frozenset({ji.unit("财务处").pk}))
        assert found and board_of_all._metered(found, nobody, "electricity", (f"{month:%Y-%m}",)) is None

    # a change of ratio and a virtual meter reach the series; a circle does not
    ji.do("energy.meter_change", "record", meter=total, kind="ratio", happened_on=ji.day, clock="08:00", ratio=30)
    head = {"institution": site, "supply": "electricity", "happened_on": ji.day}
    ji.do("energy.virtual_meter", "record", number="净一", equation=f"[{total.number}]-[{part.number}]", **head)
    form = {"institution": site.pk, "supply": "electricity", "happened_on": str(ji.day), "unit": site.unit_id}
    for equation, said in (("[净二]-[净一]", "环"), ("110001-22", "方括号"), ("[别家的表]", "不是这家机构")):
        sent = client.post("/r/energy.virtual_meter/new/", {**form, "number": "净二", "equation": equation})
        assert said in words(sent), equation
    heard = Outbox.objects.filter(kind="energy.meter_change.record").latest("id")
    meters.changed(heard)
    meters.changed(heard)
    manifest = Manifest(tmp_path / "series" / "manifest.sqlite3")
    held = manifest.known([total.number, "净一"])
    manifest.close()
    assert [one["ct"] for one in held[total.number][1]["ratios"]][-1] == "30" and held["净一"][1]["virtual"]
    assert "净一" in words(client.get(f"{board}?month={month:%Y-%m}"))

    # what is out of the usual is asked once, explained, sent back, closed; each has its clock
    ji.do("energy.alarm", "detect", month=f"{month:%Y-%m}")
    rows = Alarm.objects.filter(institution=site, happened_on__startswith=f"{month:%Y-%m}", life="live")
    night = rows.get(kind="night")
    assert night.happened_on == bright and "稳健标准差" in night.why
    assert {"gap", "balance"} <= set(rows.values_list("kind", flat=True))
    with pytest.raises(Refused, match="没有新的异常"):
        ji.do("energy.alarm", "detect", month=f"{month:%Y-%m}")
    todo = [one.url for one in inbox.todos(ji.scope("legal"), ji.day)]
    assert f"/r/energy.alarm/{night.pk}/" in todo
    close = {"closed_on": ji.day, "closing_note": "已核实"}
    sent = client.post(f"/r/energy.alarm/{night.pk}/do/close/", {**close, "outcome": "fair"})
    assert "还没有说明" in words(sent)
    said = {"cause": "habit", "explained_on": ji.day, "explanation": "当晚走廊照明没有关。"}
    night = ji.do("energy.alarm", "explain", night, **said)
    night = ji.do("energy.alarm", "send_back", night, closing_note="写明整改措施")
    night = ji.do("energy.alarm", "explain", night, **said)
    night = ji.do("energy.alarm", "close", night, outcome="fixed", **close)
    assert night.state == "closed"
    assert f"/r/energy.alarm/{night.pk}/" not in [one.url for one in inbox.todos(ji.scope("legal"), ji.day)]

    # the saving of the works, with its uncertainty; not before there are days enough
    with pytest.raises(Refused, match="满30天"):
        ji.do("energy.measure", "reckon", measure, until=measure.ended_on + timedelta(days=10))
    measure = ji.do("energy.measure", "reckon", measure, until=ji.day - timedelta(days=1))
    assert abs(measure.result["share"] - 0.2) < 0.02 and measure.result["sure"]
    again = words(client.get(f"/r/energy.measure/{measure.pk}/"))
    assert ("节能量大于不确定度" in again and "采暖度日" in again) or "日用量 =" in again

    # two bureaus with one meter number: nobody is shown the readings
    other = PublicInstitution.objects.exclude(bureau=ji.bureau).order_by("pk").first()
    theirs = Meter.objects.filter(account__institution=other).first()
    assert client.get(f"/energy/load/{other.pk}/").status_code == 404
    assert client.get(f"/energy/meter/{theirs.pk}/").status_code == 404
    assert sign_in("driver", "ji").get("/energy/city/").status_code == 404
