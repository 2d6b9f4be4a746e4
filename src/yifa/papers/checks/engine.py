"""Run the checks: functions by name, findings in reading order, waivers taken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from yifa.lawkit.checks import SEVERITIES, Finding
from yifa.papers.reading.model import Reading

from .spec import Spec, Waiver, WaiverError, load_specs
from .view import Options, View

Runner = Callable[[View, Spec], Iterable[Finding]]
#: name in a pack's ``run`` -> module of this package that holds the function
MODULES = (
    "patterns",
    "structure",
    "headless",
    "contents",
    "law",
    "figures",
    "numbers",
    "names",
    "writing",
    "layout",
    "office",
    "neighbours",
)


@cache
def runners() -> dict[str, Runner]:
    """Every function a pack may name."""
    found: dict[str, Runner] = {}
    for name in MODULES:
        found.update(import_module(f"yifa.papers.checks.{name}").RUNNERS)
    return found


def check(
    reading: Reading,
    *,
    year: int | None = None,
    previous: Reading | None = None,
    evidence: Any = None,
    outline: dict[str, Any] | None = None,
    waivers: Sequence[Waiver] = (),
    region: str | None = None,
    only: Iterable[str] | None = None,
) -> list[Finding]:
    """Return what is wrong with a report, in reading order; what concerns the whole report stands last.

    Args:
        reading: the report as read.
        year: the report year where the paper does not say.
        previous: last year's report.
        evidence: the ledger (``ports.Evidence``), to prove every fact by a metric.
        outline: a local outline that decides the order of the parts.
        waivers: findings a person let pass, each with its reason.
        region: six-digit code of the packs to lay over the national ones.
        only: ids to run; all by default.
    """
    specs = load_specs(region)
    unknown = [waiver.id for waiver in waivers if waiver.id not in specs]
    if unknown:
        raise WaiverError(f"没有检查 {unknown[0]}，不能放行")
    view = View(reading, Options(year, previous, evidence, outline, region))
    chosen = specs.values() if only is None else [specs[id] for id in only]
    found: list[Finding] = []
    for spec in chosen:
        found += runners()[spec.run](view, spec)
    found = [finding for finding in found if not any(waiver.covers(finding) for waiver in waivers)]
    return sorted(_distinct(found), key=_order)


def _order(finding: Finding) -> tuple[int, int, str]:
    start = finding.start if finding.start is not None else 1 << 30
    return (start, SEVERITIES.index(finding.severity), finding.id)


def _distinct(found: list[Finding]) -> Iterable[Finding]:
    """One finding for one place and one word: the graver, then the earlier check, is kept."""
    seen: dict[tuple[Any, ...], Finding] = {}
    for finding in sorted(found, key=lambda f: SEVERITIES.index(f.severity)):
        key = (
            (finding.start, finding.end, finding.suggestion or finding.id, finding.kind)
            if finding.start is not None
            else (finding.id, finding.message)
        )
        seen.setdefault(key, finding)
    return seen.values()


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by severity."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The document ``yifa report check --json`` prints."""
    rows = []
    for finding in findings:
        row = finding.as_dict()
        rows.append(
            {name: row[name] for name in ("id", "severity", "class", "message", "quote", "start", "end", "suggestion")}
            | {"basis": row["basis"]}
        )
    return {"findings": rows, "summary": summary(findings)}
