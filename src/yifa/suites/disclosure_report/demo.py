"""Demo of the yearly report on disclosure (演示数据): finished years signed and published, 己县 in mid-work."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.process.people import ctx_as
from yifa.kernel.registry import demo

WORDS = {
    "overview": "坚持以公开为常态、不公开为例外，健全公开目录和公开前审查，畅通申请渠道，逐件登记、按期答复。",
    "problems": "公开内容的可读性还不够，部分信息更新不够及时。下一步按月核对目录，改进栏目设置，加强经办人培训。",
    "other": "没有其他需要报告的事项。",
}


@demo("disclosure_report")
def load(house: Any) -> None:
    """Load the words; walk the finished years to publication; the running year is being written."""
    parts = WORDS if house.code != "ji" else {"overview": WORDS["overview"]}
    for part, text in parts.items():
        house.do("disclosure_report.text", "record", year=house.year, part=part, text=text, unit=house.unit("办公室"))
    if house.code == "ji":
        house.do("disclosure_report.report", "start", day=house.day, year=house.year)
    else:
        _publish(house)


def _publish(house: Any) -> None:
    """One finished year: each step on its own day, before the end of January."""
    after = house.year + 1
    what, leader = "disclosure_report.report", ctx_as(house, "leader", date(after, 1, 19))
    report = house.do(what, "start", day=date(after, 1, 5), year=house.year)
    steps: list[tuple[str, date, dict[str, Any]]] = [
        ("check", date(after, 1, 15), {"checked_on": date(after, 1, 15), "checked_by": "办公室主任 赵某"}),
        ("sign", date(after, 1, 19), {"signed_on": date(after, 1, 19),
                                      "reservations": "没有收数的台账，由办公室会同业务处室核对后按零填报。"}),
        ("clear", date(after, 1, 22), {"cleared_on": date(after, 1, 22), "cleared_by": "办公室 许某",
                                       "clearance": "不涉密，不含个人信息，数字与记录一致，可以公开。"}),
        ("submit", date(after, 1, 23), {"submitted_on": date(after, 1, 23), "addressee": "市政府信息公开工作主管部门"}),
        ("publish", date(after, 1, 26), {"published_on": date(after, 1, 26),
                                         "published_at": "门户网站 政府信息公开 年报"}),
    ]  # fmt: skip
    for verb, day, data in steps:
        more = {"ctx": leader} if verb == "sign" else {"day": day}
        report = house.do(what, verb, report, **more, **data)
