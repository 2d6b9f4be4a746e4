"""Manifest of legal time (法定期限)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """期限: statutory clocks on records."""

    name = "yifa.core.legaltime"
    label = "core_legaltime"
    verbose_name = "期限"
    wing = "suites"
    order = 30

    def ready(self) -> None:
        """Import the declaring files, and list the clocks in the reference index."""
        super().ready()
        import yifa.core.legaltime.uses  # noqa: F401
