"""Entries of the use of seals, and the ports through which modules take part.

A module whose papers need a seal asks here (``apply``, ``enter``), says in ``CHECKS`` whether a review number is true,
and hears in ``AFTER_USE`` that the seal was put on. This layer knows no contract.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Max

from yifa.core.org.models import BureauProfile
from yifa.core.process import engine
from yifa.core.process.links import key_of, link
from yifa.core.process.models import Instance
from yifa.core.process.workflow import move
from yifa.core.seals.choices import SealKind, SealState, UseState
from yifa.core.seals.models import Seal, SealUse
from yifa.kernel import db
from yifa.kernel.action import Refused, Work
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit.chains import Stage
from yifa.lawkit.codes import code_list

USE = "core_seals.use"
CHAIN = "seal_use"
#: Called inside the work when a seal was put on: (work, use) -> None.
AFTER_USE: list[Callable[[Work, SealUse], None]] = []
#: What a matter needs (``review`` of the code list) → (bureau, number, day) → what is wrong with a number ("" nothing).
CHECKS: dict[str, list[Callable[[int, str, date], str]]] = {}


def needed(matter: str) -> str:
    """Return which review a matter needs before the seal (empty: none)."""
    codes = code_list("seal_matters")
    return str(codes[matter].extra.get("review", "")) if matter in codes else ""


def lacking(bureau_id: int, matter: str, number: str, day: date) -> str:
    """Return why a matter may not be sealed for want of its review (empty: it may)."""
    kind = needed(matter)
    if not kind:
        return ""
    if not number.strip():
        return "这类文件须先审查，用印登记没有审查编号"
    for check in CHECKS.get(kind, []):
        if why := check(bureau_id, number.strip(), day):
            return why
    return ""


def usable(bureau_id: int) -> Any:
    """Return the seals of a bureau that may be used: in their place, or out with somebody who watches over them."""
    rows = Seal.objects.filter(bureau_id=bureau_id, life=Life.LIVE, state__in=(SealState.IN_USE, SealState.OUT))
    return rows.order_by("id")


def seal_for(bureau_id: int, *kinds: str) -> Seal:
    """Return the seal commonly used for a purpose: the first of the kinds that the bureau has."""
    rows = list(usable(bureau_id))
    for kind in (*kinds, SealKind.OFFICIAL):
        for seal in rows:
            if seal.kind == kind:
                return seal
    raise Refused("印章台账上没有可用的印章。先在“印章台账”登记，再用印。")


def next_number(bureau_id: int, year: int) -> str:
    """Return the next free number of a year: 〈机关代字〉印〔年〕0001号."""
    profile = BureauProfile.objects.filter(bureau_id=bureau_id).first()
    head = f"{profile.doc_prefix if profile else ''}印〔{year}〕"
    last = SealUse.objects.filter(bureau_id=bureau_id, number__startswith=head).aggregate(m=Max("number"))["m"]
    digits = last[len(head) :].rstrip("号") if last else ""
    return f"{head}{(int(digits) if digits.isdigit() else 0) + 1:04d}号"


def _after(number: str) -> str:
    head, _, digits = number.rstrip("号").rpartition("〕")
    return f"{head}〕{int(digits) + 1:04d}号"


def why_unusable(seal: Seal) -> str:
    """Return why a seal may not be used (empty: it may)."""
    if not seal.counts:
        return f"“{seal}”的记录{seal.get_life_display()}，不能用印。"
    if seal.state not in (SealState.IN_USE, SealState.OUT):
        return f"“{seal}”{seal.get_state_display()}，不能用印。"
    return ""


def kept_from(seal: Seal, scope: Scope) -> str:
    """Return why a scope may not enter a use of a seal as done: it is kept elsewhere (empty: it may)."""
    if not seal.unit_id or scope.unit_ids is None or seal.unit_id in scope.unit_ids:
        return ""
    if scope.name in (seal.keeper, seal.deputy_keeper):
        return ""
    return f"“{seal}”由{seal.unit}保管（{seal.keeper}），用印由保管处室登记。请用“申请用印”。"


def prepare(work: Work, use: SealUse) -> SealUse:
    """Give a use its number and the unit where the seal is kept."""
    use.seal = db.locked(Seal.objects.filter(pk=use.seal_id)).get()  # as it stands now, not when the form was opened
    if why := why_unusable(use.seal):
        raise Refused(why)
    use.happened_on = use.happened_on or work.day
    bureau: int = use.bureau_id or work.scope.bureau_id or 0
    use.bureau_id = bureau
    if not use.number:
        key = f"seal_use.{bureau}.{use.happened_on.year}"
        last = work.memo.get(key)
        use.number = _after(last) if last else next_number(bureau, use.happened_on.year)
        work.memo[key] = use.number
    use.keeper_unit_id = use.seal.unit_id
    return use


def of(subject: Any) -> Any:
    """Return the uses entered for a record, the newest first."""
    rows = SealUse.objects.filter(bureau_id=subject.bureau_id, resource=key_of(subject), object_ref=subject.pk)
    return rows.filter(life=Life.LIVE).order_by("-id")


def running(subject: Any) -> SealUse | None:
    """Return the use of a record that waits for its approval."""
    found: SealUse | None = of(subject).filter(state=UseState.APPLIED).first()
    return found


def apply(work: Work, subject: Any, seal: Seal, *, interested: tuple[str, ...] = (), **facts: Any) -> SealUse:
    """申请用印 for a record of a module: the entry waits, its approval begins."""
    use = SealUse(
        bureau_id=subject.bureau_id, unit_id=subject.unit_id, seal=seal, resource=key_of(subject),
        object_ref=subject.pk, **facts,
    )  # fmt: skip
    work.create(prepare(work, use))
    link(work, use, "related", subject)
    begin(work, use, interested=interested)
    return use


def begin(work: Work, use: SealUse, interested: tuple[str, ...] = ()) -> Instance:
    """Open 用印审批 on an entry; the number of the review is checked where the matter needs one."""
    include = ("legal",) if needed(use.matter) else ()
    return engine.begin(work, use, CHAIN, title=f"{use.title}用印", interested=interested, include=include)


def enter(work: Work, subject: Any, seal: Seal, **facts: Any) -> SealUse:
    """登记用印 for a record of a module: approved on paper, the seal was put on today."""
    use = SealUse(
        bureau_id=subject.bureau_id, unit_id=subject.unit_id, seal=seal, resource=key_of(subject),
        object_ref=subject.pk, state=UseState.USED, used_on=work.day, **facts,
    )  # fmt: skip
    use.approver = use.approver or work.scope.name
    use.stamped_by = use.stamped_by or seal.keeper
    made: SealUse = work.create(prepare(work, use))
    link(work, made, "related", subject)
    return made


def after_approval(work: Work, instance: Instance) -> None:
    """When 用印审批 ends, the seal was put on by whoever signed last, or it was not allowed."""
    if instance.resource != USE or instance.chain_id != CHAIN:
        return
    use = SealUse.objects.select_related("seal").get(pk=instance.object_ref)
    if use.state != UseState.APPLIED:
        return
    if instance.state != "approved":
        to = UseState.CANCELLED if instance.state == "withdrawn" else UseState.REFUSED
        move(work, use, to)
        return
    if why := why_unusable(use.seal):
        raise Refused(why)
    approve, stamp = engine.signed_step(instance, "approve"), engine.signed_step(instance, "stamp")
    move(
        work, use, UseState.USED, used_on=(stamp.decided_on if stamp else None) or work.day,
        approver=approve.signed() if approve else work.scope.name,
        stamped_by=stamp.signed() if stamp else work.scope.name,
    )  # fmt: skip
    for hook in AFTER_USE:
        hook(work, use)


def number_of_review(instance: Instance, number: str, day: date) -> str:
    """核对审查编号: the number signed for is that of the entry, and it is true."""
    if instance.resource != USE:
        return ""
    use = SealUse.objects.get(pk=instance.object_ref)
    if why := lacking(instance.bureau_id, use.matter, use.review_no, day):
        return f"{why}，不能核对通过。"
    return "" if not use.review_no or number == use.review_no else f"与用印登记的审查编号（{use.review_no}）不一致。"


def kept_at(instance: Instance) -> list[int]:
    """The stamp is put on where the seal is kept."""
    use = SealUse.objects.filter(pk=instance.object_ref).select_related("seal").first()
    unit = use.seal.unit_id if use is not None and instance.resource == USE else None
    return [unit] if unit else []


def not_keeper(instance: Instance, stage: Stage, names: set[str]) -> str:
    """Return why somebody may not put the seal on: it is for its keepers (empty: they may)."""
    if instance.resource != USE or stage.at != "keeper":
        return ""
    use = SealUse.objects.select_related("seal").get(pk=instance.object_ref)
    keepers = [n for n in (use.seal.keeper, use.seal.deputy_keeper) if n]
    mine = any(keeper in name for keeper in keepers for name in names)  # a paper may say 印章管理员 before the name
    return "" if mine else f"“{use.seal}”由{'、'.join(keepers)}保管，由保管人监印登记。"


engine.PLACES["keeper"] = kept_at
engine.BARRED.append(not_keeper)
engine.AFTER_END.append(after_approval)
engine.CHECKS.setdefault("review_no", []).append(number_of_review)
