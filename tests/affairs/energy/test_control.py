"""Building control, read-only: what points say, what is advised; visits of a day with photos from a phone."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.affairs.energy.control import demo, state
from yifa.affairs.energy.engine.advice import ALARM, NOTE, Limits, Point, advise
from yifa.affairs.energy.series.records import SeriesError
from yifa.affairs.energy.supervision.models import Inspection

NOON = datetime(2026, 7, 14, 12)
LIMITS = Limits(Decimal(26), Decimal(20), frozenset({6, 7, 8, 9}), frozenset({11, 12, 1, 2, 3}), 7, 19, "控制标准")
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\0" * 64 + bytes.fromhex("ffd9")


def point(key: int, kind: str, value: object, at: datetime = NOON, **more: Any) -> Point:
    """A point of the third floor."""
    return Point(key, f"点{key}", kind, "主楼3层", value=None if value is None else Decimal(str(value)), at=at, **more)


def works(day: Any) -> bool:
    """Monday to Friday."""
    return bool(day.weekday() < 5)


def test_what_is_advised() -> None:
    """Limits are inside; what stands still or has its own purpose is not judged, nor what is silent."""
    found = [
        point(1, "set", 24, equipment="A"), point(2, "run", 1, equipment="A"), point(3, "set", 26),
        point(4, "set", 20, equipment="B"), point(5, "run", 0, equipment="B"), point(6, "room", 22, special="手术室"),
        point(7, "leak", 1), point(8, "lift", 1), point(9, "lift", 1), point(10, "room", None),
        point(11, "set", 18, at=NOON - timedelta(hours=2)),
    ]  # fmt: skip
    says = advise(found, NOON, works, LIMITS)
    assert [(one.tone, one.points) for one in says] == [(ALARM, (7,)), ("warn", (1,)), (NOTE, (10, 11))]
    assert "24℃" in says[1].text and "26℃" in says[1].text and says[1].basis == "控制标准"
    late = NOON.replace(hour=22)
    shifted = [point(p.key, p.kind, p.value, late, equipment=p.equipment, special=p.special) for p in found[:9]]
    texts = [one.text for one in advise(shifted, late, works, LIMITS)]
    assert any("已过工作时间" in t and "A仍在运行" in t for t in texts) and any("2部电梯" in t for t in texts)
    winter = datetime(2026, 1, 10, 12)  # a Saturday
    cold = [point(1, "room", "20.5", winter), point(2, "run", 1, winter)]
    texts = [one.text for one in advise(cold, winter, works, LIMITS)]
    assert any("冬季不得高于20℃" in t for t in texts) and any("今天不是工作日" in t for t in texts)
    assert advise([point(1, "room", 20, winter)], winter, works, LIMITS) == []


def test_what_points_send(tmp_path: Path) -> None:
    """Bare values, words and lists; the newest counts whatever comes late; a clock that runs ahead is not believed."""
    many = b'[{"point": "b/2", "value": true, "time": "2026-07-14T11:00:00"}, {"value": "abc"}]'
    rows = state.message("b/1", b"23.5", NOON) + state.message("b/x", many, NOON)
    rows += state.message("b/3", "运行".encode(), NOON) + state.message("b/4", b"\xff\xfe{", NOON)
    rows += [("b/1", NOON - timedelta(hours=3), Decimal(20)), ("b/1", NOON + timedelta(days=400), Decimal(99))]
    assert state.keep(tmp_path, rows, NOON) == 4
    said = state.last(tmp_path)
    assert {k: v for k, (_, v) in said.items()} == {"b/1": Decimal("23.5"), "b/2": 1, "b/3": 1}
    good, wrong = state.table("点位,时间,值\nb/5,2026-07-14 11:30,-3.5\nb/6,昨天,1\n".encode("gb18030"), NOON)
    assert good == [("b/5", datetime(2026, 7, 14, 11, 30), Decimal("-3.5"))] and "第3行" in wrong[0]
    with pytest.raises(SeriesError, match="表头"):
        state.table(b"a,b\n1,2\n", NOON)


def photo() -> io.BytesIO:
    """A photo as a camera names it."""
    out = io.BytesIO(JPEG)
    out.name = "IMG_0001.jpg"
    return out


def test_a_day_of_visits_on_a_phone(house: Any, sign_in: Any, settings: Any, tmp_path: Path) -> None:  # noqa: F811
    """Two visits of a day to one unit are one, with all photos; wrong temperatures cannot end as nothing found."""
    settings.HOME = tmp_path
    ji = house("ji")
    demo.read(tmp_path / "series", datetime(2026, 11, 23, 10))
    client = sign_in("legal", "ji")
    page = client.get("/energy/control/").content.decode()
    assert "厨房漏水报漏水" in page and "冬季不得高于20℃" in page and "不下发控制指令" in page
    page = client.get("/energy/visit/").content.decode()
    assert 'capture="environment"' in page
    old = Inspection.objects.filter(bureau=ji.bureau, life="live").first()
    sent = {
        "institution": old.institution_id, "focus": "air", "season": "winter", "temperatures": "19、21",
        "officer_one": old.officer_one, "officer_two": old.officer_two, "record": "开窗开空调。", "outcome": "good",
    }  # fmt: skip
    refused = client.post("/energy/visit/", sent)
    assert refused.status_code == 400 and "不能是“未发现问题”" in refused.content.decode()
    assert client.post("/energy/visit/", {**sent, "outcome": "wrong", "photos": [photo()]}).status_code == 302
    again = {**sent, "temperatures": "19.5", "record": "下午复看，窗已关。", "focus": "statistics", "photos": [photo()]}
    assert client.post("/energy/visit/", {**again, "outcome": "wrong"}).status_code == 302
    one = Inspection.objects.get(institution=old.institution, happened_on=ji.day, life="live")
    assert one.temperatures == "19、21、19.5" and one.focus == "general" and one.outcome == "wrong"
    page = client.get(f"/r/energy.inspection/{one.pk}/").content.decode()
    assert "窗已关" in one.record and "IMG_0001" in page
    assert sign_in("auditor", "ji").get("/energy/visit/").status_code == 404
