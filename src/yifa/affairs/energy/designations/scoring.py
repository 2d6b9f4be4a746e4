"""Scores of an application, by the table that stays with it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from yifa.affairs.energy.designations.choices import Title
from yifa.affairs.energy.engine.library import rows_of
from yifa.affairs.energy.engine.numbers import EnergyError, exact, plain
from yifa.affairs.energy.engine.score_tables import tables
from yifa.affairs.energy.engine.scores import Item, Table, passes, score
from yifa.lawkit.packs.loader import load_kind

#: Title → its table of the packs; the others are examined by the paper that announces them.
TABLES = {Title.SAVING_INSTITUTION: "model-institution", Title.WATER: "water-saving-unit"}
#: Item of a table → indicator of a closing that answers it.
ANSWERED = {
    "energy_per_area": "total_per_area",
    "energy_per_person": "total_per_person",
    "water_per_person": "water_per_person",
    "per_person": "water_per_person",
}


def taken(title: str, region: str | None) -> dict[str, Any]:
    """Return the row of the table of a title as it stands in the packs; empty where there is none."""
    wanted = TABLES.get(Title(title))
    rows = rows_of([(path.name, data) for path, data in load_kind("energy", region)], "score_tables")
    found: dict[str, Any] = next((dict(r) for r in reversed(rows) if r.get("id") == wanted), {})
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in found.items()}


def table_of(kept: dict[str, Any]) -> Table | None:
    """Return the table an application keeps."""
    return tables([("application", {"score_tables": [kept]})])[kept["id"]] if kept else None


def asked(item: Item) -> list[tuple[str, str]]:
    """Return (name, label) of what an item asks for."""
    if item.rule == "all":
        return [(name, f"{_LINES.get(name, name)}（不低于{plain(line)}）") for name, line in item.lines.items()]
    return [("value", "数值"), ("average", "平均值")] if item.rule == "ratio" else [("value", "数值（百分比）")]


_LINES = {"unit_percent": "单位水计量率", "sub_unit_percent": "次级单位水计量率"}


def scored(table: Table | None, inputs: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Return item → [points, why]; what was not stated scores nothing and says so."""
    out: dict[str, list[str]] = {}
    for item in table.items.values() if table else ():
        said = {k: v for k, v in (inputs.get(item.id) or {}).items() if str(v).strip()}
        try:
            if item.rule == "all":
                got = score(item, values=said)
            elif item.rule == "ratio" and ("value" not in said or "average" not in said):
                got = score(item)
            else:
                got = score(item, said.get("value"), said.get("average"))
        except EnergyError as error:
            out[item.id] = ["0", str(error)]
            continue
        out[item.id] = [plain(got.points), got.why]
    return out


def total(points: dict[str, list[str]], other: Any) -> Fraction:
    """Return the sum of the items and of what was scored together."""
    return sum((exact(p) for p, _ in points.values()), Fraction(0)) + exact(other)


def verdict(table: Table | None, points: dict[str, list[str]], other: Any) -> tuple[bool, str]:
    """Return whether the line of the table is reached, and why not; without a line nothing stands against it."""
    if table is None or table.line is None:
        return True, ""
    starred = [exact(points[item.id][0]) for item in table.items.values() if item.starred]
    reached, why = passes(total(points, other), table.line, starred)
    return reached, {"starred=0": "带星项目得零分"}.get(why or "", f"总分不到{plain(table.line)}分")


def room(table: Table) -> Fraction:
    """Return the most that the items outside the table may bring."""
    return table.total - sum((item.points for item in table.items.values()), Fraction(0))
