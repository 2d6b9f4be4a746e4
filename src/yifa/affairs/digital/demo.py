"""Demo records of digital (演示数据)."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.digital.choices import Change, Kind, View
from yifa.kernel.registry import demo

#: (what, how many or letter, members); the reading of the parts is ours, a bureau words its own
PLATFORM = (
    ("一体化平台", 1, "机关事务管理平台"),
    ("保障体系", 2, "安全保障、运维保障"),
    ("规范", 3, "数据规范、接口规范、管理规范"),
    ("端口", 4, "工作门户、移动端、综合展示屏、开放接口"),
    ("应用模块", "N", "按业务逐步接入"),
)
TRANSFORMATION = (
    ("数据中心", 1, "机关事务数据中心"),
    ("应用门户", 2, "管理端、服务端"),
    ("业务场景", "X", "按需求扩展的业务场景"),
)
MOBILE = ("会议预订", "公务用车申请", "维修报修", "访客预约", "餐饮服务")
SYSTEMS = ("资产管理系统", "办公用房管理系统", "公务用车管理系统", "能耗监测系统", "会议管理系统", "物业管理系统")


@demo("digital")
def load(house: Any) -> None:
    """Load applications and pictures."""
    year = house.year
    if house.code in ("bing", "ji"):
        _map(house, "智慧机关事务平台", View.PLATFORM, date(year - 1, 8, 30), PLATFORM)
    if house.code == "bing":
        _apps(house, MOBILE[:2], Kind.MOBILE, Change.NEW, year)
    if house.code == "ding":
        # The picture before was smaller; the one approved this year stands.
        _map(house, "机关事务数字化体系（旧）", View.TRANSFORMATION, date(year - 2, 5, 6), TRANSFORMATION[1:])
        _map(house, "机关事务数字化转型体系", View.TRANSFORMATION, date(year, 3, 25), TRANSFORMATION)
        _apps(house, MOBILE, Kind.MOBILE, Change.NEW, year)
        _apps(house, SYSTEMS, Kind.SYSTEM, Change.IMPROVED, year)
        _apps(house, ("通讯录",), Kind.MOBILE, Change.NEW, year - 1)
        _apps(house, ("档案管理系统",), Kind.SYSTEM, Change.IMPROVED, year + 1)
        (twice,) = _apps(house, ("餐饮服务（重复登记）",), Kind.MOBILE, Change.NEW, year)
        house.do("digital.application", "void", twice, reason="与同名应用重复", checker="赵某")


def _apps(house: Any, names: tuple[str, ...], kind: str, change: str, year: int) -> list[Any]:
    return house.backfill(
        "digital.application",
        [
            {
                "name": name,
                "kind": kind,
                "change": change,
                "happened_on": date(year, 2 + i * 2 % 10, 15 + i),
                "unit": house.unit("办公室"),
                "what": f"{name.removesuffix('系统')}业务在线办理",
                "paper": f"验收报告〔{year}〕{i + 1}号",
            }
            for i, name in enumerate(names)
        ],
    )


def _map(house: Any, name: str, view: str, day: date, parts: tuple[tuple[str, int | str, str], ...]) -> None:
    office = house.unit("办公室")
    paper = f"{house.profile.doc_prefix}数〔{day.year}〕2号"
    (made,) = house.backfill(
        "digital.platform_map", [{"name": name, "view": view, "happened_on": day, "unit": office, "paper": paper}]
    )
    house.backfill(
        "digital.platform_part",
        [
            {
                "map": made,
                "position": i + 1,
                "name": part,
                "count": n if isinstance(n, int) else None,
                "letter": "" if isinstance(n, int) else n,
                "members": members,
                "happened_on": day,
                "unit": office,
                "paper": paper,
            }
            for i, (part, n, members) in enumerate(parts)
        ],
    )
