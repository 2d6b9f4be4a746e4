"""Django app of the relay."""

from yifa.kernel.manifest import ModuleApp


class Config(ModuleApp):
    """内外网交换."""

    name = "yifa.kernel.relay"
    label = "relay"
    verbose_name = "内外网交换"
    wing = "core"
    order = 90
