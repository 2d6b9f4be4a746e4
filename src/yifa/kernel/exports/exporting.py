"""Export of a register: xlsx and csv with a provenance row, masked by role, entered in the ledger.

The same writer serves the screen and ``yifa export``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.ledger import seal
from yifa.kernel.policy import Scope, Sensitivity
from yifa.kernel.record import Record
from yifa.kernel.resource import cells
from yifa.kernel.resource.base import HIDDEN, is_year, show
from yifa.kernel.resource.models import ExportRecord
from yifa.papers.writers import table_xlsx

FORMATS = ("xlsx", "csv")
_GUARDED = (Sensitivity.PERSONAL, Sensitivity.WORK_SECRET)
_KINDS = {"date": "date", "datetime": "datetime", "number": "number"}


def names_of(resource: Any) -> list[str]:
    """Return what an export holds: the list's columns, the form's fields, and what every record has."""
    names = [c.name for c in resource.column_list()]
    names += list(resource.form)
    if issubclass(resource.model, Record):
        names += ["unit", "happened_on", "paper", "note", "life", "backfilled", "source"]
    return list(dict.fromkeys(names))


def in_clear(resource: Any, scope: Scope, names: Iterable[str] | None = None) -> list[str]:
    """Return the labels of protected fields (of the export's columns, or of ``names``) that leave unmasked."""
    return [
        resource.field(n).label
        for n in (names_of(resource) if names is None else names)
        if resource.sensitivity.get(n) in _GUARDED and cells.visible(resource, n, scope)
    ]


def columns_of(resource: Any) -> list[table_xlsx.Column]:
    """Return the sheet's columns; the headings are those the importer knows."""
    out = []
    for name in names_of(resource):
        field = resource.field(name)
        kind = "int" if is_year(name) else _KINDS.get(field.kind, "text")
        out.append(table_xlsx.Column(name, field.label, kind))  # type: ignore[arg-type]
    return out


def rows_of(resource: Any, rows: Any, scope: Scope) -> Iterator[list[Any]]:
    """Yield the cells of each row; what the scope may not see is 已隐去."""
    names = names_of(resource)
    shown = {n: cells.visible(resource, n, scope) for n in names}
    kinds = {n: resource.field(n).kind for n in names}
    queryset = cells.with_relations(resource, rows, names)
    for obj in queryset.iterator(chunk_size=500):
        out: list[Any] = []
        for name in names:
            if not shown[name]:
                out.append(HIDDEN)
            elif kinds[name] in _KINDS and resource.field(name).model_field is not None:
                raw = resource.raw(obj, name)
                out.append(timezone.localtime(raw) if isinstance(raw, datetime) else raw)
            else:
                out.append(_text(resource.display(obj, name)))
        yield out


def _text(value: Any) -> str:
    return value if isinstance(value, str) else show(value)


def provenance(resource: Any, scope: Scope, bureau: str, now: datetime, conditions: str, number: int) -> list[str]:
    """Return the lines below the rows: whose register, which rows, as of when, by whom, under which ledger entry."""
    at = timezone.localtime(now)
    who = f"{scope.post} {scope.name}".strip() + (f"（代{scope.acting_for}）" if scope.acting_for else "")
    return [
        f"{bureau}　{resource.title}",
        f"条件　{conditions or '全部'}",
        f"数据截至　{at:%Y-%m-%d %H:%M}　导出人　{who}　导出登记　第{number}号",
    ]


def write(target: Any, fmt: str, resource: Any, rows: Any, scope: Scope, lines: list[str], now: datetime) -> int:
    """Write the rows and return how many there were."""
    return write_rows(target, fmt, resource, rows_of(resource, rows, scope), lines, now)


def write_rows(target: Any, fmt: str, resource: Any, body: Iterable[Any], lines: list[str], now: datetime) -> int:
    """Write rows of cells and return how many there were."""
    columns = columns_of(resource)
    if fmt == "csv":
        return table_xlsx.write_csv(target, columns, body, lines)
    return table_xlsx.write_table(target, resource.title, columns, body, lines, stamp=timezone.localtime(now))


class ExportVerb(Action):
    """导出: a ledgered reading. Protected fields in clear need a reason."""

    verb, label, on, hidden = "export", "导出", "none", True

    def __init__(self, resource: Any) -> None:
        self.res = resource
        self.resource = resource.key
        self.roles = resource.read_roles
        self.extra = {
            "reason": forms.CharField(
                label="理由",
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="含个人信息或工作秘密的导出须写明用途。",
            )
        }

    def in_clear(self, scope: Scope, data: dict[str, Any]) -> list[str]:
        """Return the labels of the protected fields that leave in clear."""
        return list(in_clear(self.res, scope))

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A reason where protected fields leave in clear."""
        if self.in_clear(ctx.scope, data) and not (data.get("reason") or "").strip():
            raise ValidationError({"reason": "含个人信息或工作秘密，写明用途再导出。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> ExportRecord:
        """Enter the export in its register."""
        self.clean(work.ctx, obj, data)
        made: ExportRecord = work.create(
            ExportRecord(
                unit_id=work.scope.home_unit_id, happened_on=work.day, resource=self.resource, title=self.res.title,
                format=data.get("format", "xlsx"), conditions=data.get("conditions", "")[:2000],
                rows=data.get("rows", 0), clear="、".join(self.in_clear(work.scope, data))[:300],
                reason=data.get("reason", ""),
            )
        )  # fmt: skip
        seal.with_action(work.ctx, f"导出{self.res.title}")
        return made


def conditions_text(chips: Iterable[dict[str, Any]]) -> str:
    """Return the conditions in force as one line."""
    return "；".join(f"{c['label']} {c['value']}" for c in chips)
