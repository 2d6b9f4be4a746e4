"""Statutory rules (规则) read from packs: what must be done, by when, on what ground.

A rule is dated and cited data, never code. It may have several versions (a 2023 case is
judged by 2023 law for ever) and a region may lay its own version over the national one,
if it cites the local text (地方文件) for it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, layers, read_yaml

#: where a rule's force comes from: 法定, 党内规定, 上级要求, 推荐
FORCES = {"statutory": "法定", "party": "党内规定", "superior": "上级要求", "advisory": "推荐"}


class UnknownRule(LookupError):
    """No rule has this id; the message is Chinese and names near ones."""


def hanzi(number: int) -> str:
    """Return a number below ten thousand in Chinese figures: 203 → 二百零三."""
    text, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        else:
            zero = True
    return (text.removeprefix("一") if text.startswith("一十") else text) or "零"


def article_text(article: str) -> str:
    """Return an article as it is written: 203(2) → 第二百零三条第二款, 22-36 → 第二十二条至第三十六条."""

    def one(piece: str) -> str:
        match = re.fullmatch(r"(\d+)(?:\((\d+)\))?(?:\(([一二三四五六七八九十]+)\))?", piece)
        if not match:
            return piece
        words = f"第{hanzi(int(match[1]))}条"
        return words + (f"第{hanzi(int(match[2]))}款" if match[2] else "") + (f"第（{match[3]}）项" if match[3] else "")

    return "、".join("至".join(one(end) for end in piece.split("-")) for piece in article.split("、"))


@dataclass(frozen=True, slots=True)
class Basis:
    """The article (条款) a rule rests on. A None field was not seen in any text (待核实)."""

    law: str
    article: str | None = None
    doc_no: str | None = None
    version: str | None = None
    effective: date | None = None
    history: str | None = None
    effective_note: str | None = None
    urn: str | None = None

    def __str__(self) -> str:
        return f"《{self.law}》{article_text(self.article) if self.article else '（条款待核实）'}"


@dataclass(frozen=True, slots=True)
class Extend:
    """How far a period may be extended (延长), who approves and who is told."""

    max: int
    unit: str
    by: str | None = None
    notice: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One period of a rule. ``free`` parts take their length from the caller (``--days``)."""

    unit: str
    value: int | str | None = None
    direction: str = "forward"
    roll: str = "none"
    roll_reason: str = ""
    label: str | None = None
    minimum: bool = False
    free: bool = False
    free_max: int | None = None
    counts_start: bool = False
    boundary: str = "on"
    year_offset: int = 0
    extend: Extend | None = None
    suspend: str | None = None

    @property
    def backward(self) -> bool:
        return self.direction == "backward"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule (规则) in one version."""

    id: str
    title: str
    meaning: str
    domain: str
    kind: str
    term: str
    basis: Basis
    force: str
    verified: bool
    confidence: str
    parts: tuple[Part, ...] = ()
    quantity: Mapping[str, Any] | None = None
    trigger: str | None = None
    trigger_en: str | None = None
    extension: str | None = None
    source: str | None = None
    note: str | None = None
    remarks: str | None = None
    unverified_fields: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    region: str | None = None
    history: tuple[str, ...] = field(default=())

    @property
    def blocks(self) -> bool:
        """Return whether a gate may rest on this rule: never on an unverified or advisory one."""
        return self.verified and self.force != "advisory"

    @property
    def force_text(self) -> str:
        return FORCES[self.force]

    def in_force(self, on: date) -> bool:
        """Return whether this version applies on the day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


# -- reading -----------------------------------------------------------------------------------


@cache
def _parsed(path: Path) -> Any:
    return read_yaml(path)


def _rule_files(region: str | None, root: Path) -> list[tuple[Path, str | None]]:
    """Return rule files, national first, with the region code of each (None: national)."""
    found = []
    for folder in layers(region, root):
        code = None if folder.name == "national" else folder.name
        found += [(path, code) for path in sorted((folder / "rules").glob("*.yaml"))]
    return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def build(item: Mapping[str, Any], domain: str | None = None, region: str | None = None, where: str = "") -> Rule:
    """Build a Rule from pack data; raise PackError in Chinese where it cannot be one."""
    data = dict(item)
    name = f"规则包{where} {data.get('id', '（无编号）')}"
    try:
        basis = dict(data.pop("basis"))
        basis["effective"] = _day(basis.get("effective"))
        parts = []
        for raw in data.pop("parts", None) or []:
            part = dict(raw)
            if part.get("extend"):
                part["extend"] = Extend(**part["extend"])
            if part["unit"] not in ("workday", "day", "month", "year", "hour", "date", "permanent"):
                raise PackError(f"{name}：期限单位“{part['unit']}”不认识")
            parts.append(Part(**part))
        data["unverified_fields"] = tuple(data.get("unverified_fields") or ())
        data["valid_from"], data["valid_to"] = _day(data.get("valid_from")), _day(data.get("valid_to"))
        data.setdefault("domain", domain)
        return Rule(basis=Basis(**basis), parts=tuple(parts), region=region, **data)
    except KeyError as error:
        raise PackError(f"{name}：缺少 {error.args[0]}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise PackError(f"{name}：内容不合格（{error}）") from error


def _overlay(base: dict[str, Any], item: Mapping[str, Any], code: str, path: Path) -> dict[str, Any]:
    """Lay a regional item over the national one; it must cite the local text it rests on."""
    basis = item.get("basis") or {}
    missing = [zh for key, zh in (("law", "文件名"), ("doc_no", "文号"), ("article", "条款")) if not basis.get(key)]
    if missing:
        raise PackError(f"地方规则 {item['id']}（{code}，{path.name}）没有写明所依据的地方文件：缺{'、'.join(missing)}")
    if base and basis["law"] == base["basis"]["law"]:
        raise PackError(f"地方规则 {item['id']}（{code}，{path.name}）引的仍是国家规定《{basis['law']}》，应引地方文件")
    kept = {key: value for key, value in base.items() if key not in ("valid_from", "valid_to", "unverified_fields")}
    return {**kept, "verified": False, "confidence": "secondary", **item}


def _versions(files: Iterable[tuple[Path, str | None]], only: str | None = None) -> dict[str, list[Rule]]:
    raw: dict[str, list[tuple[dict[str, Any], str | None, str]]] = {}
    for path, code in files:
        data = _parsed(path)
        if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
            raise PackError(f"规则包 {path.name} 没有 rules 列表")
        for item in data["rules"]:
            if not isinstance(item, dict) or "id" not in item:
                raise PackError(f"规则包 {path.name} 有一条规则没有编号 id")
            if only is not None and item["id"] != only:
                continue
            entry = {"domain": data.get("domain"), **item}
            known = raw.setdefault(item["id"], [])
            if code:
                base = known[-1][0] if known else {}
                entry = _overlay(base, item, code, path)
                start = _day(entry.get("valid_from"))
                # a local version without a first day replaces every wider one
                known[:] = [k for k in known if start and (_day(k[0].get("valid_from")) or date.min) < start]
            known.append((entry, code, f" {path.name}"))
    result = {}
    for rule_id, known in raw.items():
        known.sort(key=lambda k: _day(k[0].get("valid_from")) or date.min)
        result[rule_id] = [build(item, region=code, where=where) for item, code, where in known]
    return result


def _pick(versions: list[Rule], on: date | None) -> Rule:
    """Return the version in force on the day; the newest without a day; the nearest if none fits."""
    if on is not None:
        for rule in reversed(versions):
            if rule.in_force(on):
                return rule
        if versions[0].valid_from and on < versions[0].valid_from:
            return versions[0]
    return versions[-1]


@cache
def _all(region: str | None, root: Path) -> dict[str, list[Rule]]:
    return _versions(_rule_files(region, root))


@lru_cache(maxsize=4096)
def _one(rule_id: str, region: str | None, root: Path) -> tuple[Rule, ...]:
    """Return the versions of one rule, parsing only the files that name it."""
    needle = re.compile(rf"\bid:\s*['\"]?{re.escape(rule_id)}(?![\w-])")
    files = [(p, code) for p, code in _rule_files(region, root) if needle.search(p.read_text(encoding="utf-8"))]
    return tuple(_versions(files, only=rule_id).get(rule_id, ()))


def load_rules(region: str | None = None, on: date | None = None, root: Path = ROOT) -> Mapping[str, Rule]:
    """Return every rule by id, each in the version of the day (default: the newest)."""
    return MappingProxyType({rule_id: _pick(known, on) for rule_id, known in _all(region, root).items()})


def rule_versions(rule_id: str, region: str | None = None, root: Path = ROOT) -> tuple[Rule, ...]:
    """Return all versions of a rule, oldest first; raise UnknownRule if there is none."""
    known = _one(rule_id, region, root)
    if not known:
        near = difflib.get_close_matches(rule_id.upper(), list(_all(region, root)), n=3, cutoff=0.6)
        hint = f"，相近的有 {'、'.join(near)}" if near else ""
        raise UnknownRule(f"没有编号为“{rule_id}”的规则{hint}。运行 yifa clock list 看全部规则。")
    return known


def get_rule(rule_id: str, region: str | None = None, on: date | None = None, root: Path = ROOT) -> Rule:
    """Return one rule in the version in force on the day (default: the newest)."""
    return _pick(list(rule_versions(rule_id, region, root)), on)
