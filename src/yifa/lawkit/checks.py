"""Checks (检查) for the whole product: what a check is, the registry, and the cases a lawyer can read.

A check looks at one subject (a text, a record, a report) and yields findings.
It names the rules or texts it cites and has a passing and a failing case under
``packs/national/cases``; ``run_cases`` carries them out.

A case file::

    check: CIT-L01
    about: 引用已被替代的法规
    passing:
    - name: 引用现行条例
      given: {text: 依据《信访工作条例》办理, day: 2023-12-31}
    failing:
    - name: 引用旧条例
      given: {text: 依据《信访条例》办理, day: 2023-12-31}
      expect: {quote: 《信访条例》, suggestion: 信访工作条例}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, layers, read_yaml

SEVERITIES = ("error", "warning", "info")
#: letter in the id -> class of the finding
CLASSES = {"S": "structure", "C": "content", "L": "law", "F": "figure", "W": "wording", "Y": "layout"}


@dataclass(frozen=True)
class Basis:
    """The text a finding rests on."""

    title: str
    article: str | None = None
    urn: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing a check found, in the shape ``yifa report check --json`` prints."""

    id: str
    severity: str
    message: str
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    suggestion: str | None = None
    basis: Basis | None = None

    @property
    def kind(self) -> str:
        """The class of the finding by the letter of its id (RPT-S02 → structure); other ids are content."""
        return CLASSES.get(self.id.partition("-")[2][:1], "content")

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data."""
        data = asdict(self)
        return {"id": data.pop("id"), "severity": data.pop("severity"), "class": self.kind, **data}


@dataclass(frozen=True)
class Check:
    """A named check: ``run(subject, check)`` yields findings made by ``check.finding``."""

    id: str
    title: str
    cites: tuple[str, ...]
    severity: str
    run: Callable[[Any, Check], Iterable[Finding]]

    def __call__(self, subject: Any) -> list[Finding]:
        return list(self.run(subject, self))

    def finding(self, message: str, **details: Any) -> Finding:
        """Make a finding of this check; ``severity`` may be lowered by the caller."""
        return Finding(self.id, details.pop("severity", self.severity), message, **details)


class Registry:
    """Checks by id, in the order they were registered."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def register(
        self, id: str, title: str, cites: Iterable[str] = (), severity: str = "warning"
    ) -> Callable[[Callable[[Any, Check], Iterable[Finding]]], Check]:
        """Decorator that turns a function ``(subject, check) -> findings`` into a registered Check."""
        if severity not in SEVERITIES:
            raise ValueError(f"{id}: severity {severity}")
        if id in self._checks:
            raise ValueError(f"检查编号重复：{id}")

        def wrap(run: Callable[[Any, Check], Iterable[Finding]]) -> Check:
            check = self._checks[id] = Check(id, title, tuple(cites), severity, run)
            return check

        return wrap

    def __getitem__(self, id: str) -> Check:
        return self._checks[id]

    def __contains__(self, id: object) -> bool:
        return id in self._checks

    def __iter__(self) -> Iterator[Check]:
        return iter(self._checks.values())

    def run(self, subject: Any, ids: Iterable[str] | None = None) -> list[Finding]:
        """Run all checks, or those named, over one subject."""
        chosen = self if ids is None else [self._checks[id] for id in ids]
        return [finding for check in chosen for finding in check(subject)]


#: the registry of the whole product
registry = Registry()


@dataclass(frozen=True)
class Case:
    """One case of a check: what is given, and what a failing case expects."""

    check: str
    name: str
    given: Any
    passing: bool
    expect: dict[str, Any]
    path: Path

    def __str__(self) -> str:
        return f"{self.check} {'应通过' if self.passing else '应查出'}：{self.name}"


def load_cases(region: str | None = None, root: Path = ROOT) -> list[Case]:
    """Return every case of files that name a ``check``; other case files have their own readers."""
    found: list[Case] = []
    for layer in layers(region, root):
        for path in sorted((layer / "cases").rglob("*.yaml")):
            data = read_yaml(path)
            for part in data if isinstance(data, list) else [data]:
                if isinstance(part, dict) and "check" in part:
                    found += _cases_of(part, path)
    return found


def _cases_of(data: dict[str, Any], path: Path) -> list[Case]:
    found = []
    for kind in ("passing", "failing"):
        for number, row in enumerate(data.get(kind) or [], 1):
            if not isinstance(row, dict) or "name" not in row or "given" not in row:
                raise PackError(f"{path.name} {data['check']} {kind} 第{number}例：要写 name 和 given")
            expect = row.get("expect") or {}
            found.append(Case(data["check"], row["name"], row["given"], kind == "passing", expect, path))
    return found


def run_case(case: Case, checks: Registry = registry) -> str | None:
    """Carry out one case; return None where it holds, else the reason in Chinese."""
    if case.check not in checks:
        return f"{case.path.name}：没有检查 {case.check}"
    findings = checks[case.check](case.given)
    if case.passing:
        return f"{case}——却查出：{findings[0].message}" if findings else None
    if not findings:
        return f"{case}——没有查出"
    for finding in findings:
        if all(_meets(finding, name, wanted) for name, wanted in case.expect.items()):
            return None
    return f"{case}——查出的是：{findings[0].message}，与预期 {case.expect} 不符"


def _meets(finding: Finding, name: str, wanted: Any) -> bool:
    if name == "message_has":
        return str(wanted) in finding.message
    return getattr(finding, name) == wanted


def run_cases(region: str | None = None, root: Path = ROOT, checks: Registry = registry) -> list[str]:
    """Carry out every case; return the reasons of those that do not hold, and checks that lack a case."""
    cases = load_cases(region, root)
    problems = [reason for case in cases if (reason := run_case(case, checks))]
    for check in checks:
        for passing, text in ((True, "应通过"), (False, "应查出")):
            if not any(case.check == check.id and case.passing == passing for case in cases):
                problems.append(f"检查 {check.id}（{check.title}）缺一个{text}的例子")
    return problems


def as_day(value: Any) -> date:
    """Read a day given as a date or as 2023-12-31."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))
