"""JSON schemas of Action bodies and list parameters, derived from the forms the Actions are checked with."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms

from yifa.kernel import registry
from yifa.kernel.action import Action
from yifa.kernel.api import reads
from yifa.kernel.resource.filters import filter_class
from yifa.kernel.resource.forms import form_class

_TEXT = {"type": "string"}


def _choices(field: Any) -> list[Any]:
    out = []
    for value, text in field.choices:
        inner = text if isinstance(text, list | tuple) else [(value, text)]
        out += [(v, t) for v, t in inner if v not in (None, "")]
    return out


def _shape(field: forms.Field) -> dict[str, Any]:
    """Return the JSON type of a form field."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {"type": "array", "items": {"type": "integer"}}
    if isinstance(field, forms.ModelChoiceField):
        return {"type": "integer", "description": "关联记录的编号"}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": {"type": "string", "enum": [str(v) for v, _ in _choices(field)]}}
    if isinstance(field, forms.ChoiceField) and not callable(getattr(field, "_choices", None)):
        found = _choices(field)
        return {
            "type": "string",
            "enum": [str(v) for v, _ in found],
            "description": "；".join(f"{v}={t}" for v, t in found),
        }
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.DateTimeField):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.TimeField):
        return {"type": "string", "format": "time"}
    if isinstance(field, forms.JSONField):
        return {}
    if isinstance(field, forms.FileField):
        return {"type": "string", "format": "binary"}
    return _number(field) if isinstance(field, forms.IntegerField) else _string(field)


def _number(field: forms.IntegerField) -> dict[str, Any]:
    """IntegerField is also the base of decimals and floats; decimals travel as text or number."""
    whole = not isinstance(field, forms.DecimalField | forms.FloatField)
    out: dict[str, Any] = {"type": "integer" if whole else "number"}
    if field.min_value is not None and not callable(field.min_value):
        out["minimum"] = float(field.min_value) if not whole else int(field.min_value)
    if field.max_value is not None and not callable(field.max_value):
        out["maximum"] = float(field.max_value) if not whole else int(field.max_value)
    return out


def _string(field: forms.Field) -> dict[str, Any]:
    longest = getattr(field, "max_length", None)
    return {**_TEXT, "maxLength": longest} if longest else dict(_TEXT)


def body(action: Action) -> dict[str, Any]:
    """Return the request body of an Action."""
    made = form_class(action.resource, action.verb)
    properties, required, files = {}, [], {}
    for name, field in made.base_fields.items():
        shape = _shape(field)
        if isinstance(field, forms.FileField):
            files[name] = {"title": str(field.label or name), **shape}
            continue
        shape["title"] = str(field.label or name)
        if field.help_text and "description" not in shape:
            shape["description"] = str(field.help_text)
        needed = field.required and not isinstance(field, forms.BooleanField)
        if needed and (action.on == "none" or name not in action.fields):
            required.append(name)
        elif not field.required and "type" in shape and "enum" not in shape:
            shape["type"] = [shape["type"], "null"]
        properties[name] = shape
    data: dict[str, Any] = {
        "type": "object", "title": action.label, "properties": properties, "additionalProperties": False,
    }  # fmt: skip
    if required:
        data["required"] = required
    top: dict[str, Any] = {"data": data}
    if action.on == "one":
        top["version"] = {
            "type": ["integer", "null"], "title": "版本", "description": "读取时的版本；已被别人改动时不办理。",
        }  # fmt: skip
    if action.gates and action.verb != "backfill":
        top["overrides"] = {"$ref": "#/components/schemas/overrides"}
    if action.gates and action.verb == "backfill":
        top["answers"] = {"$ref": "#/components/schemas/answers"}
    schema: dict[str, Any] = {"type": "object", "properties": top, "additionalProperties": False}
    if required:
        schema["required"] = ["data"]
    if not files:
        return {"required": bool(required), "content": {"application/json": {"schema": schema}}}
    parts = {"body": {"type": "string", "title": "上面各项的 JSON", "contentMediaType": "application/json"}, **files}
    return {"required": True, "content": {"multipart/form-data": {"schema": {"type": "object", "properties": parts}}}}


#: Shared parts of the request bodies.
SHARED: dict[str, Any] = {
    "overrides": {
        "title": "例外",
        "description": "闸口 → 理由、批准人、补正期限，或法律写明的例外。法定闸口除法律写明的例外外不能越过。",
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "reason": {"type": "string", "title": "理由", "maxLength": 500},
                "approver": {"type": "string", "title": "批准人", "maxLength": 60},
                "cure_by": {"type": "string", "format": "date", "title": "补正期限"},
                "exception": {"type": "string", "title": "法定例外"},
            },
            "additionalProperties": False,
        },
    },
    "answers": {
        "title": "补录答复",
        "description": "闸口 → 有据、无据或无法核实。",
        "type": "object",
        "additionalProperties": {"type": "string", "enum": ["proven", "unproven", "unknown"]},
    },
}


def parameters(key: str) -> list[dict[str, Any]]:
    """Return the query parameters of a list."""
    resource = registry.get_resource(key)
    out = []
    for name, item in filter_class(key).base_filters.items():
        field = item.field if not isinstance(item, django_filters.ModelChoiceFilter) else None
        shape = {"type": "integer"} if field is None else _shape(field)
        note = shape.pop("description", None)
        if name == "ids":
            note = "记录编号，逗号隔开"
        entry = {"in": "query", "name": name, "required": False, "schema": {**shape, "title": str(item.label or name)}}
        entry["description"] = "，".join(t for t in (str(item.label or name), note) if t)
        out.append(entry)
    sorts = reads.orderings(resource)
    plus = [v for n in sorts for v in (n, f"-{n}")]
    out += [
        {"in": "query", "name": "ordering", "required": False, "description": "排序，前加 - 为倒序",
         "schema": {"type": "string", "enum": plus} if plus else dict(_TEXT)},
        {"in": "query", "name": "after", "required": False, "description": "翻页：上一页答复里的 next",
         "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"}},
        {"in": "query", "name": "limit", "required": False, "description": "每页条数",
         "schema": {"type": "integer", "minimum": 1, "maximum": reads.MOST, "default": reads.SIZE}},
    ]  # fmt: skip
    return out
