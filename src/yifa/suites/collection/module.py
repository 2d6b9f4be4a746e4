"""Manifest of collection (收数与零报告)."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """收数: a quarter's registers confirmed by every office, so that a zero may be written."""

    name = "yifa.suites.collection"
    label = "collection"
    verbose_name = "收数与零报告"
    wing = "suites"
    order = 10
    page_roles = READERS
    pages = (("/collections/", "收数与零报告"),)

    def ready(self) -> None:
        """Put the count into the navigation."""
        super().ready()
        from yifa.kernel import inbox
        from yifa.suites.collection.inbox import count

        inbox.COUNTS["/collections/"] = count
