"""Schemas derived from a Resource, and its records in that shape.

A value is machine-readable: choices and links carry both value and text; what the scope may not see is
null and its name stands in ``masked``.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.resource import cells
from yifa.kernel.resource.base import show


class Base(Schema):
    """Base of all derived schemas; a table may have a column named like a method."""

    model_config = ConfigDict(protected_namespaces=())


class Coded(Base):
    """代码值."""

    value: str | int | None = Field(title="代码")
    text: str = Field(title="名称")


class Linked(Base):
    """关联记录."""

    pk: int = Field(title="编号")
    text: str = Field(title="名称")
    url: str | None = Field(None, title="页面")


class Clock(Base):
    """期限."""

    duty: str = Field(title="期限")
    text: str = Field(title="剩余")
    note: str = Field("", title="到期")


class Verb(Base):
    """可办理的动作."""

    verb: str = Field(title="动作")
    label: str = Field(title="名称")
    unavailable: str = Field("", title="现在不能办理的原因")


class Change(Base):
    """一项改动."""

    label: str = Field(title="项目")
    old: str | None = Field(None, title="原值")
    new: str | None = Field(None, title="新值")


class Event(Base):
    """经过（账本记录）."""

    seq: int = Field(title="账本序号")
    hash: str = Field(title="摘要")
    at: datetime = Field(title="记录时刻")
    label: str = Field(title="动作")
    name: str = Field("", title="经办人")
    post: str = Field("", title="岗位")
    acting_for: str = Field("", title="代谁")
    happened_on: date | None = Field(None, title="发生日")
    reason: str = Field("", title="理由")
    rules: list[str] = Field([], title="规则")
    changes: list[Change] = Field([], title="改动")


class History(Base):
    """经过."""

    items: list[Event] = Field(title="账本记录")
    next: int | None = Field(None, title="下一页从此序号之前")


class Done(Base):
    """办理结果."""

    pk: int | None = Field(None, title="编号")
    url: str | None = Field(None, title="页面")
    version: int | None = Field(None, title="版本")
    message: str = Field(title="说明")
    entries: list[int] = Field([], title="账本序号")
    warnings: list[str] = Field([], title="提醒")
    once: str | None = Field(None, title="只显示一次的密码或令牌")


class Register(Base):
    """台账."""

    key: str = Field(title="标识")
    title: str = Field(title="台账")
    noun: str = Field(title="记录")
    url: str = Field(title="接口")


class Registers(Base):
    """台账目录."""

    items: list[Register] = Field(title="可看的台账")


_TYPES: dict[str, Any] = {
    "bool": bool, "date": date, "datetime": datetime, "choice": Coded, "link": Linked, "text": str,
}  # fmt: skip


def names(resource: Any, *, whole: bool = False) -> list[str]:
    """Return the names of a record in a list: columns and stored facts; ``whole``: also the facts that are computed."""
    columns = [c.name for c in resource.column_list()]
    facts = [n for n in resource.fact_names() if whole or resource.field(n).model_field is not None]
    return list(dict.fromkeys([*columns, *facts]))


def slug(key: str) -> str:
    """Return a key as a schema name."""
    return key.replace(".", "_")


def _model(name: str, base: Any, doc: str, fields: dict[str, Any]) -> Any:
    """Return a derived schema; a table may have a column named like a method of the base."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Field name .* shadows an attribute")
        return create_model(name, __base__=base, __doc__=doc, **fields)


def _type(resource: Any, name: str) -> Any:
    field = resource.field(name)
    if field.model_field is None:
        return str | int | float | bool
    if field.kind == "number":
        return int if isinstance(field.model_field, models.IntegerField) else Decimal
    if field.kind == "text" and isinstance(field.model_field, models.JSONField):
        return Any
    return _TYPES[field.kind]


def _note(resource: Any, name: str) -> str | None:
    choices = resource.field(name).choices
    return "；".join(f"{value}={text}" for value, text in choices) if choices else None


@cache
def facts_model(key: str, whole: bool = False) -> Any:
    """Return the schema of a Resource's facts, in a list or of one record."""
    resource = registry.get_resource(key)
    fields: dict[str, Any] = {}
    for name in names(resource, whole=whole):
        label = resource.field(name).label
        fields[name] = (_type(resource, name) | None, Field(None, title=label, description=_note(resource, name)))
    return _model(f"{slug(key)}_{'whole' if whole else 'facts'}", Base, f"{resource.title}各项", fields)


@cache
def row_model(key: str) -> Any:
    """Return the schema of one record in a list."""
    return create_model(
        slug(key),
        __base__=Base,
        __doc__=registry.get_resource(key).noun or registry.get_resource(key).title,
        pk=(int, Field(title="编号")),
        title=(str, Field(title="名称")),
        url=(str, Field(title="页面")),
        life=(str | None, Field(None, title="记录状态")),
        backfilled=(bool | None, Field(None, title="补录")),
        source=(str | None, Field(None, title="补录来源")),
        version=(int | None, Field(None, title="版本")),
        created_at=(datetime | None, Field(None, title="记录时刻")),
        updated_at=(datetime | None, Field(None, title="最近改动")),
        masked=(list[str], Field([], title="已隐去的项")),
        facts=(facts_model(key), Field(title="各项")),
    )


@cache
def item_model(key: str) -> Any:
    """Return the schema of one record by itself."""
    resource = registry.get_resource(key)
    return create_model(
        f"{slug(key)}_item",
        __base__=row_model(key),
        __doc__=row_model(key).__doc__,
        facts=(facts_model(key, names(resource, whole=True) != names(resource)), Field(title="各项")),
        clocks=(list[Clock], Field([], title="期限")),
        actions=(list[Verb], Field([], title="可办理的动作")),
    )


@cache
def page_model(key: str) -> Any:
    """Return the schema of one page of a list."""
    return create_model(
        f"{slug(key)}_page",
        __base__=Base,
        __doc__=registry.get_resource(key).title,
        items=(list[row_model(key)], Field(title="记录")),  # type: ignore[misc,arg-type]
        count=(int, Field(title="条数")),
        exact=(bool, Field(title="条数是否准确")),
        next=(str | None, Field(None, title="下一页的 after")),
    )


def value(resource: Any, obj: Any, name: str, scope: Scope) -> Any:
    """Return one value in the derived shape."""
    raw = resource.raw(obj, name)
    if raw is None or raw == "":
        return None
    field = resource.field(name)
    if field.model_field is None:
        return _computed(raw)
    if field.kind == "link":
        found = cells.linked(raw, scope)
        return {"pk": raw.pk, "text": str(raw), "url": found["url"] if isinstance(found, dict) else None}
    if field.kind == "choice":
        return {"value": getattr(raw, "value", raw), "text": resource.display(obj, name)}
    return raw


def _computed(raw: Any) -> Any:
    """Return the value behind a computed column's template value."""
    if isinstance(raw, SafeString):
        return strip_tags(raw)
    if isinstance(raw, Mapping):
        inner = next((raw[k] for k in ("text", "status", "number", "value") if k in raw), None)
        return _computed(inner) if inner is not None else None
    if isinstance(raw, bool | int | float | str):
        return raw
    return str(raw) if isinstance(raw, models.Model) else show(raw)


def row(resource: Any, obj: Any, scope: Scope, *, whole: bool = False) -> dict[str, Any]:
    """Return one record as its schema says."""
    every = names(resource, whole=whole)
    masked = [n for n in every if not cells.visible(resource, n, scope)]
    hidden_title = not cells.visible(resource, resource.title_field, scope)
    out: dict[str, Any] = {
        "pk": obj.pk,
        "title": f"{resource.noun or resource.title} {obj.pk}" if hidden_title else resource.title_of(obj),
        "url": resource.url(obj),
        "masked": masked,
        "facts": {n: None if n in masked else value(resource, obj, n, scope) for n in every},
    }
    for name in ("life", "backfilled", "source", "version", "created_at", "updated_at"):
        found = getattr(obj, name, None)
        out[name] = timezone.localtime(found) if isinstance(found, datetime) else found
    return out
