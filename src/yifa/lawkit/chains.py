"""Approval chains (审批链) as data: stages in order, who may act, who must withdraw, who speaks last.

A running instance stays on the version it began with: keep ``Chain.key`` with it
and read it back by ``chain_version``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, load_kind

#: mode -> Chinese wording
MODES = {"all": "全部", "any": "任一", "countersign": "会签"}
#: what bears a chain -> Chinese wording
FORCES = {"statutory": "法定", "party": "党内规定/上级要求", "bureau": "本局制度"}
#: the people with an interest in the matter, named by the matter itself
INTERESTED = "interested"


@dataclass(frozen=True)
class Stage:
    """One stage: ``recuse`` names the stages whose people may not act here, or 有利害关系的人.

    ``at``: in which office it is signed, by a name that a module answers (``keeper`` 保管单位, ``office`` 归口处室).
    """

    key: str
    title: str
    mode: str
    roles: tuple[str, ...]
    minimum: int
    recuse: tuple[str, ...]
    head_last: bool
    optional: bool
    when: str | None
    requires: str | None
    at: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Chain:
    """One version of a chain."""

    id: str
    title: str
    version: int
    valid_from: date
    force: str
    rules: tuple[str, ...]
    stages: tuple[Stage, ...]
    region: str | None

    @property
    def key(self) -> str:
        """What an instance keeps: region, id and version."""
        return f"{self.region or 'national'}/{self.id}@{self.version}"

    def stage(self, key: str) -> Stage:
        """The stage of that key."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(f"{self.title}没有环节“{key}”")


def get_chain(id: str, on: date, region: str | None = None, root: Path = ROOT) -> Chain:
    """Return the version of a chain that starts a new matter on a day: narrowest layer, newest version."""
    versions = [chain for chain in _load(region, root).get(id, ()) if chain.valid_from <= on]
    if not versions:
        raise PackError(f"规则包里没有{on}可用的审批链“{id}”")
    narrow = versions[-1].region
    return max((chain for chain in versions if chain.region == narrow), key=lambda chain: chain.version)


def chain_version(key: str, region: str | None = None, root: Path = ROOT) -> Chain:
    """Return the very version an instance began with, by its ``Chain.key``."""
    for chains in _load(region, root).values():
        for chain in chains:
            if chain.key == key:
                return chain
    raise PackError(f"规则包里没有审批链“{key}”")


def all_chains(region: str | None = None, root: Path = ROOT) -> Mapping[str, tuple[Chain, ...]]:
    """Return every chain with all its versions, national first."""
    return _load(region, root)


@lru_cache(maxsize=16)
def _load(region: str | None, root: Path) -> Mapping[str, tuple[Chain, ...]]:
    found: dict[str, list[Chain]] = {}
    for path, data in load_kind("chains", region, root):
        layer = path.parent.parent
        code = layer.name if layer.parent.name == "region" else None
        for row in data["chains"]:
            found.setdefault(row["id"], []).append(_chain(row, code))
    return {id: tuple(chains) for id, chains in found.items()}


def _chain(row: Mapping[str, Any], region: str | None) -> Chain:
    return Chain(
        id=row["id"],
        title=row["title"],
        version=row["version"],
        valid_from=row["valid_from"],
        force=row["force"],
        rules=tuple(row.get("rules") or ()),
        stages=tuple(_stage(stage) for stage in row["stages"]),
        region=region,
    )


def _stage(row: Mapping[str, Any]) -> Stage:
    return Stage(
        key=row["key"],
        title=row["title"],
        mode=row["mode"],
        roles=tuple(row["roles"]),
        minimum=row.get("min", 1),
        recuse=tuple(row.get("recuse") or ()),
        head_last=row.get("order") == "head_last",
        optional=bool(row.get("optional")),
        when=row.get("when"),
        requires=row.get("requires"),
        at=row.get("at"),
        rules=tuple(row.get("rules") or ()),
    )
