"""Dated parameters (参数): a number from a law or from the bureau is data with its basis, never code.

``packs/national/params/*.yaml`` holds the national values; ``packs/region/<code>/params``
lays local ones over them. A local value must cite its local text. What the
bureau sets for itself has ``origin: bureau`` (本局设定) and no law behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, load_kind

#: origin -> Chinese wording
ORIGINS = {"law": "法规规定", "bureau": "本局设定"}


class UnknownParam(LookupError):
    """No such parameter, or none with a value on that day; the message is Chinese."""


@dataclass(frozen=True)
class ParamBasis:
    """The text a value rests on."""

    law: str
    doc_no: str | None = None
    article: str | None = None

    def __str__(self) -> str:
        number = f"（{self.doc_no}）" if self.doc_no else ""
        return f"《{self.law}》{number}" + (f" {self.article}" if self.article else "")


@dataclass(frozen=True)
class Param:
    """One value of a parameter over one span of days, both ends included."""

    key: str
    label: str
    value: Any
    unit: str | None
    valid_from: date | None
    valid_to: date | None
    basis: ParamBasis | None
    checked_on: date | None
    verified: bool
    origin: str
    rule: str | None
    region: str | None
    note: str | None

    def holds_on(self, day: date) -> bool:
        """True where the value applies on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def get_param(key: str, on: date, region: str | None = None, root: Path = ROOT) -> Param:
    """Return the value that applies on a day: the narrowest region that has one, else the national one."""
    versions = _load(region, root).get(key)
    if not versions:
        raise UnknownParam(f"没有参数“{key}”")
    for param in reversed(versions):
        if param.holds_on(on):
            return param
    raise UnknownParam(f"参数“{versions[0].label}”（{key}）在{on}没有值")


def all_params(region: str | None = None, root: Path = ROOT) -> Mapping[str, tuple[Param, ...]]:
    """Return every parameter with all its versions, national first."""
    return _load(region, root)


@lru_cache(maxsize=16)
def _load(region: str | None, root: Path) -> Mapping[str, tuple[Param, ...]]:
    found: dict[str, list[Param]] = {}
    for path, data in load_kind("params", region, root):
        layer = path.parent.parent
        code = layer.name if layer.parent.name == "region" else None
        for row in data["params"]:
            param = build(row, code, f"{path.name} {row.get('key')}", national=found.get(row.get("key"), []))
            found.setdefault(param.key, []).append(param)
    return {key: tuple(values) for key, values in found.items()}


def build(row: Mapping[str, Any], region: str | None, where: str, national: list[Param] | None = None) -> Param:
    """Build one Param; raise PackError where it cannot stand, above all a local value without its local text."""
    for name in ("key", "value"):
        if row.get(name) is None:
            raise PackError(f"{where}：参数没有写 {name}")
    origin = row.get("origin") or "law"
    if origin not in ORIGINS:
        raise PackError(f"{where}：origin 只能是 {'、'.join(ORIGINS)}")
    raw = row.get("basis") or {}
    basis = ParamBasis(raw["law"], raw.get("doc_no"), raw.get("article")) if raw.get("law") else None
    base = national[0] if national else None
    if region:
        _check_overlay(basis, base, where)
    elif origin == "law" and basis is None:
        raise PackError(f"{where}：没有写依据 basis（法规名 law）")
    elif origin == "bureau" and basis:
        raise PackError(f"{where}：本局设定的参数不得引法规作依据")
    return Param(
        key=row["key"],
        label=row.get("label") or (base.label if base else row["key"]),
        value=row["value"],
        unit=row.get("unit") or (base.unit if base else None),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        basis=basis,
        checked_on=row.get("checked_on"),
        verified=bool(row.get("verified")),
        origin=origin,
        rule=row.get("rule"),
        region=region,
        note=row.get("note"),
    )


def _check_overlay(basis: ParamBasis | None, base: Param | None, where: str) -> None:
    if basis is None or not basis.doc_no:
        raise PackError(f"{where}：地方参数必须写明所依据的地方文件（basis 的 law 和 doc_no）")
    if base and base.basis and base.basis.law == basis.law:
        raise PackError(f"{where}：地方参数引的仍是国家规定《{basis.law}》，应引地方文件")
