"""The widget of a large relation: a search field over a short list of radio buttons, found on the server.

A drop-down of thousands is slow to send and useless on a phone. Up to ``LARGE`` records it stays a drop-down.
"""

from __future__ import annotations

from typing import Any

from django import forms

from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.search import index

#: Records a drop-down lists at most, how many the short list shows, and how many are read where no index knows them.
LARGE = 40
SHOWN = 10
_READ = 2000
#: How the address of the conditions of a list ends: their short list is asked for when the field is entered.
LIST = "/list"


class Picker(forms.Widget):
    """A search field, what is chosen now, and the first records that match."""

    template_name = "yifa/forms/picker.html"
    use_fieldset = True
    choices: Any = ()

    def __init__(self, field: Any, name: str, address: str, scope: Scope) -> None:
        super().__init__(dict(field.widget.attrs))
        self.field, self.address, self.scope = field, f"/pick/{address}/{name}/", scope
        self.later = address.endswith(LIST)  # few who read a list open its conditions

    def id_for_label(self, id_: str) -> str:
        """The legend names the whole group."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Without scripts a record that is not listed is given by its number."""
        return str(data.get(f"{name}-no", "")).strip() or data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template shows."""
        out = super().get_context(name, value, attrs)
        chosen = one(self.field, value)
        if not self.later:
            out.update(listed(self.field, "", self.scope, None, without=chosen.pk if chosen else None))
        out.update(
            later=self.later,
            name=name, address=self.address, id=(attrs or {}).get("id", name),
            now=option(self.field, chosen, self.scope) if chosen else None,
            empty="" if self.is_required else getattr(self.field, "empty_label", None) or "不填",
            autosubmit="data-autosubmit" in self.attrs,
        )  # fmt: skip
        return out


def _named(rows: Any) -> Any:
    """Return rows with the relations that their names read, so that a list of names is one query."""
    resource = registry.resource_of_model(rows.model)
    return rows.select_related(*resource.select) if resource is not None and resource.select else rows


def enlarge(form: Any, address: str, scope: Scope) -> None:
    """Give every drop-down of a form with too many records a picker; fill the others without asking twice."""
    for name, field in form.fields.items():
        if not isinstance(field, forms.ModelChoiceField) or type(field.widget) is not forms.Select:
            continue
        rows = list(_named(field.queryset)[: LARGE + 1])
        if len(rows) > LARGE:
            required = field.widget.is_required
            field.widget = Picker(field, name, address, scope)
            field.widget.is_required = required
            continue
        first = [("", field.empty_label)] if field.empty_label is not None else []
        field.widget.choices = [*first, *((field.prepare_value(r), field.label_from_instance(r)) for r in rows)]


def one(field: Any, value: Any) -> Any:
    """Return the record a value stands for, if it may be chosen."""
    text = str(getattr(value, "pk", value) or "")
    if not text.isdecimal() or len(text) > 18:
        return None
    return field.queryset.filter(pk=int(text)).first()


def listed(field: Any, text: str, scope: Scope, chosen: Any, without: int | None = None) -> dict[str, Any]:
    """Return the short list for a search text, what is chosen first, and whether there are more."""
    rows, resource = _named(field.queryset), registry.resource_of_model(field.queryset.model)
    rows = rows.order_by(*(resource.ordering if resource is not None else ("-pk",)))
    rows = rows.exclude(pk__in=[pk for pk in (without, getattr(chosen, "pk", None)) if pk])
    words = text.strip()[:80]
    if words and resource is not None and resource.search:
        rows, _ = index.narrow(rows, resource.key, words)
    elif words:
        rows = [row for row in rows[:_READ] if words.lower() in field.label_from_instance(row).lower()]
    found = list(rows[: SHOWN + 1])
    options = [option(field, chosen, scope, on=True)] if chosen is not None else []
    options += [option(field, row, scope) for row in found[:SHOWN]]
    return {"options": options, "more": len(found) > SHOWN, "none": not found and bool(words)}


def option(field: Any, row: Any, scope: Scope, *, on: bool = False) -> dict[str, Any]:
    """Return one line of the list: the record's name, and what tells it from others of that name."""
    resource = registry.resource_of_model(type(row))
    line = ""
    if resource is not None and scope.has(resource.read_roles):
        line = "　".join(t for n in resource.line if (t := resource.display(row, n, scope)))
    return {"value": field.prepare_value(row), "text": field.label_from_instance(row), "line": line, "on": on}
