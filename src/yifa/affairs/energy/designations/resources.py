"""Register of designations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.designations.choices import Stage
from yifa.affairs.energy.designations.models import Designation, DesignationApplication
from yifa.affairs.energy.designations.scoring import ANSWERED, taken
from yifa.affairs.energy.filings.reading import region_of
from yifa.kernel.policy import READERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Expected, Resource


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


@resource
class ApplicationResource(Resource):
    """创建申报."""

    key, model, title, noun, order = "energy.application", DesignationApplication, "创建申报", "申报", 69
    columns = ("institution", "title", "reach", "stage", "total", "public_until", "happened_on")
    filters = ("title", "stage", "institution", "happened_on")
    form = ("institution", "title", "reach", "happened_on", "unit", "paper", "note")
    facts = (
        "institution",
        "title",
        "reach",
        "stage",
        Column("table", "评分表", lambda row: row.kept.get("title", "没有评分表")),
        "own_other",
        "other",
        "total",
        "opinion",
        "public_on",
        "public_until",
        "designation",
        "rechecked_on",
        "recheck",
        "filer",
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("institution", "opinion"), "institution", ("title", "stage")
    business_key = ("institution", "title", "happened_on")
    verbs = ("record", "correct", "void")
    tones = {
        "stage": {
            "draft": "run",
            "scored": "run",
            "reviewed": "run",
            "public": "run",
            "awarded": "done",
            "refused": "warn",
            "revoked": "void",
        }
    }
    read_roles = READERS | {"unit"}
    register = False
    select = ("institution", "designation")
    expected = (Expected("佐证材料"),)
    empty = "还没有创建申报。登记申报，自评、评审、公示后命名，命名计入台账。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """What was scored keeps its institution and title."""
        fixed = ("institution", "title")
        if (
            obj is not None
            and obj.stage != Stage.DRAFT
            and any(n in data and data[n] != getattr(obj, n) for n in fixed)
        ):
            raise ValidationError({"title": "已经自评，机构和申报命名不能更正。作废后另行申报。"})

    def prepare(self, work: Any, obj: Any) -> None:
        """The table as it stands, and what the last closed year answers by itself."""
        obj.kept = taken(obj.title, region_of(work.scope.bureau_id))
        obj.filer_id = obj.institution.filer_id
        one = obj.institution.standings.filter(life="live", closing__life="live").order_by("-happened_on").first()
        known = {r[0]: r[2] for r in one.rows} if one else {}
        for item in obj.kept.get("items", ()):
            if known.get(ANSWERED.get(item["id"], "")):
                obj.inputs = {**obj.inputs, item["id"]: {"value": known[ANSWERED[item["id"]]]}}
