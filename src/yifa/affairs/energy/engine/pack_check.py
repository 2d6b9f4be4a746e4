"""The checker of the energy packs for ``yifa pack-check``: every set builds, and nothing in a row goes unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from yifa.affairs.energy.engine.library import build
from yifa.affairs.energy.engine.score_tables import tables
from yifa.affairs.energy.engine.tariffs import build as tariffs
from yifa.lawkit.packs.loader import PackError
from yifa.lawkit.packs.schema import PackFile, Packs, Problem, is_date, register, shape

_HEAD = ("id", "title", "basis", "source", "verified")
_DATED = ("valid_from", "valid_to")
#: list -> (required, further allowed)
SHAPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "kinds": (("id", "title", "unit", "medium", "units"), ()),
    "coefficient_sets": ((*_HEAD, "electricity", "factors"), (*_DATED, "region", "rule", "note")),
    "densities": (("kind", "value", "unit", "source", "verified"), ("note",)),
    "carbon_sets": ((*_HEAD, "level", "factors"), (*_DATED, "year", "kind", "region", "note")),
    "quotas": ((*_HEAD, "class", "rows"), (*_DATED, "coefficient_set", "region", "note")),
    "climate_zones": ((*_HEAD, "bands", "places"), (*_DATED, "region", "note")),
    "price_sets": ((*_HEAD, "rows"), (*_DATED, "region", "note")),
    "tariffs": ((*_HEAD, "name", "prices", "seasons"), (*_DATED, "holiday", "region", "note")),
    "forms": ((*_HEAD, "fields", "complete"), (*_DATED, "region", "note")),
    "score_tables": ((*_HEAD, "items", "total"), (*_DATED, "pass", "region", "note")),
    "indicators": (("code", "title", "unit", "places", "coefficients"), ("note",)),
}


def register_checker() -> None:
    """Make the checker known to the pack checks."""
    register("energy", check_energy)


def check_energy(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Yield what is wrong: shapes, dates, sources, ids written twice in one layer, and what the library refuses."""
    sources = {str(row.get("id")) for _, row in packs.rows("sources", "sources")}
    rules = packs.rule_ids()
    seen: dict[tuple[str | None, str, str], str] = {}
    problems: list[Problem] = []
    for file in files:
        if not isinstance(file.data, dict):
            problems.append(Problem(file.name, "", "不是键值对"))
            continue
        for key, rows in file.data.items():
            if key not in SHAPES:
                problems.append(Problem(file.name, str(key), "不认识的清单"))
                continue
            for row in rows if isinstance(rows, list) else []:
                if not isinstance(row, dict):
                    problems.append(Problem(file.name, key, "有一行不是键值对"))
                    continue
                place = str(row.get("id") or row.get("code") or row.get("kind") or key)
                problems += [Problem(file.name, place, text) for text in _row(key, row, sources, rules)]
                owner = seen.setdefault((file.region, key, place), file.name)
                if owner != file.name or list(_ids(rows)).count(place) > 1:
                    problems.append(Problem(file.name, place, f"{key} 里写了两次"))
    if not problems:
        try:
            pairs = [(file.name, file.data) for file in files]
            build(pairs)
            tables(pairs)
            tariffs(pairs)
        except PackError as error:
            problems.append(Problem("energy", "", str(error)))
    return list(dict.fromkeys(problems))


def _ids(rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, dict):
            yield str(row.get("id") or row.get("code") or row.get("kind"))


def _row(key: str, row: dict[str, Any], sources: set[str], rules: set[str]) -> Iterator[str]:
    required, allowed = SHAPES[key]
    present = {name: value for name, value in row.items() if value is not None or name not in required}
    yield from shape(present, required, allowed)
    for name in _DATED:
        if row.get(name) is not None and not is_date(row[name]):
            yield f"{name}“{row[name]}”不是日期"
    start, end = row.get("valid_from"), row.get("valid_to")
    if is_date(start) and is_date(end) and str(end) < str(start):
        yield "valid_to 早于 valid_from"
    if row.get("source") and sources and row["source"] not in sources:
        yield f"来源“{row['source']}”不在来源表里"
    if row.get("rule") and rules and row["rule"] not in rules:
        yield f"规则 {row['rule']} 不在规则包里"
    if "basis" in required and not (isinstance(row.get("basis"), dict) and row["basis"].get("law")):
        yield "没有写依据 basis（法规、标准名 law）"
