"""Manifest of seals (印章)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """印章: register of seals and their keepers, use entries, loans; where the gates of other modules bite."""

    name = "yifa.core.seals"
    label = "core_seals"
    verbose_name = "印章与用印"
    wing = "core"
    order = 35
