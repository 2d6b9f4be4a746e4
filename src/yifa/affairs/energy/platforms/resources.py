"""The register of layouts."""

from __future__ import annotations

from typing import Any

from yifa.affairs.energy.platforms.models import PlatformLayout
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource


def known(row: Any) -> str:
    """Return how many columns are known, of how many."""
    return f"{sum(bool(c['key']) for c in row.columns)} / {len(row.columns)}"


@resource
class LayoutResource(Resource):
    """平台导入布局."""

    key, model, title, noun, order = "energy.layout", PlatformLayout, "平台导入布局", "布局", 46
    columns = (
        "name",
        "sheet",
        "head_row",
        Column("known", "认出栏目", known),
        "checked_on",
        "differing",
        "happened_on",
    )
    filters = ("happened_on",)
    facts = ("name", "sheet", "head_row", Column("known", "认出栏目", known), "checked_on", "differing", "happened_on",
             "unit", "note")  # fmt: skip
    search, title_field, line = ("name", "sheet"), "name", ("sheet", "checked_on")
    business_key = ("name",)
    verbs = ("void",)
    read_roles = WRITERS
    rules = ("ENE-14",)
    register = False
    quiet = ("columns",)
    empty = "还没有布局。用上级平台自己的导入模板建立，之后按模板导出、与平台导出的数逐项核对。"
