"""Reads of process: what waits for whom, what a page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.process import counsel, engine, matter
from yifa.core.process.choices import InstanceState, StepState, Way
from yifa.core.process.links import key_of, links_of
from yifa.core.process.models import CounselLink, Instance, Step
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit.explain import zh_date


def waiting(scope: Scope, limit: int = 200) -> list[Step]:
    """Return the steps that wait for a scope's signature, the oldest first."""
    if scope.bureau_id is None:
        return []
    rows = Instance.objects.filter(bureau_id=scope.bureau_id, state=InstanceState.RUNNING, life=Life.LIVE)
    out = []
    for instance in rows.prefetch_related("steps").order_by("happened_on", "id")[:limit]:
        step = engine.mine(instance, scope)
        if step is not None and not (step.last_speaker and _others(instance, step)):
            out.append(step)
    return out


def _others(instance: Instance, step: Step) -> bool:
    """Whether others at the same stage have not signed yet, so that the last speaker waits."""
    return any(
        s.round == instance.round and s.stage == instance.stage and s.state == StepState.PENDING
        and s.life == Life.LIVE and s.pk != step.pk and not s.last_speaker
        for s in instance.steps.all()
    )  # fmt: skip


def instances_of(obj: Any) -> list[Instance]:
    """Return the approvals on a record, the newest first; of an approval itself, that one."""
    if isinstance(obj, Instance):
        return [obj]
    rows = Instance.objects.filter(bureau_id=obj.bureau_id, resource=key_of(obj), object_ref=obj.pk, life=Life.LIVE)
    return list(rows.order_by("-id"))


_TONE: dict[str, str] = {
    StepState.PENDING: "now", StepState.DISAGREED: "stop", StepState.SENT_BACK: "stop", StepState.RECUSED: "",
}  # fmt: skip


def steps_of(obj: Any, day: date | None = None) -> dict[str, Any]:
    """Return 流程 of a detail page: every signature of the newest approval, and the stages still to come."""
    found = instances_of(obj)
    if not found:
        return {"entries": []}
    instance = found[0]
    chain = engine.chain_of(instance)
    entries = []
    for step in instance.steps.filter(life=Life.LIVE).order_by("round", "pk"):
        if step.state == StepState.CLOSED:
            continue
        entries.append({"title": step.title, "state": _TONE.get(step.state, "done"), "lines": lines_of(step, day)})
    if instance.state == InstanceState.RUNNING:
        keys = [s.key for s in chain.stages]
        later = chain.stages[keys.index(instance.stage) + 1 :]
        entries += [{"title": s.title, "state": "", "lines": []} for s in later if s.key not in instance.skipped]
    start = f"{zh_date(chain.valid_from, day) if day else chain.valid_from}起用"
    note = f"{chain.title}，第 {chain.version} 版，{start}，{instance.state_label()}"
    return {"entries": entries, "note": note}


def lines_of(step: Step, day: date | None = None) -> list[str]:
    """Return who signed and how, as printed under a step."""
    if step.state == StepState.PENDING:
        who = step.person or f"{step.office or ''}{'、'.join(role_names(step.roles))}"
        return [f"待{who}{'（代' + step.acting_for + '）' if step.acting_for else ''}签批"]
    when = step.paper_date if step.offline else step.decided_on
    text = zh_date(when, day) if when and day else (when.isoformat() if when else "")
    lines = [f"{step.signed()} {step.get_state_display()}", text]
    if step.opinion:
        lines.append(step.opinion)
    if step.proof:
        lines.append(f"凭据：{step.proof}")
    if step.offline:
        lines.append(f"线下签批，{step.paper}，{step.entered_by}补登")
    return [t for t in lines if t]


def _matter(instance: Instance, scope: Scope, *, whole: bool) -> list[dict[str, Any]]:
    """Return what a signer reads before signing: the papers, and the facts where the record is another office's."""
    subject = matter.subject_of(instance)
    if subject is None:
        return []
    panels = []
    if whole:
        panels.append({"title": "审批事项", "facts": matter.facts(subject, scope, skip=("state",))})
    papers = matter.listed(subject, scope, f"/approvals/{instance.pk}/papers/")
    return [*panels, {"title": "事项材料", "facts": papers, "empty": "" if papers else "没有随附材料。"}]


def role_names(roles: list[str]) -> list[str]:
    """Return the Chinese names of roles."""
    from yifa.kernel.policy import ROLES

    return [ROLES.get(r, r) for r in roles]


def _asked(key: str, pk: int, scope: Scope, day: date) -> list[dict[str, Any]]:
    """Return which counsels were asked about a record and where that stands."""
    from yifa.kernel import registry

    if "invite_counsel" not in registry.actions(key):
        return []
    resource = registry.get_resource("core_process.counsel_link")
    rows = resource.rows(scope).filter(resource=key, object_ref=pk, life=Life.LIVE).order_by("-pk")[:6]
    said = ((c, f"{counsel.asked_of(c)}　{counsel.stands(c, day)}") for c in rows)
    return [{"label": "法律顾问", "value": {"text": words, "url": resource.url(c)}} for c, words in said]


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page (``kernel.resource.ports.PANELS``): steps and links of a record."""
    from yifa.kernel.record import Record

    if not isinstance(obj, Record):
        return {}
    out: dict[str, Any] = {}
    steps = steps_of(obj, day)
    if steps["entries"]:
        out["steps"] = steps
    ties = links_of(obj, scope)
    links = [
        {
            "label": t.label,
            "value": {"text": f"{t.title}　{t.line}", "url": t.url} if t.url else f"{t.title}（{t.line}）",
        }
        for t in ties
    ]
    actions = []
    if isinstance(obj, Instance):
        from yifa.kernel import registry

        resource = registry.get_resource(obj.resource)
        subject = resource.rows(scope).filter(pk=obj.object_ref).first()
        out["panels"] = _matter(obj, scope, whole=subject is None)
        text = resource.title_of(subject) if subject is not None else f"{resource.title}第{obj.object_ref}号"
        url = resource.url(subject) if subject is not None else ""
        links.insert(0, {"label": "审批事项", "value": {"text": text, "url": url} if url else text})
        chain = engine.chain_of(obj)
        to = f"/chains/{chain.region or 'national'}/{chain.id}/{chain.version}/"
        links.append({"label": "审批链", "value": {"text": f"{chain.title}　第 {chain.version} 版", "url": to}})
        actions.append({"label": "打印审批单", "url": f"/print/approval/{obj.pk}/"})
        links += _asked(obj.resource, obj.object_ref, scope, day)
    else:
        if isinstance(obj, CounselLink) and obj.way == Way.PACK and not obj.answered_on and scope.has({"legal"}):
            actions.append({"label": "下载送审包", "url": f"/counsel-pack/{obj.pk}/"})
        links += _asked(key_of(obj), obj.pk, scope, day)
        for instance in instances_of(obj)[:4]:
            value = {
                "text": f"{instance.chain_title}　{instance.state_label()}",
                "url": f"/r/core_process.instance/{instance.pk}/",
            }
            links.append({"label": "审批单", "value": value})
    if links:
        out["links"] = links
    if actions:
        out["actions"] = actions
    return out
