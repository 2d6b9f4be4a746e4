"""A paper made from a template and a record (按模板成文), for whoever may see both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from yifa.core.documents import filling, surfaces
from yifa.core.org.models import Unit
from yifa.kernel import registry
from yifa.kernel.downloads import attached
from yifa.papers import writers


@login_required
@require_safe
def paper(request: Any, pk: int, row: int) -> HttpResponse:
    """The Word file; blanks of fields the reader may not see stay hidden as on the page."""
    templates = registry.get_resource("core_documents.template")
    template = templates.rows(request.scope).filter(pk=pk).first()
    if template is None or surfaces.why_not(template, request.day):
        raise Http404
    resource = registry.get_resource(template.resource)
    record = resource.rows(request.scope).filter(pk=row).first()
    if record is None:
        raise Http404
    bureau = Unit.objects.get(pk=template.bureau_id).name
    made = writers.render(filling.fill(template, resource, record, request.scope, bureau), "docx")
    return attached(made, f"{f'{template.title} {resource.title_of(record)}'[:100]}.docx")
