"""The page of a layout: its columns, the workbook for the platform, and what the platform shows against ours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render

from yifa.affairs.energy.engine import layouts
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.filings.views import CRUMB, act, span_of
from yifa.affairs.energy.platforms import books
from yifa.affairs.energy.platforms.actions import LAYOUT, PURPOSE, grid_of
from yifa.kernel import registry
from yifa.kernel.action import errors_of
from yifa.kernel.downloads import attached
from yifa.kernel.files import store
from yifa.kernel.files.models import Attachment
from yifa.kernel.policy import WRITERS
from yifa.kernel.record import Life

#: differences shown at once
MOST = 300


@login_required
def page(request: Any, pk: int) -> Any:
    """Columns to put right, the workbook to take away, the platform's export to hold against ours."""
    if not request.scope.has(WRITERS):
        raise Http404
    layout = registry.get_resource(LAYOUT).rows(request.scope).filter(pk=pk, life=Life.LIVE).first()
    if layout is None:
        raise Http404
    span = span_of(request, str(request.day.year - 1))
    here = f"/energy/platforms/{pk}/?period={span.text}"
    filings = books.figures(registry.get_resource("energy.filing").rows(request.scope), span.text)
    if request.GET.get("get"):
        data = _template(layout)
        if data is None:
            messages.error(request, "模板文件不在了，用平台模板重新建立布局。")
            return redirect(here)
        return attached(books.filled(data, layout, filings), f"{layout.name}-{span.title}.xlsx")
    found: tuple[int, list[books.Difference]] | None = None
    if request.method == "POST" and request.POST.get("do") == "assign":
        said = {
            str(one["at"]): (
                request.POST.get(f"key-{one['at']}", ""),
                request.POST.get(f"scale-{one['at']}", "1").strip(),
            )
            for one in layout.columns
        }
        act(request, [(LAYOUT, "assign", layout, {"columns": said})], "栏目已保存。")
        return redirect(here)
    if request.method == "POST":
        found = _compared(request, layout, filings)
    return render(request, "energy/platform.html", _context(request, layout, span, filings, found),
                  status=400 if request.method == "POST" and found is None else 200)  # fmt: skip


def _template(layout: Any) -> bytes | None:
    kept = Attachment.objects.filter(
        resource=LAYOUT, object_ref=layout.pk, purpose=PURPOSE, withdrawn_on__isnull=True
    ).select_related("file").order_by("-pk").first()  # fmt: skip
    path = store.path_of(kept.file.sha256) if kept else None
    return path.read_bytes() if path is not None and path.exists() else None


def _compared(request: Any, layout: Any, filings: Any) -> tuple[int, list[books.Difference]] | None:
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "选平台导出的文件。")
        return None
    try:
        _, grid = grid_of(file.read(), file.name, layout.sheet)
        found = books.compared(grid, layout, filings)
    except ValidationError as error:
        messages.error(request, "；".join(text for _, text in errors_of(error)))
        return None
    except ValueError as error:
        messages.error(request, str(error))
        return None
    said = f"核对了 {found[0]} 家，不符 {len(found[1])} 处。"
    return found if act(request, [(LAYOUT, "checked", layout, {"differing": len(found[1])})], said) else None


def _context(request: Any, layout: Any, span: Any, filings: Any, found: Any) -> dict[str, Any]:
    form = reading.sets(layout.bureau_id).form(span.end)
    names = [(layouts.CODE, "统一社会信用代码"), (layouts.NAME, "机构名称")]
    names += [(f.key, reading.heading(f)) for f in form.fields if f.key != layouts.CODE]
    columns = [{"label": "公共机构"}, {"label": "栏目"}, {"label": "本局", "num": True}, {"label": "平台", "num": True},
               {"label": "情况"}]  # fmt: skip
    rows = []
    for n, one in enumerate(found[1][:MOST] if found else ()):
        cells = [one.name, one.heading, reading.shown(one.ours) if one.ours else "", one.theirs, one.why]
        rows.append({"pk": n, "label": one.name, "cells": cells})
    return {
        "head": {
            "title": layout.name,
            "crumbs": [CRUMB, {"text": "平台导入布局", "url": f"/r/{LAYOUT}/"}],
            "meta": [span.title, f"审核通过 {len(filings)} 家", f"表头在第 {layout.head_row} 行"],
            "actions": [{"label": "按平台模板导出", "url": f"?period={span.text}&get=1", "kind": "main"},
                        {"label": "办理", "url": f"/r/{LAYOUT}/{layout.pk}/"}],
        },
        "span": span, "columns": layout.columns, "names": names, "found": found,
        "more": max(0, len(found[1]) - MOST) if found else 0,
        "table": {"caption": "不符之处", "columns": columns, "rows": rows, "plain": True},
    }  # fmt: skip
