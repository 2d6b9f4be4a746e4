"""Forms in our look: ``FORM_RENDERER = "yifa.kernel.ui.forms.YifaRenderer"`` and ``{{ form }}`` is ours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates

from yifa.kernel.pickers.widget import enlarge


class YifaRenderer(DjangoTemplates):
    """Label, hint, error and widget of every field, and the whole form, by our templates."""

    form_template_name = "yifa/forms/form.html"
    field_template_name = "yifa/forms/field.html"
    formset_template_name = "yifa/forms/formset.html"


class DateInput(forms.DateInput):
    """Browser date picker; posts and shows 2026-10-09."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


SWAP: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.DateInput: DateInput,
    forms.DateTimeInput: DateTimeInput,
    forms.TimeInput: TimeInput,
}


def prepare(form: Any, *, autosubmit: bool = False) -> Any:
    """Give a form our widgets: native dates, Chinese empty choices, short words for what is missing. Returns the form.

    Only widgets of exactly Django's own class are swapped: a widget chosen by hand stays. The form of an Action, and
    the conditions of a list (given as the filter set), get pickers for their large relations.
    """
    picks = None
    if hasattr(form, "form"):
        picks, form = (f"{form.resource.key}/list", form.scope), form.form
    elif hasattr(form, "ctx"):
        picks = f"{form.action.resource}/{form.action.verb}", form.ctx.scope
    for field in form.fields.values():
        choice = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
        if str(field.error_messages.get("required")) == str(forms.Field.default_error_messages["required"]):
            field.error_messages["required"] = "没有选。" if choice else "没有填。"
        swap = SWAP.get(type(field.widget))
        if swap is not None:
            widget = swap(attrs=dict(field.widget.attrs))
            widget.is_required = field.widget.is_required
            field.widget = widget
        if isinstance(field, (forms.IntegerField, forms.DecimalField, forms.FloatField)):
            field.widget.attrs.setdefault("inputmode", "numeric" if type(field) is forms.IntegerField else "decimal")
        if isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.SelectMultiple):
            _empty_label(field)
        if isinstance(field.widget, forms.Textarea) and "rows" not in field.widget.attrs:
            field.widget.attrs["rows"] = 4
        elif isinstance(field.widget, forms.Textarea) and str(field.widget.attrs["rows"]) == "10":
            field.widget.attrs["rows"] = 4
        if autosubmit:
            field.widget.attrs.setdefault("data-autosubmit", "")
    if picks is not None:
        enlarge(form, *picks)
    return form


def _empty_label(field: forms.Field) -> None:
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = "请选择" if field.required else "不填"
        return
    choices = list(getattr(field, "choices", None) or ())
    if choices and choices[0][0] == "" and set(str(choices[0][1])) <= {"-"}:
        field.choices = [("", "请选择" if field.required else "不填"), *choices[1:]]  # type: ignore[attr-defined]
