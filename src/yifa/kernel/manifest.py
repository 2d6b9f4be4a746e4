"""A module's manifest is its AppConfig: one class says what the module is and what it needs."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from django.apps import AppConfig


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
    #: Who may open the pages of a module that are no registers; None: every business role.
    page_roles: frozenset[str] | None = None

    #: Files of a module that declare something; each exists only if needed.
    PARTS = ("resources", "actions", "clocks", "checks", "metrics", "reports", "inbox", "surfaces", "demo")

    def ready(self) -> None:
        """Import the declaring files."""
        for part in self.PARTS:
            name = f"{self.name}.{part}"
            if find_spec(name) is not None:
                importlib.import_module(name)
