"""Template tags of the UI kit: ``{% load yifa_ui %}``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from yifa.kernel.ui import charts, marks, strip

register = template.Library()

register.simple_tag(marks.status, name="status")
register.simple_tag(marks.tag, name="tag")
register.simple_tag(marks.clock_ticks, name="clock_ticks")
register.simple_tag(marks.clock, name="clock")
register.simple_tag(marks.law_ref, name="law_ref")
register.simple_tag(marks.masked, name="masked")
register.simple_tag(marks.paper_spans, name="paper_spans")
register.simple_tag(marks.dots, name="dots")
register.simple_tag(marks.title_cell, name="title_cell")
register.simple_tag(strip.day_strip, name="day_strip")
register.simple_tag(charts.quarters, name="quarters")
register.simple_tag(charts.meter, name="meter")
register.simple_tag(charts.spark, name="spark")
register.filter("value", marks.value)
register.filter("cells", marks.cells)
register.filter("tag_of", marks.tag_of)


@register.filter
def thousands(value: Any, digits: Any = None) -> str:
    """``{{ 1286.4|thousands:2 }}`` prints 1,286.40."""
    return marks.number(value, None if digits in (None, "") else int(digits))


@register.filter
def cn_date(value: date | datetime | None, today: date | None = None) -> str:
    """``{{ d|cn_date:today }}`` prints 10月9日 in the year of ``today``, else 2026年10月9日."""
    return marks.cn_date(value, today)


@register.filter
def cn_weekday(value: date | datetime | None, today: date | None = None) -> str:
    """``{{ d|cn_weekday:today }}`` prints 10月9日（周五）."""
    return marks.cn_date(value, today, weekday=True)


@register.filter
def mask(value: Any, hide: Any) -> Any:
    """``{{ phone|mask:hidden }}``: the value, or 已隐去 where ``hidden`` is true."""
    return marks.masked() if hide else value


@register.filter
def in_list(value: Any, items: Iterable[Any]) -> bool:
    return value in (items or ())


@register.filter
def as_json(value: Any) -> str:
    """JSON for a data attribute; the template escapes it. Never use it inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


@register.filter
def nth(items: Sequence[Any] | None, index: int) -> Any:
    return items[index] if items and 0 <= index < len(items) else {}


@register.filter
def item(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    return (mapping or {}).get(key)


@register.simple_tag
def form_fields(form: Any, names: Iterable[str] | None = None) -> list[Any]:
    """Bound visible fields by name; without names all of them, in order."""
    if names:
        return [form[n] for n in names if n in form.fields and not form[n].is_hidden]
    return form.visible_fields()


@register.simple_tag
def form_errors(form: Any) -> list[dict[str, str]]:
    """Every error of a form for the summary: {text, label, anchor}; anchor is empty for errors of the whole form."""
    if not form.is_bound:
        return []
    out = [{"text": str(e), "label": "", "anchor": ""} for e in form.non_field_errors()]
    for field in form.hidden_fields():
        out += [{"text": str(e), "label": str(field.label), "anchor": ""} for e in field.errors]
    for field in form.visible_fields():
        anchor = f"{field.auto_id}_0" if field.use_fieldset and field.auto_id else field.id_for_label or field.auto_id
        out += [{"text": str(e), "label": str(field.label), "anchor": anchor or ""} for e in field.errors]
    return out


@register.simple_tag
def widget_kind(field: Any) -> str:
    """Layout of one bound field: check, choices, file, area, line."""
    kind = getattr(field.field.widget, "input_type", "") or ""
    if field.use_fieldset:
        return "choices"
    if kind in {"checkbox", "file"}:
        return {"checkbox": "check"}.get(kind, kind)
    return "area" if field.widget_type == "textarea" else "line"


@register.simple_tag
def chart(kind: str, **kwargs: Any) -> SafeString:
    """``{% chart "hbar" title=… items=… %}``: any chart of ``yifa.kernel.ui.charts`` by name."""
    return charts.draw(kind, **kwargs)
