"""Manifest of the report desk (报告体检)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """报告体检: read, check, mend and compare reports, also where no record has been typed yet."""

    name = "yifa.suites.report_desk"
    label = "report_desk"
    verbose_name = "报告体检"
    wing = "suites"
    order = 22
    page_roles = READERS
    pages = (("/papers/", "报告体检"),)

    def ready(self) -> None:
        """Register the declarations, the jobs, and the way from a record to its page."""
        super().ready()
        from yifa.kernel.resource import ports
        from yifa.suites.report_desk import jobs, panels

        assert jobs
        ports.PANELS.append(panels.doors)
