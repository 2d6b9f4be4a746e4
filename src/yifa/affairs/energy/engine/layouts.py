"""The layout of a platform's workbook (平台导入模板): which column is which indicator, in which unit.

Learnt from the headings of the bureau's own copy, put right by the officer, kept as data. Nothing of any platform is
written here but common words for the indicators and units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.library import Field, Form, Library
from yifa.affairs.energy.engine.numbers import EnergyError, exact, plain, shown

CODE, NAME = "uscc", "name"
#: words a column may be headed by, beside the title of the form
WORDS = {
    CODE: ("统一社会信用代码", "社会信用代码", "信用代码", "机构代码"),
    NAME: ("机构名称", "单位名称", "公共机构名称", "填报单位", "名称"),
    "area": ("建筑面积", "总建筑面积"), "persons": ("用能人数", "用能总人数"),
    "electricity": ("用电量", "电力", "电力消费量", "电消费量", "耗电量"),
    "electricity_fee": ("电费", "用电费用", "电力费用"),
    "water": ("用水量", "水消费量", "水资源消费量"), "water_fee": ("水费", "用水费用"),
    "gas": ("天然气消费量", "用气量", "天然气用量"), "heat": ("热力消费量", "热力", "用热量"),
    "coal": ("煤炭", "煤炭消费量", "原煤"),
    "new_energy_cars": ("新能源汽车", "新能源汽车数"),
}  # fmt: skip
UNITS = {
    "千瓦时": "kWh", "度": "kWh", "kwh": "kWh", "kw·h": "kWh", "万千瓦时": "万kWh", "万度": "万kWh", "兆瓦时": "MWh",
    "立方米": "m3", "m³": "m3", "m3": "m3", "万立方米": "万m3", "吨": "t", "t": "t", "千克": "kg",
    "公斤": "kg", "吉焦": "GJ",
    "gj": "GJ", "百万千焦": "GJ", "兆焦": "MJ", "千焦": "kJ", "元": "元", "万元": "万元",
    "平方米": "m2", "㎡": "m2", "m2": "m2",
    "m²": "m2", "万平方米": "万m2", "人": "人", "辆": "辆",
}  # fmt: skip
#: rows in which headings are looked for
DEPTH = 15
_UNIT = re.compile(r"[（(\[【]\s*([^（）()\[\]【】]*?)\s*[）)\]】]|[/／,，]\s*([^/／,，]+)$")


@dataclass(frozen=True)
class Column:
    """A column: place, heading, indicator ('' is none of ours), and how many of our units one of its units is."""

    at: int
    heading: str
    key: str
    scale: str

    def row(self) -> dict[str, Any]:
        """Return it as kept."""
        return {"at": self.at, "heading": self.heading, "key": self.key, "scale": self.scale}


def parts(heading: str) -> tuple[str, str]:
    """Return the words and the unit of a heading."""
    text = re.sub(r"\s+", "", heading).lstrip("*＊")
    for found in reversed(list(_UNIT.finditer(text))):
        unit = (found.group(1) or found.group(2) or "").removeprefix("单位：").removeprefix("单位:")
        if unit.lower() in UNITS:
            return (text[: found.start()] + text[found.end() :]).strip("：:"), UNITS[unit.lower()]
    return text.strip("：:"), ""


def scale(packs: Library, field: Field, unit: str) -> str:
    """Return how many of the form's units one of the column's is; '' where that cannot be told."""
    if not field.unit or unit in ("", field.unit):
        return "1"
    if field.kind:
        kind = packs.kind(field.kind)
        try:
            return plain(kind.stored(1, unit) / kind.stored(1, field.unit))
        except EnergyError:
            return ""
    return "10000" if unit == f"万{field.unit}" else ""


def matched(packs: Library, form: Form, grid: list[list[str]]) -> tuple[int, list[Column]]:
    """Return the row of the headings and the columns; raise where no row looks like headings."""
    words = {word: key for key, many in WORDS.items() for word in many}
    words |= {re.sub(r"\s+", "", f.title): f.key for f in form.fields} | {f.code: f.key for f in form.fields if f.code}
    fields = {f.key: f for f in form.fields}
    best: tuple[int, int, list[Column]] = (0, -1, [])
    for number, cells in enumerate(grid[:DEPTH]):
        found = []
        for at, cell in enumerate(cells):
            if not cell.strip():
                continue
            name, unit = parts(cell)
            key = words.get(name, "")
            key = key if key in (CODE, NAME) or key in fields else ""
            size = "1" if key in ("", CODE, NAME) else scale(packs, fields[key], unit)
            found.append(Column(at, cell.strip()[:80], key, size))
        hits = sum(bool(one.key) for one in found)
        if hits > best[0]:
            best = (hits, number, found)
    keys = {one.key for one in best[2]}
    if best[0] < 2 or not keys & {CODE, NAME}:
        raise EnergyError("认不出表头：前几行里没有信用代码（或机构名称）和任何一项报表指标")
    return best[1], best[2]


def outward(value: str, column: Column) -> Fraction | str:
    """Return a figure of ours in the unit of a column; text stays text."""
    try:
        return exact(value) / exact(column.scale)
    except (EnergyError, ZeroDivisionError):
        return value


def same(ours: str, theirs: str, column: Column) -> bool:
    """Whether a platform shows our figure, to as many places as it shows."""
    text = theirs.replace(",", "").strip()
    if not text or not ours:
        return not text and not ours
    try:
        shown_there, mine = exact(text), exact(ours) / exact(column.scale)
    except (EnergyError, ZeroDivisionError):
        return text == ours
    places = len(text.partition(".")[2])
    return shown_there == mine or exact(shown(mine, places)) == shown_there
