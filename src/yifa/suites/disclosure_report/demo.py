"""Demo words of the yearly report (演示数据)."""

from __future__ import annotations

from typing import Any

from yifa.kernel.registry import demo

WORDS = {
    "overview": "坚持以公开为常态、不公开为例外，健全公开目录和公开前审查，畅通申请渠道，逐件登记、按期答复。",
    "problems": "公开内容的可读性还不够，部分信息更新不够及时。下一步按月核对目录，改进栏目设置，加强经办人培训。",
    "other": "没有其他需要报告的事项。",
}


@demo("disclosure_report")
def load(house: Any) -> None:
    """Load the words of the finished year; the running year has its overview only."""
    parts = WORDS if house.code != "ji" else {"overview": WORDS["overview"]}
    for part, text in parts.items():
        house.do("disclosure_report.text", "record", year=house.year, part=part, text=text, unit=house.unit("办公室"))
