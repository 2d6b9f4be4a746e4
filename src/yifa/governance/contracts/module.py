"""Manifest of contracts (合同)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """合同: review before signing, 用印, obligations and payments."""

    name = "yifa.governance.contracts"
    label = "contracts"
    verbose_name = "合同管理"
    wing = "governance"
    order = 60
    depends = ("legality_review",)
    pages = (("/contracts/calendar/", "履约日历"),)
    page_roles = READERS
