"""A module's manifest is its AppConfig: one class says what the module is and what it needs."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig

from yifa.kernel.policy import Scope


class ModuleApp(AppConfig):
    """Manifest of a module (模块). ``module.py`` of each package subclasses it as ``App``.

    ``wing``: governance 依法治理, affairs 机关事务, suites 报告与监督, core 基础. ``depends``: labels of
    modules whose ``public.py`` may be imported. ``menu_title``: entry in the left navigation.
    """

    default_auto_field = "django.db.models.BigAutoField"
    wing = "governance"
    order = 100
    depends: tuple[str, ...] = ()
    menu_title = ""
    #: Pages that are no registers: (address, title) or (address, title, roles).
    pages: tuple[tuple[Any, ...], ...] = ()
    #: Who may open them; None: every business role.
    page_roles: frozenset[str] | None = None

    #: Files of a module that declare something; each exists only if needed.
    PARTS = ("resources", "actions", "clocks", "checks", "metrics", "reports", "inbox", "surfaces", "outlet", "demo")

    def pages_for(self, scope: Scope) -> list[tuple[str, str]]:
        """Return (address, title) of the pages a scope may open."""
        if not scope.is_business or (self.page_roles is not None and not scope.has(self.page_roles)):
            return []
        return [(url, title) for url, title, *roles in self.pages if not roles or scope.has(roles[0])]

    def ready(self) -> None:
        """Import the declaring files."""
        for part in self.PARTS:
            name = f"{self.name}.{part}"
            if find_spec(name) is not None:
                importlib.import_module(name)
