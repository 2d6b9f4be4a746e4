"""Manifest of service desk (集中办事)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """集中办事: catalogue, tickets, ratings."""

    name = "yifa.affairs.service_desk"
    label = "service_desk"
    verbose_name = "集中办事"
    wing = "affairs"
    order = 150
