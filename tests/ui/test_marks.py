"""Small marks, the day strip and the charts: pure functions."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from lxml import html

from yifa.kernel.ui import charts, gallery, marks, strip

HOSTILE = "<b onclick=x>&\"'"


def test_dates_and_numbers() -> None:
    day = date(2026, 10, 9)
    assert marks.cn_date(day, day) == "10月9日"
    assert marks.cn_date(day) == "2026年10月9日"
    assert marks.cn_date(datetime(2027, 3, 1, 9), day, weekday=True) == "2027年3月1日（周一）"
    assert marks.cn_date(None) == ""
    assert marks.number(10418) == "10,418"
    assert marks.number(Decimal("1286.40")) == "1,286.40"
    assert marks.number(1286.4, 2) == "1,286.40"
    assert marks.number("待零报告") == "待零报告"


@pytest.mark.parametrize(
    ("used", "left", "over", "ticks"), [(9, 1, 0, 10), (20, 0, 1, 21), (19, 11, 0, 30), (1, 0, 0, 1), (0, 0, 0, 0)]
)
def test_ticks_one_a_day(used: int, left: int, over: int, ticks: int) -> None:
    svg = marks.clock_ticks(used, left, over, warn=True)
    assert svg.count("<rect") == ticks
    assert (svg.count("t-u"), svg.count("t-w"), svg.count("t-o")) == (used, left, over)
    width = re.search(r'width="(\d+)" height="9" aria', svg)
    assert width is None or int(width[1]) <= 130


def test_bar_above_thirty() -> None:
    svg = marks.clock_ticks(60, 30, 0)
    assert svg.count("<rect") == 2 and 'width="130"' in svg
    assert marks.clock_ticks(60, 0, 30).count("t-o") == 1


def test_values() -> None:
    assert "无" in marks.value(None) and "—" in marks.value("")
    assert marks.value(True) == "是" and marks.value(2026) == "2026"
    assert marks.value(date(2026, 10, 9)) == "2026-10-09"
    assert marks.value({"masked": True, "text": "13800000000"}) == marks.masked()
    assert "13800000000" not in marks.value({"masked": True, "text": "13800000000"})
    assert marks.value({"number": 0, "unit": "件"}) == "0 件"
    assert marks.value(["甲", {"text": "乙", "url": "/x"}]) == '甲，<a href="/x">乙</a>'
    assert "待核实" in marks.law_ref({"text": "《某法》第一条", "verified": False})
    assert "is-alarm" in marks.status("受阻", "alarm") and "is-evil" not in marks.status("受阻", "evil")
    for v in (
        HOSTILE,
        {"text": HOSTILE, "url": HOSTILE, "note": HOSTILE, "tags": [HOSTILE]},
        {"status": HOSTILE},
        [HOSTILE],
    ):
        assert "<b " not in marks.value(v)


def test_strip_says_why_of_each_day() -> None:
    doc = html.fromstring(f"<div>{strip.day_strip(gallery.days())}</div>")
    cells = doc.xpath("//ol/li")
    assert len(cells) == 25
    assert all(li.xpath("./span[@class='y-vh']")[0].text for li in cells)
    assert [li.xpath("./b")[0].text for li in cells if "is-n" in li.get("class").split()] == [
        str(n) for n in range(1, 10)
    ]
    assert "调休补班" in doc.text_content() and "停止计算" in doc.text_content()
    assert "is-long" in strip.day_strip(gallery.days() * 3)


SERIES = [{"label": "完成", "values": [46, 0]}, {"label": "逾期", "values": [0, 2], "tone": "red"}]
LAST = {"label": "去年", "values": [2, 2, 2], "ref": True}
DRAWN = {
    "bar": charts.bar("任务", ["一季度", "二季度"], SERIES),
    "hbar": charts.hbar("审查", [{"label": HOSTILE, "value": 3, "url": "/x"}, {"label": "乙", "value": 0}], unit="件"),
    "line": charts.line("用电", ["1月", "2月", "3月"], [{"label": "今年", "values": [3, None, 5]}, LAST]),
    "days": charts.days_ahead("到期", [{"day": 9, "count": 5}, {"day": 10, "count": 0, "off": True}]),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_charts_have_name_and_table(kind: str) -> None:
    doc = html.fromstring(DRAWN[kind])
    assert doc.xpath("//svg/@aria-label") and doc.xpath("//svg/@role") == ["group" if doc.xpath("//svg//a") else "img"]
    table = doc.xpath("//details//table")[0]
    assert table.xpath("./caption") and not table.xpath(".//th[not(@scope)]")
    assert "<b " not in DRAWN[kind] and "style=" not in DRAWN[kind]
    assert "nan" not in DRAWN[kind].lower() and "inf" not in DRAWN[kind].lower()


def test_bars_and_their_table_open_the_same_lists() -> None:
    """Whoever cannot hit a bar finds the same list in the table; a bar of nothing opens nothing."""
    series = [{"label": "完成", "values": [3, 0], "urls": ["/a", "/b"]}, {"label": "逾期", "values": [1, 2]}]
    days = [{"day": 9, "label": "9日", "count": 2, "url": "/d"}, {"day": 10, "count": 0, "url": "/e"}]
    for drawn, wanted in ((charts.bar("任务", ["一", "二"], series), ["/a"]), (charts.days_ahead("期", days), ["/d"])):
        doc = html.fromstring(drawn)
        assert doc.xpath("//svg//a/@href") == wanted == doc.xpath("//table//a/@href")
        assert all(doc.xpath("//svg//a/@aria-label"))


def test_bar_heights_start_at_zero_and_keep_ratio() -> None:
    doc = html.fromstring(charts.bar("比例", ["甲", "乙"], [{"label": "件", "values": [10, 40]}]))
    low, high = (float(r.get("height")) for r in doc.xpath("//rect"))
    assert high == pytest.approx(low * 4, abs=0.2)
    assert {float(r.get("y")) + float(r.get("height")) for r in doc.xpath("//rect")} == {160.0}


def test_charts_of_nothing() -> None:
    for out in (
        charts.bar("空", [], []),
        charts.hbar("空", []),
        charts.line("空", [], []),
        charts.days_ahead("空", []),
        charts.spark([]),
        charts.meter(0, 0),
        charts.bar("零", ["甲"], [{"label": "件", "values": [0]}]),
    ):
        assert "<svg" in out and "nan" not in out.lower()


def test_quarters_and_heat_carry_words() -> None:
    assert "三季度受阻" in charts.quarters(["yes", "gap", "stop", "later"])
    out = charts.heat(
        "佐证", ["一季度"], [{"label": "公开", "cells": [{"text": "缺佐证", "tone": "gap", "url": "/x"}]}]
    )
    assert "缺佐证" in out and "<caption" in out
    with pytest.raises(ValueError, match="unknown chart"):
        charts.draw("pie")


@pytest.mark.parametrize(("top", "end"), [(0, 1), (1, 1), (5, 6), (61, 80), (392, 400), (9840, 10000), (0.4, 0.4)])
def test_axis_ends(top: float, end: float) -> None:
    assert charts.nice_top(top)[0] == pytest.approx(end)
