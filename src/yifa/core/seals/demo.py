"""Demo seals of 己县 (演示数据): four in use, one replaced and destroyed, two loans, and a year of ordinary uses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.core.process.people import ctx_as
from yifa.core.seals.choices import SealKind
from yifa.kernel.registry import demo
from yifa.lawkit.calendar import WorkCalendar

_PAPERS = (
    ("document", "关于报送节能工作总结的函", "办公室"),
    ("certificate", "在职证明", "办公室"),
    ("report", "公共机构能耗统计年报", "公共机构节能处"),
    ("authorisation", "不动产登记授权委托书", "资产管理处"),
    ("document", "关于商请支持会议保障的函", "会议服务中心"),
    ("finance", "资产处置收入缴款书", "财务处"),
)


@demo("core_seals")
def load(house: Any) -> None:
    """Load the seals before any module puts one on its papers."""
    if house.code != "ji":
        return
    year, office = house.year, house.unit("办公室")
    old = {"unit": office, "happened_on": date(year - 9, 3, 8), "paper": "印章启用通知", "place": "办公室保密柜"}
    rows = [
        {**old, "title": "己县机关事务管理局（旧）", "kind": SealKind.OFFICIAL, "keeper": "冯某", "number": "YZ001"},
        {**old, "title": "己县机关事务管理局", "kind": SealKind.OFFICIAL, "keeper": "冯某", "deputy_keeper": "卫某",
         "number": "YZ002", "happened_on": date(year - 4, 6, 1), "material": "圆形，直径四厘米"},
        {**old, "title": "己县机关事务管理局合同专用章", "kind": SealKind.CONTRACT, "keeper": "卫某",
         "deputy_keeper": "冯某", "number": "YZ003", "happened_on": date(year - 4, 6, 1)},
        {**old, "title": "己县机关事务管理局财务专用章", "kind": SealKind.FINANCE, "keeper": "钱某",
         "unit": house.unit("财务处"), "number": "YZ004", "place": "财务处保险柜"},
        {**old, "title": "己县机关事务管理局钢印", "kind": SealKind.EMBOSSED, "keeper": "冯某", "number": "YZ005"},
    ]  # fmt: skip
    first, official, _, finance, embossed = house.backfill("core_seals.seal", rows)
    first = house.do("core_seals.seal", "suspend", first, reason="单位名称规范后换发新章")
    house.do("core_seals.seal", "destroy", first, witness="吴某、郑某", paper_no="印章销毁审批单", reason="换发新章")
    _uses(house, official, finance)
    calendar = WorkCalendar.load()
    day = calendar.add_workdays(house.day, -12)
    loan = house.do(
        "core_seals.loan", "record", day=day, seal=official, title="赴市公共资源交易中心签订框架协议",
        place="市公共资源交易中心", borrower="王某", escort="冯某", approver="吴某", unit=house.unit("资产管理处"),
        happened_on=day, due_on=day,
    )  # fmt: skip
    house.do("core_seals.loan", "give_back", loan, day=day, received_by="卫某")
    house.do(
        "core_seals.seal", "hand_over", finance, day=calendar.add_workdays(house.day, -7), keeper="蒋某",
        deputy_keeper="", place="财务处保险柜", witness="郑某", paper_no="印章交接单",
    )  # fmt: skip
    house.do(
        "core_seals.loan", "record", seal=embossed, title="档案馆集中加盖证件钢印", place="县档案馆", borrower="韩某",
        escort="卫某", approver="吴某", unit=office, happened_on=house.day, due_on=house.day + timedelta(days=1),
    )  # fmt: skip


def _uses(house: Any, official: Any, finance: Any) -> None:
    calendar, rows = WorkCalendar.load(), []
    for i in range(12):
        matter, title, unit = _PAPERS[i % len(_PAPERS)]
        rows.append(
            {
                "matter": matter, "title": title, "unit": house.unit(unit),
                "number": f"旧印〔{house.year}〕{i + 1:03d}号",
                "seal": finance if matter == "finance" else official, "copies": 1 + i % 3, "applicant": "王某",
                "happened_on": calendar.next_workday(date(house.year, 1, 12) + timedelta(days=19 * i)),
                "approver": "吴某", "stamped_by": "冯某", "paper": "用印登记簿",
            }
        )  # fmt: skip
    house.backfill("core_seals.use", [r for r in rows if r["happened_on"] < date(house.year, 9, 1)])
    for i, (matter, title, unit) in enumerate(_PAPERS[:3]):
        day = calendar.add_workdays(house.day, -9 + 2 * i)
        house.do("core_seals.use", "record", day=day, matter=matter, title=title, seal=official, copies=2,
                 unit=house.unit(unit), applicant="王某", happened_on=day, approver="吴某")  # fmt: skip
    house.do(
        "core_seals.use", "apply", ctx=ctx_as(house, "clerk"), matter="document", title="关于办公区停车管理的通知",
        seal=official, copies=5, unit=house.unit("物业管理处"), applicant="王某", happened_on=house.day,
    )  # fmt: skip
