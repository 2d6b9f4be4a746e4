"""Put the interface together from the registry: made at the first request, never generated as code."""

from __future__ import annotations

import gc
import logging
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as ShapeError
from ninja.openapi.docs import DocsBase

from yifa.kernel import registry, trouble
from yifa.kernel.action import Action, ActionError
from yifa.kernel.api import described, door, problems, reads, values, writes
from yifa.kernel.api.problems import Problem

log = logging.getLogger("yifa")

#: Refusals by status, kept once in the document.
_REFUSALS = {
    401: "未登录，或令牌无效", 403: "岗位看不到或不能办理", 404: "没有这条记录，或不在范围内",
    409: "闸口未过，或已被别人改动", 422: "没有填对", 429: "请求过多",
}  # fmt: skip
_READ_CODES, _WRITE_CODES = (401, 403, 404, 422, 429), (401, 403, 404, 409, 422, 429)
DESCRIPTION = (
    "每本台账一组地址，由声明生成，与页面同一套权限、表单、闸口和账本。登录后可用；程序用接口令牌"
    "（Authorization: Bearer …），权限不超过令牌所属的人。写操作都是动作，一次办成或不办。"
)


class Docs(DocsBase):
    """The documentation page: Swagger from the ninja package, started by our own script file (CSP)."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Return the page."""
        return render(request, "yifa/api_docs.html", {"openapi_url": "/api/openapi.json"})


class Api(NinjaAPI):
    """The interface, with the shared schemas of refusals and bodies in its document."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        """Return the document; the prefix does not depend on where the server runs."""
        schema = super().get_openapi_schema(path_prefix="api/", path_params=path_params or {})
        schema["components"]["schemas"].update({"Problem": problems.SCHEMA, **described.SHARED})
        schema["components"]["responses"] = _shared_refusals()
        return schema


def _refusals(codes: tuple[int, ...]) -> dict[str, Any]:
    return {str(code): {"$ref": f"#/components/responses/{code}"} for code in codes}


def _shared_refusals() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(code): {"description": text, "content": content} for code, text in _REFUSALS.items()}


def _answer(api: NinjaAPI, request: HttpRequest, problem: Problem) -> HttpResponse:
    return api.create_response(request, problem.body(), status=problem.status)


def _handlers(api: NinjaAPI) -> None:
    def problem(request: HttpRequest, error: Any) -> HttpResponse:
        return _answer(api, request, error)

    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return _answer(api, request, problems.of_action(error))

    def missing(request: HttpRequest, error: Any) -> HttpResponse:
        return _answer(api, request, Problem(404, "missing", "没有这条记录，或不在你的范围内。"))

    def anonymous(request: HttpRequest, error: Any) -> HttpResponse:
        return _answer(api, request, Problem(401, "unauthenticated", "请先登录，或带上接口令牌。"))

    def busy(request: HttpRequest, error: Any) -> HttpResponse:
        response = _answer(api, request, Problem(429, "busy", "短时间内请求过多，稍后再试。"))
        response["Retry-After"] = str(int(error.wait or 60))
        return response

    def other(request: HttpRequest, error: Any) -> HttpResponse:
        status = getattr(error, "status_code", 422)
        return _answer(api, request, Problem(status, "invalid", "请求有误，没有办理。"))

    def failed(request: HttpRequest, error: Any) -> HttpResponse:
        number = secrets.token_hex(4).upper()
        log.error("incident %s at %s", number, request.path, exc_info=error)
        found = trouble.of(error)
        text = f"{found.text}{found.hint}" if found else "系统出错，没有保存。把事件编号告诉系统管理员。"
        return _answer(api, request, Problem(500, "failed", text, number=number))

    for kind, handler in (
        (Problem, problem), (ActionError, refused), (Http404, missing), (AuthenticationError, anonymous),
        (Throttled, busy), (HttpError, other), (ShapeError, other), (Exception, failed),
    ):  # fmt: skip
        api.add_exception_handler(kind, handler)


def _list_view(resource: Any) -> Callable[..., Any]:
    def view(request: HttpRequest) -> Any:
        return reads.page(resource, request.scope, writes.ctx_of(request).day, request.GET)  # type: ignore[attr-defined]

    return view


def _item_view(resource: Any) -> Callable[..., Any]:
    def view(request: HttpRequest, pk: int) -> Any:
        return reads.item(resource, writes.ctx_of(request), pk)

    return view


def _history_view(resource: Any) -> Callable[..., Any]:
    def view(request: HttpRequest, pk: int) -> Any:
        return reads.events(resource, writes.ctx_of(request), pk, request.GET)

    return view


def _make_view(resource: Any, action: Action) -> Callable[..., Any]:
    def view(request: HttpRequest) -> Any:
        return writes.act(request, resource, action)

    return view


def _act_view(resource: Any, action: Action) -> Callable[..., Any]:
    def view(request: HttpRequest, pk: int) -> Any:
        return writes.act(request, resource, action, pk)

    return view


def _page_parameters() -> list[dict[str, Any]]:
    return [p for p in described.parameters(next(iter(registry.resources())).key) if p["name"] in ("after", "limit")]


def _reads(router: Router, resource: Any) -> None:
    key, path = resource.key, f"/{resource.key}/"
    slug, tags = values.slug(key), [resource.title]
    router.add_api_operation(
        path, ["GET"], _list_view(resource), response=values.page_model(key), operation_id=f"list_{slug}",
        summary=f"{resource.title}：列表", url_name=f"list_{slug}", tags=tags,
        openapi_extra={"parameters": described.parameters(key), "responses": _refusals(_READ_CODES)},
    )  # fmt: skip
    router.add_api_operation(
        f"{path}{{int:pk}}/", ["GET"], _item_view(resource), response=values.item_model(key), tags=tags,
        operation_id=f"get_{slug}", summary=f"{resource.title}：一条", url_name=f"get_{slug}",
        openapi_extra={"responses": _refusals(_READ_CODES)},
    )  # fmt: skip
    router.add_api_operation(
        f"{path}{{int:pk}}/history/", ["GET"], _history_view(resource), response=values.History, tags=tags,
        operation_id=f"history_{slug}", summary=f"{resource.title}：经过", url_name=f"history_{slug}",
        openapi_extra={"parameters": _page_parameters(), "responses": _refusals(_READ_CODES)},
    )  # fmt: skip


def verbs(resource: Any) -> list[Action]:
    """Return the Actions of a Resource that the interface offers."""
    return [a for a in registry.actions(resource.key).values() if not getattr(a, "hidden", False) and a.roles]


def _writes(router: Router, resource: Any) -> None:
    slug, path = values.slug(resource.key), f"/{resource.key}/"
    for action in verbs(resource):
        name = f"{action.verb}_{slug}"
        if action.on == "one":
            where, view = f"{path}{{int:pk}}/{action.verb}/", _act_view(resource, action)
        else:
            where = path if action.verb == "record" else f"{path}{action.verb}/"
            view = _make_view(resource, action)
        router.add_api_operation(
            where, ["POST"], view, response=values.Done, operation_id=name, url_name=name, tags=[resource.title],
            summary=f"{resource.title}：{action.label}", description=action.help or None,
            openapi_extra={"requestBody": described.body(action), "responses": _refusals(_WRITE_CODES)},
        )  # fmt: skip


@cache
def api() -> NinjaAPI:
    """Return the interface of this process; nothing of it is waste, so none is looked for while it is made."""
    gc.disable()
    try:
        return _api()
    finally:
        gc.enable()


def _api() -> NinjaAPI:
    made = Api(
        title="依法接口", version="1", description=DESCRIPTION, urls_namespace="yifa-api", docs=Docs(),
        servers=[{"url": "/"}],
        auth=[door.TokenAuth(), door.SessionAuth()], throttle=[door.PerMinute()], docs_decorator=login_required,
    )  # fmt: skip
    _handlers(made)
    router = Router()
    router.add_api_operation(
        "/", ["GET"], reads.registers, response=values.Registers, operation_id="registers", url_name="registers",
        summary="台账目录", tags=["目录"], openapi_extra={"responses": _refusals((401, 429))},
    )  # fmt: skip
    for resource in registry.resources():
        _reads(router, resource)
        _writes(router, resource)
    made.add_router("/v1", router)
    return made


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return dict(api().get_openapi_schema())


__all__ = ["api", "document", "verbs"]
