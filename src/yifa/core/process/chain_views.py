"""Pages of the approval chains (审批链): what runs, in which version, with whom; and their export as BPMN 2.0."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.core.org.models import Unit
from yifa.core.process.queries import role_names
from yifa.kernel.downloads import attached
from yifa.kernel.policy import ROLES
from yifa.lawkit.bpmn import to_bpmn
from yifa.lawkit.chains import FORCES, MODES, Chain, all_chains

_CRUMB = {"text": "审批链", "url": "/chains/"}


def _chains(request: Any) -> list[Chain]:
    if not request.scope.is_business:
        raise Http404
    region = Unit.objects.get(pk=request.scope.bureau_id).region
    return [chain for versions in all_chains(region).values() for chain in versions]


def address(chain: Chain) -> str:
    """Return the address of a chain's page."""
    return f"/chains/{chain.region or 'national'}/{chain.id}/{chain.version}/"


@login_required
def index(request: Any) -> HttpResponse:
    """Every chain with its versions."""
    rows = [
        {"pk": i, "label": c.title,
         "cells": [{"text": c.title, "url": address(c)}, f"第 {c.version} 版", c.valid_from.isoformat(),
                   FORCES.get(c.force, c.force), " → ".join(s.title for s in c.stages)]}
        for i, c in enumerate(_chains(request))
    ]  # fmt: skip
    columns = [{"label": w} for w in ("审批链", "版本", "起用", "效力", "环节")]
    head = {"title": "审批链", "meta": ["在办的审批单按送审时的版本办完"]}
    return render(request, "process/chains.html", {"head": head, "table": {
        "caption": "审批链", "columns": columns, "rows": rows}})  # fmt: skip


def _one(request: Any, region: str, key: str, version: int) -> Chain:
    for chain in _chains(request):
        if (chain.region or "national", chain.id, chain.version) == (region, key, version):
            return chain
    raise Http404


@login_required
def one(request: Any, region: str, key: str, version: int) -> HttpResponse:
    """One chain: its stages in order."""
    chain = _one(request, region, key, version)
    names = {s.key: s.title for s in chain.stages}
    rows = []
    for i, stage in enumerate(chain.stages, 1):
        way = f"{MODES.get(stage.mode, stage.mode)}，至少 {stage.minimum} 人"
        notes = [f"只用于{stage.when}" if stage.when else "", "主要负责人末位表态" if stage.head_last else ""]
        if stage.recuse:
            notes.append("回避：" + "、".join(names.get(r, "有利害关系的人") for r in stage.recuse))
        cells = [str(i), stage.title, "、".join(role_names(list(stage.roles))), way, "；".join(n for n in notes if n)]
        rows.append({"pk": stage.key, "label": stage.title, "cells": cells})
    columns = [{"label": w} for w in ("次序", "环节", "岗位", "签批方式", "说明")]
    head = {
        "title": chain.title, "crumbs": [_CRUMB],
        "meta": [f"第 {chain.version} 版", f"{chain.valid_from.isoformat()} 起用", FORCES.get(chain.force, "")],
        "actions": [{"label": "导出 BPMN 2.0", "url": f"{address(chain)}chain.bpmn"}, {"label": "打印", "print": True}],
    }  # fmt: skip
    return render(request, "process/chains.html", {"head": head, "table": {
        "caption": "环节", "columns": columns, "rows": rows}})  # fmt: skip


@login_required
def bpmn(request: Any, region: str, key: str, version: int) -> HttpResponse:
    """The chain as a BPMN 2.0 file."""
    chain = _one(request, region, key, version)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + to_bpmn(chain, ROLES) + "\n"
    return attached(text, f"{chain.title}第{chain.version}版.bpmn")
