"""Registers of documents."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.documents.filling import labels, unknown
from yifa.core.documents.models import NumberSeries, OutgoingPaper, PaperTemplate
from yifa.kernel import registry
from yifa.kernel.resource import Resource


@registry.resource
class OutgoingResource(Resource):
    """发文登记."""

    key, model, title, noun, order = "core_documents.outgoing", OutgoingPaper, "发文登记", "发文", 10
    columns = ("number", "title", "happened_on", "addressee", "unit", "signer")
    filters = ("happened_on", "unit")
    form = ("number", "title", "happened_on", "unit", "addressee", "copied_to", "signer", "note")
    search = ("number", "title", "addressee")
    line, business_key = ("number", "happened_on"), ("number",)
    aliases = {"happened_on": ("发文日期", "成文日期"), "number": ("文号",), "addressee": ("主送",)}
    rules = ("DOC-01",)
    register = False
    empty = "还没有登记发文。登记第一份，或导入现有 Excel。"


@registry.resource
class SeriesResource(Resource):
    """发文字号."""

    key, model, title, noun, order = "core_documents.series", NumberSeries, "发文字号", "系列", 11
    columns = ("prefix", "year", "last")
    facts = ("prefix", "year", "last")
    title_field, line, ordering, search = "prefix", ("year",), ("-year", "key"), ()
    verbs = ()
    register, dated = False, False


@registry.resource
class TemplateResource(Resource):
    """文书模板."""

    key, model, title, noun, order = "core_documents.template", PaperTemplate, "文书模板", "模板", 12
    columns = ("title", "resource", "valid_from", "valid_to")
    form = ("title", "resource", "heading", "addressee", "body", "valid_from", "valid_to", "note")
    search = ("title", "heading")
    line, ordering, business_key = ("resource",), ("title", "id"), ("title",)
    register, dated = False, False
    empty = "还没有文书模板。登记第一份：正文里用【字段名】代表记录的内容，登记后在模板页上按记录成文。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Tokens must be fields of the register."""
        try:
            resource = registry.get_resource(data.get("resource", ""))
        except KeyError:
            raise ValidationError({"resource": "没有这个台账。从列表里选一个。"}) from None
        for name in ("heading", "addressee", "body"):
            if missing := unknown(resource, data.get(name) or ""):
                there = "、".join(labels(resource))
                lead = f"“{resource.title}”没有这些字段：{'、'.join(missing)}。"
                raise ValidationError({name: f"{lead}可用：机关名称、{there}。"})
