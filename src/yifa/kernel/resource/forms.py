"""The form of an Action, made at run time from the model's fields and the Action's extra ones.

The same form checks screen, import and API input, so they cannot differ.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models

from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, errors_of
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life, Record


class ActionForm(forms.ModelForm):
    """Base of all Action forms."""

    def __init__(self, *args: Any, action: Action, ctx: Ctx, **kwargs: Any) -> None:
        self.action, self.ctx = action, ctx
        self.target = kwargs.pop("target", None)
        super().__init__(*args, **kwargs)
        for bound in self.fields.values():
            if isinstance(bound, forms.ModelChoiceField) and bound.queryset is not None:
                bound.queryset = pickable(bound.queryset, ctx.scope)
        for name, bound in self.fields.items():
            if isinstance(bound, forms.ModelChoiceField) and issubclass(bound.queryset.model, Record):  # type: ignore[union-attr]
                kept = getattr(self.target, f"{name}_id", None)
                bound.queryset = bound.queryset.filter(models.Q(life=Life.LIVE) | models.Q(pk=kept))  # type: ignore[union-attr]

    def _update_errors(self, errors: forms.ValidationError) -> None:
        """Errors of columns the form does not ask for (the bureau) are errors of the whole."""
        found = getattr(errors, "error_dict", None)
        if found is not None:
            kept = {n: e for n, e in found.items() if n in self.fields}
            whole = [e for n, es in found.items() if n not in self.fields for e in es]
            errors = forms.ValidationError({**kept, NON_FIELD_ERRORS: whole} if whole else kept)
        super()._update_errors(errors)  # type: ignore[misc]

    def _get_validation_exclusions(self) -> set[str]:
        extra = {*self.fields} - {*self.action.fields}
        own = set() if self.ctx.scope.bureau_id is None else {"bureau"}  # the outer side has no bureau to point to
        return super()._get_validation_exclusions() - own | extra  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Ask the Action whether the fields agree."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.action.clean(self.ctx, self.target, data)
            except forms.ValidationError as error:
                for name, message in errors_of(error):
                    self.add_error(name if name in self.fields else None, message)
        return data


def pickable(rows: Any, scope: Scope) -> Any:
    """Return the part of a related table that a scope may choose from: what its register shows, else its boundary."""
    related = registry.resource_of_model(rows.model)
    if related is not None and scope.has(related.read_roles):
        return rows.filter(pk__in=related.rows(scope).order_by().values("pk"))
    return rows.visible_to(scope) if hasattr(rows, "visible_to") else rows


def _formfield(db_field: models.Field[Any, Any], **kwargs: Any) -> Any:
    if isinstance(db_field, models.DateTimeField):
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    elif isinstance(db_field, models.DateField):
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    elif isinstance(db_field, models.TextField):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
    return db_field.formfield(**kwargs)


@cache
def form_class(resource_key: str, verb: str) -> type[ActionForm]:
    """Return the form class of an Action."""
    action = registry.get_action(resource_key, verb)
    resource = registry.get_resource(resource_key)
    base = forms.modelform_factory(
        resource.model, form=ActionForm, fields=list(action.fields), formfield_callback=_formfield
    )
    extra = {name: copy.deepcopy(field) for name, field in action.extra.items()}
    made: type[ActionForm] = type("Form", (base,), extra)
    if resource.dated and "happened_on" in made.base_fields:
        made.base_fields["happened_on"].required = True
    for name in getattr(action, "required", ()):
        made.base_fields[name].required = True
    return made


def form_of(
    action: Action,
    ctx: Ctx,
    obj: Any = None,
    data: Any = None,
    files: Any = None,
    initial: dict[str, Any] | None = None,
) -> ActionForm:
    """Return the (bound, if data is given) form of an Action for a scope."""
    resource = registry.get_resource(action.resource)
    if obj is None:
        instance = resource.model()
        if isinstance(instance, Record):
            instance.bureau_id = ctx.scope.bureau_id  # type: ignore[assignment]
            instance.created_at = instance.updated_at = ctx.now
    else:
        instance = copy.copy(obj)
    start = {**action.initial(ctx, obj), **(initial or {})}
    return form_class(action.resource, action.verb)(
        data, files, instance=instance, initial=start, action=action, ctx=ctx, target=obj
    )
