"""What core and suites add to the derived pages; filled at start-up (``AppConfig.ready``), read by the views.

A panel provider is ``(obj, scope, day) -> dict`` with any of: ``clocks`` {note, entries}, ``steps`` {note, entries},
``links`` [{label, value}], ``basis`` [entry], ``gates`` [gate], ``events`` [entry: gaps come first], ``panels`` and
``aside_panels`` [panel], ``status`` {label, tone}, ``actions`` [a], each as in ``ui/templates/yifa/parts/*.html``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from yifa.kernel.policy import Scope

Provider = Callable[[Any, Scope, date], dict[str, Any]]

#: Providers of the detail page, in order: clocks, process, links, figures (进入报告).
PANELS: list[Provider] = []
#: (resource, pks, scope, day) -> {pk: clock}: the running term shown in a register's rows (在途期限).
ROW_CLOCKS: list[Callable[[Any, list[int], Scope, date], dict[int, Any]]] = []
#: (scope, day) -> {resource key: {"count": n, "alarm": bool}}: what is due, for module homes.
DUE: list[Callable[[Scope, date], dict[str, dict[str, Any]]]] = []


def panels_of(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return everything the providers say of a record, put together."""
    out: dict[str, Any] = {
        "clocks": {"entries": []}, "steps": {"entries": []}, "links": [], "basis": [], "gates": [], "events": [],
        "panels": [], "aside_panels": [], "actions": [], "status": None,
    }  # fmt: skip
    for provider in PANELS:
        for name, found in (provider(obj, scope, day) or {}).items():
            if name in ("clocks", "steps"):
                out[name] = {**out[name], **found, "entries": [*out[name]["entries"], *found.get("entries", [])]}
            elif name == "status":
                out[name] = out[name] or found
            else:
                out[name].extend(found)
    return out


def row_clocks(resource: Any, pks: list[int], scope: Scope, day: date) -> dict[int, Any]:
    """Return the clock of each row that has one."""
    out: dict[int, Any] = {}
    for provider in ROW_CLOCKS:
        out.update(provider(resource, pks, scope, day))
    return out


def due(scope: Scope, day: date) -> dict[str, dict[str, Any]]:
    """Return what is due per Resource."""
    out: dict[str, dict[str, Any]] = {}
    for provider in DUE:
        for key, found in provider(scope, day).items():
            known = out.setdefault(key, {"count": 0, "alarm": False})
            known["count"] += found.get("count", 0)
            known["alarm"] = known["alarm"] or bool(found.get("alarm"))
    return out
