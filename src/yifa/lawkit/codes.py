"""Code lists (代码表) and dated containers (规划期) of the packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, load_kind


@dataclass(frozen=True)
class Code:
    """One row of a code list; what else the pack says of it is in ``extra``."""

    code: str
    name: str
    parent: str | None
    rules: tuple[str, ...]
    note: str | None
    extra: Mapping[str, Any]


@dataclass(frozen=True)
class CodeList:
    """A code list by its key, rows in the order of the pack."""

    key: str
    title: str
    codes: tuple[Code, ...]

    def __getitem__(self, code: str) -> Code:
        for row in self.codes:
            if row.code == code:
                return row
        raise KeyError(f"{self.title}没有代码“{code}”")

    def __contains__(self, code: object) -> bool:
        return any(row.code == code for row in self.codes)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """``(code, name)`` pairs for a form."""
        return [(row.code, row.name) for row in self.codes]

    def children(self, code: str | None) -> tuple[Code, ...]:
        """The rows under one row; None gives the top rows."""
        return tuple(row for row in self.codes if row.parent == code)


@dataclass(frozen=True)
class PlanPeriod:
    """A dated container of yearly work: 八五普法, 十四五, a five-year outline."""

    id: str
    title: str
    kind: str
    start: date
    end: date
    law: str | None
    note: str | None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end


def code_list(key: str, region: str | None = None, root: Path = ROOT) -> CodeList:
    """Return one code list; a narrower layer that has the list replaces the wider one whole."""
    found = _lists(region, root).get(key)
    if found is None:
        raise PackError(f"规则包里没有代码表“{key}”")
    return found


def all_lists(region: str | None = None, root: Path = ROOT) -> Mapping[str, CodeList]:
    """Return every code list by its key."""
    return _lists(region, root)


def plan_periods(on: date | None = None, region: str | None = None, root: Path = ROOT) -> list[PlanPeriod]:
    """Return the containers, or those that hold a day."""
    return [period for period in _periods(region, root) if on is None or on in period]


@lru_cache(maxsize=16)
def _lists(region: str | None, root: Path) -> Mapping[str, CodeList]:
    found: dict[str, CodeList] = {}
    for _path, data in load_kind("codes", region, root):
        for item in data["lists"]:
            found[item["list"]] = CodeList(item["list"], item["title"], tuple(_code(row) for row in item["codes"]))
    return found


def _code(row: Mapping[str, Any]) -> Code:
    known = ("code", "name", "parent", "rules", "note")
    extra = {name: value for name, value in row.items() if name not in known}
    return Code(row["code"], row["name"], row.get("parent"), tuple(row.get("rules") or ()), row.get("note"), extra)


@lru_cache(maxsize=16)
def _periods(region: str | None, root: Path) -> tuple[PlanPeriod, ...]:
    found: dict[str, PlanPeriod] = {}
    for _path, data in load_kind("periods", region, root):
        for row in data["periods"]:
            found[row["id"]] = PlanPeriod(
                row["id"], row["title"], row["kind"], row["from"], row["to"], row.get("law"), row.get("note")
            )
    return tuple(found.values())
