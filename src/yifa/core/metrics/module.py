"""Manifest of metrics (指标与数字)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """指标: figures with a list behind each, confirmation by offices, wordings."""

    name = "yifa.core.metrics"
    label = "core_metrics"
    verbose_name = "收数与数字"
    wing = "suites"
    order = 90

    def ready(self) -> None:
        """Connect the standard verbs to the closed periods; lock what is signed, and check it with the ledger."""
        super().ready()
        from yifa.core.metrics import periods, signing
        from yifa.kernel import verbs
        from yifa.kernel.action import AFTER
        from yifa.kernel.ledger import verify

        verbs.closed_periods = periods.closed_periods
        verbs.reopen_period = periods.reopen_period
        AFTER.append(signing.hold)
        verify.VERIFIERS.append(signing.unexplained)
