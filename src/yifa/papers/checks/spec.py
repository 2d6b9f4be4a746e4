"""What a check is (检查): read from the packs ``checks/*.yaml``, region over national by id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from yifa.lawkit.checks import CLASSES, SEVERITIES, Basis, Finding
from yifa.lawkit.packs.loader import ROOT, PackError, load_kind

ID = re.compile(r"[A-Z]{3}-([SCLFWY])\d{2}")


class WaiverError(ValueError):
    """A waiver that cannot stand: no reason, or no such check; the message is Chinese."""


@dataclass(frozen=True)
class Waiver:
    """A finding let pass by a person (放行), with the reason; ``quote`` limits it to one place."""

    id: str
    reason: str
    quote: str | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise WaiverError(f"放行 {self.id} 要写明理由")

    def covers(self, finding: Finding) -> bool:
        """Whether this waiver lets the finding pass."""
        return self.id == finding.id and (self.quote is None or self.quote == finding.quote)


@dataclass(frozen=True)
class Spec:
    """One check as its pack states it. ``data`` holds what its function needs (patterns, words, limits)."""

    id: str
    title: str
    severity: str
    run: str
    message: str
    about: str = ""
    basis: Basis | None = None
    verified: bool = True
    source: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    passing: tuple[Mapping[str, Any], ...] = ()
    failing: tuple[Mapping[str, Any], ...] = ()
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # what its function worked out once

    @property
    def kind(self) -> str:
        """Its class: structure, content, law, figure, wording, layout."""
        match = ID.fullmatch(self.id)
        return CLASSES[match.group(1)] if match else "content"

    def finding(self, message: str | None = None, **details: Any) -> Finding:
        """Make a finding of this check; severity and basis may be given by the caller."""
        details.setdefault("basis", self.basis)
        return Finding(self.id, details.pop("severity", self.severity), message or self.message, **details)


def _cases(rows: Any) -> tuple[Mapping[str, Any], ...]:
    """Cases; a plain text stands for itself."""
    return tuple(
        {"name": row, "given": row} if isinstance(row, str) else {"name": str(row.get("given")), **row}
        for row in rows or ()
    )


def spec_of(row: Mapping[str, Any], where: str) -> Spec:
    """Build a Spec of a pack row; raise PackError in Chinese where it cannot be one."""
    data = dict(row)
    try:
        basis = data.pop("basis", None)
        spec = Spec(
            id=data.pop("id"),
            title=data.pop("title"),
            severity=data.pop("severity"),
            run=data.pop("run"),
            message=data.pop("message", ""),
            about=data.pop("about", ""),
            basis=Basis(**{name: str(value) for name, value in basis.items()}) if basis else None,
            verified=data.pop("verified", True),
            source=data.pop("source", ""),
            passing=_cases(data.pop("passing", None)),
            failing=_cases(data.pop("failing", None)),
            data=MappingProxyType(data),
        )
    except (KeyError, TypeError) as error:
        raise PackError(f"检查包 {where} {row.get('id', '（无编号）')}：缺少或不认识的项 {error}") from error
    if not ID.fullmatch(spec.id) or spec.severity not in SEVERITIES:
        raise PackError(f"检查包 {where} {spec.id}：编号或级别 {spec.severity} 不合格")
    return spec


def load_specs(region: str | None = None, root: Path = ROOT) -> Mapping[str, Spec]:
    """Return every check by id, in the order of the packs."""
    return _load(region, root)


@lru_cache(maxsize=16)
def _load(region: str | None, root: Path) -> Mapping[str, Spec]:
    specs: dict[str, Spec] = {}
    for path, data in load_kind("checks", region, root):
        for row in data["checks"]:
            spec = spec_of(row, path.name)
            specs[spec.id] = spec
    return MappingProxyType(specs)
