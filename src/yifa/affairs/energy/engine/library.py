"""The dated sets of the energy packs (系数、因子、定额、分区、表式): read once, named, each with basis and source.

A set is chosen by its id and never mixed with another. ``valid_from`` null means that the day was not seen in a text:
such a set holds on every day until its end, and stays 待核实.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, amount
from yifa.lawkit.packs.loader import ROOT, PackError, load_kind


@dataclass(frozen=True)
class Named:
    """What every set of the packs carries."""

    id: str
    title: str
    basis: str
    region: str | None
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool

    def holds_on(self, day: date) -> bool:
        """True where the set applies on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Kind:
    """One kind of energy or resource (品种) with the units it may be filed in."""

    id: str
    title: str
    unit: str
    medium: str
    units: Mapping[str, Fraction]

    def stored(self, quantity: Any, unit: str | None) -> Fraction:
        """Return a quantity in the stored unit."""
        factor = self.units.get(unit or self.unit)
        if factor is None:
            raise EnergyError(f"{self.title}不用“{unit}”计量，可用{'、'.join(self.units)}")
        return amount(quantity, self.title) * factor


@dataclass(frozen=True)
class CoefficientSet(Named):
    """A set of coefficients to standard coal (折标煤系数), kgce per stored unit."""

    electricity: str
    factors: Mapping[str, Fraction]

    def factor(self, kind: Kind) -> Fraction | None:
        """Return the coefficient; None for a resource that never counts in 综合能耗; refuse an energy it lacks."""
        if kind.id in self.factors:
            return self.factors[kind.id]
        if kind.medium == "energy":
            raise EnergyError(f"系数集“{self.title}”（{self.id}）没有{kind.title}的系数")
        return None


@dataclass(frozen=True)
class CarbonSet(Named):
    """Carbon factors of one year and level (排放因子), kgCO2 per stored unit."""

    level: str
    year: int | None
    factors: Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True)
class Quota:
    """One cell of a quota standard: up to three values (约束值、基准值、引导值)."""

    standard: str
    title: str
    basis: str
    klass: str
    group: str
    zone: str | None
    indicator: str
    limit: Fraction
    base: Fraction | None
    guide: Fraction | None
    coefficient_set: str | None
    verified: bool

    @property
    def name(self) -> str:
        """The way of the cell from the standard to the column."""
        return "/".join(filter(None, (self.standard, self.klass, self.group, self.zone, self.indicator)))

    @property
    def values(self) -> tuple[Fraction, ...]:
        """The values there are, greatest first."""
        return tuple(value for value in (self.limit, self.base, self.guide) if value is not None)


@dataclass(frozen=True)
class QuotaStandard(Named):
    """A standard of quotas for one class of institutions."""

    klass: str
    coefficient_set: str | None
    rows: tuple[Quota, ...]


@dataclass(frozen=True)
class Zones(Named):
    """A rule of climate zones: ranges of degree days, and the places that a standard lists."""

    bands: tuple[Mapping[str, Any], ...]
    places: Mapping[str, str]

    def of(self, hdd18: Any, cdd26: Any) -> str:
        """Return the zone of a place by its degree days."""
        heat, cool = amount(hdd18, "HDD18"), amount(cdd26, "CDD26")
        for band in self.bands:
            low, high = band["hdd18"]
            if low <= heat < high and (band["cdd26_max"] is None or cool <= band["cdd26_max"]):
                return str(band["zone"])
        raise EnergyError(f"HDD18为{hdd18}、CDD26为{cdd26}的地方不在“{self.title}”的范围内")


@dataclass(frozen=True)
class Indicator:
    """An indicator with its unit, the places it is shown with, and whether it weighs standard coal."""

    code: str
    title: str
    unit: str
    places: int
    coefficients: bool


@dataclass(frozen=True)
class Prices(Named):
    """Spans of reference prices (参考单价), yuan per stored unit."""

    spans: Mapping[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True)
class Field:
    """One indicator of a form (报表指标); ``code`` is the printed one, where it was seen."""

    key: str
    title: str
    table: str
    code: str | None
    unit: str | None
    kind: str | None
    fee_of: str | None
    required: bool


@dataclass(frozen=True)
class Form(Named):
    """A version of the statutory forms; ``complete`` False: its printed tables were not seen."""

    fields: tuple[Field, ...]
    complete: bool

    def field(self, key: str) -> Field:
        """Return an indicator of this version."""
        for one in self.fields:
            if one.key == key:
                return one
        raise EnergyError(f"“{self.title}”（{self.id}）没有指标 {key}")


@dataclass(frozen=True)
class Library:
    """All sets of the packs of one region."""

    kinds: Mapping[str, Kind]
    coefficients: Mapping[str, CoefficientSet]
    densities: Mapping[str, Fraction]
    carbon: Mapping[str, CarbonSet]
    quotas: Mapping[str, QuotaStandard]
    zones: Mapping[str, Zones]
    indicators: Mapping[str, Indicator]
    prices: Mapping[str, Prices]
    forms: Mapping[str, Form]

    def kind(self, name: str) -> Kind:
        """Return a kind of energy by id."""
        return _known(self.kinds, name, "能源品种")

    def coefficient_set(self, name: str) -> CoefficientSet:
        """Return a coefficient set by id."""
        return _known(self.coefficients, name, "折标煤系数集")

    def form(self, on: date) -> Form:
        """Return the version of the forms in force on a day."""
        for found in self.forms.values():
            if found.holds_on(on):
                return found
        raise EnergyError(f"没有{on}适用的统计报表")

    def grid(self, place: str, year: int) -> tuple[Fraction, CarbonSet]:
        """Return the electricity factor of a place (全国、区域、省) in a year; a missing one has no stand-in."""
        for found in self.carbon.values():
            if found.year == year and ("electricity", place) in found.factors:
                return found.factors["electricity", place], found
        raise EnergyError(f"没有{place}{year}年的电力排放因子")

    def fuel(self, kind: str) -> tuple[Fraction, CarbonSet]:
        """Return the carbon factor of a kind other than electricity."""
        for found in self.carbon.values():
            if found.year is None and (kind, "全国") in found.factors:
                return found.factors[kind, "全国"], found
        raise EnergyError(f"没有{self.kind(kind).title}的排放因子")

    def quota(self, klass: str, group: str, zone: str | None, indicator: str, on: date) -> Quota | None:
        """Return the quota of a class, group and zone on a day; None where the standard made none."""
        for standard in self.quotas.values():
            if standard.klass == klass and standard.holds_on(on):
                for row in standard.rows:
                    if (row.group, row.indicator) == (group, indicator) and row.zone in (None, zone):
                        return row
        return None


def _known(found: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in found:
        raise EnergyError(f"没有{what}“{name}”，现有{'、'.join(found) or '无'}")
    return found[name]


@lru_cache(maxsize=8)
def library(region: str | None = None, root: Path = ROOT) -> Library:
    """Return the sets of the packs; raise PackError where one cannot stand."""
    return build([(path.name, data) for path, data in load_kind("energy", region, root)])


def build(files: list[tuple[str, Any]]) -> Library:
    """Build the library of files ``(name, data)``; a later row of the same id takes the place of an earlier one."""
    kinds = {row["id"]: _kind(row) for row in rows_of(files, "kinds")}
    coefficients = {row["id"]: _coefficients(row, kinds) for row in rows_of(files, "coefficient_sets")}
    indicators = {row["code"]: _indicator(row) for row in rows_of(files, "indicators")}
    quotas = {row["id"]: _quotas(row, coefficients, indicators) for row in rows_of(files, "quotas")}
    return Library(
        kinds=MappingProxyType(kinds),
        coefficients=MappingProxyType(coefficients),
        densities=MappingProxyType({row["kind"]: written(row["value"]) for row in rows_of(files, "densities")}),
        carbon=MappingProxyType({row["id"]: _carbon(row, kinds) for row in rows_of(files, "carbon_sets")}),
        quotas=MappingProxyType(quotas),
        zones=MappingProxyType({row["id"]: _zones(row) for row in rows_of(files, "climate_zones")}),
        indicators=MappingProxyType(indicators),
        prices=MappingProxyType({row["id"]: _prices(row, kinds) for row in rows_of(files, "price_sets")}),
        forms=MappingProxyType({row["id"]: _form(row, kinds) for row in rows_of(files, "forms")}),
    )


def rows_of(files: list[tuple[str, Any]], key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, data in files:
        rows = data.get(key, []) if isinstance(data, dict) else []
        for row in rows if isinstance(rows, list) else []:
            if not isinstance(row, dict):
                raise PackError(f"{name}：{key} 里有一行不是键值对")
            found.append(row)
    return found


def guarded(build_one: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what goes wrong while building one row into a PackError that names the row."""

    def run(row: dict[str, Any], *rest: Any) -> Any:
        place = row.get("id") or row.get("code") or "?"
        try:
            return build_one(row, *rest)
        except KeyError as error:
            raise PackError(f"{place}：缺少 {error.args[0]}") from None
        except (EnergyError, TypeError, ValueError, AttributeError) as error:
            raise PackError(f"{place}：{error}") from None

    return run


def written(value: Any) -> Fraction:
    if not isinstance(value, str):
        raise PackError(f"数值 {value} 应写成带引号的文字，以免失真")
    return amount(value)


def head_of(row: dict[str, Any]) -> dict[str, Any]:
    raw = row["basis"]
    article = f" {raw['article']}" if raw.get("article") else ""
    return {
        "id": row["id"], "title": row["title"], "basis": f"{raw['law']}{article}", "region": row.get("region"),
        "valid_from": row.get("valid_from"), "valid_to": row.get("valid_to"),
        "source": row["source"], "verified": bool(row["verified"]),
    }  # fmt: skip


@guarded
def _kind(row: dict[str, Any]) -> Kind:
    units = {name: written(value) for name, value in row["units"].items()}
    if row["medium"] not in ("energy", "resource"):
        raise EnergyError("medium 只能是 energy 或 resource")
    if units.get(row["unit"]) != 1:
        raise EnergyError("units 里要有存储单位本身，值为 1")
    return Kind(row["id"], row["title"], row["unit"], row["medium"], MappingProxyType(units))


@guarded
def _coefficients(row: dict[str, Any], kinds: dict[str, Kind]) -> CoefficientSet:
    if row["electricity"] not in ("calorific", "supply"):
        raise EnergyError("electricity 只能是 calorific（当量值）或 supply（等价值）")
    factors: dict[str, Fraction] = {}
    for item in row["factors"]:
        if item["kind"] not in kinds:
            raise EnergyError(f"没有能源品种 {item['kind']}")
        if item["kind"] in factors:
            raise EnergyError(f"{item['kind']} 写了两次")
        factors[item["kind"]] = written(item["value"])
    return CoefficientSet(**head_of(row), electricity=row["electricity"], factors=MappingProxyType(factors))


@guarded
def _carbon(row: dict[str, Any], kinds: dict[str, Kind]) -> CarbonSet:
    factors: dict[tuple[str, str], Fraction] = {}
    for item in row["factors"]:
        key = (item.get("kind") or row["kind"], item["place"])
        if key[0] not in kinds:
            raise EnergyError(f"没有能源品种 {key[0]}")
        if key in factors:
            raise EnergyError(f"{key[1]}写了两次")
        factors[key] = written(item["value"])
    return CarbonSet(**head_of(row), level=row["level"], year=row["year"], factors=MappingProxyType(factors))


@guarded
def _indicator(row: dict[str, Any]) -> Indicator:
    return Indicator(row["code"], row["title"], row["unit"], int(row["places"]), bool(row["coefficients"]))


@guarded
def _quotas(row: dict[str, Any], sets: dict[str, CoefficientSet], indicators: dict[str, Indicator]) -> QuotaStandard:
    head, wanted = head_of(row), row.get("coefficient_set")
    if wanted and wanted not in sets:
        raise EnergyError(f"没有折标煤系数集 {wanted}")
    rows: list[Quota] = []
    seen: set[tuple[Any, ...]] = set()
    for item in row["rows"]:
        code = item["indicator"]
        if code not in indicators:
            raise EnergyError(f"没有指标 {code}")
        if indicators[code].coefficients and not wanted:
            raise EnergyError(f"{code} 按标准煤计，定额必须写明所用系数集 coefficient_set")
        limit, base, guide = (written(item[k]) if item.get(k) is not None else None for k in ("limit", "base", "guide"))
        if limit is None:
            raise EnergyError(f"{item['group']} {code} 没有约束值 limit；未制定定额的格不写")
        present = [value for value in (limit, base, guide) if value is not None]
        if present != sorted(present, reverse=True):
            raise EnergyError(f"{item['group']} {code} 应满足 约束值≥基准值≥引导值")
        key = (item["group"], item.get("zone"), code)
        if key in seen:
            raise EnergyError(f"{item['group']} {item.get('zone') or ''} {code} 写了两次")
        seen.add(key)
        needs = wanted if indicators[code].coefficients else None
        rows.append(
            Quota(row["id"], head["title"], head["basis"], row["class"], item["group"], item.get("zone"), code,
                  limit, base, guide, needs, head["verified"])
        )  # fmt: skip
    return QuotaStandard(**head, klass=row["class"], coefficient_set=wanted, rows=tuple(rows))


@guarded
def _zones(row: dict[str, Any]) -> Zones:
    bands = tuple(
        MappingProxyType({
            "zone": band["zone"],
            "hdd18": tuple(written(value) for value in band["hdd18"]),
            "cdd26_max": written(band["cdd26_max"]) if band.get("cdd26_max") is not None else None,
        })
        for band in row["bands"]
    )  # fmt: skip
    zones = Zones(**head_of(row), bands=bands, places=MappingProxyType({p["name"]: p["zone"] for p in row["places"]}))
    for place in row["places"]:
        if zones.of(place["hdd18"], place["cdd26"]) != place["zone"]:
            raise EnergyError(f"{place['name']}所列的分区与度日数不符")
    return zones


@guarded
def _prices(row: dict[str, Any], kinds: dict[str, Kind]) -> Prices:
    spans: dict[str, tuple[Fraction, Fraction]] = {}
    for item in row["rows"]:
        low, high = written(item["low"]), written(item["high"])
        if item["kind"] not in kinds or item["kind"] in spans:
            raise EnergyError(f"能源品种 {item['kind']} 没有或写了两次")
        if high < low:
            raise EnergyError(f"{item['kind']} 的单价上限低于下限")
        spans[item["kind"]] = (low, high)
    return Prices(**head_of(row), spans=MappingProxyType(spans))


@guarded
def _form(row: dict[str, Any], kinds: dict[str, Kind]) -> Form:
    fields: dict[str, Field] = {}
    for item in row["fields"]:
        one = Field(
            item["key"], item["title"], item["table"], item.get("code"), item.get("unit"), item.get("kind"),
            item.get("fee_of"), bool(item.get("required")),
        )  # fmt: skip
        if one.key in fields:
            raise EnergyError(f"指标 {one.key} 写了两次")
        if one.kind and (one.kind not in kinds or one.unit not in kinds[one.kind].units):
            raise EnergyError(f"指标 {one.key} 的品种或单位不对")
        fields[one.key] = one
    for one in fields.values():
        if one.fee_of and one.fee_of not in fields:
            raise EnergyError(f"费用 {one.key} 所属的 {one.fee_of} 不在表里")
    return Form(**head_of(row), fields=tuple(fields.values()), complete=bool(row["complete"]))
