"""Manifest of disclosure (政府信息公开)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """政府信息公开: the catalogue per channel, requests, yearly duties, public pages."""

    name = "yifa.governance.disclosure"
    label = "disclosure"
    verbose_name = "政务公开"
    wing = "governance"
    order = 130
    depends = ("disputes",)
    page_roles = READERS
    pages = (("/disclosure/", "公开网页和数据包"),)

    def ready(self) -> None:
        """Register the declarations; look at files before they go public."""
        super().ready()
        from yifa.governance.disclosure import gates
        from yifa.kernel.action import AFTER

        AFTER.append(gates.hold_files)
