"""Registers of supervision: notices, complaints, use reports."""

from __future__ import annotations

from typing import Any

from yifa.affairs.vehicles.choices import ComplaintState, Finding, NoticeState, ReportState
from yifa.affairs.vehicles.models import Complaint, Notice, UseReport
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View

#: Who says what an explanation comes to.
JUDGES = frozenset({"head", "legal", "auditor"})


@resource
class NoticeResource(Resource):
    """用车监督."""

    key, model, title, noun, order = "vehicles.notice", Notice, "用车监督", "监督通知", 90
    columns = ("kind", "vehicle", "facts", "happened_on", "unit", "state", "finding", "closed_on")
    filters = ("kind", "state", "finding", "vehicle", "happened_on", "unit")
    form = ("kind", "vehicle", "dispatch", "facts", "happened_on", "unit", "paper", "note")
    facts = (*form[:-2], "state", "explanation", "explained_by", "explained_on", "finding", "measure", "closed_on",
             "paper", "note")  # fmt: skip
    search, title_field, line = ("facts", "explanation"), "facts", ("kind", "happened_on", "state")
    business_key = ("kind", "vehicle", "happened_on")
    views = (
        View("open", "待说明", lambda rows, day: rows.filter(state=NoticeState.OPEN)),
        View("judge", "待认定", lambda rows, day: rows.filter(state=NoticeState.EXPLAINED)),
        View("breach", "违规", lambda rows, day: rows.filter(finding=Finding.BREACH)),
    )
    tones = {"state": {"open": "alarm", "explained": "warn", "closed": "done"}, "finding": {"breach": "alarm"}}
    read_roles = READERS | {"unit"}
    rules = ("VEH-07", "VEH-09", "VEH-11")
    select = ("vehicle", "dispatch", "unit")
    empty = "还没有监督通知。点“生成监督通知”，按节假日、非工作时间、超范围、油耗和闲置逐项筛查。"


@resource
class ComplaintResource(Resource):
    """用车投诉."""

    key, model, title, noun, order = "vehicles.complaint", Complaint, "用车投诉", "投诉", 91
    columns = ("content", "came_by", "number", "happened_on", "plate", "vehicle", "state", "answered_on", "unit")
    filters = ("came_by", "state", "vehicle", "happened_on", "unit")
    form = ("came_by", "number", "happened_on", "content", "plate", "used_on", "place", "person", "phone", "unit",
            "paper", "note")  # fmt: skip
    facts = (*form[:-2], "vehicle", "notice", "state", "answer", "answered_by", "answered_on", "paper", "note")
    search, title_field, line = ("content", "number"), "content", ("came_by", "happened_on", "state")
    business_key = ("came_by", "number", "happened_on")
    sensitivity = {"person": "personal", "phone": "personal"}
    views = (
        View("open", "待转办", lambda rows, day: rows.filter(state=ComplaintState.OPEN)),
        View("passed", "核查中", lambda rows, day: rows.filter(state=ComplaintState.PASSED)),
    )
    tones = {"state": {"open": "alarm", "passed": "warn", "answered": "done"}}
    rules = ("VEH-07",)
    select = ("vehicle", "notice", "unit")
    empty = "还没有用车投诉。12345、来信、来电反映公车使用的，在这里登记，转办核查后答复。"


@resource
class UseReportResource(Resource):
    """使用情况通报."""

    key, model, title, noun, order = "vehicles.use_report", UseReport, "使用情况通报", "通报", 92
    record_label = "编制通报"
    columns = ("title", "kind", "covers_from", "covers_to", "state", "number", "signed_by", "published_on", "channel")
    filters = ("kind", "state", "published_on")
    form = ("kind", "covers_from", "covers_to", "title", "remarks", "note")
    facts = ("title", "kind", "covers_from", "covers_to", "remarks", "state", "drafted_by", "signed_by", "signed_on",
             "number", "published_on", "channel", "note")  # fmt: skip
    search, line = ("title", "number"), ("kind", "state")
    views = (
        View("sign", "待审签", lambda rows, day: rows.filter(state=ReportState.DRAFT)),
        View("out", "已发布", lambda rows, day: rows.filter(state=ReportState.PUBLISHED)),
    )
    tones = {"state": {"draft": "run", "signed": "warn", "published": "done", "withdrawn": "void"}}
    verbs = ("record", "void")
    read_roles = READERS | {"unit"}
    rules = ("VEH-06", "VEH-07", "VEH-10")
    register, dated = False, False
    empty = "还没有通报。点“编制通报”，选起止日，数字从台账取，审签后发布。"

    def rows(self, scope: Scope) -> Any:
        """Served units read what is published."""
        rows = super().rows(scope)
        return rows if scope.has(READERS) else rows.filter(state=ReportState.PUBLISHED)
