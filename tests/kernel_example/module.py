"""Manifest of the example."""

from yifa.kernel.manifest import ModuleApp
from yifa.kernel.policy import READERS


class App(ModuleApp):
    """公物借用: what is kept, and who has it. 示例。"""

    name = "tests.kernel_example"
    label = "kernel_example"
    verbose_name = "公物借用"
    menu_title = "公物借用"
    wing = "affairs"
    order = 990
    depends = ()
    pages = (("/m/kernel_example/", "公物一览"), ("/m/kernel_example/?all=1", "公物全表", READERS))
    page_roles = READERS
