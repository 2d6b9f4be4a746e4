"""Django app of the relay."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import Scope


class Config(ModuleApp):
    """内外网交换."""

    name = "yifa.kernel.relay"
    label = "relay"
    verbose_name = "内外网交换"
    wing = "core"
    order = 90
    pages = (("/relay/", "内外网交换"),)

    def pages_for(self, scope: Scope) -> list[tuple[str, str]]:
        """Whoever carries packages; the administrator holds no business role."""
        from yifa.kernel.relay.resources import CARRIERS

        return list(self.pages) if scope.bureau_id is not None and scope.has(CARRIERS) else []

    def ready(self) -> None:
        """Import the declarations and the recurring work."""
        super().ready()
        from yifa.kernel.relay import chores  # noqa: F401
