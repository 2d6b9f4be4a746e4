"""Paper forms (呈批纸): what is printed so that it can be signed by hand and filed back by its code."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.org.models import Unit
from yifa.core.process import codes, engine
from yifa.core.process.choices import StepState
from yifa.core.process.models import Instance
from yifa.core.process.queries import role_names
from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life

#: More characters than these need a line of their own.
LONG = 22
#: Title of the paper by chain; other chains print as 审批单.
TITLES = {
    "contract_review": "会签审查单",
    "second_level_review": "会签审查单",
    "decision_review": "会签审查单",
    "seal_use": "用印审批单",
}


def code_of(instance: Instance) -> str:
    """Return the code printed on the paper, so that a scan finds its record."""
    return codes.code("SP", instance)


def paper_form(instance: Instance, scope: Scope, day: date) -> dict[str, Any]:
    """Return the paper: title, code, facts of the matter, one row per signature given or to come."""
    chain = engine.chain_of(instance)
    resource = registry.get_resource(instance.resource)
    # who may see the approval was asked to sign it, or sent it: its facts are on the paper, personal ones masked
    subject = resource.model._default_manager.filter(pk=instance.object_ref, bureau_id=instance.bureau_id).first()
    facts = []
    if subject is not None:
        for name in (n for n in resource.fact_names() if n != "state"):
            if text := resource.display(subject, name, scope):
                facts.append({"label": resource.field(name).label, "value": text})
    rows: list[dict[str, Any]] = []
    for step in instance.steps.filter(round=instance.round, life=Life.LIVE).order_by("pk"):
        if step.state == StepState.CLOSED:
            continue
        done = step.state != StepState.PENDING
        verdict = step.get_state_display() if done and not step.opinion.startswith(step.get_state_display()) else ""
        if step.stage == "submit":
            verdict = ""
        words = "　".join(t for t in (verdict, step.opinion, step.proof) if t)
        if step.offline:
            words += f"（线下签批，{step.paper}，{step.entered_by}补登）"
        rows.append(
            {
                "stage": f"{step.title}（{step.office}）" if step.office_id else step.title,
                "who": step.signed() if done else step.person or "、".join(role_names(step.roles)),
                "words": words,
                "on": (step.paper_date or step.decided_on or "") if done else "",
            }
        )
    if instance.stage and instance.state == "running":
        keys = [s.key for s in chain.stages]
        for stage in chain.stages[keys.index(instance.stage) + 1 :]:
            if stage.key not in instance.skipped:
                named = list(Unit.objects.filter(pk__in=engine.places_of(instance, stage)))
                titles = [f"{stage.title}（{office}）" for office in named] or [stage.title] * stage.minimum
                who = "、".join(role_names(list(stage.roles)))
                rows += [{"stage": title, "who": who, "words": "", "on": ""} for title in titles]
    return {
        "title": TITLES.get(chain.id, "审批单"), "code": codes.drawn(code_of(instance)),
        "facts": facts, "lines": lines_of(facts), "rows": rows, "chain": f"{chain.title}，第 {chain.version} 版",
    }  # fmt: skip


def lines_of(facts: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Set the facts two to a line; a long one has a line of its own."""
    lines: list[list[dict[str, str]]] = []
    for fact in facts:
        long = len(fact["value"]) > LONG
        if lines and len(lines[-1]) == 1 and not long and len(lines[-1][0]["value"]) <= LONG:
            lines[-1].append(fact)
        else:
            lines.append([fact])
    return lines
