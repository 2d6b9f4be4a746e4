"""用印 of a contract: the entry in the register of seals, and what follows from it."""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.core.process.actions import StartApproval
from yifa.core.process.breach import RecordedBreach
from yifa.core.process.workflow import move
from yifa.core.seals import uses
from yifa.core.seals.choices import SealKind
from yifa.core.seals.models import Seal, SealUse
from yifa.governance.contracts.choices import Order, State
from yifa.governance.contracts.gates import CONTRACT, Gated, review_number
from yifa.governance.contracts.models import Contract
from yifa.governance.contracts.process import lacking
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action

_SEAL = {
    "seal": forms.ModelChoiceField(label="印章", queryset=Seal.objects.all(), required=False,
                                   help_text="不选的用合同专用章，没有合同专用章的用单位公章"),
    "copies": forms.IntegerField(label="份数", min_value=1, required=False),
}  # fmt: skip


def _facts(contract: Contract, data: dict[str, Any]) -> dict[str, Any]:
    """Return what the register of seals keeps of a contract."""
    number = contract.review.number if contract.review_id and contract.review else ""
    return {
        "matter": "contract", "title": f"{contract.number} {contract.title}".strip()[:240],
        "copies": data.get("copies") or 1, "addressee": contract.counterpart, "review_no": number,
        "applicant": contract.handler,
    }  # fmt: skip


def _seal(contract: Contract, data: dict[str, Any]) -> Seal:
    seal: Seal | None = data.get("seal")
    if seal is not None and seal.bureau_id != contract.bureau_id:
        raise Refused("只能用本机关的印章。")
    return seal or uses.seal_for(contract.bureau_id, SealKind.CONTRACT)


@action
class ApplySeal(Action):
    """申请用印: an entry in the register of seals with its approval; the number of the review is checked on the way."""

    resource, verb, label = CONTRACT, "apply_seal", "申请用印"
    extra = {**_SEAL, "interested": StartApproval.extra["interested"]}
    help = "生成用印登记和用印审批单。审批单可以打印，纸面签批后按编号归档补登。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before the seal, once at a time."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if not obj.may_become(State.SEALED):
            return f"现为“{obj.state_label()}”，不能申请用印。"
        return "用印审批正在办理。" if uses.running(obj) else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Enter it and begin."""
        assert obj is not None
        names = data.get("interested") or ()
        if isinstance(names, str):
            names = tuple(n.strip() for n in names.replace("，", "、").split("、") if n.strip())
        uses.apply(work, obj, _seal(obj, data), interested=tuple(names), **_facts(obj, data))
        return obj


@action
class PutSeal(Gated):
    """用印: the gate bites where power is; the seal needs the number of the review."""

    verb, label, to, main = "seal", "用印", State.SEALED, True
    roles = frozenset({"clerk", "head", "legal"})
    extra = {**_SEAL, "approver": forms.CharField(label="批准人", max_length=60,
                                                  help_text="纸面审批单上的批准人")}  # fmt: skip
    help = "已在纸面审批单上批准、直接登记用印的用这里；要在系统里审批的，用“申请用印”。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Enter it in the register of seals; an approval that is running is waited for."""
        assert obj is not None
        if uses.running(obj):
            raise Refused("用印审批还没有办结，不能用印。")
        seal = _seal(obj, data)
        if kept := uses.kept_from(seal, work.scope):
            raise Refused(kept)
        why = lacking(obj, work.day)
        move(work, obj, self.to, sealed_on=work.day, order=self.order(work, obj, work.day))
        note = f"{why}，见合同的闸口记录" if why else ""
        uses.enter(work, obj, seal, approver=data.get("approver") or "", note=note, **_facts(obj, data))
        return obj


@action
class SealedUnreviewed(RecordedBreach):
    """登记未审先用印: the seal was used outside without a review; the contract is not signed yet."""

    resource, verb, twin, day_label = CONTRACT, "record_sealed", "seal", "实际用印日"
    label = "登记未审先用印"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """What was sealed first stays 先签后审, whatever follows."""
        made = super().execute(work, obj, data)
        return work.update(made, order=Order.BREACH, breach_reason=data["breach_reason"])


def after_use(work: Work, use: SealUse) -> None:
    """When 用印审批 ends with the stamp, the contract is sealed; the review is looked at once more."""
    if use.resource != CONTRACT or use.object_ref is None:
        return
    contract = Contract.objects.select_related("review").get(pk=use.object_ref)
    if contract.state == State.SEALED:
        return
    if why := lacking(contract, work.day):
        raise Refused(f"{why}，不能用印。")
    move(work, contract, State.SEALED, sealed_on=use.used_on or work.day, order=contract.order or Order.REVIEWED)


uses.AFTER_USE.append(after_use)
uses.CHECKS.setdefault("contract", []).append(review_number)
