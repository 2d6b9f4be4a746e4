"""The checker of each kind of pack but the rules' own (see ``schema``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from yifa.lawkit.catalogue import KIND_TEXT, statute_of
from yifa.lawkit.chains import FORCES, INTERESTED, MODES
from yifa.lawkit.packs.loader import PackError
from yifa.lawkit.packs.outlines import overlaid
from yifa.lawkit.packs.schema import KINDS, PackFile, Packs, Problem, is_date, register, rows_of, shape
from yifa.lawkit.params import Param, build
from yifa.lawkit.titles import key_of

#: kinds whose own modules read and check them; here they are only read and measured
OWN_READERS = (
    "calendar", "measure_words", "wording", "energy", "processes", "papers", "compare", "exchange", "fixtures",
)  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+")
_STATUTE_KEYS = ("full", "short", "issuer", "region", "since", "unverified", "note")
_VERSION_KEYS = ("published", "effective", "doc_no", "superseded", "successor", "source", "unverified", "note")
_FACTS = ("published", "effective", "doc_no", "superseded", "successor")
_PARAM_KEYS = (
    "label", "unit", "valid_from", "valid_to", "basis", "checked_on", "verified", "origin", "rule", "note",
)  # fmt: skip
_STAGE_KEYS = ("min", "recuse", "order", "optional", "when", "requires", "at", "rules")


def register_all() -> None:
    """Make every kind known; calling it again changes nothing."""
    for kind in OWN_READERS:
        if kind not in KINDS:
            register(kind)
    from yifa.lawkit.packs.schema_checks import check_checks

    for kind, checker in (
        ("checks", check_checks),
        ("sources", check_sources),
        ("statutes", check_statutes),
        ("params", check_params),
        ("codes", check_codes),
        ("chains", check_chains),
        ("outlines", check_outlines),
        ("periods", check_periods),
        ("cases", check_cases),
        ("rules", check_rules),
    ):
        register(kind, checker)


def _split(file: PackFile, key: str, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    for found in rows_of(file, key):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            yield found


def _rules_known(row: dict[str, Any], packs: Packs) -> Iterator[str]:
    known = packs.rule_ids()
    for rule in row.get("rules") or []:
        if known and rule not in known:
            yield f"规则 {rule} 不在规则包里"


def check_sources(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Source keys: an id and a wording each."""
    problems: list[Problem] = []
    for file in files:
        for place, row in _split(file, "sources", problems):
            problems += [Problem(file.name, place, text) for text in shape(row, ("id", "text"), ())]
    return problems


def check_statutes(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """The catalogue: slugs, kinds, dates in order, every fact with its source, every successor known."""
    problems: list[Problem] = []
    sources = {str(row.get("id")) for _, row in packs.rows("sources", "sources")}
    slugs: dict[str, str] = {}
    names: dict[str, str] = {}
    rows: list[tuple[PackFile, str, dict[str, Any]]] = []
    for file in files:
        for place, row in _split(file, "statutes", problems):
            rows.append((file, place, row))
            slug = str(row.get("slug"))
            if slug in slugs:
                problems.append(Problem(file.name, place, f"slug 重复，已在 {slugs[slug]}"))
            slugs.setdefault(slug, file.name)
            for name in (row.get("title"), row.get("full"), *(row.get("short") or ())):
                owner = names.setdefault(key_of(str(name)), slug) if name else slug
                if owner != slug:
                    problems.append(Problem(file.name, place, f"名称“{name}”与 {owner} 相同"))
    for file, place, row in rows:
        problems += [Problem(file.name, place, text) for text in _statute(row, sources, set(slugs))]
    return problems


def _statute(row: dict[str, Any], sources: set[str], slugs: set[str]) -> Iterator[str]:
    yield from shape(row, ("slug", "title", "kind", "fields", "source"), (*_STATUTE_KEYS, "versions"))
    if not _SLUG.fullmatch(str(row.get("slug"))):
        yield "slug 只能用小写拼音字母和数字"
    if row.get("kind") not in KIND_TEXT:
        yield f"kind 不能是“{row.get('kind')}”，只能是 {'、'.join(KIND_TEXT)}"
    if row.get("kind") == "local" and not re.fullmatch(r"\d{6}", str(row.get("region") or "")):
        yield "地方规定要写六位地区代码 region"
    said = row.get("source") or {}
    yield from _sourced(row, ("title", "full", "short", "issuer", "since"), said, sources, "")
    if row.get("since") is not None and not is_date(row["since"], partial=True):
        yield f"since“{row['since']}”不是日期"
    for item in row.get("versions") or []:
        yield from _version(item, sources, slugs, str(row.get("slug")))
    years = [item.get("year") for item in row.get("versions") or [] if item.get("year")]
    if len(set(years)) < len(years):
        yield "同一年有两个版本，URN 会相同"
    try:
        starts = [version.start.first for version in statute_of(row).versions if version.start]
    except (KeyError, ValueError, TypeError):
        return
    if starts != sorted(starts):
        yield "各版本应从旧到新排列"


def _version(item: dict[str, Any], sources: set[str], slugs: set[str], slug: str) -> Iterator[str]:
    where = f"{item.get('year')}年版本"
    for text in shape(item, (), ("year", *_VERSION_KEYS)):
        yield f"{where}{text}"
    for name in ("published", "effective", "superseded"):
        if item.get(name) is not None and not is_date(item[name], partial=True):
            yield f"{where} {name}“{item[name]}”不是日期"
    yield from _sourced(item, _FACTS, item.get("source") or {}, sources, where)
    published = str(item.get("published") or "")
    if published and item.get("year") and not published.startswith(str(item["year"])):
        yield f"{where}与公布日 {published} 的年份不一致"
    effective = str(item.get("effective") or "")
    if len(published) == len(effective) == 10 and effective < published:
        yield f"{where}施行日早于公布日"
    successor = item.get("successor")
    if successor and (successor not in slugs or successor == slug):
        yield f"{where}的替代文件 {successor} 不在目录里"


def _sourced(
    row: dict[str, Any], facts: Iterable[str], said: dict[str, str], sources: set[str], where: str
) -> Iterator[str]:
    for name in facts:
        if row.get(name) not in (None, []) and name not in said:
            yield f"{where} {name} 没有写来源".strip()
    for key in dict.fromkeys(said.values()):
        if sources and key not in sources:
            yield f"{where}来源“{key}”不在来源表里"


def _titles(packs: Packs) -> set[str]:
    """The keys of every title of the catalogue files at hand."""
    found = set()
    for _, row in packs.rows("statutes", "statutes"):
        for name in (row.get("title"), row.get("full"), *(row.get("short") or ())):
            if name:
                found.add(key_of(str(name)))
    return found


def _law_known(law: str, titles: set[str]) -> bool:
    return key_of(law) in titles or key_of(re.sub(r"[（(]\d{4}[^）)]*[)）]$", "", law)) in titles


def check_params(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Parameters: units known, spans apart, national laws in the catalogue, local values with their local text."""
    problems: list[Problem] = []
    units, titles, rules = packs.codes("units"), _titles(packs), packs.rule_ids()
    doubtful = rules - {str(row.get("id")) for _, row in packs.rows("rules", "rules") if row.get("verified")}
    national: dict[str, list[Param]] = {}
    for file in files:
        for place, row in _split(file, "params", problems):
            found = list(shape(row, ("key",), ("value", *_PARAM_KEYS)))
            unit = row.get("unit")
            if unit and unit not in units:
                found.append(f"单位“{unit}”不在单位表里")
            for name in ("valid_from", "valid_to", "checked_on"):
                if row.get(name) is not None and not is_date(row[name]):
                    found.append(f"{name}“{row[name]}”不是日期")
            if row.get("rule") and rules and row["rule"] not in rules:
                found.append(f"规则 {row['rule']} 不在规则包里")
            if row.get("verified") and row.get("rule") in doubtful:
                found.append(f"规则 {row['rule']} 尚未核实，参数不能标 verified: true")
            law = (row.get("basis") or {}).get("law")
            if law and not file.region and not _law_known(law, titles):
                found.append(f"依据《{law}》不在法规目录里")
            if not found:
                found += _param_builds(file, place, row, national)
            problems += [Problem(file.name, place, text) for text in found]
    return problems


def _param_builds(file: PackFile, place: str, row: dict[str, Any], national: dict[str, list[Param]]) -> Iterator[str]:
    earlier = national.setdefault(row["key"], [])
    try:
        param = build(row, file.region, place, earlier)
    except PackError as error:
        yield str(error).partition("：")[2]
        return
    clash = [other for other in earlier if other.region == param.region and _overlap(other, param)]
    if clash:
        yield "同一天有两个值"
    earlier.append(param)


def _overlap(one: Param, two: Param) -> bool:
    starts_before_end = one.valid_from is None or two.valid_to is None or one.valid_from <= two.valid_to
    ends_after_start = one.valid_to is None or two.valid_from is None or two.valid_from <= one.valid_to
    return starts_before_end and ends_after_start


def check_codes(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Code lists: codes unique, parents in the list, no circle of parents, rules known."""
    problems: list[Problem] = []
    for file in files:
        for place, row in _split(file, "lists", problems):
            found = list(shape(row, ("list", "title", "codes"), ("note",)))
            parents: dict[str, str | None] = {}
            for item in row.get("codes") or []:
                code = str(item.get("code"))
                if not item.get("code") or not item.get("name"):
                    found.append(f"{code}：要写 code 和 name")
                if code in parents:
                    found.append(f"代码 {code} 重复")
                parents[code] = item.get("parent")
                found += [f"{code}：{text}" for text in _rules_known(item, packs)]
            found += _parents(parents)
            problems += [Problem(file.name, place, text) for text in found]
    return problems


def _parents(parents: dict[str, str | None]) -> Iterator[str]:
    for code, parent in parents.items():
        if parent is not None and parent not in parents:
            yield f"{code} 的上级 {parent} 不在表里"
        seen = {code}
        while parent is not None and parent in parents:
            if parent in seen:
                yield f"{code} 的上级成环"
                break
            seen.add(parent)
            parent = parents[parent]


def check_chains(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Approval chains: modes, roles and recusals that exist, one chain per id and version."""
    problems: list[Problem] = []
    roles = packs.codes("roles")
    seen: set[tuple[Any, ...]] = set()
    for file in files:
        for place, row in _split(file, "chains", problems):
            found = list(shape(row, ("id", "title", "version", "valid_from", "force", "stages"), ("rules", "note")))
            if not is_date(row.get("valid_from")):
                found.append("valid_from 不是日期")
            if row.get("force") not in FORCES:
                found.append(f"force 只能是 {'、'.join(FORCES)}")
            key = (file.region, row.get("id"), row.get("version"))
            if key in seen:
                found.append(f"第{row.get('version')}版重复")
            seen.add(key)
            found += _rules_known(row, packs)
            before: list[str] = []
            for stage in row.get("stages") or []:
                found += [f"环节 {stage.get('key')}：{text}" for text in _stage(stage, roles, before, packs)]
                before.append(str(stage.get("key")))
            problems += [Problem(file.name, place, text) for text in found]
    return problems


def _stage(stage: dict[str, Any], roles: set[str], before: list[str], packs: Packs) -> Iterator[str]:
    yield from shape(stage, ("key", "title", "mode", "roles"), _STAGE_KEYS)
    if stage.get("key") in before:
        yield "环节重复"
    if stage.get("mode") not in MODES:
        yield f"mode 只能是 {'、'.join(MODES)}"
    for role in stage.get("roles") or []:
        if role not in roles:
            yield f"没有角色 {role}"
    for name in stage.get("recuse") or []:
        if name != INTERESTED and name not in before:
            yield f"回避所指的环节 {name} 不在前面"
    minimum = stage.get("min", 1)
    if not isinstance(minimum, int) or minimum < 1:
        yield "min 应是不小于 1 的整数"
    if stage.get("order") not in (None, "head_last"):
        yield "order 只能是 head_last（末位表态）"
    if stage.get("order") == "head_last" and "leader" not in (stage.get("roles") or []):
        yield "末位表态的环节要有主要负责人 leader"
    yield from _rules_known(stage, packs)


def check_outlines(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Report outlines: orders name parts that exist and leave out no mandatory one; local ones cite their text."""
    problems: list[Problem] = []
    whole: dict[str, dict[str, Any]] = {}
    for file in files:
        data = file.data if isinstance(file.data, dict) else {}
        place = str(data.get("id") or "")
        local = bool(file.region) and place in whole
        fields = ("title", "orders", "order", "parts", "rules", "source", "note", "basis")
        needed = ("id", "basis") if local else ("id", *fields[:4])
        found = list(shape(data, needed, fields))
        if local and not (isinstance(data.get("basis"), dict) and data["basis"].get("law")):
            found.append("没有写明所依据的地方文件（basis: law）")
        named = [p for p in data.get("parts") or [] if isinstance(p, dict) and p.get("key")]
        if len(named) < len(data.get("parts") or []):
            found.append("每个部分都要有 key")
        laid = {**data, "parts": named}
        whole[place] = laid = overlaid(whole[place], laid) if local else laid
        parts = {part["key"]: part for part in laid["parts"]}
        if laid.get("order") not in (laid.get("orders") or {}):
            found.append(f"次序“{laid.get('order')}”不在 orders 里")
        must = {key for key, part in parts.items() if part.get("mandatory")}
        for name, order in (laid.get("orders") or {}).items():
            found += [f"次序 {name} 的“{key}”不在 parts 里" for key in order if key not in parts]
            found += [f"次序 {name} 漏了必备部分“{key}”" for key in sorted(must - set(order))]
        found += _rules_known(data, packs)
        for part in parts.values():
            sections = part.get("sections") or []
            keys = [section.get("key") for section in sections]
            found += [f"小节“{key}”重复" for key in dict.fromkeys(keys) if keys.count(key) > 1]
            for item in (part, *sections):
                found += [f"“{item.get('key')}”缺少 {name}" for name in ("key", "title") if not item.get(name)]
                found += [f"“{item.get('key')}”{text}" for text in _rules_known(item, packs)]
        problems += [Problem(file.name, place, text) for text in found]
    return problems


def check_periods(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Dated containers: a start, a later end, a known source."""
    problems: list[Problem] = []
    sources = {str(row.get("id")) for _, row in packs.rows("sources", "sources")}
    titles = _titles(packs)
    for file in files:
        for place, row in _split(file, "periods", problems):
            found = list(shape(row, ("id", "title", "kind", "from", "to", "source"), ("note", "law", "verified")))
            if not is_date(row.get("from")) or not is_date(row.get("to")):
                found.append("from、to 应写成 2021-01-01 这样的日期")
            elif row["to"] < row["from"]:
                found.append("to 早于 from")
            if sources and row.get("source") not in sources:
                found.append(f"来源“{row.get('source')}”不在来源表里")
            if row.get("law") and not _law_known(row["law"], titles):
                found.append(f"文件《{row['law']}》不在法规目录里")
            problems += [Problem(file.name, place, text) for text in found]
    return problems


def check_cases(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Case files that name a check: both sides named and given."""
    problems: list[Problem] = []
    for file in files:
        parts = file.data if isinstance(file.data, list) else [file.data]
        for part in parts:
            if not isinstance(part, dict) or "check" not in part:
                continue  # other case files have their own readers
            found = list(shape(part, ("check", "passing", "failing"), ("about",)))
            for kind in ("passing", "failing"):
                for number, row in enumerate(part.get(kind) or [], 1):
                    if not isinstance(row, dict) or "name" not in row or "given" not in row:
                        found.append(f"{kind} 第{number}例要写 name 和 given")
            problems += [Problem(file.name, str(part["check"]), text) for text in found]
    return problems


def check_rules(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """The rules' own checks, and that every law they rest on is in the catalogue."""
    from yifa.lawkit.packs import schema_rules
    from yifa.lawkit.packs.loader import load_kind

    try:
        pairs = load_kind("rules", packs.region, packs.root)
    except PackError:
        return []  # already reported when the file was read
    problems = [Problem("rules", "", text) for text in schema_rules.check_rules(pairs)]
    titles = _titles(packs)
    for file, row in packs.rows("rules", "rules"):
        law = (row.get("basis") or {}).get("law") if isinstance(row.get("basis"), dict) else None
        if law and titles and not file.region and not _law_known(str(law), titles):
            problems.append(Problem(file.name, str(row.get("id")), f"依据《{law}》不在法规目录里"))
    return problems
