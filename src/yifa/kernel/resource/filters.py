"""The django-filter FilterSet of a Resource, made at run time from its ``filters``, and its conditions as chips."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.http import QueryDict

from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life, Record
from yifa.kernel.resource import cells
from yifa.kernel.resource.base import show
from yifa.kernel.resource.forms import pickable
from yifa.kernel.resource.spans import SPANS, span
from yifa.kernel.search import index
from yifa.kernel.ui.forms import DateInput

#: Parameters of the list page that are not conditions.
OWN = frozenset({"v", "sort", "after", "before", "from", "exact", "saved", "col"})
_IDS = 500


class Conditions(django_filters.FilterSet):
    """Base of the filter sets: knows scope and day."""

    #: How rows found by common words are counted.
    common: Any = None

    def __init__(self, data: QueryDict, rows: Any, *, resource: Any, scope: Scope, day: date) -> None:
        self.resource, self.scope, self.day = resource, scope, day
        super().__init__(data, rows)

    def search(self, rows: Any, name: str, text: str) -> Any:
        """Keep the rows the search index finds (the same index as the global search)."""
        out, self.common = index.narrow(rows, self.resource.key, text, whole=rows is self.queryset)
        return out

    def ids(self, rows: Any, name: str, text: str) -> Any:
        """Keep the rows with the given record numbers."""
        return rows.filter(pk__in=ids_of(text))

    def within(self, rows: Any, name: str, value: str) -> Any:
        """Keep the rows within a named span."""
        days = span(value, self.day)
        field = self.filters[f"{name}_in"].days_of
        if days is None:
            return rows
        return rows.filter(**{f"{field}__gte": days[0], f"{field}__lt": days[1] + timedelta(days=1)})


def ids_of(text: str) -> list[int]:
    """Return the record numbers in a comma-separated text."""
    return [int(t) for t in text.split(",")[:_IDS] if t.strip().isdecimal() and len(t.strip()) < 19]


def _choice(label: str, choices: list[tuple[Any, str]], **more: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label="全部", **more)


def _of_field(resource: Any, name: str) -> dict[str, django_filters.Filter]:
    field = resource.field(name)
    label = field.label
    if field.kind in ("date", "datetime"):
        widget = DateInput()
        lookup = "date__" if field.kind == "datetime" else ""
        preset = _choice(label, SPANS, field_name=name, method="within")
        preset.days_of = name
        return {
            f"{name}_in": preset,
            f"{name}_from": django_filters.DateFilter(name, f"{lookup}gte", label=f"{label}从", widget=widget),
            f"{name}_to": django_filters.DateFilter(name, f"{lookup}lte", label=f"{label}到", widget=widget),
        }
    if field.kind == "choice":
        return {name: _choice(label, field.choices, field_name=name)}
    if field.kind == "bool":
        return {name: _choice(label, [("1", "是"), ("0", "否")], field_name=name, method=_bool)}
    if field.kind == "link":
        return {name: _link(field.model_field, label)}
    if field.kind == "number":
        return {
            f"{name}_from": django_filters.NumberFilter(name, "gte", label=f"{label}不低于"),
            f"{name}_to": django_filters.NumberFilter(name, "lte", label=f"{label}不高于"),
        }
    return {name: django_filters.CharFilter(name, "icontains", label=label)}


def _bool(rows: Any, name: str, value: str) -> Any:
    return rows.filter(**{f"{name}__in": (value == "1",)})  # as a comparison, which an index can answer


def _link(model_field: Any, label: str, **more: Any) -> django_filters.ModelChoiceFilter:
    manager = model_field.related_model._default_manager

    def visible(request: Any) -> Any:
        return manager.all()

    return django_filters.ModelChoiceFilter(model_field.name, label=label, queryset=visible, empty_label="全部", **more)


@cache
def filter_class(key: str) -> type[Conditions]:
    """Return the FilterSet class of a Resource."""
    resource = registry.get_resource(key)
    made: dict[str, Any] = {"q": django_filters.CharFilter(method="search", label="查找", widget=forms.HiddenInput())}
    for name in resource.filters:
        made.update(_of_field(resource, name))
    for field in resource.model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.name not in made and field.name != "bureau":
            made[field.name] = _link(field, str(field.verbose_name), widget=forms.HiddenInput())
    if issubclass(resource.model, Record):
        made["life"] = _choice("记录状态", list(Life.choices), field_name="life")
        made["backfilled"] = _choice("补录", [("1", "是"), ("0", "否")], field_name="backfilled", method=_bool)
    made["ids"] = django_filters.CharFilter(method="ids", label="所选", widget=forms.HiddenInput())
    return type("Conditions", (Conditions,), made)


def conditions(resource: Any, scope: Scope, day: date, data: QueryDict, rows: Any) -> Conditions:
    """Return the bound conditions of a list; fields the scope may not see are no condition."""
    made = filter_class(resource.key)(data, rows, resource=resource, scope=scope, day=day)
    for name, item in list(made.filters.items()):
        if not cells.visible(resource, item.field_name or name, scope):
            del made.filters[name]
    for field in made.form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = pickable(field.queryset, scope)
    return made


def apply(made: Conditions) -> Any:
    """Return the rows under the conditions; a condition that cannot be read is left out."""
    rows = made.queryset
    made.form.is_valid()
    for name, item in sorted(made.filters.items(), key=lambda pair: pair[0] == "q"):  # words last
        value = made.form.cleaned_data.get(name)
        if value not in (None, ""):
            rows = item.filter(rows, value)
    return rows


def chips(made: Conditions, link: Any) -> list[dict[str, Any]]:
    """Return the conditions in force, each removable; ``link``: names to drop -> address."""
    out = []
    for name, value in getattr(made.form, "cleaned_data", {}).items():
        if value in (None, ""):
            continue
        field = made.form.fields[name]
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            text = dict((str(k), str(v)) for k, v in made.filters[name].extra["choices"]).get(str(value), str(value))
        elif name == "ids":
            text = f"{len(ids_of(value))} 条"
        else:
            text = show(value)
        out.append({"label": str(field.label), "value": text, "remove_url": link([name])})
    return out


__all__ = ["OWN", "Conditions", "apply", "chips", "conditions"]
