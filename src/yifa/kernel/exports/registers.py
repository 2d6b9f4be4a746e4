"""The register of exports (导出登记)."""

from yifa.kernel.registry import resource
from yifa.kernel.resource.base import Resource
from yifa.kernel.resource.models import ExportRecord


@resource
class ExportResource(Resource):
    """导出登记: written by the verb 导出 of every Resource, never by hand."""

    key, model, title, noun, order = "kernel_resource.export", ExportRecord, "导出登记", "导出", 900
    columns = ("title", "happened_on", "unit", "format", "rows", "clear")
    filters = ("happened_on", "unit", "format")
    facts = ("title", "unit", "happened_on", "format", "rows", "conditions", "clear", "reason")
    line = ("happened_on",)
    read_roles = frozenset({"legal", "leader", "auditor"})
    verbs = ()
    register = False
    in_menu = False
    empty = "还没有人导出过台账。"
