"""Findings as SARIF 2.1.0, for editors and CI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yifa.lawkit.checks import Finding
from yifa.papers.checks.spec import load_specs
from yifa.papers.reading.model import Reading

from .plain import CLASS, ground

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(reading: Reading, findings: Sequence[Finding], version: str = "") -> dict[str, Any]:
    """One run; regions are lines and columns of the file where it is text, else offsets into the normalised text."""
    specs = load_specs()
    used = sorted({finding.id for finding in findings})
    rules = [
        {
            "id": id,
            "name": specs[id].title,
            "shortDescription": {"text": specs[id].title},
            "fullDescription": {"text": specs[id].about or specs[id].title},
            "properties": {"class": specs[id].kind, "source": specs[id].source, "verified": specs[id].verified},
        }
        for id in used
        if id in specs
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "yifa", "version": version, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(reading, finding) for finding in findings],
            }
        ],
    }


def _result(reading: Reading, finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": reading.paper.name or "paper"}}
    if finding.start is not None and finding.end is not None:
        location["region"] = _region(reading, finding.start, finding.end)
    properties = {"class": CLASS[finding.kind]}
    if finding.basis:
        properties["basis"] = ground(finding.basis)
    if finding.suggestion:
        properties["suggestion"] = finding.suggestion
    return {
        "ruleId": finding.id,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location}],
        "properties": properties,
    }


def _region(reading: Reading, start: int, end: int) -> dict[str, Any]:
    paper = reading.paper
    region: dict[str, Any] = {
        "charOffset": start,
        "charLength": end - start,
        "snippet": {"text": paper.text[start:end]},
    }
    if paper.format in ("txt", "md") and paper.raw:
        low, high = paper.raw_span(start, end)
        region = {
            "startLine": paper.raw.count("\n", 0, low) + 1,
            "startColumn": low - paper.raw.rfind("\n", 0, low),
            "endLine": paper.raw.count("\n", 0, high) + 1,
            "endColumn": high - paper.raw.rfind("\n", 0, high),
            "snippet": {"text": paper.raw[low:high]},
        }
    return region
