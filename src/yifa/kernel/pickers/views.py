"""``/pick/<register>/<verb>/<field>/?find=``: the short list under the search field of a picker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from yifa.kernel import limits, registry
from yifa.kernel.action import Refused
from yifa.kernel.pickers import widget
from yifa.kernel.resource import filters
from yifa.kernel.resource.forms import form_class
from yifa.kernel.resource.views import resource_of
from yifa.kernel.screen import ctx_of

#: Stands for the verb where the field belongs to the conditions of a list.
LIST = "list"


@login_required
def pick(request: HttpRequest, key: str, verb: str, name: str) -> HttpResponse:
    """The records that match, as radio buttons; only those the form itself would take."""
    limits.check(request, "pick", most=240)
    resource, ctx = resource_of(request, key), ctx_of(request)
    field = _field(resource, ctx, verb, name)
    chosen = widget.one(field, request.GET.get(name, ""))
    context: dict[str, Any] = widget.listed(field, request.GET.get("find", ""), ctx.scope, chosen)
    return render(request, "yifa/forms/picker_list.html", {**context, "name": name, "autosubmit": verb == LIST})


def _field(resource: Any, ctx: Any, verb: str, name: str) -> Any:
    if verb == LIST:
        rows = resource.rows(ctx.scope)
        form = filters.conditions(resource, ctx.scope, ctx.day, QueryDict(), rows).form
    else:
        action = registry.actions(resource.key).get(verb)
        if action is None:
            raise Http404
        if not ctx.scope.has(action.roles):
            raise Refused(f"你的岗位不能办理“{action.label}”。")
        form = form_class(resource.key, verb)(instance=resource.model(), action=action, ctx=ctx)
    field = form.fields.get(name)
    if not isinstance(field, forms.ModelChoiceField) or isinstance(field, forms.ModelMultipleChoiceField):
        raise Http404
    return field
