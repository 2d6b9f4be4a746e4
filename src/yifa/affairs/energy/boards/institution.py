"""用能看板: the year of one institution by its hours, one month of it, one day of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.energy.boards import panels, source, year
from yifa.affairs.energy.closings.views import CRUMB, SUPPLIES
from yifa.affairs.energy.engine.numbers import shown
from yifa.affairs.energy.savings.weather import temperatures
from yifa.kernel import registry
from yifa.kernel.ui import charts

if TYPE_CHECKING:
    from yifa.affairs.energy.directory.models import PublicInstitution
    from yifa.affairs.energy.series.store import Series


@login_required
def board(request: Any, pk: int) -> HttpResponse:
    """A year (``year``), a month (``month``) or a day (``day``); else the last year there is."""
    site = registry.get_resource("energy.institution").rows(request.scope).filter(pk=pk).first()
    if site is None:
        raise Http404
    supply = request.GET.get("supply", "")
    supply = supply if supply in SUPPLIES else year.ELECTRICITY
    head: dict[str, Any] = {
        "title": f"{site}用能看板",
        "crumbs": [CRUMB, {"text": str(site), "url": f"/r/energy.institution/{site.pk}/"}],
    }
    with source.series() as found:
        last = source.last_day(found) if found else None
        if found is None or last is None:
            return render(request, "energy/load.html", {"head": head, "empty": {"text": source.NO_SERIES}})
        low, high, kind = asked(request.GET, last)
        spot = source.place(found, site, supply, low, high)
        head["actions"] = _others(found, site, supply, low, kind)
        if not set(source.months(low, high)) & set(found.months("hour")):
            years = "、".join(f"{y}年" for y in year.years_of(found))
            text = f"{low}至{high}没有表计读数，有读数的是{years}。"
            return render(request, "energy/load.html", {"head": head, "empty": {"text": text}})
        if not spot.read:
            return render(request, "energy/load.html", {"head": head, "empty": nothing(spot, low, high)})
        context = (
            _year(found, site, spot, low, high, request.day)
            if kind == "year"
            else {"month": _month, "day": _day}[kind](found, site, spot, low, max(min(high, request.day), low))
        )
        head |= context.pop("head")
        head["actions"].append({"label": "打印", "print": True})
    return render(request, "energy/load.html", {"head": head, **context})


def asked(query: Any, last: date) -> tuple[date, date, str]:
    """Return the span of days asked for and its kind; what cannot be read is the last year."""
    for name, width in (("day", 10), ("month", 7), ("year", 4)):
        text = query.get(name, "")
        if len(text) != width:
            continue
        try:
            first = date.fromisoformat(f"{text}-01-01"[:10])
        except ValueError:
            continue
        if 2000 <= first.year <= 2100:
            last_day = {10: first, 7: source.month_end(f"{first:%Y-%m}"), 4: date(first.year, 12, 31)}
            return first, last_day[width], name
    return date(last.year, 1, 1), date(last.year, 12, 31), "year"


def nothing(spot: source.Place, low: date, high: date) -> dict[str, Any]:
    """Return what the page says where there are no readings, and the way on."""
    if spot.contested:
        return {"text": f"表号{'、'.join(sorted(spot.contested))}在两个机关都有登记，读数归谁不能认定，先核对表号。"}
    name = SUPPLIES[spot.supply][0]
    if not spot.meters:
        return {
            "text": f"{spot.site}没有登记{name}的表计。先登记用能账户和计量器具，表号与采集器上传的一致。",
            "actions": [{"label": "用能账户", "url": f"/r/energy.account/?institution={spot.site.pk}"}],
        }
    names = "、".join(meter.number for meter in spot.totals[:3])
    return {
        "text": f"{low}至{high}没有总表{names}的读数。{source.NO_SERIES if not spot.numbers else '换一个年份看看。'}"
    }


def _others(found: Series, site: PublicInstitution, supply: str, low: date, kind: str) -> list[dict[str, Any]]:
    tail = f"&supply={supply}" if supply != year.ELECTRICITY else ""
    rows = [
        {"label": f"{y}年", "url": f"?year={y}{tail}", "kind": "quiet"}
        for y in year.years_of(found)[-3:]
        if not (kind == "year" and y == low.year)
    ]
    if kind == "day":
        rows.insert(0, {"label": f"{low.month}月", "url": f"?month={low:%Y-%m}{tail}", "kind": "quiet"})
    other = "water" if supply == year.ELECTRICITY else year.ELECTRICITY
    rows.append({"label": SUPPLIES[other][0], "url": f"?year={low.year}&supply={other}", "kind": "quiet"})
    rows.append({"label": "报告单", "url": f"/energy/card/{site.pk}/", "kind": "quiet"})
    return rows


def _meta(load: Any, unit: str) -> list[str]:
    parts = [f"有数 {load.coverage() * 100:.1f}%"]
    if share := load.estimated():
        parts.append(f"其中估算 {share * 100:.1f}%")
    return [*parts, f"单位 {unit}"]


def _year(
    found: Series, site: PublicInstitution, spot: source.Place, low: date, high: date, today: date
) -> dict[str, Any]:
    last = min(high, source.last_day(found) or high, max(today - timedelta(days=1), low))
    load = source.load_of(found, spot, spot.read, low, last)
    span = year.span_of(load, site.bureau_id, spot.supply)
    sums = source.sums_of(found, spot, source.months(low, last))
    tree = year.tree_of(spot.meters, sums)
    known = temperatures(site.bureau_id)
    title, unit = SUPPLIES[spot.supply]
    return {
        "head": {"title": f"{site}{low.year}年{title}看板", "meta": _meta(load, unit)},
        "facts": panels.facts(span, site, spot.supply, unit, last),
        "main": [
            panels.year_heat(span, spot.supply, unit),
            panels.months(span, site, spot.supply, unit),
            panels.sankey(tree, spot, sums, unit, low, "year"),
            panels.odd(span, site, spot.supply, unit, known),
            panels.peers(site, last),
        ],
        "side": [
            panels.curve(span, unit),
            panels.bands(span, unit),
            panels.weather(span, unit, known),
            panels.measures(site, spot.supply),
        ],
        "notes": panels.notes(span, spot),
    }


def _month(found: Series, site: PublicInstitution, spot: source.Place, low: date, high: date) -> dict[str, Any]:
    load = source.load_of(found, spot, spot.read, low, high)
    span = year.span_of(load, site.bureau_id, spot.supply)
    sums = source.sums_of(found, spot, [f"{low:%Y-%m}"])
    title, unit = SUPPLIES[spot.supply]
    return {
        "head": {"title": f"{site}{low.year}年{low.month}月{title}", "meta": _meta(load, unit)},
        "facts": panels.facts(span, site, spot.supply, unit, high),
        "main": [
            panels.month_heat(span, spot.supply, unit),
            panels.sankey(year.tree_of(spot.meters, sums), spot, sums, unit, low, "month"),
            panels.balances(year.tree_of(spot.meters, sums), spot, unit, low),
        ],
        "side": [panels.curve(span, unit), panels.bands(span, unit), panels.virtual(site, spot, sums, unit)],
        "notes": panels.notes(span, spot),
    }


def _day(found: Series, site: PublicInstitution, spot: source.Place, low: date, high: date) -> dict[str, Any]:
    load = source.load_of(found, spot, spot.read, low, high)
    span = year.span_of(load, site.bureau_id, spot.supply)
    title, unit = SUPPLIES[spot.supply]
    rows = []
    whole = 3600 * max(load.meters, 1)
    for hour in range(24):
        value, covered, measured = (int(part[0][hour]) for part in (load.value, load.covered, load.measured))
        quality = "缺数" if not covered else "部分缺数" if covered < whole else "估算" if measured < whole else "实测"
        rows.append(
            {
                "pk": hour,
                "label": f"{hour}时",
                "cells": [
                    f"{hour}时至{hour + 1}时",
                    f"{shown(load.amount(value), 2):,f}" if covered else "",
                    quality,
                    f"{covered * 100 / whole:.0f}%",
                ],
            }
        )
    kind = span.kinds[0]
    day = year.calendar_of(site.bureau_id).day(low)
    table = {
        "caption": "每小时用量",
        "plain": True,
        "tight": True,
        "rows": rows,
        "columns": [
            {"label": "时段"},
            {"label": f"用量（{unit}）", "num": True},
            {"label": "数据质量"},
            {"label": "有数", "num": True},
        ],
    }
    series = [
        {
            "label": title,
            "values": [float(shown(load.amount(v), 2)) for v in load.value[0].tolist()],
            "urls": [f"/energy/meter/{spot.read[0].pk}/?day={low}"] * 24,
        }
    ]
    drawn = charts.bar(
        f"{low}每小时{title}",
        [str(h) for h in range(24)],
        series,
        unit=unit,
        width=696,
        height=220,
        tops=[""] * 24,
        axis_title="时",
    )
    before, after = (f"?day={low + timedelta(days=n)}&supply={spot.supply}" for n in (-1, 1))
    meters = [
        {
            "pk": m.pk,
            "label": m.number,
            "cells": [{"text": panels.named(m), "url": f"/energy/meter/{m.pk}/?day={low}"}, m.item],
        }
        for m in spot.meters
        if m.number in spot.numbers
    ]
    return {
        "head": {
            "title": f"{site}{low.year}年{low.month}月{low.day}日{title}",
            "meta": [day.name or kind, *_meta(load, unit)],
        },
        "facts": [],
        "main": [
            {"title": "每小时用量", "html": drawn, "corner": {"text": "后一天", "url": after}},
            {"title": "数据质量", "table": table, "corner": {"text": "前一天", "url": before}},
        ],
        "side": [
            {
                "title": "当天的表计读数",
                "empty": "没有表计。",
                "table": {
                    "caption": "表计",
                    "plain": True,
                    "tight": True,
                    "rows": meters,
                    "columns": [{"label": "表计"}, {"label": "分项"}],
                },
            }
        ],
        "notes": panels.notes(span, spot),
    }
