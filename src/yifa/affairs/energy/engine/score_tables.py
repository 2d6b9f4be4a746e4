"""The score tables of the packs (评分表), read and held to their own sense."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yifa.affairs.energy.engine.library import guarded, head_of, rows_of, written
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.scores import RULES, Item, Table
from yifa.lawkit.packs.loader import ROOT, load_kind


@lru_cache(maxsize=8)
def score_tables(region: str | None = None, root: Path = ROOT) -> dict[str, Table]:
    """Return the tables of the packs of a region by id."""
    return tables([(path.name, data) for path, data in load_kind("energy", region, root)])


def tables(files: list[tuple[str, Any]]) -> dict[str, Table]:
    """Build the tables of files ``(name, data)``; raise PackError where one cannot stand."""
    return {row["id"]: _table(row) for row in rows_of(files, "score_tables")}


@guarded
def _table(row: dict[str, Any]) -> Table:
    items: dict[str, Item] = {}
    for raw in row["items"]:
        one = _item(raw)
        if one.id in items:
            raise EnergyError(f"评分项 {one.id} 写了两次")
        items[one.id] = one
    total, line = written(row["total"]), written(row["pass"]) if row.get("pass") else None
    if sum((one.points for one in items.values()), Fraction(0)) > total or (line or 0) > total:
        raise EnergyError("各项分值之和或及格线大于总分")
    return Table(**head_of(row), items=MappingProxyType(items), total=total, line=line)


def _item(raw: dict[str, Any]) -> Item:
    rule, points = raw["rule"], written(raw["points"])
    if rule not in RULES:
        raise EnergyError(f"评分项 {raw['id']} 的 rule 只能是 {'、'.join(RULES)}")
    steps = tuple((written(share), written(worth)) for share, worth in raw.get("steps", ()))
    lines = {name: written(value) for name, value in raw.get("lines", {}).items()}
    if rule == "ratio" and (not steps or list(steps) != sorted(steps) or max(w for _, w in steps) > points):
        raise EnergyError(f"评分项 {raw['id']} 的 steps 要从低到高，分值不超过本项")
    if rule == "all" and not lines:
        raise EnergyError(f"评分项 {raw['id']} 要写 lines")
    line, per = (written(raw[name]) if rule in ("above", "below") else Fraction(0) for name in ("line", "per"))
    starred = bool(raw.get("starred"))
    return Item(raw["id"], raw["title"], points, starred, rule, steps, line, per, MappingProxyType(lines))
