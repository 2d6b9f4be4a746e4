"""Registers of contracts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.contracts import texts
from yifa.governance.contracts.choices import (
    Basis,
    ChangeState,
    CheckResult,
    DisputeState,
    DutyKind,
    DutyState,
    Order,
    State,
)
from yifa.governance.contracts.models import (
    Contract,
    ContractChange,
    ContractDispute,
    CounterpartCheck,
    Obligation,
    Template,
)
from yifa.governance.contracts.process import after_number, formerly, interest_of, late_small, next_number
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Expected, Panel, Resource, View
from yifa.lawkit.uscc import why_wrong

#: Ways of choosing the other side to which the law of procurement applies.
PROCURED = (Basis.OPEN_TENDER, Basis.NEGOTIATED, Basis.SINGLE, Basis.FRAMEWORK)
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
        "pay_days",
        "basis",
        "basis_no",
        "resolution_no",
        "template",
        "template_changes",
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
        "pay_days",
        "basis",
        "basis_no",
        "award_on",
        "resolution_no",
        "template",
        "template_changes",
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
        "announced_on",
        "filed_on",
        "closed_on",
        "former_numbers",
        "archive_no",
        "archived_on",
        "paper",
        "note",
    )
    search = ("title", "number", "former_numbers", "counterpart", "archive_no", "paper")
    line = ("number", "counterpart", "signed_on")
    business_key = ("number",)
    panels = (
        Panel("contracts.obligation", "contract", "履约和付款"),
        Panel("contracts.check", "contract", "相对方核查"),
        Panel("contracts.change", "contract", "合同变更"),
        Panel("contracts.dispute", "contract", "合同争议"),
    )
    expected = (
        Expected(
            "合同草案",
            when=lambda c: c.state in (State.DRAFT, State.IN_REVIEW) and not c.template_id,
            note="送审的文本，自拟的加入 Word 文件，或者选用示范文本",
        ),
        Expected(
            "合同文本", when=lambda c: c.state in (State.SIGNED, State.CLOSED, State.ARCHIVED), note="签订后的扫描件"
        ),
    )
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
        View("to_archive", "待归档", lambda rows, day: rows.filter(state__in=(State.CLOSED, State.ENDED))),
    )
    rules = ("PRO-29",)
    empty = "还没有登记合同。登记第一份，或导入现有 Excel。"

    def rules_of(self, obj: Contract, rules: list[str]) -> list[str]:
        """The law of procurement where the contract came of it; payment to small firms where the other side is one."""
        bought = obj.award_on or obj.basis in ("", *PROCURED)
        no = {*(() if bought else ("PRO-15", "PRO-16", "PRO-17")), *(() if obj.small_firm else ("PRO-29",))}
        return [r for r in rules if r not in no]

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A code that is given must be one; a template must be of the class; changes to it are written down."""
        code = (data.get("counterpart_uscc") or "").strip()
        if code and (why := why_wrong(code)):
            raise ValidationError({"counterpart_uscc": why})
        template = data.get("template")
        day = data.get("happened_on") or ctx.day
        if template is not None and template.ends_on and template.ends_on <= day:
            raise ValidationError({"template": f"这个示范文本已于 {template.ends_on.isoformat()} 停用。"})
        if template is not None and data.get("category") and template.category != data["category"]:
            raise ValidationError({"template": f"这个示范文本用于{template.get_category_display()}。"})

    def prepare(self, work: Any, obj: Contract) -> None:
        """Every contract has a number, several in one Action one after the other; whoever enters it handles it."""
        if not obj.handler and work.action.verb == "record":
            obj.handler = work.scope.name
        bureau = obj.bureau_id or work.scope.bureau_id
        if obj.number and (why := formerly(bureau, obj.number, obj.pk)):
            raise ValidationError({"number": why})
        if obj.number or not obj.happened_on:
            return
        key = f"contract.{bureau}.{obj.happened_on.year}"
        last = work.memo.get(key)
        obj.number = after_number(last) if last else next_number(bureau, obj.happened_on.year)
        work.memo[key] = obj.number


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
        "doer",
        "happened_on",
        "paper",
        "note",
    )
    search = ("title", "paper")
    line = ("kind", "due_on")
    facts = (*form, "state", "done_on", Column("interest", "逾期利息（元）", interest_of, number=True), "breach_by",
             "breach_on", "breach_facts", "remedy")  # fmt: skip
    tones = {"state": {DutyState.DONE: "done", DutyState.RUNNING: "run"}}
    views = (
        View("open", "未办理", lambda rows, day: rows.exclude(state=DutyState.DONE)),
        View("due", "今天到期和逾期", lambda rows, day: rows.exclude(state=DutyState.DONE).filter(due_on__lte=day)),
        View("small", "逾期未付中小企业", lambda rows, day: late_small(rows, day)),
        View("default", "违约", lambda rows, day: rows.exclude(breach_by="")),
    )
    rules = ("PRO-29", "SAF-04")
    empty = "还没有履约事项。从合同页登记交付、验收和付款。"

    def rules_of(self, obj: Obligation, rules: list[str]) -> list[str]:
        """The law of payment for what is paid to a small firm; of lifts for a lift."""
        paid = obj.kind == DutyKind.PAYMENT and obj.contract.small_firm
        no = {*(() if paid else ("PRO-29",)), *(() if obj.kind == DutyKind.LIFT else ("SAF-04",))}
        return [r for r in rules if r not in no]

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A payment has an amount."""
        if data.get("kind") == "payment" and data.get("amount") is None:
            raise ValidationError({"amount": "付款须写明金额。"})


@resource
class TemplateResource(Resource):
    """合同示范文本."""

    key, model, title, noun, order = "contracts.template", Template, "合同示范文本", "示范文本", 30
    columns = ("title", "category", "edition", "origin", "happened_on", "ends_on")
    filters = ("category", "happened_on")
    form = ("title", "category", "edition", "origin", "happened_on", "ends_on", "body", "paper", "note")
    search, line, business_key = ("title", "edition", "origin"), ("category", "edition"), ("title", "edition")
    views = (View("in_force", "在用", lambda rows, day: rows.exclude(ends_on__lte=day)),)
    register = False
    empty = "还没有合同示范文本。采用一份参考文本，或登记本局的文本，把 Word 文件加入佐证。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Blanks are fields of a contract."""
        if odd := texts.unknown(data.get("body") or ""):
            there = "、".join(texts.names())
            raise ValidationError({"body": f"合同台账没有这些字段：{'、'.join(odd)}。可用：{there}。"})

    def prepare(self, work: Any, obj: Template) -> None:
        """Every office uses it."""
        obj.unit = None


@resource
class CheckResource(Resource):
    """相对方核查."""

    key, model, title, noun, order = "contracts.check", CounterpartCheck, "相对方核查", "核查", 40
    columns = ("contract", "kind", "result", "source", "happened_on", "checker")
    filters = ("kind", "result", "happened_on")
    form = ("contract", "kind", "result", "source", "found", "handling", "checker", "unit", "happened_on", "paper")
    search, select = ("source", "found", "paper"), ("contract",)
    title_field, line = "kind", ("result", "happened_on")
    tones = {"result": {CheckResult.CLEAR: "done", CheckResult.FOUND: "alarm", CheckResult.NOT_FOUND: "warn"}}
    register = False
    empty = "还没有相对方核查。签订前核对信用代码、经营状态和失信名单，把查询结果登记在这里。"


@resource
class ChangeResource(Resource):
    """合同变更."""

    key, model, title, noun, order = "contracts.change", ContractChange, "合同变更台账", "变更", 50
    columns = ("title", "contract", "kind", "happened_on", "signed_on", "unit", "state")
    filters = ("kind", "state", "happened_on", "unit")
    form = ("contract", "kind", "title", "reason", "amount", "ends_on", "counterpart", "unit", "happened_on", "paper",
            "note")  # fmt: skip
    facts = (*form, "before", "state", "review", "signed_on")
    search, select = ("title", "reason", "paper"), ("contract",)
    line = ("kind", "happened_on")
    tones = {"state": {ChangeState.SIGNED: "done", ChangeState.IN_REVIEW: "run"}}
    register = False
    empty = "还没有合同变更。从合同页登记。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A change of amount, term or party says to what."""
        needs = {"amount": "amount", "term": "ends_on", "party": "counterpart"}
        name = needs.get(data.get("kind") or "")
        if name and not data.get(name):
            raise ValidationError({name: "写明变更后的内容。"})


@resource
class DisputeResource(Resource):
    """合同争议."""

    key, model, title, noun, order = "contracts.dispute", ContractDispute, "合同争议台账", "争议", 60
    columns = ("title", "contract", "way", Column("claim", "争议金额（万元）", number=True, order_by="claim", wan=True),
               "happened_on", "settled_on", "state")  # fmt: skip
    filters = ("way", "state", "happened_on", "unit")
    form = ("contract", "title", "way", "claim", "unit", "happened_on", "paper", "note")
    facts = (*form, "state", "outcome", "settled_on")
    search, select = ("title", "outcome", "paper"), ("contract",)
    line = ("way", "happened_on")
    tones = {"state": {DisputeState.OPEN: "warn", DisputeState.SETTLED: "done"}}
    register = False
    empty = "还没有合同争议。"
