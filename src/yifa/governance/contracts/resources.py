"""Registers of contracts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.contracts.choices import DutyState, Order, State
from yifa.governance.contracts.models import Contract, Obligation
from yifa.governance.contracts.process import next_number
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View

_BEFORE = (State.DRAFT, State.IN_REVIEW, State.REVIEWED)


def review_number(obj: Contract) -> str:
    """Return the number of the contract's review."""
    return obj.review.number if obj.review_id and obj.review else ""


@resource
class ContractResource(Resource):
    """合同."""

    key, model, title, noun, order = "contracts.contract", Contract, "合同台账", "合同", 10
    columns = (
        "title",
        "number",
        "counterpart",
        "category",
        "unit",
        Column("amount", "金额（万元）", number=True, order_by="amount", wan=True),
        "signed_on",
        Column("review_no", "审查编号", review_number),
        "order",
        "state",
    )
    under, spare = ("number", "counterpart"), ("order",)
    filters = ("state", "category", "order", "major", "signed_on", "unit")
    select = ("review",)
    form = (
        "title",
        "number",
        "category",
        "counterpart",
        "counterpart_uscc",
        "small_firm",
        "amount",
        "basis",
        "major",
        "unit",
        "happened_on",
        "handler",
        "starts_on",
        "ends_on",
        "paper",
        "note",
    )
    facts = (
        "number",
        "title",
        "category",
        "counterpart",
        "counterpart_uscc",
        "small_firm",
        "amount",
        "basis",
        "major",
        "unit",
        "handler",
        "happened_on",
        "state",
        "review",
        "sealed_on",
        "signed_on",
        "order",
        "breach_reason",
        "starts_on",
        "ends_on",
        "closed_on",
        "paper",
        "note",
    )
    search = ("title", "number", "counterpart", "paper")
    line = ("number", "counterpart", "signed_on")
    business_key = ("number",)
    panels = (Panel("contracts.obligation", "contract", "履约和付款"),)
    aliases = {
        "title": ("合同名称", "项目名称"),
        "counterpart": ("乙方", "对方单位", "供应商"),
        "amount": ("合同金额", "金额（元）", "标的额"),
        "signed_on": ("签订日期", "签约日期"),
        "happened_on": ("起草日期", "登记日期"),
        "number": ("合同号", "编号"),
        "review": ("审查编号", "审核编号"),
        "unit": ("承办部门", "经办处室"),
    }
    views = (
        View("before", "未签订", lambda rows, day: rows.filter(state__in=_BEFORE)),
        View("in_review", "审查中", lambda rows, day: rows.filter(state=State.IN_REVIEW)),
        View("running", "履行中", lambda rows, day: rows.filter(state=State.SIGNED)),
        View("breach", "先签后审", lambda rows, day: rows.filter(order=Order.BREACH)),
    )
    rules = ("PRO-29",)
    empty = "还没有登记合同。登记第一份，或导入现有 Excel。"

    def prepare(self, work: Any, obj: Contract) -> None:
        """Every contract has a number."""
        if not obj.number and obj.happened_on:
            obj.number = next_number(obj.bureau_id or work.scope.bureau_id, obj.happened_on.year)


@resource
class ObligationResource(Resource):
    """履约和付款."""

    key, model, title, noun, order = "contracts.obligation", Obligation, "履约和付款台账", "履约事项", 20
    columns = (
        "title",
        "contract",
        "kind",
        Column("amount", "金额（万元）", number=True, order_by="amount", wan=True),
        "delivered_on",
        "due_on",
        "done_on",
        "unit",
        "state",
    )
    under, spare = ("contract",), ("delivered_on", "due_on")
    filters = ("kind", "state", "due_on", "unit")
    form = (
        "contract",
        "kind",
        "title",
        "amount",
        "agreed_on",
        "delivered_on",
        "longer_term",
        "due_on",
        "unit",
        "happened_on",
        "paper",
        "note",
    )
    search = ("title", "paper")
    line = ("kind", "due_on")
    views = (
        View("open", "未办理", lambda rows, day: rows.exclude(state=DutyState.DONE)),
        View("due", "今天到期和逾期", lambda rows, day: rows.exclude(state=DutyState.DONE).filter(due_on__lte=day)),
    )
    rules = ("PRO-29", "SAF-04")
    empty = "还没有履约事项。从合同页登记交付、验收和付款。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A payment has an amount."""
        if data.get("kind") == "payment" and data.get("amount") is None:
            raise ValidationError({"amount": "付款须写明金额。"})
