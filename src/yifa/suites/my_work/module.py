"""Manifest of my work (我的工作)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """我的工作: one inbox of clocks, approvals, collections and reports; first steps of an empty bureau."""

    name = "yifa.suites.my_work"
    label = "my_work"
    verbose_name = "我的工作"
    wing = "suites"
    order = 1

    def ready(self) -> None:
        """Put the count into the navigation."""
        super().ready()
        from yifa.kernel import inbox

        inbox.COUNTS["/"] = None
