"""The register of supervision notices."""

from __future__ import annotations

from yifa.affairs.vehicles.choices import Finding, NoticeState
from yifa.affairs.vehicles.models import Notice
from yifa.kernel.policy import READERS
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View


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
