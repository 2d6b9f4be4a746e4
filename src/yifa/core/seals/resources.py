"""Registers of seals."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count

from yifa.core.seals.choices import LoanState, SealState, UseState
from yifa.core.seals.models import Seal, SealEvent, SealLoan, SealUse
from yifa.kernel.registry import resource
from yifa.kernel.resource import Expected, Panel, Resource, View


@resource
class SealResource(Resource):
    """印章."""

    key, model, title, noun, order = "core_seals.seal", Seal, "印章台账", "印章", 10
    columns = ("title", "number", "kind", "unit", "keeper", "deputy_keeper", "happened_on", "state")
    under, spare = ("number",), ("deputy_keeper",)
    filters = ("kind", "state", "unit")
    form = ("title", "number", "kind", "unit", "keeper", "deputy_keeper", "material", "place", "happened_on",
            "replaces", "paper", "note")  # fmt: skip
    facts = (*form, "state", "ended_on")
    search = ("title", "number", "keeper", "paper")
    line = ("kind", "keeper")
    business_key = ("number",)
    panels = (Panel("core_seals.use", "seal", "用印"), Panel("core_seals.loan", "seal", "外借"),
              Panel("core_seals.event", "seal", "变动"))  # fmt: skip
    tones = {"state": {SealState.IN_USE: "done", SealState.OUT: "warn", SealState.LOST: "alarm",
                       SealState.DESTROYED: "void"}}  # fmt: skip
    aliases = {"title": ("印章全称",), "keeper": ("管章人", "保管责任人"), "happened_on": ("启用日期", "刻制日期")}
    views = (
        View("in_use", "在用", lambda rows, day: rows.filter(state__in=(SealState.IN_USE, SealState.OUT))),
        View("ended", "停用和销毁", lambda rows, day: rows.exclude(state__in=(SealState.IN_USE, SealState.OUT))),
    )
    expected = (Expected("印模", note="启用时的印模留存"),)
    register = False
    empty = "还没有登记印章。登记第一枚，或导入现有 Excel。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Two keepers are two persons; a seal does not replace itself."""
        if data.get("deputy_keeper") and data.get("deputy_keeper") == data.get("keeper"):
            raise ValidationError({"deputy_keeper": "B岗保管人不能是保管人本人。"})
        if obj is not None and data.get("replaces") is not None and data["replaces"].pk == obj.pk:
            raise ValidationError({"replaces": "印章不能替换自己。"})

    def prepare(self, work: Any, obj: Seal) -> None:
        """Every seal has a number."""
        if obj.number:
            return
        bureau = obj.bureau_id or work.scope.bureau_id
        taken = set(Seal.objects.filter(bureau_id=bureau).values_list("number", flat=True))
        taken |= work.memo.setdefault("seal_numbers", set())
        many = Seal.objects.filter(bureau_id=bureau).aggregate(n=Count("pk"))["n"] + 1
        while f"YZ{many:03d}" in taken:
            many += 1
        obj.number = f"YZ{many:03d}"
        work.memo["seal_numbers"].add(obj.number)


@resource
class UseResource(Resource):
    """用印登记."""

    key, model, title, noun, order = "core_seals.use", SealUse, "用印登记", "用印", 20
    record_label = "登记用印"
    columns = ("title", "number", "seal", "matter", "copies", "unit", "applicant", "review_no", "used_on",
               "stamped_by", "state")  # fmt: skip
    under, spare = ("number", "review_no"), ("applicant", "stamped_by")
    filters = ("state", "matter", "seal", "used_on", "unit")
    select = ("seal",)
    form = ("matter", "title", "seal", "copies", "review_no", "addressee", "unit", "applicant", "happened_on",
            "paper", "note")  # fmt: skip
    facts = ("number", "matter", "title", "seal", "copies", "review_no", "addressee", "unit", "applicant",
             "happened_on", "state", "approver", "used_on", "stamped_by", "keeper_unit", "paper", "note")  # fmt: skip
    search = ("title", "number", "applicant", "review_no", "paper")
    line = ("number", "happened_on")
    business_key = ("number",)
    tones = {"state": {UseState.APPLIED: "run", UseState.USED: "done", UseState.REFUSED: "warn",
                       UseState.CANCELLED: "void"}}  # fmt: skip
    aliases = {"title": ("文件名称", "用印内容"), "used_on": ("用印日期", "盖章日期"), "copies": ("用印份数",),
               "applicant": ("申请人",), "approver": ("审批人", "签批人")}  # fmt: skip
    views = (
        View("waiting", "审批中", lambda rows, day: rows.filter(state=UseState.APPLIED)),
        View("used", "已用印", lambda rows, day: rows.filter(state=UseState.USED)),
    )
    expected = (Expected("用印审批单", when=lambda use: use.state == UseState.USED, note="签批后的纸质单扫描件"),)
    register = False
    empty = "还没有用印登记。登记第一次，或从合同页申请用印。"


@resource
class LoanResource(Resource):
    """印章外借."""

    key, model, title, noun, order = "core_seals.loan", SealLoan, "印章外借台账", "外借", 30
    columns = ("title", "seal", "borrower", "escort", "happened_on", "due_on", "returned_on", "state")
    filters = ("state", "seal", "happened_on", "unit")
    select = ("seal",)
    form = ("seal", "title", "place", "borrower", "escort", "approver", "unit", "happened_on", "due_on", "paper",
            "note")  # fmt: skip
    facts = (*form, "state", "returned_on", "received_by")
    search = ("title", "borrower", "paper")
    line = ("borrower", "due_on")
    tones = {"state": {LoanState.OUT: "warn", LoanState.RETURNED: "done"}}
    views = (
        View("out", "未归还", lambda rows, day: rows.filter(state=LoanState.OUT)),
        View("late", "逾期未还", lambda rows, day: rows.filter(state=LoanState.OUT, due_on__lt=day)),
    )
    register = False
    empty = "没有印章外借。印章原则上不离开保管处；确需外借的，先登记再带出。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Borrower, escort and approver are different persons; the seal must be in its place."""
        borrower = data.get("borrower")
        if borrower and borrower == data.get("escort"):
            raise ValidationError({"escort": "随行监印人不能是借用人本人。"})
        if borrower and borrower == data.get("approver"):
            raise ValidationError({"approver": "批准人不能是借用人本人。"})
        seal = data.get("seal")
        if obj is None and seal is not None and not data.get("returned_on") and seal.state != SealState.IN_USE:
            raise ValidationError({"seal": f"“{seal}”{seal.get_state_display()}，不能借出。"})


@resource
class EventResource(Resource):
    """印章变动."""

    key, model, title, noun, order = "core_seals.event", SealEvent, "印章变动", "变动", 40
    columns = ("kind", "seal", "happened_on", "giver", "taker", "witness", "reason")
    facts = (*columns, "paper")
    filters = ("kind", "seal", "happened_on")
    select = ("seal",)
    title_field, line, search = "kind", ("happened_on",), ("giver", "taker", "witness", "reason", "paper")
    verbs = ()
    register = False
    empty = "还没有印章变动。"
