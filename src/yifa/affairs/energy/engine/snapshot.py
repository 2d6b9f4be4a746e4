"""The sets a closing was made with (系数集、因子、定额的版本), kept with it, so that it can be reckoned again."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from yifa.affairs.energy.engine.library import Library, build, rows_of
from yifa.lawkit.packs.loader import ROOT, load_kind

#: The lists of the packs that decide an indicator.
KEPT = ("kinds", "coefficient_sets", "densities", "carbon_sets", "quotas", "indicators")
_DATES = ("valid_from", "valid_to")


def taken(region: str | None = None, root: Path = ROOT) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the packs as they stand now, dates as text."""
    files = [(path.name, data) for path, data in load_kind("energy", region, root)]
    out: dict[str, list[dict[str, Any]]] = {}
    for key in KEPT:
        rows: dict[str, dict[str, Any]] = {}
        for row in rows_of(files, key):
            rows[str(row.get("id") or row.get("code") or row.get("kind"))] = {k: _text(v) for k, v in row.items()}
        out[key] = list(rows.values())
    return out


def restored(sets: dict[str, list[dict[str, Any]]]) -> Library:
    """Return the library of kept rows; nothing of today's packs enters it."""
    rows = {
        key: [{k: _day(v) if k in _DATES else v for k, v in row.items()} for row in found]
        for key, found in sets.items()
    }
    return build([("closing", rows)])


def digest(sets: dict[str, Any]) -> str:
    """Return the digest of kept rows."""
    text = json.dumps(sets, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value
