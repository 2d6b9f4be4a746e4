"""Refusals of the interface: one shape, Chinese, with the way on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.kernel.action import ActionError, Blocked, Conflict, errors_of


class Problem(Exception):
    """An answer other than success."""

    def __init__(
        self, status: int, kind: str, message: str, *, fields: dict[str, list[str]] | None = None, **more: Any
    ) -> None:
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message
        self.fields = fields or {}
        self.more = more

    def body(self) -> dict[str, Any]:
        """Return the JSON of the answer."""
        return {"error": self.kind, "message": self.message, "fields": self.fields, **self.more}


def of_action(error: ActionError) -> Problem:
    """Return the answer to an Action that may not take place."""
    if isinstance(error, Blocked):
        gate, block = error.gate, error.block
        held = {
            "key": gate.key,
            "title": gate.title,
            "force": str(gate.force.value),
            "basis": gate.basis_text(),
            "why": block.why,
            "way_on": block.way_on,
            "organ": gate.organ,
            "exceptions": {k: f"{label}（{article}）" for k, (label, article) in gate.exceptions.items()},
        }
        return Problem(409, "blocked", str(error), gate=held)
    if isinstance(error, Conflict):
        return Problem(409, "conflict", str(error))
    return Problem(403, "refused", str(error))


def of_validation(error: ValidationError) -> Problem:
    """Return the answer to input that does not hold."""
    fields: dict[str, list[str]] = {}
    for name, message in errors_of(error):
        fields.setdefault(name or "_", []).append(message)
    return Problem(422, "invalid", "有内容没有填对，没有保存。", fields=fields)


#: The JSON schema of every refusal, kept once in the document.
SCHEMA: dict[str, Any] = {
    "title": "未办理",
    "type": "object",
    "required": ["error", "message"],
    "properties": {
        "error": {
            "title": "种类",
            "type": "string",
            "enum": ["invalid", "unauthenticated", "refused", "missing", "conflict", "blocked", "busy", "failed"],
        },
        "message": {"title": "说明", "type": "string"},
        "fields": {
            "title": "各项的错误",
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "gate": {
            "title": "闸口",
            "type": "object",
            "properties": {
                "key": {"title": "闸口", "type": "string"},
                "title": {"title": "名称", "type": "string"},
                "force": {"title": "效力", "type": "string"},
                "basis": {"title": "依据", "type": "string"},
                "why": {"title": "原因", "type": "string"},
                "way_on": {"title": "怎么办", "type": "string"},
                "organ": {"title": "有权决定的机构", "type": "string"},
                "exceptions": {"title": "法定例外", "type": "object", "additionalProperties": {"type": "string"}},
            },
        },
        "number": {"title": "事件编号", "type": "string"},
    },
}
