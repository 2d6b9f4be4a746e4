"""Manifest of process (流程)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """流程: links between records, approval instances, counsel links, printable forms."""

    name = "yifa.core.process"
    label = "core_process"
    verbose_name = "审批与流程"
    wing = "core"
    order = 20
    pages = (("/scan/", "回传扫描件"), ("/chains/", "审批链", READERS))

    def ready(self) -> None:
        """Import the declaring files and show steps and links on every detail page."""
        super().ready()
        from yifa.core.process import breach, links, queries
        from yifa.kernel.imports import actions as imports
        from yifa.kernel.resource import ports

        ports.PANELS.append(queries.panel)
        ports.PANELS.append(breach.panel)
        imports.TOUCHED.append(links.tied)
