"""The other side, basis, changes, disputes, what the law asks after an award, and the archive of a contract."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.links import link
from yifa.core.process.verbs import LateBackfill
from yifa.core.process.workflow import Move, move
from yifa.governance.contracts.choices import ChangeKind, ChangeState, CheckResult, DisputeState, DutyState, State
from yifa.governance.contracts.gates import CONTRACT, DUTY, OnContract
from yifa.governance.contracts.models import Contract, ContractChange, Template
from yifa.governance.contracts.process import formerly, lacking
from yifa.governance.contracts.reviews import give_up, open_review
from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb
from yifa.lawkit.codes import code_list

CHANGE, DISPUTE, CHECK = "contracts.change", "contracts.dispute", "contracts.check"
TEMPLATE = "contracts.template"
#: What the law asks after an award and a signature: rule → (field that ends it, label).
AFTER_SIGNING = {"PRO-16": ("announced_on", "合同公告"), "PRO-17": ("filed_on", "合同备案")}


# -- procurement: 签订, 公告, 备案 ----------------------------------------------------------
def after_signing(work: Work, contract: Contract) -> None:
    """A contract after an award: the term to sign ends, those to announce and to file begin."""
    if contract.award_on is None or contract.signed_on is None:
        return
    running = clocks.of(contract).filter(rule="PRO-15").exclude(state="stopped")
    if running.exists():
        clocks.stop(work, contract, "PRO-15", contract.signed_on)
    for rule, (_, label) in AFTER_SIGNING.items():
        clocks.start(work, contract, rule=rule, at=contract.signed_on, label=label)


@action
class Award(Action):
    """登记中标（成交）: from the notice on the law counts the days to the signature."""

    resource, verb, label = CONTRACT, "award", "登记中标（成交）"
    fields = ("basis", "basis_no", "award_on")
    required = ("basis", "award_on")
    rules = ("PRO-15",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before the signature, once."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.award_on:
            return "中标（成交）通知书日已登记，有误的更正。"
        return "" if obj.signed_on is None else "合同已签订。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future."""
        if data.get("award_on") and data["award_on"] > ctx.day:
            raise ValidationError({"award_on": "通知书日不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it and start the clock."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        work.update(obj, **{n: data[n] for n in self.fields if n in data})
        clocks.start(work, obj, rule="PRO-15", at=obj.award_on, label="签订合同")
        return obj


class _Told(Action):
    resource = CONTRACT
    rule = ""

    def __init__(self) -> None:
        self.rules = (self.rule,)
        self.fields = self.required = (AFTER_SIGNING[self.rule][0],)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While its term runs."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        waits = clocks.of(obj).filter(rule=self.rule).exclude(state="stopped").exists()
        return "" if waits else "没有在算的期限。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day; the clock stops."""
        assert obj is not None
        day = data[self.fields[0]]
        if day > work.day or (obj.signed_on and day < obj.signed_on):
            raise ValidationError({self.fields[0]: "日期须在签订日和今天之间。"})
        work.update(obj, **{self.fields[0]: day})
        clocks.stop(work, obj, self.rule, day)
        return obj


@action
class Announce(_Told):
    """登记合同公告."""

    verb, label, rule = "announce", "登记合同公告", "PRO-16"


@action
class FileContract(_Told):
    """登记合同备案."""

    verb, label, rule = "file", "登记合同备案", "PRO-17"


# -- number, archive ----------------------------------------------------------------------
@action
class Renumber(Action):
    """改编号: the old number stays with the contract and is still found."""

    resource, verb, label = CONTRACT, "renumber", "改编号"
    fields = ("number",)
    required = ("number",)
    extra = {"reason": forms.CharField(label="理由", max_length=200)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the old one."""
        assert obj is not None
        old = type(obj)._default_manager.get(pk=obj.pk).number
        if data["number"] == old:
            raise ValidationError({"number": "新编号和现在的一样。"})
        other = Contract.objects.filter(bureau_id=obj.bureau_id, number=data["number"], life="live").first()
        if other is not None:
            raise ValidationError({"number": f"这个编号是“{other.title}”的。"})
        if why := formerly(obj.bureau_id, data["number"], obj.pk):
            raise ValidationError({"number": why})
        work.extra = {"reason": data["reason"]}
        names = [n for n in (*obj.former_numbers.split("、"), old) if n]
        return work.update(obj, number=data["number"], former_numbers="、".join(dict.fromkeys(names))[:300])


@action
class TieResolution(Action):
    """关联集体决定: the resolution the contract rests on, by its number in the register of decisions."""

    resource, verb, label = CONTRACT, "tie_resolution", "关联集体决定"
    extra = {"number": forms.CharField(label="决议编号", max_length=60)}
    help = "填决策台账上的决议编号；两边的页面都看得到。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Both pages show the other, and the contract keeps the number."""
        assert obj is not None
        rows = registry.get_resource("decisions.resolution").rows(work.scope)
        found = rows.filter(number=data["number"].strip(), bureau_id=obj.bureau_id, life="live").first()
        if found is None:
            raise ValidationError({"number": "决策台账上没有这个决议编号，或者你的岗位看不到。"})
        link(work, found, "basis", obj)
        return work.update(obj, resolution_no=found.number)


@action
class Archive(OnContract):
    """归档: the whole file of the contract goes to the archive."""

    verb, label, to = "archive", "归档", State.ARCHIVED
    fields = ("archive_no",)
    required = ("archive_no",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Nothing may be open any more."""
        assert obj is not None
        if obj.changes.filter(life="live", state__in=(ChangeState.DRAFT, ChangeState.IN_REVIEW)).exists():
            raise Refused("还有没有办结的变更。先签订或不再变更。")
        return move(work, obj, self.to, archive_no=data["archive_no"], archived_on=work.day)


# -- the text ----------------------------------------------------------------------------
@action
class AdoptText(Action):
    """采用参考文本: a reference text of the packs becomes a template of the bureau, to be changed as it needs."""

    resource, verb, label, on = TEMPLATE, "adopt_text", "采用参考文本", "none"
    roles = frozenset({"legal"})
    help = "参考文本是一般写法，不是主管部门发布的示范文本；采用后按本局情况修改。"
    extra = {"text": forms.ChoiceField(label="参考文本", choices=lambda: code_list("contract_texts").choices)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """A template of its own, in force from today."""
        found = code_list("contract_texts")[data["text"]]
        return work.create(
            Template(
                bureau_id=work.scope.bureau_id or 0, happened_on=work.day, title=found.name, origin="系统参考文本",
                category=str(found.extra["category"]), body=str(found.extra["body"]).strip(),
            )
        )  # fmt: skip


@action
class UseTemplate(Action):
    """选用示范文本: the text of the contract is then filled from it."""

    resource, verb, label = CONTRACT, "use_template", "选用示范文本"
    fields = ("template", "template_changes")
    required = ("template",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Until the seal is put on."""
        late = obj is not None and obj.state not in (State.DRAFT, State.IN_REVIEW, State.REVIEWED)
        return super().available(ctx, obj) or ("合同已用印、签订或者取消。" if late else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep which."""
        assert obj is not None
        get_resource(CONTRACT).clean(work.ctx, obj, {"category": obj.category, "happened_on": work.day, **data})
        return work.update(obj, template=data["template"], template_changes=data.get("template_changes") or "")


# -- the other side -----------------------------------------------------------------------
@action
class RecordCheck(RecordVerb):
    """登记核查: what was looked up where; a finding needs what is to be done."""

    def __init__(self) -> None:
        super().__init__(get_resource(CHECK))

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Whoever looks it up."""
        return {**super().initial(ctx, obj), "checker": ctx.scope.name}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A finding is written down with what follows."""
        super().clean(ctx, obj, data)
        if data.get("result") != CheckResult.FOUND:
            return
        for name, words in (("found", "写明查到的情况。"), ("handling", "有异常的，写明处理意见。")):
            if not (data.get(name) or "").strip():
                raise ValidationError({name: words})


# -- changes ------------------------------------------------------------------------------
class ReviewBeforeChange(Gate):
    """变更签订前审查: a change is signed only after a review of its own, like the contract."""

    key, title, force = "contracts.review_before_change", "合同变更签订前审查", Force.HOUSE
    house_basis = "本局合同管理制度"

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """The change's own review must be closed and passed."""
        if obj is None:
            return None
        why = lacking(obj, data.get("signed_on") or ctx.day)
        return Block(why.replace("这份合同", "这项变更") + "，不能签订变更", "送审，或例外批准") if why else None


@action
class SubmitChange(Move):
    """送审: a second time of the same matter (件 and 次 apart)."""

    resource, verb, label, to, main = CHANGE, "submit_review", "送审", ChangeState.IN_REVIEW, True
    rules = ("CLK-01",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One matter with the contract."""
        assert obj is not None
        review = open_review(work, obj.contract, f"{obj.contract.title}变更：{obj.title}", "")
        return move(work, obj, self.to, review=review)


@action
class SignChange(Move):
    """登记变更签订: the contract takes over what was changed."""

    resource, verb, label, to, main = CHANGE, "sign", "登记变更签订", ChangeState.SIGNED, True
    fields = ("signed_on",)
    required = ("signed_on",)
    gates = (ReviewBeforeChange(),)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, unless said otherwise."""
        return {"signed_on": ctx.day}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Change the contract and keep what it was."""
        assert obj is not None
        day, contract = data["signed_on"], obj.contract
        if day > work.day:
            raise ValidationError({"signed_on": "签订日不能晚于今天。"})
        if contract.state != State.SIGNED:
            raise Refused(f"合同{contract.state_label()}，不能变更。")
        new, was = _taken_over(obj), ""
        if new:
            was = "；".join(f"{contract._meta.get_field(n).verbose_name}：{getattr(contract, n)}" for n in new)
            work.update(contract, **new)
        move(work, obj, self.to, signed_on=day, before=was[:200])
        if obj.kind == ChangeKind.ENDING:
            move(work, contract, State.ENDED, closed_on=day)
        return obj


def _taken_over(change: ContractChange) -> dict[str, Any]:
    new: dict[str, Any] = {}
    if change.amount is not None:
        new["amount"] = change.amount
    if change.ends_on is not None:
        new["ends_on"] = change.ends_on
    if change.counterpart:
        new["counterpart"] = change.counterpart
    return new


@action
class ChangeUnreviewed(RecordedBreach):
    """登记变更先签后审: signed outside without a review; recording is not permission."""

    resource, verb, twin, day_field = CHANGE, "record_unreviewed", "sign", "signed_on"
    label = "登记变更先签后审"


@action
class DropChange(Move):
    """不再变更."""

    resource, verb, label, to, danger = CHANGE, "drop", "不再变更", ChangeState.DROPPED, True

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Its review ends with it."""
        obj = super().execute(work, obj, data)
        give_up(work, obj)
        return obj


@action
class ChangeBackfill(LateBackfill):
    """补录变更: as it stands on paper; the contract itself is corrected, not changed again."""

    of, late = CHANGE, ("signed_on", "review")
    gates = (ReviewBeforeChange(),)

    def settle(self, work: Work, obj: Any) -> None:
        """With a day it is signed."""
        if obj.signed_on:
            obj.state = ChangeState.SIGNED


# -- disputes -----------------------------------------------------------------------------
@action
class TieCase(Action):
    """关联案件: the docket of a suit or arbitration in the register of disputes."""

    resource, verb, label = DISPUTE, "tie_case", "关联案件"
    extra = {"case": forms.IntegerField(label="案件记录编号", min_value=1, help_text="复议诉讼和民事纠纷台账的编号")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Both pages show the other."""
        assert obj is not None
        rows = registry.get_resource("disputes.case").rows(work.scope)
        case = rows.filter(pk=data["case"], bureau_id=obj.bureau_id, life="live").first()
        if case is None:
            raise ValidationError({"case": "没有这个案件，或者你的岗位看不到。"})
        link(work, case, "related", obj.contract)
        return obj


@action
class SettleDispute(Move):
    """登记了结."""

    resource, verb, label, to, main = DISPUTE, "settle", "登记了结", DisputeState.SETTLED, True
    fields = ("way", "outcome")
    required = ("way", "outcome")

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Today."""
        return {**super().values(work, obj, data), "settled_on": work.day}


@action
class DisputeBackfill(LateBackfill):
    """补录争议."""

    of, late = DISPUTE, ("outcome", "settled_on")

    def settle(self, work: Work, obj: Any) -> None:
        """With a day it is settled."""
        if obj.settled_on:
            obj.state = DisputeState.SETTLED


# -- breach by a side ---------------------------------------------------------------------
@action
class RecordDefault(Action):
    """登记违约: who did not do what was owed, and what was done about it."""

    resource, verb, label = DUTY, "record_default", "登记违约"
    fields = ("breach_by", "breach_on", "breach_facts", "remedy")
    required = ("breach_by", "breach_on", "breach_facts")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before it was owed."""
        day = data.get("breach_on")
        if day and day > ctx.day:
            raise ValidationError({"breach_on": "违约日不能晚于今天。"})
        if day and obj is not None and obj.due_on and day <= obj.due_on and obj.state != DutyState.DONE:
            raise ValidationError({"breach_on": f"应办日（{obj.due_on.isoformat()}）当天还不算违约。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it with what is owed."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return work.update(obj, **{n: data[n] for n in self.fields if n in data})
