"""Manifest of the statutes (法规库)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """法规库: catalogue, rules, reference index, law-change radar, and the texts a bureau has imported."""

    name = "yifa.core.statutes"
    label = "core_statutes"
    verbose_name = "法规与规则"
    wing = "core"
    order = 20
    pages = (("/law/", "法规与规则"), ("/law/radar/", "依据有变"))

    def ready(self) -> None:
        """Besides the declarations: whoever asks for a text in this process asks the instance's library."""
        super().ready()
        from yifa.core.statutes import shelf
        from yifa.lawkit import library

        library.use(library.FileLibrary(shelf.folder))
