"""Gates on the screen: which hold now, what they say, and the form of a lawful way past one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from yifa.kernel.action import Action, Ctx
from yifa.kernel.basis import gate_law
from yifa.kernel.gate import Force, Gate, Override
from yifa.kernel.ui.forms import prepare


def blocks(action: Action, ctx: Ctx, obj: Any, data: dict[str, Any] | None = None) -> list[tuple[Gate, Any]]:
    """Return the gates that would hold an Action now; a gate that cannot say without input stays silent."""
    values = (
        data
        if data is not None
        else {f.name: getattr(obj, f.name, None) for f in obj._meta.concrete_fields}
        if obj
        else {}
    )
    out = []
    for gate in action.gates:
        try:
            block = gate.check(ctx, obj, values)
        except (KeyError, AttributeError, TypeError):
            continue
        if block is not None and not gate.unverified():
            out.append((gate, block))
    return out


def banner(gate: Gate, block: Any, day: date) -> dict[str, Any]:
    """Return a holding gate for ``parts/gate.html``."""
    text = block.why if block.why.endswith(("。", "！")) else block.why + "。"
    way = block.way_on
    return {"title": gate.title, "force": str(gate.force.value), "text": text, "law": gate_law(gate, day),
            "way": way if not way or way.endswith("。") else way + "。"}  # fmt: skip


class GateForm(forms.Form):
    """The override sub-form of one gate: an exception the law writes, or an override its force allows."""

    def __init__(self, gate: Gate, data: Any = None) -> None:
        super().__init__(data, prefix=f"gate-{gate.key}")
        self.gate = gate
        if gate.exceptions:
            kinds = [(key, f"{label}（{article}）") for key, (label, article) in gate.exceptions.items()]
            if gate.force is not Force.STATUTORY:
                kinds.append(("", "不属于上列情形，申请例外"))
            self.fields["exception"] = forms.ChoiceField(
                label="法定例外", choices=kinds, required=False, widget=forms.RadioSelect
            )
        who = gate.organ or "批准人"
        self.fields["reason"] = forms.CharField(
            label="理由", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=500
        )
        self.fields["approver"] = forms.CharField(
            label=f"批准（{who}）" if gate.organ else who, required=False, max_length=60
        )
        if gate.force is Force.HOUSE:
            self.fields["cure_by"] = forms.DateField(label="补正期限", required=False)
        prepare(self)

    @staticmethod
    def offered(gate: Gate) -> bool:
        """Whether there is any lawful way past the gate; for 法定 only what the law itself writes."""
        return bool(gate.exceptions) or gate.force is not Force.STATUTORY

    def override(self) -> Override | None:
        """Return the override as filled in, or None where nothing was."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        if not any(data.get(n) for n in ("reason", "approver", "exception")):
            return None
        return Override(
            data.get("reason", ""), data.get("approver", ""), data.get("cure_by"), data.get("exception", "")
        )


def way(gate: Gate) -> str:
    """Return what the way past a gate is called."""
    if gate.force is Force.STATUTORY:
        return "法律写明的例外"
    if gate.force is Force.HOUSE:
        return "申请例外"
    return f"由{gate.organ or '有权机关'}决定的例外"
