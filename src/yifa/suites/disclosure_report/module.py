"""Manifest of the yearly report on disclosure (政府信息公开工作年度报告)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """政府信息公开年报: six parts, tables filled from records, every cell opens."""

    name = "yifa.suites.disclosure_report"
    label = "disclosure_report"
    verbose_name = "信息公开年报"
    wing = "suites"
    order = 22
    page_roles = READERS
    pages = (("/disclosure-report/", "信息公开年报"),)

    def ready(self) -> None:
        """Register the declarations, and how the report is signed."""
        super().ready()
        from yifa.suites.disclosure_report import kind  # noqa: F401 (declares the kind)
