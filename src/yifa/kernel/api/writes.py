"""Actions over the interface: the same form, the same gates, the same ledger as on the screen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, ValidationError
from django.db import IntegrityError
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest

from yifa.kernel import clockwork
from yifa.kernel.action import Action, ActionError, Conflict, Ctx, run
from yifa.kernel.api import problems, reads
from yifa.kernel.api.problems import Problem
from yifa.kernel.gate import Override
from yifa.kernel.record import Record
from yifa.kernel.resource.forms import form_class, form_of

_TOP = ("data", "version", "reason", "overrides", "answers")
_ANSWERS = ("proven", "unproven", "unknown")
_SCALARS = (str, int, float, bool, type(None))


def ctx_of(request: HttpRequest) -> Ctx:
    """Return the context in which an API request acts."""
    return Ctx(scope=request.scope, day=clockwork.today(), now=clockwork.now(), channel="api")  # type: ignore[attr-defined]


def _wrong(name: str, message: str) -> Problem:
    return Problem(422, "invalid", "有内容没有填对，没有保存。", fields={name: [message]})


def body_of(request: HttpRequest) -> tuple[dict[str, Any], Any]:
    """Return the JSON body, and the files of a multipart one (whose part ``body`` is the JSON)."""
    files = None
    try:
        text: str | bytes = request.body if request.content_type != "multipart/form-data" else ""
        if request.content_type == "multipart/form-data":
            files, text = request.FILES, request.POST.get("body", "{}")
    except RequestDataTooBig:
        raise Problem(413, "too_large", "请求正文太大。分几次提交；附件用 multipart 上传。") from None
    try:
        body = json.loads(text or "{}", parse_constant=_no_constant)
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Problem(422, "invalid", "请求正文须是 JSON（UTF-8）。") from None
    if not isinstance(body, dict):
        raise Problem(422, "invalid", "请求正文须是一个 JSON 对象。")
    for name in body:
        if name not in _TOP:
            raise _wrong(name[:80], "没有这一项。表单各项写在 data 里。")
    if not isinstance(body.get("data", {}), dict):
        raise _wrong("data", "须是一个 JSON 对象。")
    return body, files


def _no_constant(text: str) -> None:
    raise ValueError(text)


def _ctx(ctx: Ctx, body: dict[str, Any]) -> Ctx:
    reason = body.get("reason") or ""
    if not isinstance(reason, str) or len(reason) > 500 or "\0" in reason:
        raise _wrong("reason", "须是 500 字以内的文字。")
    return replace(ctx, reason=reason, overrides=_overrides(body), answers=_answers(body))


def _overrides(body: dict[str, Any]) -> dict[str, Override]:
    found = body.get("overrides") or {}
    if not isinstance(found, dict):
        raise _wrong("overrides", "须是一个 JSON 对象。")
    out = {}
    for key, given in found.items():
        if not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()):
            raise _wrong("overrides", "每个闸口写 reason、approver、cure_by、exception，都是文字。")
        if unknown := set(given) - {"reason", "approver", "cure_by", "exception"}:
            raise _wrong("overrides", f"没有“{sorted(unknown)[0][:40]}”这一项。")
        if any(len(v) > 500 or "\0" in v for v in given.values()) or len(given.get("approver", "")) > 60:
            raise _wrong("overrides", "内容过长或含有不能保存的字符。")
        try:
            cure_by = date.fromisoformat(given["cure_by"]) if given.get("cure_by") else None
        except ValueError:
            raise _wrong("overrides", "补正期限写成 2026-01-31 的样子。") from None
        out[key] = Override(
            reason=given.get("reason", ""),
            approver=given.get("approver", ""),
            cure_by=cure_by,
            exception=given.get("exception", ""),
        )
    return out


def _answers(body: dict[str, Any]) -> dict[str, str]:
    found = body.get("answers") or {}
    if not isinstance(found, dict) or not all(isinstance(v, str) and v in _ANSWERS for v in found.values()):
        raise _wrong("answers", "答复填 proven（有据）、unproven（无据）或 unknown（无法核实）。")
    return found


def _version(body: dict[str, Any]) -> int | None:
    version = body.get("version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise _wrong("version", "须是整数。")
    return version


def _values(action: Action, obj: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return the form's data: what was given; for what was not, the record's value or the column's default."""
    made = form_class(action.resource, action.verb)
    out: dict[str, Any] = {}
    if obj is not None:
        out = {k: v for k, v in model_to_dict(obj, fields=list(action.fields)).items() if v is not None}
    else:
        for name in action.fields:
            column = made._meta.model._meta.get_field(name)
            if name in made.base_fields and column.has_default():
                out[name] = column.get_default()
    for name, value in given.items():
        if name not in made.base_fields:
            raise _wrong(name[:80], "没有这一项。")
        out[name] = _plain(made.base_fields[name], name, value)
    return out


def _plain(field: forms.Field, name: str, value: Any) -> Any:
    if isinstance(value, list):
        if not isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            raise _wrong(name, "只能填一个值。")
        if not all(isinstance(v, _SCALARS) for v in value):
            raise _wrong(name, "格式不对。")
        return ["" if v is None else str(v) for v in value]
    if not isinstance(value, _SCALARS):
        if isinstance(field, forms.JSONField):
            return json.dumps(value, ensure_ascii=False)
        raise _wrong(name, "格式不对。")
    if isinstance(value, bool) or value is None:
        if isinstance(value, bool) and not isinstance(field, forms.BooleanField | forms.JSONField):
            raise _wrong(name, "格式不对。")
        return value
    return str(value)


def act(request: HttpRequest, resource: Any, action: Action, pk: int | None = None) -> dict[str, Any]:
    """Do one Action and return what came of it."""
    body, files = body_of(request)
    ctx = _ctx(ctx_of(request), body)
    obj = None
    if action.on == "one":
        assert pk is not None
        obj = reads.one(resource, ctx.scope, pk)
    try:
        # authority first: who may not act learns nothing of the form
        action.authorise(ctx, obj)
        if why := action.available(ctx, obj):
            raise Problem(403, "refused", why)
        version = _version(body)
        if version is not None and isinstance(obj, Record) and version != obj.version:
            raise Conflict("刚才有人改过这条记录。重新读取后看改动，再办理。")
        form = form_of(action, ctx, obj, data=_values(action, obj, body.get("data", {})), files=files)
        if not form.is_valid():
            errors = {("_" if n == "__all__" else str(n)): [str(m) for m in ms] for n, ms in form.errors.items()}
            raise Problem(422, "invalid", "有内容没有填对，没有保存。", fields=errors)
        data = dict(form.cleaned_data)
        if version is not None and isinstance(obj, Record):
            data["_version"] = version
        done = run(action, ctx, obj, data)
    except ActionError as error:
        raise problems.of_action(error) from error
    except ValidationError as error:
        raise problems.of_validation(error) from error
    except IntegrityError as error:
        raise Problem(409, "conflict", "与已有记录重复，或刚被别人改动，没有保存。") from error
    except ObjectDoesNotExist as error:
        raise Http404 from error
    made = done.obj
    shown = made is not None and getattr(made, "pk", None) is not None
    return {
        "pk": made.pk if shown else None,
        "url": resource.url(made) if shown and isinstance(made, resource.model) else None,
        "version": getattr(made, "version", None) if shown else None,
        "message": f"已{action.label}。" if not action.label.startswith("已") else action.label,
        "entries": [e.seq for e in done.entries],
        "warnings": list(done.warnings),
        "once": getattr(made, "first_password", None),
    }
