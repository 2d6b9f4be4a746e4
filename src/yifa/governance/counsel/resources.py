"""Registers of counsel."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.counsel.choices import AffairKind, Result, TaskState
from yifa.governance.counsel.models import Conflict, Deliberation, ExpertAdvice, Fee, Lawyer, LegalAffair, Task
from yifa.kernel.policy import Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


class _Answered(Resource):
    """A register of what lawyers and experts said, with what became of it (采纳情况)."""

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """What was not taken over says why."""
        if data.get("result") == Result.NOT_ADOPTED and not (data.get("note") or "").strip():
            raise ValidationError({"note": "没有采纳的，写明理由。"})


@resource
class LawyerResource(Resource):
    """法律顾问和公职律师."""

    key, model, title, noun, order = "counsel.lawyer", Lawyer, "法律顾问和公职律师名册", "律师", 10
    columns = ("name", "kind", "unit", "organisation", "happened_on", "ends_on", "trained_on")
    filters = ("kind", "unit", "happened_on")
    form = ("name", "kind", "unit", "organisation", "licence", "happened_on", "ends_on", "trained_on", "paper", "note")
    search = ("name", "organisation", "paper")
    title_field, line = "name", ("kind", "unit")
    business_key = ("name", "kind", "unit")
    sensitivity = {"licence": Sensitivity.PERSONAL}
    panels = (
        Panel("counsel.task", "lawyer", "交办任务"),
        Panel("counsel.affair", "lawyer", "法律事务"),
        Panel("counsel.conflict", "lawyer", "利害关系和回避"),
        Panel("counsel.fee", "lawyer", "费用"),
    )
    aliases = {"happened_on": ("聘任日期", "设立日期"), "name": ("律师", "顾问姓名")}
    views = (
        View("public", "公职律师", lambda rows, day: rows.filter(kind="public")),
        View("ending", "聘期将满", lambda rows, day: rows.filter(ends_on__isnull=False).order_by("ends_on")),
    )
    empty = "还没有登记法律顾问和公职律师。登记第一位，或导入现有 Excel。"


@resource
class TaskResource(Resource):
    """律师任务."""

    key, model, title, noun, order = "counsel.task", Task, "律师任务台账", "任务", 15
    columns = ("title", "lawyer", "happened_on", "due_on", "state", "done_on", "unit")
    filters = ("state", "due_on", "unit")
    form = ("title", "lawyer", "unit", "happened_on", "due_on", "paper", "note")
    facts = (*form, "state", "outcome", "done_on")
    line = ("lawyer", "due_on")
    views = (View("open", "办理中", lambda rows, day: rows.filter(state=TaskState.OPEN)),)
    register = False
    empty = "还没有交办任务。"


@resource
class AffairResource(_Answered):
    """法律事务."""

    key, model, title, noun, order = "counsel.affair", LegalAffair, "法律事务台账", "法律事务", 20
    columns = ("title", "kind", "lawyer", "happened_on", "unit", "result")
    filters = ("kind", "result", "happened_on", "unit")
    form = ("kind", "title", "lawyer", "unit", "happened_on", "opinion", "result", "paper", "note")
    search = ("title", "opinion", "paper")
    line = ("kind", "happened_on")
    business_key = ("kind", "happened_on", "title")
    aliases = {"happened_on": ("办理日期", "日期"), "title": ("事项", "事由"), "kind": ("类别", "类型")}
    views = (
        View("affair", "法律事务处理", lambda rows, day: rows.filter(kind=AffairKind.AFFAIR)),
        View("talks", "谈判和法律意见", lambda rows, day: rows.exclude(kind=AffairKind.AFFAIR)),
    )
    empty = "还没有登记法律事务。登记第一件，或导入现有 Excel。"


@resource
class DeliberationResource(_Answered):
    """法律问题论证."""

    key, model, title, noun, order = "counsel.deliberation", Deliberation, "法律问题论证台账", "论证", 30
    columns = ("title", "happened_on", "host", "unit", "result")
    filters = ("result", "happened_on", "unit")
    form = ("title", "unit", "happened_on", "host", "participants", "conclusion", "result", "paper", "note")
    search = ("title", "participants", "conclusion", "paper")
    line = ("happened_on", "host")
    business_key = ("happened_on", "title")
    aliases = {"happened_on": ("论证时间", "日期"), "title": ("论证事项", "问题")}
    empty = "还没有登记法律问题论证。登记第一次，或导入现有 Excel。"


@resource
class AdviceResource(_Answered):
    """专家咨政."""

    key, model, title, noun, order = "counsel.advice", ExpertAdvice, "专家咨政台账", "咨政", 40
    under = (
        "expert",
        "organisation",
    )
    columns = ("title", "expert", "organisation", "happened_on", "unit", "result")
    filters = ("result", "happened_on", "unit")
    form = ("title", "expert", "organisation", "neutral", "unit", "happened_on", "advice", "result", "paper", "note")
    search = ("title", "expert", "organisation", "paper")
    line = ("expert", "happened_on")
    business_key = ("happened_on", "title")
    rules = ("DEC-06",)
    empty = "还没有登记专家咨政。登记第一次，或导入现有 Excel。"


@resource
class ConflictResource(Resource):
    """利害关系和回避."""

    key, model, title, noun, order = "counsel.conflict", Conflict, "利害关系和回避", "利害关系", 18
    columns = (Column("who", "利害关系", str), "lawyer", "party", "kind", "declared", "happened_on", "ends_on")
    filters = ("kind", "declared", "happened_on")
    form = ("lawyer", "party", "kind", "declared", "unit", "happened_on", "ends_on", "paper", "note")
    search, select = ("party", "paper"), ("lawyer",)
    title_field, line = "party", ("kind", "happened_on")
    views = (View("standing", "未解除", lambda rows, day: rows.exclude(ends_on__lte=day)),)
    rules = ("DEC-06",)
    register = False
    empty = "还没有登记利害关系。律师申报或发现后登记，涉及该当事方的事项不再请其出具意见。"


@resource
class FeeResource(Resource):
    """顾问费用."""

    key, model, title, noun, order = "counsel.fee", Fee, "顾问费用台账", "费用", 50
    columns = ("title", "kind", "payee", "lawyer", Column("amount", "金额（元）", number=True, order_by="amount"),
               "happened_on", "contract_no")  # fmt: skip
    filters = ("kind", "happened_on", "unit")
    form = ("kind", "title", "lawyer", "payee", "amount", "contract_no", "unit", "happened_on", "paper", "note")
    search, select = ("title", "payee", "contract_no", "paper"), ("lawyer",)
    line = ("payee", "happened_on")
    register = False
    empty = "还没有登记顾问费用。"
