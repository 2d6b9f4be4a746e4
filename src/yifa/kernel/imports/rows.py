"""One row of a sheet through the same form and Action as the screen, without a query for every row."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.models import construct_instance, model_to_dict

from yifa.kernel import registry
from yifa.kernel.action import ActionError, Ctx, Refused
from yifa.kernel.imports.layout import Head
from yifa.kernel.imports.matching import ANSWER, Lookups, Mapping, Target
from yifa.kernel.imports.sheets import text_of
from yifa.kernel.imports.values import BadValue, narrow, to_bool, to_date, to_datetime, to_decimal, to_integer
from yifa.kernel.record import Record
from yifa.kernel.resource.forms import ActionForm, form_class, pickable
from yifa.kernel.verbs import CorrectVerb

_SPLIT = "、,，;；\n"


class Reimport(CorrectVerb):
    """重新导入: 更正 of many records by a newer sheet of the same matter.

    data: {"changes": [(record, {field: value})]}.
    """

    verb, label, on = "reimport", "重新导入", "none"

    def __init__(self, resource: Any) -> None:
        super().__init__(resource)
        self.extra = {}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """As 更正 of one record; no second person, because the sheet is the paper."""
        registry.get_action(self.resource, "correct").facts(ctx, obj, data)

    def execute(self, work: Any, obj: Any | None, data: dict[str, Any]) -> Any:
        """Change the records by the register's own 更正, with all it refuses."""
        correct = registry.get_action(self.resource, "correct")
        for target, values in data["changes"]:
            correct.authorise(work.ctx, target)
            if why := correct.available(work.ctx, target):
                raise Refused(why)
            correct.execute(work, target, values)
        work.extra = {"reason": "重新导入"}
        return data["changes"][0][0] if data["changes"] else None


class _RowForm(ActionForm):
    """Mixed into the Action's form: links are looked up in memory, and not asked of the database again."""

    lookups: Lookups
    dropped: tuple[str, ...] = ()

    def __init__(self, *args: Any, action: Any, ctx: Ctx, **kwargs: Any) -> None:
        self.action, self.ctx, self.target = action, ctx, kwargs.pop("target", None)
        forms.ModelForm.__init__(self, *args, **kwargs)  # what may be chosen is narrowed once, in Lookups
        for name in self.dropped:
            self.fields.pop(name, None)
        for name, bound in self.fields.items():
            if type(bound) is forms.ModelChoiceField:
                bound.clean = _from_memory(bound, name, self.lookups, self.target)  # type: ignore[method-assign]
            elif isinstance(bound, forms.ModelMultipleChoiceField):
                bound.queryset = pickable(bound.queryset, ctx.scope)

    def _post_clean(self) -> None:
        """As Django's, but links already found are not looked up again for their existence."""
        exclude = self._get_validation_exclusions()
        assert self._meta.fields is not None
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        links = {f.name for f in self.instance._meta.concrete_fields if f.is_relation}
        try:
            self.instance.full_clean(exclude=exclude | links, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._update_errors(error)
        try:
            self.instance.validate_unique(exclude=exclude)
            self.instance.validate_constraints(exclude=exclude)
        except ValidationError as error:
            self._update_errors(error)


def _from_memory(bound: Any, name: str, lookups: Lookups, target: Any) -> Any:
    def clean(value: Any) -> Any:
        if value in (None, ""):
            if bound.required:
                raise ValidationError(bound.error_messages["required"], code="required")
            return None
        found = lookups.get(name, value)
        if found is None and target is not None and getattr(target, f"{name}_id", None) == value:
            found = getattr(target, name)  # a link to a record since voided stays as it is
        if found is None:
            raise ValidationError(
                bound.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return found

    return clean


def _form(made: Any, lookups: Lookups, dropped: tuple[str, ...] = ()) -> Any:
    """Return the Action's form with links looked up in memory; what the kernel set on its fields stays."""
    out: Any = type("ImportForm", (_RowForm, made), {"lookups": lookups, "dropped": dropped})
    out.base_fields = _Once(copy.deepcopy(made.base_fields))
    return out


class _Once(dict[str, Any]):
    """The fields of a form, copied once for all rows: copying them for each is a third of what a row costs."""

    def __deepcopy__(self, memo: Any) -> _Once:
        return _Once(self)


class RowCheck:
    """Checks rows of one file against one Action."""

    def __init__(self, resource: Any, action: Any, ctx: Ctx, lookups: Lookups) -> None:
        self.resource, self.action, self.ctx, self.lookups = resource, action, ctx, lookups
        self.form = _form(form_class(resource.key, action.verb), lookups)
        blank = self._new()
        self.initial = {k: v for k, v in action.initial(ctx, None).items() if k != "happened_on"}
        names = self.form.base_fields
        self.defaults = {k: v for k, v in model_to_dict(blank, [*names]).items() if v not in (None, "", [])}
        self.defaults.pop("happened_on", None)
        self.reimport = Reimport(resource)
        self.update_form: Any = None
        if "correct" in registry.actions(resource.key):
            dropped = tuple(registry.get_action(resource.key, "correct").extra)
            self.update_form = _form(form_class(resource.key, "correct"), lookups, dropped)

    def _new(self) -> Any:
        instance = self.resource.model()
        if isinstance(instance, Record):
            instance.bureau_id = self.ctx.scope.bureau_id  # type: ignore[assignment]
            instance.created_at = instance.updated_at = self.ctx.now
        return instance

    def create(self, data: dict[str, Any]) -> Any:
        """Return the bound form of a new record; blanks take the model's and the writer's defaults."""
        given = {k: v for k, v in data.items() if v not in (None, "")}
        return self.form(
            {**self.defaults, **self.initial, **given}, None, instance=self._new(), action=self.action, ctx=self.ctx
        )

    def update(self, obj: Any, data: dict[str, Any]) -> Any:
        """Return the bound form of a record to be changed; blanks leave it as it is."""
        instance = copy.copy(obj)
        base = model_to_dict(instance, [*self.update_form.base_fields])
        given = {k: v for k, v in data.items() if v not in (None, "")}
        return self.update_form(
            {**base, **given}, None, instance=instance, action=self.reimport, ctx=self.ctx, target=obj
        )


def convert(
    target: Target, value: Any, head: Head | None, times: Decimal, year: int | None, mapping: Mapping, lookups: Lookups
) -> tuple[Any, str]:
    """Return the form's input for one cell and a note where it was read by likeness; raise BadValue."""
    kind = target.kind
    if kind == "date":
        return to_date(value, year), ""
    if kind == "datetime":
        return to_datetime(value, year), ""
    if kind == "number":
        return to_decimal(value, times), ""
    if kind == "integer":
        return (to_integer(value) if times == 1 else int(to_decimal(value, times))), ""
    if kind == "bool":
        return to_bool(value), ""
    if kind in ("choice", "link"):
        return _word(target, value, mapping, lookups)
    if kind in ("codes", "links"):
        text = text_of(value)
        for sign in _SPLIT:
            text = text.replace(sign, "\n")
        read = [_word(target, part, mapping, lookups) for part in text.split("\n") if part.strip()]
        return [r[0] for r in read], "；".join(r[1] for r in read if r[1])
    return text_of(value), ""


def _word(target: Target, value: Any, mapping: Mapping, lookups: Lookups) -> tuple[Any, str]:
    text = text_of(value)
    said = id(mapping), target.name, text
    if said not in lookups.read:
        lookups.read[said] = _meant(target, text, mapping, lookups)
    return lookups.read[said]


def _meant(target: Target, value: str, mapping: Mapping, lookups: Lookups) -> tuple[Any, str]:
    text = narrow(value)
    kept = mapping.values.get(target.name, {})
    if text in kept or value in kept:
        chosen = kept.get(text, kept.get(value))
        return _settle(target, chosen, lookups), ""
    found = lookups.exact(target, text)
    if found is not None:
        return _key(found), ""
    if target.kind in ("link", "links"):
        many = lookups.named(target.name, text)
        if len(many) > 1:
            raise BadValue(f"“{text}”有 {len(many)} 条，分不清是哪一条。", "写全名称，或改成不重复的名称。")
    near, labels = lookups.near(target, text)
    if near is not None and target.kind in ("choice", "codes"):
        return _key(near), f"“{text}”按“{labels[0]}”读。"
    allowed = "、".join(label for _, label in target.choices[:12])
    way = f"是不是“{'”“'.join(labels)}”？" if labels else ""
    if target.kind in ("choice", "codes"):
        raise BadValue(f"“{text}”不在“{target.label}”的选项内。", way or f"可填：{allowed}。")
    raise BadValue(f"本机关没有名为“{text}”的{target.label}。", way or "先登记，或改成已有的名称。")


def _settle(target: Target, chosen: Any, lookups: Lookups) -> Any:
    found = lookups.exact(target, chosen)
    if found is None:
        raise BadValue(f"列对应里写的“{chosen}”不在“{target.label}”的选项内。", "改列对应。")
    return _key(found)


def _key(found: Any) -> Any:
    return getattr(found, "pk", found)


def form_errors(form: Any) -> list[tuple[str, str]]:
    """Return (field, message) of a bound form; field "" for the whole row."""
    out = []
    for name, messages in form.errors.items():
        for message in messages:
            out.append(("" if name == NON_FIELD_ERRORS else name, str(message)))
    return out


def refusal(error: ActionError) -> str:
    """Return the text of a refusal as one sentence."""
    return str(error)


__all__ = ["ANSWER", "Reimport", "RowCheck", "convert", "form_errors", "refusal"]
