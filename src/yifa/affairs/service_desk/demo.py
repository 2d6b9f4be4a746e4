"""Demo records of the service desk (演示数据): one full year of a city bureau, a running one of a county."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.kernel.registry import demo

#: matter, promised working days, office
CATALOGUE = (
    ("会议室预订", 1, "会议服务中心"),
    ("公务用车申请", 1, "车辆管理处"),
    ("办公用房调配", 10, "资产管理处"),
    ("房屋零星维修", 3, "物业管理处"),
    ("资产处置申报", 10, "资产管理处"),
    ("车辆通行证办理", 2, "车辆管理处"),
    ("门禁卡办理", 1, "机关服务中心"),
    ("访客预约", 1, "机关服务中心"),
    ("餐卡办理", 1, "机关服务中心"),
    ("停车位申请", 5, "物业管理处"),
    ("电话网络开通", 3, "机关服务中心"),
    ("办公家具配置", 10, "资产管理处"),
    ("公物仓借用", 3, "资产管理处"),
    ("能耗数据申报", 5, "公共机构节能处"),
    ("垃圾清运预约", 2, "物业管理处"),
    ("空调延时运行", 1, "物业管理处"),
    ("大型活动保障", 5, "会议服务中心"),
    ("经费结算", 5, "财务处"),
    ("物业服务投诉", 2, "物业管理处"),
)
AMOUNT = 13_412


@demo("service_desk")
def load(house: Any) -> None:
    """Load catalogue and tickets."""
    if house.code not in ("ding", "ji"):
        return
    year = house.year
    listed = date(year - 1, 12, 10)
    items = house.backfill(
        "service_desk.item",
        [
            {
                "name": name,
                "promise_days": days,
                "unit": house.unit(office),
                "happened_on": listed,
                "guide": "在线或窗口申请，按承诺时限办结，办结后由申办单位评价。",
                "paper": f"集中办事事项目录（{year}年版）",
            }
            for name, days, office in CATALOGUE
        ],
    )
    if house.code == "ding":
        _year(house, items)
    else:
        _running(house, items)


def _ticket(house: Any, items: list[Any], asker: Any, i: int, opened: date, days: int) -> dict[str, Any]:
    item = items[(i * 7) % len(items)]
    # Nineteen of twenty are rated; of the rated, a steady share below 满意.
    score = None if i % 20 == 11 else (3 if i % 41 == 7 else 2 if i % 43 == 9 else 5 if i % 3 else 4)
    return {
        "number": f"{opened:%Y%m%d}-{i + 1:05d}",
        "item": item,
        "unit_id": item.unit_id,
        "asker": asker,
        "happened_on": opened,
        "closed_on": opened + timedelta(days=days),
        "score": score,
        "paper": "窗口系统导出表",
    }


def _year(house: Any, items: list[Any]) -> None:
    year, asker = house.year, house.unit("市直一单位")
    start, span = date(year, 1, 4), 354
    rows = [_ticket(house, items, asker, i, start + timedelta(days=span * i // AMOUNT), i % 7) for i in range(AMOUNT)]
    house.backfill("service_desk.ticket", rows)
    # Closed in the year before or after, or entered twice: outside the year's figure.
    beside = [
        _ticket(house, items, asker, 20_000 + i, day, 2)
        for i, day in enumerate((date(year - 1, 12, 20), date(year - 1, 12, 28), date(year, 12, 30), date(year, 6, 1)))
    ]
    made = house.backfill("service_desk.ticket", beside)
    house.do("service_desk.ticket", "void", made[-1], reason="窗口重复受理", checker="赵某")


def _running(house: Any, items: list[Any]) -> None:
    year, asker = house.year, house.unit("市直一单位")
    last = min(house.profile.started_on, house.day) - timedelta(days=6)
    span = (last - date(year, 1, 5)).days
    house.backfill(
        "service_desk.ticket",
        [
            _ticket(house, items, asker, i, date(year, 1, 5) + timedelta(days=span * i // 260), i % 5)
            for i in range(260)
        ],
    )
    for i in range(6):
        day = house.day - timedelta(days=6 - i)
        row = _ticket(house, items, asker, 900 + i, day, 0)
        house.do("service_desk.ticket", "record", day=day, **{**row, "closed_on": None, "score": None})
