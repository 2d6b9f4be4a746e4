"""The form of an Action on the screen: input, gates with their lawful ways on, and the act itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from yifa.kernel import once, registry
from yifa.kernel.action import Action, ActionError, Blocked, Conflict, Ctx, Done, errors_of, run
from yifa.kernel.basis import basis
from yifa.kernel.gate import Gate
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.gates.shown import GateForm, banner, blocks, way
from yifa.kernel.record import Record
from yifa.kernel.resource import detail
from yifa.kernel.resource.forms import form_of
from yifa.kernel.ui.forms import prepare

#: How a gate of a 补录 is answered (有据, 无据, 无法核实).
ANSWERS = list(GateEvent.Answer.choices)


@dataclass
class Try:
    """One attempt at an Action: its form, what blocked, what was done."""

    action: Action
    ctx: Ctx
    obj: Any
    form: Any
    gates: list[tuple[Gate, Any]] = field(default_factory=list)
    done: Done | None = None
    stale: bool = False


def attempt(action: Action, ctx: Ctx, obj: Any, request: HttpRequest, *, initial: dict[str, Any] | None = None) -> Try:
    """Show the form (GET) or do the Action (POST); input survives every refusal."""
    post = request.method == "POST"
    form = form_of(action, ctx, obj, request.POST if post else None, request.FILES if post else None, initial=initial)
    if action.verb == "backfill":
        for gate in action.gates:
            form.fields[f"answer-{gate.key}"] = forms.ChoiceField(
                label=f"{gate.title}：当时是否做到", choices=ANSWERS, widget=forms.RadioSelect, initial="unknown"
            )
    if obj is not None and isinstance(obj, Record):
        form.fields["_version"] = forms.IntegerField(widget=forms.HiddenInput(), required=False, initial=obj.version)
    prepare(form)
    out = Try(action, ctx, obj, form)
    if not post:
        out.gates = [] if action.verb == "backfill" else blocks(action, ctx, obj, initial if obj is None else None)
        return out
    overrides = {}
    for gate in action.gates:
        if GateForm.offered(gate) and (made := GateForm(gate, request.POST).override()):
            overrides[gate.key] = made
    if not form.is_valid():
        out.gates = blocks(action, ctx, obj, dict(form.cleaned_data)) if action.verb != "backfill" else []
        return out
    data = dict(form.cleaned_data)
    answers = {g.key: data.pop(f"answer-{g.key}", "unknown") for g in action.gates} if action.verb == "backfill" else {}
    if data.get("_version") is None:
        data.pop("_version", None)
    try:
        out.done = run(action, replace(ctx, overrides=overrides, answers=answers), obj, data)
    except ValidationError as error:
        for name, message in errors_of(error):
            form.add_error(name if name in form.fields else None, message)
    except Blocked as held:
        known = any(g.key == held.gate.key for g in action.gates)
        out.gates = [(held.gate, held.block)]
        if not known:
            form.add_error(None, str(held))
        elif held.gate.key in overrides:
            form.add_error(None, f"“{held.gate.title}”的例外没有写全：{held.block.way_on or held.block.why}。")
    except Conflict as error:
        out.stale = True
        form.add_error(None, str(error))
    except ActionError as error:
        form.add_error(None, str(error))
    return out


def context(made: Try, resource: Any, request: HttpRequest, *, crumbs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the context of the form page."""
    action, obj, ctx = made.action, made.obj, made.ctx
    day: date = detail.day_of(obj, ctx.day) if obj is not None else ctx.day
    post = request.POST if request.method == "POST" else None
    gates = [banner(gate, block, ctx.day) for gate, block in made.gates]
    keys = {g.key for g in action.gates}
    subs = [(g, GateForm(g, post)) for g, _ in made.gates if g.key in keys and GateForm.offered(g)]
    title = action.label if obj is None else f"{action.label}：{resource.title_of(obj)}"
    cancel = resource.url(obj) if obj is not None else resource.url()
    stale = {
        "text": "刚才有人改过这条记录，你填的内容没有写入。",
        "see_url": resource.url(obj) if obj is not None else "",
    }
    rules = [*resource.rules, *action.rules, *(g.rule for g in action.gates if g.rule)]
    danger = bool(action.danger or action.confirm)
    back = request.GET.get("next") or request.POST.get("next", "")
    return {
        "resource": resource,
        "head": {"title": title, "crumbs": [*crumbs, {"text": action.label}]},
        "lead": action.help,
        "form": made.form,
        "formcfg": {
            "submit": action.label, "cancel_url": cancel, "sections": _sections(resource, action, made.form),
            "fields": ({"next": back} if back else {}) | ({once.FIELD: once.mark(request)} if obj is None else {}),
        },
        "gates": gates,
        "gate_forms": [{"gate": g, "form": f, "title": way(g)} for g, f in subs],
        "basis": basis(resource.rules_of(obj, rules) if obj is not None else rules, day),
        "confirm": {"text": action.confirm or f"将办理“{action.label}”。", "facts": _glance(resource, obj, ctx),
                    "note": "办理后计入经过，不能撤销；有错再更正。"} if danger and obj is not None else None,
        "stale": stale if made.stale else None,
    }  # fmt: skip


def _sections(resource: Any, action: Action, form: Any) -> list[dict[str, Any]]:
    if action.verb in ("record", "correct", "backfill") and resource.sections:
        named = [
            {"title": title, "fields": [n for n in fields if n in form.fields]} for title, fields in resource.sections
        ]
        taken = {n for s in named for n in s["fields"]}
    else:
        named, taken = [], set()
    rest = [n for n in form.fields if n not in taken and not form[n].is_hidden]
    answers = [n for n in rest if n.startswith("answer-")]
    why = [n for n in rest if n in ("reason", "checker", "approver") and n in action.extra]
    rest = [n for n in rest if n not in answers and n not in why]
    out = [s for s in named if s["fields"]]
    if rest:
        out.append({"title": "其他" if out else "", "fields": rest})
    if answers:
        out.append(
            {
                "title": "当时的审查和批准",
                "note": "补录不拦截。有据的写明佐证文号；查不到的选“无法核实”，不猜。",
                "fields": answers,
            }
        )
    if why:
        out.append({"title": "理由和复核" if out else "", "fields": why})
    return out


def _glance(resource: Any, obj: Any, ctx: Ctx) -> list[dict[str, Any]]:
    from yifa.kernel.resource import cells

    names = [c.name for c in resource.column_list()][:6]
    return [{"label": resource.field(n).label, "value": cells.value(resource, obj, n, ctx.scope)} for n in names]


def prefilled(action: Action, resource: Any, ctx: Ctx, query: Any) -> dict[str, Any]:
    """Return initial values from the address (``?meeting=12``): only fields the form asks for."""
    fields = {*action.fields, *action.extra}
    out: dict[str, Any] = {}
    for name in query:
        if name in fields and name != "next":
            out[name] = query.get(name, "")[:20_000]
    return out


def find(resource: Any, verb: str, on: str) -> Action | None:
    """Return a verb of a Resource that a page may show."""
    action: Action | None = registry.actions(resource.key).get(verb)
    if action is None or action.on != on or getattr(action, "hidden", False):
        return None
    return action
