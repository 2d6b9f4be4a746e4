"""Every surface of a Resource, read off the address tables, so that a new one is tested as soon as it exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import get_resolver

from yifa.kernel import registry
from yifa.kernel.api.build import api

_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)|{(?:\w+:)?(\w+)}")


@dataclass(frozen=True)
class Surface:
    """One derived address. ``of``: what it is about, ``one`` record, the whole ``register``, or a ``file``."""

    route: str
    of: str

    def address(self, **values: Any) -> str:
        """Return the address with its places filled."""
        return "/" + _PART.sub(lambda m: str(values[m[1] or m[2] or m[3]]), self.route.strip("^$").replace("\\", ""))


def places(route: str) -> set[str]:
    """Return the names of the places in a route."""
    return {a or b or c for a, b, c in _PART.findall(route)}


def routes() -> Iterator[tuple[str, str]]:
    """Yield (route, dotted name of the view) of the whole site."""

    def walk(patterns: Any, before: str) -> Iterator[tuple[str, str]]:
        for found in patterns:
            route = before + str(found.pattern)
            if hasattr(found, "url_patterns"):
                yield from walk(found.url_patterns, route)
            else:
                view = found.callback
                kind = getattr(view, "view_class", view)
                yield route, f"{kind.__module__}.{kind.__qualname__}"

    yield from walk(get_resolver().url_patterns, "")


def pages() -> list[Surface]:
    """Return the derived pages: those whose address names a register, and those of files."""
    out = []
    for route, _ in routes():
        if route.startswith("files/"):
            out.append(Surface(route, "file"))
        elif "key" in places(route) and route.strip("^").startswith(("r/", "pick/")):
            out.append(Surface(route, "one" if "pk" in places(route) else "register"))
    return out


@cache
def _operations() -> dict[str, list[tuple[str, Surface]]]:
    out: dict[str, list[tuple[str, Surface]]] = {}
    for _, router in api()._routers:
        for path, view in router.path_operations.items():
            key, one = path.strip("/").partition("/")[0], "pk" in places(path)
            surface = Surface("api/v1/" + path.lstrip("/"), "one" if one else "register")
            out.setdefault(key, []).extend((m.lower(), surface) for op in view.operations for m in op.methods)
    return out


def interface(key: str) -> list[tuple[str, Surface]]:
    """Return (method, surface) of a register at the interface."""
    return _operations()[key]


def places_of(key: str, pk: int) -> dict[str, Any]:
    """Return what fills the places of an address about a register and one record of it."""
    verbs = registry.actions(key)
    one = next((v for v, a in verbs.items() if a.on == "one"), "correct")
    return {"key": key, "pk": pk, "verb": one, "name": "unit", "fmt": "csv", "sha": "0" * 64}
