"""The course of an approval: stages of its chain in order, signatures, what ends it (审批流转).

The chain is data (``packs/*/chains``); an instance keeps the version it began with. 会签 gathers opinions,
全部同意 needs all, 任一审批人签批 the least number named. Who has an interest stands aside everywhere, who signed an
earlier stage where the chain says so. In a collective stage the head speaks last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from yifa.core.org import acting
from yifa.core.org.models import Holding, Unit
from yifa.core.process.choices import InstanceState, StepState
from yifa.core.process.links import key_of
from yifa.core.process.models import Instance, Step
from yifa.core.process.workflow import move
from yifa.kernel.action import ActionError, Conflict, Refused, Work
from yifa.kernel.policy import BUREAU_WIDE, Scope
from yifa.kernel.record import Life
from yifa.lawkit import chains

#: Called inside the work when an approval ends: (work, instance) -> None.
AFTER_END: list[Callable[[Work, Instance], None]] = []
#: Called inside the work when somebody agreed at a stage, on screen or on paper: (work, step) -> None.
AFTER_STEP: list[Callable[[Work, Step], None]] = []
#: What a stage may ask for (``requires:`` of the chain) besides words → what it is called.
PROOFS = {"minutes": "会议纪要编号", "receipt": "回执编号", "review_no": "审查编号", "doc_no": "文号"}
#: What a stage may ask for in words.
WORDS = {"opinion": "写明意见", "reason": "写明理由"}
#: Modules check a number against their records: requires → (instance, number, day) → what is wrong ("" if nothing).
CHECKS: dict[str, list[Callable[[Instance, str, date], str]]] = {}
#: Modules say what must stand before a stage is agreed to: (instance, day) -> what is lacking ("" if nothing). What was
#: signed on paper has been signed; it is not asked.
BEFORE_AGREEING: list[Callable[[Instance, date], str]] = []
#: In which offices a stage is signed: ``at`` of the chain → (instance) → units (none: as the roles say).
PLACES: dict[str, Callable[[Instance], Iterable[int]]] = {}
#: Modules say who may not sign a stage: (instance, stage, names one signs under) → why ("" if one may).
BARRED: list[Callable[[Instance, chains.Stage, set[str]], str]] = []
DECIDED = (StepState.AGREED, StepState.DISAGREED, StepState.SENT_BACK)


@dataclass(frozen=True)
class Holder:
    """A person who holds a role on a day."""

    ref: int | None
    name: str
    role: str


def chain_of(instance: Instance) -> chains.Chain:
    """Return the very version the instance began with."""
    region = instance.chain.split("/", 1)[0]
    return chains.chain_version(instance.chain, None if region == "national" else region)


def holders(bureau_id: int, roles: Iterable[str], day: date) -> list[Holder]:
    """Return who holds the roles in a bureau on a day, each person once; the head (主要负责人) at the end."""
    rows = (
        Holding.objects.filter(bureau_id=bureau_id, life=Life.LIVE, post__role__in=list(roles), starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related("post", "person")
        .order_by("id")
    )
    found: dict[int, Holder] = {}
    for row in rows:
        found.setdefault(row.person_id, Holder(row.person.user_id, row.person.name, row.post.role))
    return sorted(found.values(), key=lambda h: h.role == "leader")


def begin(
    work: Work,
    obj: Any,
    chain_id: str,
    *,
    title: str = "",
    interested: Iterable[str] = (),
    include: Iterable[str] = (),
    offices: Iterable[Unit] = (),
) -> Instance:
    """Open an approval on a record.

    ``include``: optional stages that apply to it; ``interested``: who stands aside; ``offices``: whose heads sign at
    会签 (none: whichever heads may).
    """
    bureau = Unit.objects.get(pk=obj.bureau_id)
    chain = chains.get_chain(chain_id, work.day, bureau.region or None)
    resource = key_of(obj)
    if open_of(obj, chain_id):
        raise Refused(f"“{chain.title}”正在办理，不重复发起。")
    skipped = [s.key for s in chain.stages if s.optional and s.key not in set(include)]
    scope = work.scope
    instance = work.create(
        Instance(
            bureau_id=obj.bureau_id,
            unit_id=obj.unit_id,
            happened_on=work.day,
            title=title or str(obj)[:240],
            resource=resource,
            object_ref=obj.pk,
            chain=chain.key,
            chain_title=chain.title,
            starter=scope.name,
            starter_ref=scope.user_id,
            interested=list(interested),
            skipped=skipped,
            offices=[u.pk for u in offices],
        )
    )
    _enter(work, instance, chain.stages[0])
    if chain.stages[0].key == "submit":
        step = instance.steps.filter(state=StepState.PENDING).first()
        if step is not None:
            _sign(work, step, StepState.AGREED, "送审")
            _go_on(work, instance)
    return instance


def interested_in(resource: str, pk: int) -> set[str]:
    """Return who has an interest in a record, as its approvals say."""
    rows = Instance.objects.filter(resource=resource, object_ref=pk, life=Life.LIVE)
    return {name for names in rows.values_list("interested", flat=True) for name in names}


def open_of(obj: Any, chain_id: str = "") -> Instance | None:
    """Return the approval running on a record (of one chain)."""
    rows = Instance.objects.filter(resource=key_of(obj), object_ref=obj.pk, life=Life.LIVE)
    rows = rows.filter(state__in=(InstanceState.RUNNING, InstanceState.RETURNED))
    return next((i for i in rows if not chain_id or f"/{chain_id}@" in i.chain), None)


def _stages(instance: Instance) -> list[chains.Stage]:
    return [s for s in chain_of(instance).stages if s.key not in instance.skipped]


def _steps(instance: Instance, stage: str = "") -> list[Step]:
    wanted = stage or instance.stage
    return sorted((s for s in _of_round(instance) if s.stage == wanted), key=lambda s: (s.sort, s.pk))


def _of_round(instance: Instance) -> list[Step]:
    """Return the live steps of the present round; pages prefetch them, Actions read them afresh."""
    return [s for s in instance.steps.all() if s.round == instance.round and s.life == Life.LIVE]


def _enter(work: Work, instance: Instance, stage: chains.Stage) -> None:
    """Stand at a stage: put down who is to sign."""
    work.update(instance, stage=stage.key)
    base = {
        "bureau_id": instance.bureau_id,
        "unit_id": instance.unit_id,
        "instance": instance,
        "round": instance.round,
        "stage": stage.key,
        "title": stage.title,
        "mode": stage.mode,
        "roles": list(stage.roles),
        "happened_on": work.day,
    }
    if places := places_of(instance, stage):
        for n, pk in enumerate(places):
            work.create(Step(**base, sort=n, office_id=pk))
        return
    people: list[Holder] = []
    if stage.mode == "all" and stage.minimum > 1:
        people = holders(instance.bureau_id, stage.roles, work.day)
    rows = [
        Step(
            **base,
            sort=n,
            person=h.name,
            person_ref=h.ref,
            last_speaker=stage.head_last and h.role == "leader",
            state=StepState.RECUSED if _aside(instance, stage, h.ref, h.name) else StepState.PENDING,
        )
        for n, h in enumerate(people)
    ]
    able = sum(1 for r in rows if r.state == StepState.PENDING)
    rows += [Step(**base, sort=50 + n) for n in range(max(stage.minimum - able, 0))]
    for row in rows:
        work.create(row)


def places_of(instance: Instance, stage: chains.Stage) -> list[int]:
    """Return the units in whose name a stage is signed (empty: whoever holds the roles)."""
    if stage.at in PLACES:
        return list(PLACES[stage.at](instance))
    return list(instance.offices) if stage.mode == "countersign" and stage.at is None else []


def _barred(instance: Instance, stage: chains.Stage, names: set[str]) -> str:
    return next((why for check in BARRED if (why := check(instance, stage, names))), "")


def _aside(instance: Instance, stage: chains.Stage, ref: int | None, name: str) -> str:
    """Return why a person stands aside at a stage (empty: they may act); an interest bars from every one of them."""
    if name in instance.interested and stage.key != "submit":
        return "与本事项有利害关系，须回避"
    for step in (s for s in _of_round(instance) if s.stage in stage.recuse and s.state in DECIDED):
        if (ref is not None and step.signer_ref == ref) or (step.signer == name and not step.offline):
            return f"已在“{step.title}”签批，本环节须回避"
    return ""


def mine(instance: Instance, scope: Scope, *, name: str = "", office: Unit | None = None) -> Step | None:
    """Return the pending step a scope may sign now; None if there is none.

    ``name``: for a signature on paper; ``office``: for which office that paper was signed.
    """
    stage = chain_of(instance).stage(instance.stage)
    steps = _steps(instance)
    pending = [s for s in steps if s.state == StepState.PENDING]
    who, ref = (name, None) if name else (scope.name, scope.user_id)
    for step in pending:
        named = (ref is not None and step.person_ref == ref) or (
            step.person and step.person in {who, scope.acting_for, *acting.covered(scope)}
        )
        if named and (name or scope.has(frozenset(step.roles)) or step.acting_for):
            return step
    if _aside(instance, stage, ref, who) or _barred(instance, stage, {who, *_stands_for(scope, name)}):
        return None
    done = {(s.signer_ref, s.signer) for s in steps if s.state in DECIDED}
    if any((ref is not None and r == ref) or (n == who) for r, n in done):
        return None
    for step in pending:
        if office and step.office_id != office.pk:
            continue
        if not step.person and (name or _entitled(instance, step, scope)):
            return step
    return None


def _stands_for(scope: Scope, paper: str) -> set[str]:
    """Return for whom a scope may sign; a name on paper signs for nobody else."""
    return set() if paper else {scope.acting_for, *acting.covered(scope)} - {""}


def _entitled(instance: Instance, step: Step, scope: Scope) -> bool:
    roles = scope.roles & frozenset(step.roles)
    if not roles:
        return False
    if step.office_id:
        return step.office_id == scope.home_unit_id or step.office_id in (scope.unit_ids or ())
    if roles & BUREAU_WIDE or step.mode == "countersign" or scope.unit_ids is None or instance.unit_id is None:
        return True
    return instance.unit_id in scope.unit_ids


def why_not(instance: Instance, scope: Scope) -> ActionError | None:
    """Return why a scope has nothing to sign: somebody was quicker (Conflict), or it is not theirs (Refused)."""
    if instance.state != InstanceState.RUNNING:
        others = [s for s in _steps(instance) if s.state in DECIDED]
        if beaten := _beaten(instance, others, scope):
            return Conflict(
                f"{beaten.signed()}刚办结了“{beaten.title}”，这份审批单{instance.state_label()}。刷新后看结果。"
            )
        return Refused(f"审批单{instance.state_label()}，不能再签批。")
    if mine(instance, scope) is not None:
        return None
    stage = chain_of(instance).stage(instance.stage)
    if reason := _aside(instance, stage, scope.user_id, scope.name):
        return Refused(f"{reason}。请其他有权的人办理。")
    others = [s for s in _of_round(instance) if s.state in DECIDED]
    if beaten := _beaten(instance, others, scope):
        return Conflict(f"{beaten.signed()}刚办结了“{beaten.title}”，现到“{stage.title}”。刷新后看结果。")
    if reason := _barred(instance, stage, {scope.name, *_stands_for(scope, "")}):
        return Refused(reason)
    return Refused(f"“{stage.title}”不由你的岗位签批。")


def _beaten(instance: Instance, steps: Iterable[Step], scope: Scope) -> Step | None:
    """Return the step another person signed that the scope could have signed; None if it signed there itself."""
    for step in sorted(steps, key=lambda s: s.pk, reverse=True):
        own = (scope.user_id is not None and step.signer_ref == scope.user_id) or step.signer == scope.name
        if not own and step.stage != "submit" and not step.person and _entitled(instance, step, scope):
            return step
    return None


def _sign(work: Work, step: Step, verdict: str, opinion: str, **paper: Any) -> Step:
    scope = work.scope
    signed = {
        "signer": scope.name,
        "signer_ref": scope.user_id,
        "post": scope.post,
        "acting_for": step.acting_for or scope.acting_for,
        "decided_on": work.day,
    }
    if not paper.get("offline") and not signed["acting_for"]:
        signed |= _capacity(work, step)
    return work.update(step, state=verdict, opinion=opinion, **{**signed, **paper})


def _capacity(work: Work, step: Step) -> dict[str, str]:
    """Return for whom a step is signed (代), and as what: only where one's own post does not entitle to it."""
    scope = work.scope
    if step.person and step.person != scope.name and step.person in acting.covered(scope):
        acting.stand_in(work, step.person)
        return {"acting_for": step.person}
    term = acting.through(scope, step.roles, step.office_id or step.instance.unit_id)
    if term is None:
        return {}
    acting.stand_in(work, term.stands_for, term.post)
    return {"acting_for": term.stands_for, "post": term.post}


def decide(
    work: Work, instance: Instance, verdict: str, opinion: str = "", *, step: Step | None = None, **paper: Any
) -> Instance:
    """Sign one's step: 同意, 不同意 or 退回; then see whether the stage is done."""
    if step is None:
        if error := why_not(instance, work.scope):
            raise error
        step = mine(instance, work.scope)
    assert step is not None
    waiting = [s for s in _steps(instance) if s.state == StepState.PENDING and s.pk != step.pk]
    if step.last_speaker and any(not s.last_speaker for s in waiting):
        names = "、".join(s.person or "其他成员" for s in waiting)
        raise Refused(f"主要负责人末位表态。{names}还没有发表意见。")
    day = paper.get("decided_on") or work.day
    if verdict == StepState.AGREED and not paper.get("offline"):
        for lacks in BEFORE_AGREEING:
            if why := lacks(instance, day):
                raise Refused(why)
    _required(instance, verdict, opinion, str(paper.get("proof") or ""), last=not waiting, day=day)
    _sign(work, step, verdict, opinion, **paper)
    if verdict == StepState.AGREED:
        for hook in AFTER_STEP:
            hook(work, step)
    if verdict == StepState.SENT_BACK:
        _close_rest(work, instance)
        return move(work, instance, InstanceState.RETURNED)
    return _go_on(work, instance)


def offices_waiting(instance: Instance) -> list[Unit]:
    """Return the offices named for 会签 that have not signed yet."""
    steps = [s for s in _steps(instance) if s.state == StepState.PENDING and s.office_id]
    return [s.office for s in steps if s.office]


def asked(instance: Instance) -> str:
    """Return what the present stage asks for by number, in Chinese (empty: nothing)."""
    stage = chain_of(instance).stage(instance.stage) if instance.stage else None
    return PROOFS.get(stage.requires or "", "") if stage else ""


def _required(instance: Instance, verdict: str, opinion: str, proof: str, *, last: bool, day: date) -> None:
    """Hold a signature to what its stage requires; minutes of a meeting are named by whoever signs last."""
    stage = chain_of(instance).stage(instance.stage)
    requires = stage.requires or ""
    if requires in WORDS and not opinion.strip():
        raise ValidationError({"opinion": f"本环节须{WORDS[requires]}。"})
    if requires not in PROOFS or verdict == StepState.SENT_BACK or (stage.head_last and not last):
        return
    if verdict == StepState.DISAGREED and not stage.head_last:
        return
    if not proof.strip():
        raise ValidationError({"proof": f"“{stage.title}”须写明{PROOFS[requires]}。"})
    for check in CHECKS.get(requires, []):
        if why := check(instance, proof.strip(), day):
            raise ValidationError({"proof": why})


def _go_on(work: Work, instance: Instance) -> Instance:
    """Move to the next stage if this one is done; end the approval after the last."""
    stage = chain_of(instance).stage(instance.stage)
    steps = _steps(instance)
    pending = [s for s in steps if s.state == StepState.PENDING]
    agreed = sum(1 for s in steps if s.state == StepState.AGREED)
    against = [s for s in steps if s.state == StepState.DISAGREED]
    if stage.head_last:
        if pending:
            return work.update(instance)
        head = next((s for s in steps if s.last_speaker and s.state in DECIDED), None)
        if head.state == StepState.DISAGREED if head else len(against) >= agreed:
            return _end(work, instance, InstanceState.REJECTED)
    elif stage.mode == "countersign":
        if pending:
            return work.update(instance)
    else:
        if against:
            return _end(work, instance, InstanceState.REJECTED)
        if agreed < stage.minimum or (stage.mode == "all" and pending):
            return work.update(instance)
    _close_rest(work, instance)
    ways = _stages(instance)
    index = [s.key for s in ways].index(instance.stage)
    if index + 1 == len(ways):
        return _end(work, instance, InstanceState.APPROVED)
    _enter(work, instance, ways[index + 1])
    return instance


def _end(work: Work, instance: Instance, state: str) -> Instance:
    _close_rest(work, instance)
    move(work, instance, state, ended_on=work.day)
    for hook in AFTER_END:
        hook(work, instance)
    return instance


def _close_rest(work: Work, instance: Instance) -> None:
    for step in _steps(instance):
        if step.state == StepState.PENDING:
            work.update(step, state=StepState.CLOSED)


def signed_step(instance: Instance, stage: str) -> Step | None:
    """Return the signature that agreed at a stage of the last round; the newest of several."""
    rows = instance.steps.filter(round=instance.round, stage=stage, state=StepState.AGREED, life=Life.LIVE)
    return rows.order_by("-pk").first()


def withdraw(work: Work, instance: Instance) -> Instance:
    """撤回 by the one who began it."""
    return _end(work, instance, InstanceState.WITHDRAWN)


def again(work: Work, instance: Instance) -> Instance:
    """再送 after a return: a new round from the first stage."""
    move(work, instance, InstanceState.RUNNING, round=instance.round + 1)
    stage = _stages(instance)[0]
    _enter(work, instance, stage)
    step = mine(instance, work.scope)
    if stage.key == "submit" and step is not None:
        _sign(work, step, StepState.AGREED, "补正后再送")
        _go_on(work, instance)
    return instance


def stand_aside(work: Work, instance: Instance, reason: str) -> Instance:
    """回避: the signer has an interest; somebody else must sign in their place if too few are left."""
    step = mine(instance, work.scope)
    if step is None:
        raise why_not(instance, work.scope) or Refused("没有待你签批的环节。")
    stage = chain_of(instance).stage(instance.stage)
    names = list(dict.fromkeys([*instance.interested, work.scope.name]))
    _sign(work, step, StepState.RECUSED, reason)
    work.update(instance, interested=names)
    left = [s for s in _steps(instance) if s.state in (StepState.PENDING, StepState.AGREED)]
    if len(left) < stage.minimum:
        _more(work, step, last=step.sort + 1, office=step.office)
    return _go_on(work, instance)


def hand_over(work: Work, instance: Instance, to: Any, reason: str) -> Instance:
    """转办（委托）: another person signs in one's place; the paper shows 代."""
    step = mine(instance, work.scope)
    if step is None:
        raise why_not(instance, work.scope) or Refused("没有待你签批的环节。")
    stage = chain_of(instance).stage(instance.stage)
    if to.name == work.scope.name:
        raise Refused("不能转办给本人。")
    if why := _aside(instance, stage, to.user_id, to.name):
        raise Refused(f"{to.name}{why}。转给别人。")
    _sign(work, step, StepState.DELEGATED, reason)
    _more(
        work,
        step,
        last=step.sort,
        person=to.name,
        person_ref=to.user_id,
        acting_for=work.scope.name,
        last_speaker=step.last_speaker,
        office=step.office,
    )
    return work.update(instance)


def _more(work: Work, step: Step, *, last: int, **values: Any) -> Step:
    return work.create(
        Step(
            bureau_id=step.bureau_id,
            unit_id=step.unit_id,
            instance=step.instance,
            round=step.round,
            sort=last,
            stage=step.stage,
            title=step.title,
            mode=step.mode,
            roles=step.roles,
            happened_on=work.day,
            **values,
        )
    )
