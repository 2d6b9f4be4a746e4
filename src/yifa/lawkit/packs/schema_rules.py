"""Check rule packs (规则包) and say in Chinese what is wrong, for the person who keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import PackError, load_kind, read_yaml

UNITS = ("workday", "day", "month", "year", "hour", "date", "permanent")
ROLLS = ("next", "previous", "none")
DIRECTIONS = ("forward", "backward")
KINDS = ("deadline", "cap", "step", "publication", "record", "periodic")
FORCES = ("statutory", "party", "superior", "advisory")
CONFIDENCE = ("text_seen", "quoted_on_page", "secondary", "memory")
RULE_KEYS = {
    "id", "title", "meaning", "domain", "kind", "term", "quantity", "trigger", "trigger_en", "extension", "basis",
    "force", "verified", "confidence", "unverified_fields", "remarks", "source", "note", "parts", "valid_from",
    "valid_to",
}  # fmt: skip
BASIS_KEYS = {"law", "version", "doc_no", "article", "effective", "effective_note", "history", "urn"}
PART_KEYS = {
    "value", "unit", "direction", "roll", "roll_reason", "label", "minimum", "free", "free_max", "counts_start",
    "boundary", "year_offset", "extend", "suspend",
}  # fmt: skip
EXTEND_KEYS = {"max", "unit", "by", "notice", "basis"}


def check_rules(files: Iterable[Path | tuple[Path, Any]]) -> list[str]:
    """Return one Chinese sentence per problem in the files (paths, or ``(path, data)`` pairs).

    A file counts as regional if ``region`` is one of its folders; national files come first.
    """
    problems: list[str] = []
    seen: dict[str, list[tuple[date, date, str]]] = {}
    national_law: dict[str, str] = {}
    for entry in files:
        path, data = entry if isinstance(entry, tuple) else (entry, None)
        if data is None:
            try:
                data = read_yaml(path)
            except PackError as error:
                problems.append(str(error))
                continue
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
            problems.append(f"{path.name}：没有 rules 列表")
            continue
        local = path.parent.parent.name if "region" in path.parts else None
        for index, item in enumerate(data["rules"], 1):
            where = f"{path.name} 第{index}条"
            if not isinstance(item, dict) or not item.get("id"):
                problems.append(f"{where}：没有编号 id")
                continue
            where = f"{path.name} {item['id']}"
            problems += [f"{where}：{text}" for text in _check_item(item, data, local)]
            law = (item.get("basis") or {}).get("law") if isinstance(item.get("basis"), dict) else None
            if local:
                problems += [f"{where}：{text}" for text in _check_local(item, national_law.get(item["id"]))]
            else:
                problems += [f"{where}：{text}" for text in _check_span(item, seen)]
                national_law[item["id"]] = law or ""
    return problems


def check_region(region: str | None = None) -> list[str]:
    """Check the packs as they are installed, for one region."""
    try:
        return check_rules(load_kind("rules", region))
    except PackError as error:
        return [str(error)]


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def _check_span(item: dict[str, Any], seen: dict[str, list[tuple[date, date, str]]]) -> list[str]:
    """Two versions of a rule may not both apply on one day."""
    try:
        start, end = _day(item.get("valid_from")) or date.min, _day(item.get("valid_to")) or date.max
    except ValueError:
        return ["valid_from、valid_to 应写成 2024-01-01 这样的日期"]
    if end < start:
        return ["valid_to 早于 valid_from"]
    clash = [other for other in seen.get(item["id"], []) if start <= other[1] and other[0] <= end]
    seen.setdefault(item["id"], []).append((start, end, item["id"]))
    return ["编号重复：同一天有两个版本生效"] if clash else []


def _check_local(item: dict[str, Any], national: str | None) -> list[str]:
    found = item.get("basis")
    basis: dict[str, Any] = found if isinstance(found, dict) else {}
    missing = [zh for key, zh in (("law", "文件名"), ("doc_no", "文号"), ("article", "条款")) if not basis.get(key)]
    if missing:
        return [f"地方规则没有写明所依据的地方文件：缺{'、'.join(missing)}"]
    if national and basis["law"] == national:
        return [f"地方规则引的仍是国家规定《{national}》，应引地方文件"]
    return []


def _check_item(item: dict[str, Any], data: dict[str, Any], local: str | None) -> list[str]:
    found = []
    unknown = sorted(set(item) - RULE_KEYS)
    if unknown:
        found.append(f"不认识的字段 {'、'.join(unknown)}")
    basis = item.get("basis")
    if not isinstance(basis, dict) or not basis.get("law"):
        found.append("没有写依据 basis（法律文件名 law）")
    else:
        found += _check_basis(item, basis)
    if not local:
        required = ("title", "meaning", "term", "kind", "force", "confidence", "source")
        found += [f"缺少 {key}" for key in required if not item.get(key)]
        if not isinstance(item.get("verified"), bool):
            found.append("verified 应写 true 或 false")
        if not item.get("domain") and not data.get("domain"):
            found.append("没有写领域 domain")
        if "parts" not in item:
            found.append("没有写 parts（没有期限的写 parts: []）")
    for key, allowed in (("kind", KINDS), ("force", FORCES), ("confidence", CONFIDENCE)):
        if item.get(key) is not None and item[key] not in allowed:
            found.append(f"{key} 不能是“{item[key]}”，只能是 {'、'.join(allowed)}")
    if item.get("verified") and item.get("confidence") in ("memory", "secondary"):
        found.append(f"出处是 {item['confidence']}，不能标 verified: true")
    for number, part in enumerate(item.get("parts") or [], 1):
        if not isinstance(part, dict):
            found.append(f"第{number}段期限不是键值对")
        else:
            found += [f"第{number}段期限{text}" for text in _check_part(part)]
    return found


def _check_basis(item: dict[str, Any], basis: dict[str, Any]) -> list[str]:
    found = []
    unknown = sorted(set(basis) - BASIS_KEYS)
    if unknown:
        found.append(f"依据里不认识的字段 {'、'.join(unknown)}")
    for key in ("law", "doc_no", "article", "effective"):
        if re.search(r"\[|memory|记忆", str(basis.get(key) or "")):
            found.append(f"依据的 {key} 带有未核实的附注，应写 null 并列入 unverified_fields")
    listed = item.get("unverified_fields") or []
    found += [f"{key} 列为未核实，却仍写了值" for key in listed if key in ("doc_no", "effective") and basis.get(key)]
    try:
        _day(basis.get("effective"))
    except ValueError:
        found.append(f"施行日期“{basis['effective']}”不是 2024-01-01 这样的日期")
    return found


def _check_part(part: dict[str, Any]) -> list[str]:
    found = []
    unknown = sorted(set(part) - PART_KEYS)
    if unknown:
        found.append(f"有不认识的字段 {'、'.join(unknown)}")
    unit = part.get("unit")
    if unit not in UNITS:
        found.append(f"的单位“{unit}”不认识，只能是 {'、'.join(UNITS)}")
    if part.get("direction", "forward") not in DIRECTIONS:
        found.append(f"的方向“{part['direction']}”不认识，只能是 {'、'.join(DIRECTIONS)}")
    if part.get("roll") not in ROLLS:
        found.append(f"的顺延方式“{part.get('roll')}”不认识，只能是 {'、'.join(ROLLS)}")
    elif not part.get("roll_reason"):
        found.append("没有写顺延或者不顺延的理由 roll_reason")
    if part.get("roll") == "next" and part.get("direction") == "backward":
        found.append("是倒算的，不能向后顺延")
    value = part.get("value")
    if unit == "date":
        if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", str(value)):
            found.append(f"的固定日期“{value}”应写成 '01-31' 这样")
        if part.get("boundary", "on") not in ("on", "before"):
            found.append("的 boundary 只能是 on（含当日）或 before（不含当日）")
    elif unit != "permanent" and value is None and not part.get("free"):
        found.append("没有写数值 value")
    elif value is not None and unit in UNITS and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        found.append(f"的数值“{value}”不是整数")
    extend = part.get("extend")
    if extend is not None:
        if not isinstance(extend, dict) or not isinstance(extend.get("max"), int) or extend.get("unit") not in UNITS:
            found.append("的延长 extend 应写明 max 和 unit")
        elif set(extend) - EXTEND_KEYS:
            found.append(f"的延长有不认识的字段 {'、'.join(sorted(set(extend) - EXTEND_KEYS))}")
    return found
