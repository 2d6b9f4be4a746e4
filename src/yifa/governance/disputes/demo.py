"""Demo records of disputes (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.governance.disputes.choices import Kind, Result, Side, Way
from yifa.kernel.registry import demo


@demo("disputes")
def load(house: Any) -> None:
    """Load cases and settlements."""
    year = house.year
    if house.code == "yi":
        # A void record and cases of the years beside it: the year itself has none.
        made = house.backfill(
            "disputes.case",
            [
                _case(house, "合同款项争议（误登，实为咨询）", Kind.CIVIL, date(year, 7, 12)),
                _case(
                    house,
                    "政府信息公开答复争议",
                    Kind.RECONSIDERATION,
                    date(year - 1, 10, 20),
                    about_disclosure=True,
                    result=Result.UPHELD,
                    closed_on=date(year - 1, 12, 9),
                ),
                _case(house, "物业服务合同纠纷", Kind.CIVIL, date(year + 1, 1, 18)),
            ],
        )
        house.do("disputes.case", "void", made[0], reason="来访咨询，不是纠纷案件", checker="赵某")
    if house.code == "wu":
        (case,) = house.backfill(
            "disputes.case",
            [
                _case(
                    house,
                    "公务用车交通事故责任纠纷",
                    Kind.CIVIL,
                    date(year, 4, 25),
                    result=Result.SETTLED,
                    closed_on=date(year, 8, 15),
                )
            ],
        )
        house.backfill(
            "disputes.settlement",
            [
                {
                    "title": "公务用车交通事故责任纠纷",
                    "way": Way.OUT_OF_COURT,
                    "case": case,
                    "happened_on": date(year, 8, 15),
                    "helper": "公职律师 卫某",
                    "unit": house.unit("车辆管理处"),
                    "paper": f"和解协议〔{year}〕1号",
                },
                {
                    "title": "办公楼维修质量争议",
                    "way": Way.OUT_OF_COURT,
                    "happened_on": date(year - 1, 9, 6),
                    "helper": "法律顾问",
                    "unit": house.unit("资产管理处"),
                    "paper": f"和解协议〔{year - 1}〕2号",
                },
            ],
        )
    if house.code == "bing":
        house.backfill(
            "disputes.case",
            [
                _case(
                    house,
                    "房屋租赁合同纠纷",
                    Kind.CIVIL,
                    date(year, 3, 28),
                    side=Side.CLAIMANT,
                    result=Result.UPHELD,
                    closed_on=date(year, 10, 22),
                )
            ],
        )
    if house.code == "ji":
        _running(house)


def _case(house: Any, title: str, kind: str, day: date, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "kind": kind,
        "happened_on": day,
        "unit": house.unit("法规处"),
        "opponent": "演示当事人",
        "number": f"演〔{day.year}〕{day:%m%d}号",
        "paper": f"案件材料〔{day.year}〕{day:%m%d}号",
        **more,
    }


def _running(house: Any) -> None:
    """己县: a reconsideration case in which the answer is owed, received after the last finished quarter."""
    day = house.day - timedelta(days=9)
    case = house.do(
        "disputes.case",
        "record",
        day=day,
        forum="县人民政府",
        **_case(house, "采购质疑答复行政复议案", Kind.RECONSIDERATION, day),
    )
    house.do("disputes.case", "served", case, day=day, got_on=day)
