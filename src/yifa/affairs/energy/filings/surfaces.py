"""What the page of a filing shows beside its facts: its figures in their own version, the findings, the returns."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.affairs.energy.engine.filing_checks import CHECKS
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.filings.actions import FILERS
from yifa.affairs.energy.filings.choices import State, Verdict
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page."""
    if isinstance(obj, SpotCheck):
        return _spot(obj)
    if not isinstance(obj, SurveyFiling):
        return {}
    library = reading.sets(obj.bureau_id)
    try:
        form = reading.form_of(library, obj)
    except EnergyError as error:
        return {"panels": [{"title": "填报数据", "text": f"{error}。"}]}
    rows = [
        {
            "pk": n,
            "label": f.title,
            "cells": [
                reading.heading(f),
                f.code or "",
                reading.shown(obj.values.get(f.key, "")) if f.unit else obj.values.get(f.key, ""),
                reading.ORIGIN_NAMES.get(obj.origins.get(f.key, ""), ""),
            ],
        }
        for n, f in enumerate(form.fields)
    ]
    columns = [{"label": "指标"}, {"label": "编号", "hide": "phone"}, {"label": "数值", "num": True}, {"label": "出处"}]
    table = {"caption": f"{form.title}各项数据", "columns": columns, "rows": rows, "plain": True, "tight": True}
    panels: list[dict[str, Any]] = [{"title": "填报数据", "note": form.title, "table": table}]
    if obj.findings:
        found = [
            {
                "pk": n,
                "label": f["message"],
                "cells": [
                    CHECKS.get(f["check"], f["check"]),
                    f["message"],
                    obj.answers.get(reading.answer_key(f), "") or "未说明",
                ],
            }
            for n, f in enumerate(obj.findings)
        ]
        heads = [{"label": "审核"}, {"label": "提示"}, {"label": "填报说明"}]
        panels.insert(
            0, {"title": "审核提示", "table": {"caption": "审核提示", "columns": heads, "rows": found, "plain": True}}
        )
    if obj.returned:
        facts = [
            {"label": r["on"], "value": f"{'、'.join(r['places'])}：{r['reason']}", "wide": True} for r in obj.returned
        ]
        panels.append({"title": "退回情况", "facts": facts})
    actions = []
    if obj.counts:
        mine = obj.state in (State.DRAFT, State.RETURNED, State.SIGNED) and scope.has(FILERS)
        actions = [{"label": "填写报表" if mine else "看报表", "url": f"/energy/filings/{obj.pk}/"}]
        if obj.period.isdigit():
            actions.append({"label": "年度报告 Word", "url": f"/energy/filings/{obj.pk}/report.docx"})
    return {"panels": panels, "actions": actions}


def _spot(obj: SpotCheck) -> dict[str, Any]:
    names = dict(Verdict.choices)
    rows = [
        {
            "pk": n,
            "label": name,
            "cells": [
                name,
                names.get(obj.results.get(name, {}).get("verdict", ""), "未查"),
                obj.results.get(name, {}).get("text", ""),
            ],
        }
        for n, name in enumerate(obj.drawn)
    ]
    table = {
        "caption": "抽中机构和结果",
        "columns": [{"label": "机构"}, {"label": "结果"}, {"label": "情况"}],
        "rows": rows,
        "plain": True,
    }
    text = "按“种子换行机构名称”的摘要值从小到大取，同一种子谁来抽都一样。"
    return {"panels": [{"title": "抽中机构", "note": text, "table": table}]}


ports.PANELS.append(panel)
