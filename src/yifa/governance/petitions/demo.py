"""Demo records of petitions (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.governance.petitions.choices import Kind, Rating, Source, State
from yifa.kernel.registry import demo

MATTERS = (
    ("办公区周边停车秩序", Kind.COMPLAINT, "物业管理处"), ("职工住房历史遗留事项", Kind.APPEAL, "资产管理处"),
    ("机关食堂窗口服务", Kind.COMPLAINT, "机关服务中心"), ("公务用车占用消防通道", Kind.ADVICE, "车辆管理处"),
    ("会议场馆噪声", Kind.COMPLAINT, "会议服务中心"), ("垃圾分类点位设置", Kind.ADVICE, "公共机构节能处"),
)  # fmt: skip


@demo("petitions")
def load(house: Any) -> None:
    """Load the aim and the dockets."""
    year = house.year
    if house.code in ("bing", "ji"):
        house.backfill(
            "petitions.target",
            [
                {"year": y, "percent": percent, "plan": f"{y}年度法治建设工作计划", "happened_on": date(y, 2, 20),
                 "unit": house.unit("办公室"), "paper": f"{house.profile.doc_prefix}〔{y}〕7号"}
                for y, percent in ((year - 1, 98), (year, 100))
            ],
        )  # fmt: skip
    if house.code == "bing":
        _finished(house, 24)
    if house.code == "yi":
        _finished(house, 8)
    if house.code == "ji":
        _finished(house, 5, date(year, 8, 20))
        _running(house)


def _row(house: Any, i: int, day: date) -> dict[str, Any]:
    title, kind, office = MATTERS[i % len(MATTERS)]
    return {
        "title": title, "national_no": f"演XF{day.year}{i + 1:04d}", "source": list(Source)[i % 3], "kind": kind,
        "happened_on": day, "unit": house.unit(office), "paper": f"信访登记〔{day.year}〕{i + 1}号",
    }  # fmt: skip


def _finished(house: Any, amount: int, last: date | None = None) -> None:
    year = house.year
    step = ((last or date(year, 11, 28)) - date(year, 1, 11)).days // amount
    rows = []
    for i in range(amount):
        day = date(year, 1, 11) + timedelta(days=step * i)
        done = day + timedelta(days=9 + i % 5)
        rating = Rating.NOT if i == 13 else (Rating.FAIRLY if i % 6 == 4 else Rating.SATISFIED)
        rows.append(
            {**_row(house, i, day), "state": State.CLOSED, "informed_on": day + timedelta(days=3), "closed_on": done,
             "opinion_no": f"处理意见〔{year}〕{i + 1}号", "rating": rating}
        )  # fmt: skip
    house.backfill("petitions.docket", rows)


def _running(house: Any) -> None:
    """己县: one notice due today, one overdue, one appeal in hand."""
    what = "petitions.docket"
    for i, ago in ((0, 6), (3, 15), (5, 18)):
        day = house.day - timedelta(days=ago)
        house.do(what, "record", day=day, **{**_row(house, 20 + i, day), "kind": MATTERS[i][1]})
    day = house.day - timedelta(days=40)
    appeal = house.do(what, "record", day=day, **_row(house, 31, day))
    told = day + timedelta(days=8)
    house.do(what, "inform", appeal, day=told, told_on=told, letter_no=f"受理告知〔{house.year}〕2号")
