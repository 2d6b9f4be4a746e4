"""Gates (闸口): checks inside an Action that block, each with its force and basis.

法定: no override by any role, screen, import or API; only an exception written in the
law itself, as a typed choice with its article. 党内规定, 上级要求: override only by the organ
that may decide. 本局制度: override with reason, approver and a date to cure. A gate that rests on
an unverified rule (待核实) warns and never blocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from yifa.lawkit import rules


class Force(StrEnum):
    """What stands behind a gate (效力)."""

    STATUTORY = "法定"
    PARTY = "党内规定"
    SUPERIOR = "上级要求"
    HOUSE = "本局制度"


@dataclass(frozen=True)
class Block:
    """Why a gate holds: result first, then the lawful way on."""

    why: str
    way_on: str = ""


@dataclass(frozen=True)
class Override:
    """The override of a gate: who approved, why, and until when it must be cured."""

    reason: str
    approver: str
    cure_by: date | None = None
    exception: str = ""


class Gate:
    """One check. Subclass, set the attributes and write ``check``.

    ``rule`` is a rule key of the packs; for 本局制度 ``house_basis`` names the bureau's own text.
    ``exceptions`` maps a key to (label, article): the exceptions the law itself writes.
    ``organ`` names who may decide an override of 党内规定 or 上级要求.
    """

    key = ""
    title = ""
    force = Force.STATUTORY
    rule = ""
    house_basis = ""
    organ = ""
    exceptions: dict[str, tuple[str, str]] = {}

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Return a Block if the Action may not go on, None if it may."""
        raise NotImplementedError(self.key)

    def concerns(self, data: dict[str, Any]) -> bool:
        """Whether a 补录 with this input has to answer the gate at all."""
        return True

    def unverified(self) -> bool:
        """Whether the gate rests on a rule nobody has read in the text."""
        rule = rules.load_rules().get(self.rule) if self.rule else None
        return bool(self.rule) and (rule is None or not rule.verified)

    def basis_text(self) -> str:
        """Return the basis as printed beside the gate."""
        rule = rules.load_rules().get(self.rule) if self.rule else None
        if rule is None:
            return self.house_basis
        return str(rule.basis) if rule.basis.article else f"《{rule.basis.law}》"


@dataclass
class Passage:
    """What the gates of one Action said, for the ledger and for the gate records."""

    warnings: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
