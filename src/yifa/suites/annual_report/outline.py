"""The outline of a report, read from packs; what a local notice names is laid over the national one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from yifa.lawkit.packs.loader import PackError, load_kind
from yifa.lawkit.packs.outlines import overlaid


@dataclass(frozen=True)
class Slot:
    """A section of the outline."""

    key: str
    title: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of the outline (一、二、…)."""

    key: str
    kind: str
    title: str
    mandatory: bool
    rules: tuple[str, ...]
    sections: tuple[Slot, ...]


@dataclass(frozen=True)
class Outline:
    """A report's outline."""

    id: str
    title: str
    parts: tuple[Part, ...]


@cache
def load_outline(kind: str, region: str = "") -> Outline:
    """Return the outline of a report kind for a region; its parts in the order that region uses."""
    data: dict[str, Any] | None = None
    for _, found in load_kind("outlines", region or None):
        if found.get("id") == kind:
            data = overlaid(data, found) if data else dict(found)
    if data is None:
        raise PackError(f"规则包里没有“{kind}”报告的提纲")
    by_key = {p["key"]: p for p in data["parts"]}
    order = data["orders"][data["order"]]
    return Outline(kind, data["title"], tuple(_part(by_key[key]) for key in order))


def _part(p: dict[str, Any]) -> Part:
    slots = tuple(Slot(s["key"], s["title"], tuple(s.get("rules", ()))) for s in p.get("sections", ()))
    return Part(p["key"], p["kind"], p["title"], bool(p.get("mandatory")), tuple(p.get("rules", ())), slots)
