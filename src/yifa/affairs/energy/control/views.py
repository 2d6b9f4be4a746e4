"""The page of building control: what is advised now, and what every point reads. There is nothing to switch here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from yifa.affairs.energy.control import state
from yifa.affairs.energy.control.choices import Kind
from yifa.affairs.energy.control.models import ControlPoint
from yifa.affairs.energy.engine import advice
from yifa.affairs.energy.filings.views import CRUMB
from yifa.kernel import clockwork, registry
from yifa.kernel.policy import READERS
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.params import get_param
from yifa.lawkit.rules import get_rule

SWITCHES = {
    Kind.RUN: ("停止", "运行"), Kind.LEAK: ("正常", "漏水"), Kind.LIFT: ("停", "运行"), Kind.FAULT: ("正常", "故障"),
}  # fmt: skip
TONES = {advice.ALARM: "alarm", advice.ADVICE: "warn", advice.NOTE: ""}
WORDS = {advice.ALARM: "告警", advice.ADVICE: "建议", advice.NOTE: "提示"}


def limits(day: Any) -> advice.Limits:
    """Return by what is advised on a day."""
    rule = get_rule("ENE-12", on=day)
    months = {n: _months(str(get_param(f"energy.{n}_months", day).value)) for n in ("cooling", "heating")}
    return advice.Limits(
        summer_min=Decimal(str(get_param("energy.summer_min_celsius", day).value)),
        winter_max=Decimal(str(get_param("energy.winter_max_celsius", day).value)),
        cooling=months["cooling"], heating=months["heating"],
        opens=int(get_param("energy.control_opens", day).value),
        closes=int(get_param("energy.control_closes", day).value),
        basis=f"《{rule.basis.law}》",
    )  # fmt: skip


def _months(text: str) -> frozenset[int]:
    """Return months as written: 6-9 or 11-3."""
    first, _, last = text.partition("-")
    low, high = int(first), int(last or first)
    return frozenset(range(low, high + 1)) if low <= high else frozenset((*range(low, 13), *range(1, high + 1)))


def points(rows: Any, folder: Path) -> list[advice.Point]:
    """Return registered points with what they read last."""
    read = state.last(folder)
    out = []
    for one in rows:
        at, value = read.get(one.address, (None, None))
        place = f"{one.building.name} {one.floor}".strip()
        out.append(advice.Point(one.pk, one.name, one.kind, place, one.equipment, one.special, value, at))
    return out


def _shown(one: advice.Point) -> Any:
    if one.value is None:
        return ""
    if one.kind in (Kind.ROOM, Kind.SET):
        return f"{one.value.normalize():f} ℃"
    word = SWITCHES[Kind(one.kind)][bool(one.value)]
    return {"text": word, "tone": "alarm"} if one.value and one.kind in (Kind.LEAK, Kind.FAULT) else word


def _age(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "没有读数"
    minutes = int((now - at).total_seconds() // 60)
    return "刚刚" if minutes < 1 else f"{minutes} 分钟前" if minutes < 120 else f"{at:%m-%d %H:%M}"


@login_required
def board(request: Any) -> Any:
    """Advice first, then the points by building."""
    if not request.scope.has(READERS):
        raise Http404
    now = clockwork.now().astimezone(timezone.get_current_timezone()).replace(tzinfo=None)
    rows = registry.get_resource("energy.point").rows(request.scope).filter(life="live")
    rows = rows.exclude(removed_on__lte=request.day).select_related("building", "building__institution")
    known: list[ControlPoint] = list(rows.order_by("building__institution__name", "building", "floor", "kind", "name"))
    found = points(known, Path(settings.HOME) / "series")
    says = advice.advise(found, now, WorkCalendar.load().is_workday, limits(request.day))
    told: dict[int, str] = {}
    for said in reversed(says):
        told.update(dict.fromkeys(said.points, said.tone))
    sheets: dict[str, list[dict[str, Any]]] = {}
    for row, one in zip(known, found, strict=True):
        tone = told.get(one.key, "")
        name = f"{row.building.institution} {row.building.name}"
        sheets.setdefault(name, []).append({
            "pk": row.pk, "label": row.name, "alarm": tone == advice.ALARM,
            "cells": [{"text": row.name, "url": f"/r/energy.point/{row.pk}/"}, row.floor, row.get_kind_display(),
                      row.equipment, _shown(one), _age(one.at, now),
                      {"text": WORDS[tone], "tone": TONES[tone]} if tone else ""],
        })  # fmt: skip
    columns = [
        {"label": "点位"}, {"label": "楼层"}, {"label": "类型", "hide": "phone"}, {"label": "设备", "hide": "phone"},
        {"label": "读数", "num": True}, {"label": "时间"}, {"label": "提示"},
    ]  # fmt: skip
    counts = {tone: sum(one.tone == tone for one in says) for tone in TONES}
    context = {
        "head": {
            "title": "楼宇节能智控", "crumbs": [CRUMB],
            "meta": ["只读，不下发控制指令", f"点位 {len(found)} 个", f"告警 {counts[advice.ALARM]} 条",
                     f"建议 {counts[advice.ADVICE]} 条"],
            "actions": [{"label": "楼宇点位", "url": "/r/energy.point/"}, {"label": "打印", "print": True}],
        },
        "advice": [{"word": WORDS[one.tone], "tone": TONES[one.tone], "text": one.text, "basis": one.basis}
                   for one in says],
        "sheets": [
            {"title": name, "table": {"caption": f"{name}点位", "columns": columns, "rows": lines, "plain": True}}
            for name, lines in sheets.items()
        ],
    }  # fmt: skip
    return render(request, "energy/control.html", context)
