"""The declaration of one table: columns, filters, form, panels, exchange, search, sensitivity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from yifa.kernel.policy import READERS, WRITERS, Scope, Sensitivity, may_see_field

HIDDEN = "已隐去"


@dataclass(frozen=True)
class Column:
    """One column. ``value`` computes what no field holds; ``number`` aligns right; ``wan`` shows 万元."""

    name: str
    label: str = ""
    value: Callable[[Any], Any] | None = None
    number: bool = False
    order_by: str = ""
    wan: bool = False


@dataclass(frozen=True)
class View:
    """A saved view of a list (已存视图): a tab with its filter."""

    key: str
    title: str
    where: Callable[[models.QuerySet[Any], date], models.QuerySet[Any]]


@dataclass(frozen=True)
class Panel:
    """A list of child records on the detail page: those whose ``fk`` points here."""

    resource: str
    fk: str
    title: str = ""


@dataclass(frozen=True)
class Field:
    """What is known of one declared name: label, kind, choices."""

    name: str
    label: str
    model_field: Any = None
    kind: str = "text"
    choices: list[tuple[Any, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Expected:
    """Evidence (佐证) a record ought to have; it shows as a visible gap while missing.

    ``purpose`` is chosen when the file is attached; ``when`` says for which records it is expected (default: all live).
    """

    purpose: str
    when: Callable[[Any], bool] | None = None
    note: str = ""


class Resource:
    """Subclass once per table and decorate with ``registry.resource``.

    key: ``<module>.<table>``; title: the register's Chinese name (台账); noun: one record of it.
    columns, filters, form, facts, search: names of model fields (columns may be ``Column``).
    business_key: fields by which a re-import recognises a record. register: whether offices
    confirm it in 收数 and its zero can be claimed. dated: whether 发生日 is required.
    aliases: field → other headings under which sheets bring it.
    under: columns on the second line of the name; spare: shown when chosen (选列); quiet: not in the history.
    tones: field → {stored value: run, done, warn, alarm, void}: shown as a status mark.
    sections: (title, fields) of the form. expected: evidence each record ought to have.
    select, prefetch: relations that columns, facts and texts of linked rows read (one query for all rows).
    """

    key = ""
    model: type[Any]
    title = ""
    noun = ""
    order = 100
    columns: tuple[str | Column, ...] = ()
    filters: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    facts: tuple[str | Column, ...] = ()
    search: tuple[str, ...] = ("title",)
    title_field = "title"
    line: tuple[str, ...] = ("happened_on",)
    under: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("-happened_on", "-id")
    business_key: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    panels: tuple[Panel, ...] = ()
    sensitivity: dict[str, str] = {}
    #: Columns the framework writes by itself (last login); not part of the record's state in the ledger.
    untracked: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = {}
    rules: tuple[str, ...] = ()
    read_roles: frozenset[str] = READERS
    write_roles: frozenset[str] = WRITERS
    verbs: tuple[str, ...] = ("record", "correct", "void", "merge", "backfill")
    record_label = ""
    register = True
    dated = True
    future_ok = False
    in_menu = True
    empty = ""
    tones: dict[str, dict[Any, str]] = {}
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    expected: tuple[Expected, ...] = ()
    select: tuple[str, ...] = ()
    prefetch: tuple[str, ...] = ()

    # -- reads ---------------------------------------------------------
    def rows(self, scope: Scope) -> Any:
        """Return the rows a scope may see."""
        if not scope.has(self.read_roles):
            return self.model._default_manager.none()
        return self.model._default_manager.all().visible_to(scope)

    def app(self) -> Any:
        """Return the module's manifest."""
        from django.apps import apps

        return apps.get_app_config(self.model._meta.app_label)

    # -- what a name means --------------------------------------------
    @cached_property
    def computed(self) -> dict[str, Column]:
        """The columns and facts no field holds."""
        all_ = (*reversed(self.facts), *reversed(self.columns))
        return {c.name: c for c in all_ if isinstance(c, Column) and c.value is not None}

    def field(self, name: str) -> Field:
        """Return label and kind of a declared name."""
        if column := self.computed.get(name):
            return Field(name, column.label, None, "number" if column.number else "text")
        try:
            f: Any = self.model._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise LookupError(f"{self.key}: no field {name}") from error
        kind = "text"
        if isinstance(f, models.BooleanField):
            kind = "bool"
        elif isinstance(f, models.DateTimeField):
            kind = "datetime"
        elif isinstance(f, models.DateField):
            kind = "date"
        elif isinstance(f, models.ForeignKey):
            kind = "link"
        elif f.choices:
            kind = "choice"
        elif isinstance(f, models.DecimalField | models.IntegerField | models.FloatField):
            kind = "number"
        return Field(name, str(f.verbose_name), f, kind, list(f.choices or []))

    def column_list(self) -> list[Column]:
        """Return the list's columns with their labels."""
        out = []
        for c in self.columns:
            if isinstance(c, Column):
                out.append(c if c.label else replace(c, label=self.field(c.name).label))
            else:
                f = self.field(c)
                out.append(Column(c, f.label, None, f.kind == "number", c))
        return out

    def fact_names(self) -> list[str]:
        """Return the names shown as facts on the detail page."""
        names = self.facts or ("unit", *self.form, "paper", "note")
        return list(dict.fromkeys(c.name if isinstance(c, Column) else c for c in names))

    def personal_columns(self) -> list[str]:
        """Return the stored columns that hold personal data."""
        return [
            self.model._meta.get_field(n).attname
            for n, level in self.sensitivity.items()
            if level == Sensitivity.PERSONAL
        ]

    # -- what a value looks like --------------------------------------
    def raw(self, obj: Any, name: str) -> Any:
        """Return the value of a declared name (not a display text)."""
        column = self.computed.get(name)
        return column.value(obj) if column and column.value else getattr(obj, name)

    def display(self, obj: Any, name: str, scope: Scope | None = None) -> str:
        """Return the text of a value as shown; 已隐去 where the scope may not see it."""
        level = self.sensitivity.get(name, Sensitivity.OPEN)
        if scope is not None and not may_see_field(scope, level):
            return HIDDEN
        value = self.raw(obj, name)
        if value is None or value == "":
            return ""
        getter = getattr(obj, f"get_{name}_display", None)
        return str(getter()) if getter else str(value) if is_year(name) else show(value)

    def title_of(self, obj: Any) -> str:
        """Return the one-line name of a record."""
        return self.display(obj, self.title_field) or f"{self.noun or self.title} {obj.pk}"

    def rules_of(self, obj: Any, rules: list[str]) -> list[str]:
        """Return which of the rules concern a record, for 依据 on its page."""
        return rules

    def line_of(self, obj: Any) -> str:
        """Return the second line under a record's name."""
        return "　".join(t for n in self.line if (t := self.display(obj, n)))

    def url(self, obj: Any | None = None) -> str:
        """Return the address of the register or of one record."""
        return f"/r/{self.key}/" if obj is None else f"/r/{self.key}/{obj.pk}/"


def is_year(name: str) -> bool:
    """Whether a whole number is a year, printed without thousands separator."""
    return name == "year" or name.endswith("_year")


def show(value: Any) -> str:
    """Return any value as Chinese display text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return "、".join(show(v) for v in value)
    return str(value)
