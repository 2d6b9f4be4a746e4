"""The shape of the packs of the checker (``checks``): ids, severities, grounds, patterns that compile, both cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from yifa.lawkit.checks import SEVERITIES
from yifa.lawkit.packs.schema import PackFile, Packs, Problem, rows_of, shape

_ID = re.compile(r"[A-Z]{3}-[SCLFWY]\d{2}")
_REQUIRED = ("id", "title", "severity", "run", "source", "passing")
_PATTERN = ("find", "to", "say", "unless", "around", "within", "once", "severity", "since", "until")
_WITHIN = ("body", "quotes", "titles", "headings", "all")
_GIVEN = (
    "text", "sample", "replace", "prepend", "append", "year", "title", "previous", "read", "table", "layout", "header",
)  # fmt: skip
_EXPECT = ("quote", "suggestion", "severity", "message_has")
#: sentences a wording check must fire on, none of them taken from a real report
LEAST_WORDING = 3


def check_checks(files: list[PackFile], packs: Packs) -> Iterable[Problem]:
    """Every check whole, every id once, every pattern a pattern, every case in its form."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    names = {name for file in files if isinstance(file.data, dict) for name in file.data.get("samples") or {}}
    for file in files:
        for found in rows_of(file, "checks"):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            place, row = found
            problems += [Problem(file.name, place, text) for text in _check(row, names)]
            if not file.region and row.get("id") in seen:
                problems.append(Problem(file.name, place, f"编号与 {seen[row['id']]} 中的重复"))
            seen.setdefault(str(row.get("id")), file.name)
    return problems


def _check(row: dict[str, Any], samples: set[str]) -> Iterator[str]:
    yield from shape(row, _REQUIRED, set(row))
    if not _ID.fullmatch(str(row.get("id"))):
        yield "编号应如 RPT-S02：三个大写字母、类别字母、两位数字"
    if row.get("severity") not in SEVERITIES:
        yield f"级别 {row.get('severity')} 不认识，应为 {'、'.join(SEVERITIES)}"
    if not isinstance(row.get("verified", True), bool):
        yield "verified 应为 true 或 false"
    for number, rule in enumerate(row.get("rules") or [], 1):
        if row.get("run") == "patterns":
            yield from (f"第{number}条模式：{text}" for text in _rule(rule))
    for kind in ("passing", "failing"):
        for number, case in enumerate(row.get(kind) or [], 1):
            yield from (f"{kind} 第{number}例：{text}" for text in _case(case, samples))
    wording = str(row.get("id"))[4:5] == "W"
    if wording and len(row.get("failing") or []) < LEAST_WORDING:
        yield f"用语检查要有至少{LEAST_WORDING}个应查出的例子"


def _rule(rule: Any) -> Iterator[str]:
    if not isinstance(rule, dict):
        yield "不是键值对"
        return
    yield from shape(rule, ("find",), _PATTERN)
    if rule.get("within", "body") not in _WITHIN:
        yield f"within 只能是 {'、'.join(_WITHIN)}"
    if rule.get("severity") not in (None, *SEVERITIES):
        yield f"级别 {rule['severity']} 不认识"
    for name in ("find", "unless", "around"):
        try:
            re.compile(str(rule.get(name) or ""))
        except re.error as error:
            yield f"{name} 不是正则表达式：{error}"


def _case(case: Any, samples: set[str]) -> Iterator[str]:
    if isinstance(case, str):
        return
    if not isinstance(case, dict) or "given" not in case:
        yield "要写 given"
        return
    yield from shape(case, ("given",), ("name", "expect"))
    yield from shape(case.get("expect") or {}, (), _EXPECT)
    given = case["given"]
    if isinstance(given, dict):
        yield from shape(given, (), _GIVEN)
        if "text" not in given and given.get("sample") not in samples:
            yield f"没有例文 {given.get('sample')}"
