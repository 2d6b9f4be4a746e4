"""Outlines of reports (提纲) laid over one another: a local notice changes what it names, the rest stays.

A local file names the outline by ``id`` and, under ``basis``, the local text it rests on. It may give another title,
another order, other titles of parts and sections, more of either; a part's ``sections`` are the local list, in its
order. A part that a higher layer makes mandatory stays so.
"""

from __future__ import annotations

from typing import Any


def overlaid(base: dict[str, Any], local: dict[str, Any]) -> dict[str, Any]:
    """Return an outline with a local one laid over it."""
    out = {**base, **{key: value for key, value in local.items() if key not in ("parts", "orders")}}
    out["orders"] = {**base.get("orders", {}), **(local.get("orders") or {})}
    parts = {part["key"]: part for part in base.get("parts", ())}
    for part in local.get("parts") or ():
        parts[part["key"]] = _part(parts.get(part["key"], {}), part)
    out["parts"] = list(parts.values())
    return out


def _part(base: dict[str, Any], local: dict[str, Any]) -> dict[str, Any]:
    known = {section["key"]: section for section in base.get("sections", ())}
    out = {**base, **local}
    if "sections" in local:
        out["sections"] = [{**known.get(section["key"], {}), **section} for section in local["sections"] or ()]
    if base.get("mandatory"):
        out["mandatory"] = True
    return out
