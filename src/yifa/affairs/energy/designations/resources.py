"""Register of designations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.designations.models import Designation
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource


@resource
class DesignationResource(Resource):
    """创建命名."""

    key, model, title, noun, order = "energy.designation", Designation, "创建命名台账", "命名", 70
    columns = ("institution", "title", "reach", "namer", "happened_on", "unit", "paper")
    filters = ("title", "reach", "happened_on")
    form = ("institution", "title", "reach", "namer", "happened_on", "unit", "paper", "note")
    facts = ("institution", "title", "reach", "namer", "happened_on", "revoked_on", "unit", "paper", "note")
    search, title_field, line = ("institution", "namer", "paper"), "institution", ("title", "happened_on")
    business_key = ("institution", "title", "happened_on")
    aliases = {"institution": ("创建单位", "公共机构名称"), "title": ("类别", "称号"), "happened_on": ("命名日期",)}
    empty = "还没有创建命名。收到命名文件后逐家登记，或导入命名名单。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A title rests on its naming paper."""
        if not data.get("paper"):
            raise ValidationError({"paper": "命名须有命名文件，填写文号。"})
