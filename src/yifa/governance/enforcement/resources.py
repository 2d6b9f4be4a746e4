"""Registers of enforcement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.enforcement.choices import CaseState, DecisionKind, DecisionResult
from yifa.governance.enforcement.models import Authority, Case, Certificate, EnforcementDecision, SystemRun
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View


@resource
class CaseResource(Resource):
    """执法案件."""

    key, model, title, noun, order = "enforcement.case", Case, "执法案件台账", "案件", 10
    under = (
        "number",
        "subject",
    )
    columns = ("title", "number", "kind", "subject", "major", "happened_on", "state", "decided_on", "unit")
    filters = ("kind", "state", "major", "happened_on", "unit")
    form = ("title", "number", "kind", "subject", "major", "happened_on", "unit", "officer_one", "officer_two", "paper",
            "note")  # fmt: skip
    facts = (*form[:-2], "state", "review", "review_no", "reviewed_on", "decision_no", "decided_on", "paper", "note")
    search = ("title", "number", "subject")
    line = ("number", "kind", "happened_on")
    business_key = ("number",)
    aliases = {"happened_on": ("立案日期", "检查日期"), "subject": ("被检查单位", "当事人")}
    views = (
        View("open", "在办", lambda rows, day: rows.exclude(state=CaseState.CLOSED)),
        View("to_review", "待法制审核", lambda rows, day: rows.filter(major=True, state__in=(
            CaseState.OPEN, CaseState.IN_REVIEW))),
    )  # fmt: skip
    rules = ("ENF-01", "ENF-02", "ENF-03")
    record_label = "立案"


#: Which results belong to which decision.
RESULTS = {
    DecisionKind.PERMIT: (DecisionResult.GRANTED, DecisionResult.DENIED),
    DecisionKind.COMPULSION: (DecisionResult.MEASURE, DecisionResult.EXECUTION),
}


@resource
class DecisionResource(Resource):
    """行政许可和行政强制决定."""

    key, model, title, noun, order = "enforcement.decision", EnforcementDecision, "行政许可和行政强制台账", "决定", 15
    under = ("number", "subject")
    columns = ("title", "number", "kind", "subject", "result", "happened_on", "unit")
    filters = ("kind", "result", "happened_on", "unit")
    form = ("kind", "title", "number", "subject", "result", "legal_basis", "happened_on", "unit", "paper", "note")
    search = ("title", "number", "subject")
    line = ("number", "kind", "happened_on")
    business_key = ("number",)
    aliases = {
        "happened_on": ("决定日期", "许可决定日期", "许可日期"),
        "title": ("许可事项", "许可内容", "强制事项"),
        "number": ("行政许可决定文书号", "决定文书号", "许可证编号"),
        "subject": ("行政相对人名称", "行政相对人", "当事人"),
        "legal_basis": ("依据",),
    }
    rules = ("ENF-02",)
    empty = "还没有登记。没有许可、强制职权的，收数时作零报告。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A permit is granted or denied, compulsion is a measure or its execution."""
        if data.get("kind") in RESULTS and data.get("result") not in RESULTS[data["kind"]]:
            names = "、".join(r.label for r in RESULTS[data["kind"]])
            raise ValidationError({"result": f"{DecisionKind(data['kind']).label}的结果是：{names}。"})


@resource
class AuthorityResource(Resource):
    """行政执法主体."""

    key, model, title, noun, order = "enforcement.authority", Authority, "行政执法主体公告", "公告", 20
    columns = ("title", "happened_on", "announcer", "legal_basis", "unit")
    filters = ("happened_on",)
    form = ("title", "happened_on", "announcer", "matters", "legal_basis", "unit", "paper", "note")
    search = ("title", "matters", "legal_basis")
    business_key = ("title", "happened_on")
    aliases = {"happened_on": ("公告日期",)}
    rules = ("ENF-18",)


@resource
class CertificateResource(Resource):
    """行政执法证件."""

    key, model, title, noun, order = "enforcement.certificate", Certificate, "行政执法证件", "证件", 30
    columns = ("holder", "number", "unit", "happened_on", "valid_until")
    filters = ("unit", "valid_until")
    form = ("holder", "number", "unit", "happened_on", "valid_until", "paper", "note")
    search, title_field, line = ("holder", "number"), "holder", ("number", "valid_until")
    business_key = ("number",)
    aliases = {"happened_on": ("发证日期",), "holder": ("姓名",)}
    views = (
        View("ending", "三个月内到期", lambda rows, day: rows.filter(
            valid_until__range=(day, day + timedelta(days=90)))),
        View("over", "已过期", lambda rows, day: rows.filter(valid_until__lt=day)),
    )  # fmt: skip
    rules = ("ENF-01",)


@resource
class SystemResource(Resource):
    """行政执法制度落实."""

    key, model, title, noun, order = "enforcement.system", SystemRun, "行政执法制度落实", "落实情况", 40
    columns = ("system", "carried_out", "instrument_no", "happened_on", "unit")
    filters = ("system", "happened_on")
    form = ("system", "carried_out", "instrument_no", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("carried_out",), "system", ("happened_on", "unit")
    business_key = ("system", "happened_on")
    aliases = {"happened_on": ("核查日期",)}
    rules = ("ENF-02", "ENF-03", "ENF-14")

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """One row a year for each system."""
        day = data.get("happened_on")
        if not day:
            return
        same = SystemRun.objects.filter(
            bureau_id=ctx.scope.bureau_id, system=data.get("system"), happened_on__year=day.year
        ).counted()
        if same.exclude(pk=obj.pk if obj is not None else 0).exists():
            raise ValidationError({"system": "这项制度本年度已经登记落实情况。更正原记录。"})
