"""Explanation tree (怎么算的): why a value is what it is, one node per step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Trace:
    """One step of an explanation: what it is, its value, the article behind it, the steps beneath."""

    label: str
    value: Any = None
    basis: str | None = None
    children: tuple[Trace, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; values that JSON cannot hold are written as text."""
        plain = self.value if self.value is None or isinstance(self.value, (bool, int, str)) else str(self.value)
        out: dict[str, Any] = {"label": self.label, "value": plain, "basis": self.basis}
        if self.children:
            out["children"] = [child.to_dict() for child in self.children]
        return out
