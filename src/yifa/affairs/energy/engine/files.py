"""An institution's year read from a file (YAML or JSON), for ``yifa energy evaluate``."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.engine.convert import Use
from yifa.affairs.energy.engine.evaluate import Institution
from yifa.affairs.energy.engine.library import Library
from yifa.affairs.energy.engine.numbers import EnergyError

_NEEDED = ("institution", "year", "class", "group", "area", "persons", "uses", "coefficient_set")
_MORE = (
    "zone", "climate", "heating", "heating_group", "removed", "removed_area", "data_centre_electricity",
    "it_electricity", "carbon", "on",
)  # fmt: skip


def institutions(data: Any) -> list[dict[str, Any]]:
    """Return the institutions of a file: one mapping, or a list of them under ``institutions``."""
    rows = data.get("institutions", [data]) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise EnergyError("文件里应是一家机构的键值对，或 institutions 列表")
    return rows


def read(row: dict[str, Any], library: Library) -> tuple[Institution, dict[str, Any]]:
    """Return the institution and the arguments of ``evaluate``; refuse what is missing or unknown by name."""
    missing = [name for name in _NEEDED if row.get(name) in (None, "", [])]
    if missing:
        raise EnergyError(f"缺少 {'、'.join(missing)}")
    unknown = sorted(str(name) for name in set(row) - set(_NEEDED) - set(_MORE))
    if unknown:
        raise EnergyError(f"不认识的字段 {'、'.join(unknown)}")
    try:
        year = int(str(row["year"]))
        on = row.get("on") or date(year, 12, 31)
        on = on if isinstance(on, date) else date.fromisoformat(str(on))
    except ValueError:
        raise EnergyError(f"年份“{row['year']}”或日期“{row.get('on')}”不对") from None
    carbon = row.get("carbon") or {}
    if not isinstance(carbon, dict):
        raise EnergyError("carbon 应写成 {place: 地方, base_year: 基年}")
    years = {}
    for name in ("base_year", "factor_year"):
        if carbon.get(name) is not None:
            if not str(carbon[name]).isdigit():
                raise EnergyError(f"carbon 的 {name}“{carbon[name]}”不是年份")
            years[name] = int(str(carbon[name]))
    one = Institution(
        name=str(row["institution"]), year=year, klass=str(row["class"]), group=str(row["group"]),
        zone=_zone(row, library), area=row["area"], persons=row["persons"],
        uses=_uses(row["uses"], "uses"), heating=_uses(row.get("heating") or [], "heating"),
        removed=_uses(row.get("removed") or [], "removed"), removed_area=row.get("removed_area") or 0,
        heating_group=row.get("heating_group"), it_electricity=row.get("it_electricity"),
        data_centre_electricity=row.get("data_centre_electricity"),
    )  # fmt: skip
    return one, {"set_id": str(row["coefficient_set"]), "on": on, "place": carbon.get("place"), **years}


def _zone(row: dict[str, Any], library: Library) -> str | None:
    climate = row.get("climate")
    if climate is None:
        return None if row.get("zone") is None else str(row["zone"])
    if not isinstance(climate, dict) or climate.get("zones") not in library.zones:
        raise EnergyError(f"climate 应写成 {{zones: 分区表, hdd18: …, cdd26: …}}，分区表有{'、'.join(library.zones)}")
    zone = library.zones[climate["zones"]].of(climate.get("hdd18"), climate.get("cdd26"))
    if row.get("zone") not in (None, zone):
        raise EnergyError(f"填写的分区{row['zone']}与按度日数判定的分区{zone}不符")
    return zone


def _uses(rows: Any, name: str) -> tuple[Use, ...]:
    if not isinstance(rows, list):
        raise EnergyError(f"{name} 应是列表")
    found = []
    for row in rows:
        if (
            not isinstance(row, dict)
            or "kind" not in row
            or "quantity" not in row
            or set(row) - {"kind", "quantity", "unit"}
        ):
            raise EnergyError(f"{name} 的每一行写 kind、quantity 和可选的 unit")
        found.append(Use(str(row["kind"]), row["quantity"], row.get("unit")))
    return tuple(found)
