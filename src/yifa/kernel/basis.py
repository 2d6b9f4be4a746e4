"""依据: the rules a record and its Actions rest on, in the version of the record's day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import Resolver404, resolve

from yifa.lawkit import rules


@lru_cache(maxsize=64)
def has_page(path: str) -> bool:
    """Whether the site answers an address (surfaces of other packages may be absent)."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def law_url(rule_id: str, day: date) -> str | None:
    """Return the page of a rule and its text on a day, where the library has pages."""
    return f"/law/?{urlencode({'rule': rule_id, 'on': day.isoformat()})}" if has_page("/law/") else None


def entry(rule_id: str, day: date) -> dict[str, Any] | None:
    """Return one rule for ``parts/basis.html``, or None if no pack has it."""
    try:
        rule = rules.get_rule(rule_id, on=day)
    except rules.UnknownRule:
        return None
    text = str(rule.basis)
    return {
        "text": text,
        "url": law_url(rule_id, day),
        "force": rule.force_text,
        "note": rule.title,
        "verified": rule.verified,
    }


def basis(rule_ids: Iterable[str], day: date, extra: Iterable[dict[str, Any]] = ()) -> dict[str, Any] | None:
    """Return the 依据 sheet, or None where nothing is declared; one article is named once."""
    known: dict[str, dict[str, Any]] = {}
    for found in (*(entry(r, day) for r in dict.fromkeys(rule_ids)), *extra):
        if found is None:
            continue
        if found["text"] in known:
            old = known[found["text"]]
            if found.get("note") and found["note"] not in (old.get("note") or ""):
                old["note"] = "；".join(t for t in (old.get("note"), found["note"]) if t)
            continue
        known[found["text"]] = dict(found)
    if not known:
        return None
    return {"entries": list(known.values()), "note": f"{day.year}年{day.month}月{day.day}日的文本"}


def gate_law(gate: Any, day: date) -> dict[str, Any] | str:
    """Return the basis of a gate for ``parts/gate.html``."""
    found = entry(gate.rule, day) if gate.rule else None
    if found is None:
        return gate.basis_text()
    return {k: found[k] for k in ("text", "url", "verified")}
