"""Manifest of the annual report (法治政府建设年度报告)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """年度报告."""

    name = "yifa.suites.annual_report"
    label = "annual_report"
    verbose_name = "年度报告"
    wing = "suites"
    order = 20

    def ready(self) -> None:
        """Register the declarations, and how the report is signed."""
        super().ready()
        from yifa.suites.annual_report import corrections, snapshot  # noqa: F401 (declares verbs, the kind)
