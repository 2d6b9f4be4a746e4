"""Registers of standards."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.standards.models import Honour, Liaison, Pilot, StageStep, Standard, StandardClass
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


@resource
class StandardResource(Resource):
    """标准."""

    key, model, title, noun, order = "standards.standard", Standard, "标准台账", "标准", 10
    under = (
        "number",
        "klass",
    )
    columns = ("title", "number", "level", "role", "klass", "stage", "happened_on", "issued_on", "unit")
    filters = ("level", "role", "stage", "klass", "happened_on", "unit")
    form = ("title", "number", "level", "role", "klass", "happened_on", "issued_on", "issuer", "unit", "paper", "note")
    facts = (
        "title",
        "number",
        "level",
        "role",
        "klass",
        "stage",
        "happened_on",
        "issued_on",
        "issuer",
        "unit",
        "paper",
        "note",
    )
    search = ("title", "number", "paper")
    line = ("number", "level", "role")
    business_key = ("number", "title")
    aliases = {
        "title": ("标准",),
        "number": ("标准编号",),
        "happened_on": ("立项日期", "参与日期"),
        "issued_on": ("发布日期",),
    }
    views = (
        View("issued", "已发布", lambda rows, day: rows.filter(issued_on__isnull=False)),
        View("making", "编制中", lambda rows, day: rows.filter(issued_on__isnull=True)),
    )
    panels = (Panel("standards.step", "standard", "环节记录"),)
    rules = ("STD-01", "STD-02", "STD-07")
    empty = "还没有登记标准。登记第一项，或导入标准明细表。"


@resource
class StepResource(Resource):
    """环节记录."""

    key, model, title, noun, order = "standards.step", StageStep, "标准环节记录", "环节记录", 11
    columns = ("standard", "stage", "happened_on", "result", "unit")
    filters = ("stage", "happened_on")
    form = ("standard", "stage", "happened_on", "result", "unit", "paper", "note")
    search, title_field, line = (), "standard", ("stage", "happened_on")
    in_menu = False


def _held(obj: Any) -> int:
    return sum(s.counts for s in obj.standards.all())


@resource
class ClassResource(Resource):
    """标准体系类目."""

    key, model, title, noun, order = "standards.standard_class", StandardClass, "标准体系", "类目", 20
    columns = ("year", "code", "name", "parent", Column("held", "标准数", _held, True), "happened_on", "dropped_on")
    filters = ("year", "parent")
    prefetch = ("standards",)
    form = ("year", "code", "name", "parent", "happened_on", "dropped_on", "unit", "paper", "note")
    search, title_field, line, ordering = ("code", "name"), "name", ("code", "parent"), ("-year", "code", "id")
    business_key = ("year", "code")
    aliases = {"parent": ("大类",), "name": ("小类", "类别"), "happened_on": ("列入日期", "体系发布日期")}
    panels = (Panel("standards.standard_class", "parent", "小类"), Panel("standards.standard", "klass", "标准"))
    empty = "还没有建立标准体系。先登记大类，再登记小类。"


@resource
class PilotResource(Resource):
    """标准化试点."""

    key, model, title, noun, order = "standards.pilot", Pilot, "标准化试点", "试点", 30
    columns = ("title", "batch", "reach", "approver", "happened_on", "accepted_on", "unit")
    filters = ("reach", "happened_on")
    form = ("title", "batch", "reach", "approver", "happened_on", "accepted_on", "unit", "paper", "note")
    search = ("title", "approver", "paper")
    line = ("approver", "happened_on")
    business_key = ("title", "batch")
    panels = (Panel("standards.honour", "pilot", "交流发言"),)


@resource
class HonourResource(Resource):
    """交流发言."""

    key, model, title, noun, order = "standards.honour", Honour, "交流发言", "交流发言", 31
    columns = ("title", "occasion", "reach", "speakers", "happened_on", "unit")
    filters = ("reach", "happened_on")
    form = ("title", "occasion", "reach", "speakers", "pilot", "happened_on", "unit", "paper", "note")
    search = ("title", "occasion")
    business_key = ("title", "happened_on")

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The number of speakers rests on a paper."""
        if not data.get("paper"):
            raise ValidationError({"paper": "发言代表单位数须有会议文件为证，填写文号。"})
        if data.get("speakers") == 0:
            raise ValidationError({"speakers": "发言代表单位至少有本单位。"})


@resource
class LiaisonResource(Resource):
    """标准化联络员."""

    key, model, title, noun, order = "standards.liaison", Liaison, "标准化联络员", "联络员", 40
    columns = ("name", "unit", "post", "happened_on", "ends_on")
    form = ("name", "unit", "post", "happened_on", "ends_on", "paper", "note")
    search, title_field, line = ("name",), "name", ("unit", "post")
    business_key = ("name", "unit")
    register = False
