"""登记违规: what happened outside the system without what a gate asks for can always be recorded.

Recording is not permission. A breach verb is the twin of a gated verb: it leads to the same state, asks for the real
day and the reason, writes one 违规登记 for each gate that was not met on that day, and is refused where none was
missed, so that nobody is entered as a breach who was not one. A breach never leaves the register or the report; it may
be cured (补正), and the day of the cure is kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.gate import Force, Gate
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.policy import Scope
from yifa.kernel.record import Record
from yifa.kernel.registry import actions, get_action, resource_of_model


def note(work: Work, obj: Any, gate: Gate, *, day: date | None, reason: str, cure_by: date | None = None) -> GateEvent:
    """Write one breach beside a record."""
    resource = resource_of_model(type(obj))
    assert resource is not None
    event = GateEvent(
        bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=day, resource=resource.key, object_ref=obj.pk,
        gate=gate.key, force=gate.force.value, kind=GateEvent.Kind.BREACH, reason=reason, cure_by=cure_by,
        paper=obj.paper, backfilled=obj.backfilled,
    )  # fmt: skip
    made: GateEvent = work.create(event)
    return made


def of(obj: Any, gate: str = "") -> Any:
    """Return the breaches recorded on a record (of one gate)."""
    resource = resource_of_model(type(obj))
    assert resource is not None
    rows = GateEvent.objects.filter(resource=resource.key, object_ref=obj.pk, kind="breach", life="live")
    return rows.filter(gate=gate) if gate else rows


def cure(work: Work, obj: Any, gate: str, day: date) -> None:
    """Keep the day on which what was missing at a gate was made good; the breach stays."""
    for event in of(obj, gate).filter(cured_on__isnull=True):
        work.update(event, cured_on=day)


class RecordedBreach(Action):
    """登记违规 on a record. Subclass with ``resource``, ``verb``, ``label`` and ``twin``: the gated verb's name.

    ``day_field``: the twin's own input for the day, where it asks for one; else the twin acts on the real day.
    ``day_label``: what the day is of. ``probes``: inputs with which the gates may hold, for the offer of the verb.
    """

    twin = ""
    day_field = ""
    day_label = "实际发生日"
    probes: tuple[dict[str, Any], ...] = ({},)
    danger = True
    confirm = "登记违规是如实记录，不等于许可。登记后在闸口记录和年度报告的依据中列出，不能删除。"

    def __init__(self) -> None:
        twin = self._twin()
        self.roles, self.rules, self.fields, self.on = twin.roles, twin.rules, twin.fields, twin.on
        self.required = getattr(twin, "required", ())
        day = {} if self.day_field else {"breach_on": _day(self.day_label)}
        cure_by = {"cure_by": _day("补正期限", required=False)}
        if all(g.force is Force.STATUTORY for g in twin.gates):
            cure_by = {}
        self.extra = {**day, **twin.extra, "breach_reason": _words("未按规定办理的原因"), **cure_by}
        self.help = "系统外已经发生、当时没有履行规定程序的，如实登记；还没有发生的，先补齐程序。"

    def _twin(self) -> Action:
        return get_action(self.resource, self.twin)

    def _missed(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> list[tuple[Gate, Any]]:
        found = ((g, g.check(ctx, obj, data)) for g in self._twin().gates)
        return [(g, block) for g, block in found if block is not None and not g.unverified()]

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Where the twin could be done but for a gate."""
        why = super().available(ctx, obj) or self._twin().available(ctx, obj)
        if why or obj is None:
            return why
        days = {ctx.day, obj.happened_on or ctx.day}
        if any(self._missed(replace(ctx, day=d), obj, dict(probe)) for d in days for probe in self.probes):
            return ""
        return f"没有缺少的程序。用“{self._twin().label}”办理。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What the twin offers."""
        return self._twin().initial(ctx, obj)

    def day_of(self, data: dict[str, Any]) -> date | None:
        """Return the day on which it happened."""
        day: date | None = data.get(self.day_field or "breach_on")
        return day

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """It has happened, and not before the matter existed; then as the twin asks."""
        name, day = self.day_field or "breach_on", self.day_of(data)
        if day and day > ctx.day:
            raise ValidationError({name: "还没有发生，不能登记违规。日期不能晚于今天。"})
        if day and obj is not None and obj.happened_on and day < obj.happened_on:
            raise ValidationError({name: f"日期不能早于本事项登记的日期（{obj.happened_on.isoformat()}）。"})
        if not (data.get("breach_reason") or "").strip():
            raise ValidationError({"breach_reason": "写明当时没有按规定办理的原因。"})
        self._twin().clean(ctx, obj, data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Do what the twin does on the real day, and write the breach of each gate missed."""
        self.clean(work.ctx, obj, data)
        twin, day, now = self._twin(), self.day_of(data), work.ctx
        then = replace(now, day=day or now.day)
        missed = self._missed(then, obj, data)
        if not missed:
            raise Refused(f"当时规定的程序已经履行，不是违规。用“{twin.label}”办理。")
        work.ctx, work.action = then, twin
        try:
            done = twin.execute(work, obj, data)
        finally:
            work.ctx, work.action = now, self
        for gate, _ in missed:
            note(work, done, gate, day=day, reason=data["breach_reason"].strip(), cure_by=data.get("cure_by"))
        work.happened_on = day
        return done


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def _words(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def title_of(resource: str, key: str) -> str:
    """Return the printed name of a gate of a register."""
    gates = (g for a in actions(resource).values() for g in a.gates if g.key == key)
    gate = next(gates, None)
    return gate.title if gate is not None else key


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: what happened at the gates of a record other than passing them (闸口记录)."""
    resource = resource_of_model(type(obj))
    if resource is None or not isinstance(obj, Record) or not any(a.gates for a in actions(resource.key).values()):
        return {}
    rows = GateEvent.objects.filter(resource=resource.key, object_ref=obj.pk, life="live").order_by("id")
    facts = [{"label": f"{title_of(resource.key, e.gate)}（{e.force}）", "value": _said(e), "wide": True} for e in rows]
    if not facts:
        return {}
    wrong = any(e.kind == GateEvent.Kind.BREACH and e.cured_on is None for e in rows)
    return {"panels": [{"title": "闸口记录", "facts": facts, "alarm": wrong}]}


def _said(event: GateEvent) -> str:
    paper = f"（{event.paper}）" if event.paper else ""
    if event.kind == GateEvent.Kind.ANSWER:
        return f"补录时答复：{event.get_answer_display()}{paper}"
    day = event.happened_on.isoformat() if event.happened_on else ""
    parts = [event.get_kind_display(), day, event.reason, event.article]
    parts.append(f"{event.approver}批准" if event.approver else "")
    if event.cured_on:
        parts.append(f"{event.cured_on.isoformat()} 已补正")
    elif event.cure_by:
        parts.append(f"{event.cure_by.isoformat()} 前补正")
    return "，".join(p for p in parts if p)


__all__ = ["RecordedBreach", "cure", "note", "of", "panel", "title_of"]
