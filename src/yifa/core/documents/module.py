"""Manifest of documents (公文)."""

from yifa.kernel.manifest import ModuleApp


class App(ModuleApp):
    """公文: 发文字号, outgoing papers, templates."""

    name = "yifa.core.documents"
    label = "core_documents"
    verbose_name = "公文与模板"
    wing = "core"
    order = 30
