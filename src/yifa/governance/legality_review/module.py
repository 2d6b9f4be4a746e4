"""Manifest of legality review (合法性审查)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """合法性审查: typed reviews that are never added up, 二级复审, 征求意见回复."""

    name = "yifa.governance.legality_review"
    label = "legality_review"
    verbose_name = "合法性审查"
    wing = "governance"
    order = 55
    pages = (("/reviews/", "审查队列"),)
    page_roles = READERS
