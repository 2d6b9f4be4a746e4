"""派车看板 and 用车分析."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.vehicles import analysis, board, paper_views, reporting
from yifa.affairs.vehicles.choices import Category, CostKind, Finding, NoticeKind, NoticeState
from yifa.affairs.vehicles.moments import local
from yifa.affairs.vehicles.schedule import schedule
from yifa.kernel import clockwork
from yifa.kernel.downloads import attached
from yifa.kernel.policy import READERS
from yifa.kernel.registry import get_resource
from yifa.kernel.ui import charts
from yifa.lawkit.explain import weekday
from yifa.papers.writers import table_xlsx

#: Hours a board shows at least.
_FROM, _UNTIL = 6, 22
#: What the tones of a bar say.
_LEGEND = ({"label": "已派未出", "tone": "soft"}, {"label": "在途", "tone": "warn"}, {"label": "已回", "tone": ""})
#: How the account of vehicles is made up.
_WAY = "次数、里程按出车日，费用按票据日期；跨年的行程计入出车当年。"
_DRIVER_HINT = "派车时系统核对时间冲突、出车间隔、当日排班时间和证照有效期。"


def _day(text: str, default: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return default
    return found if 2000 <= found.year <= 2100 else default


@login_required
def day_board(request: Any) -> HttpResponse:
    """One day of the fleet: who is out, who is free, what waits for a vehicle."""
    scope = request.scope
    if not scope.has(READERS):
        raise Http404
    day = _day(request.GET.get("d", ""), request.day)
    category = request.GET.get("c", "") if request.GET.get("c", "") in Category.values else ""
    shown = board.of_day(scope, day, category)
    now = local(clockwork.now())
    present = now.hour + now.minute / 60 if day == request.day else None
    first, last = _hours(shown)
    url = f"/vehicles/board/?c={category}&d="
    steps = [(day - timedelta(days=1), "前一天"), (request.day, "今天"), (day + timedelta(days=1), "后一天")]
    can_send = scope.has(get_resource("vehicles.dispatch").write_roles)
    entries = [
        {
            "kind": f"{local(r.leaves_at):%m-%d %H:%M}".split(),
            "title": f"{r.origin}—{r.destination}",
            "url": board.send_url(r) if can_send else f"/r/vehicles.request/{r.pk}/",
            "meta": [str(r.unit or ""), f"{r.passengers}人", "" if r.share else "不拼车"],
        }
        for r in shown.waiting
    ]  # fmt: skip
    context = {
        "head": {
            "title": "派车看板", "crumbs": [{"text": "公务用车", "url": "/m/vehicles/"}],
            "meta": [f"{day.year}年{day.month}月{day.day}日 星期{weekday(day)}", f"已派 {shown.sent} 辆",
                     f"空闲 {shown.free} 辆"],
            "actions": [
                *({"label": text, "url": f"{url}{to.isoformat()}", "kind": "quiet"} for to, text in steps),
                {"label": "申请用车", "url": "/r/vehicles.request/new/"}, {"label": "打印", "print": True},
                *([{"label": "交单登记", "url": "/vehicles/return/"}] if can_send else []),
                *([{"label": "派车", "url": "/r/vehicles.dispatch/new/", "kind": "main"}] if can_send else []),
            ],
        },
        "tabs": {"label": "车辆类别", "entries": [
            {"text": label, "url": f"/vehicles/board/?c={key}&d={day.isoformat()}", "current": key == category}
            for key, label in [("", "全部"), *Category.choices]]},
        "cars": schedule("车辆派用", shown.rows, first=first, last=last, now=present) if shown.rows else "",
        "legend": charts.legend(_LEGEND),
        "more": shown.total - len(shown.rows), "more_people": shown.more_drivers,
        "people": schedule("驾驶员", shown.drivers, first=first, last=last, now=present)
        if shown.drivers else "", "waiting": {"title": "", "entries": entries, "slim": True}, "hint": _DRIVER_HINT,
        "empty": {"text": "没有在用车辆。登记车辆后，这里按天显示每辆车的派用情况。",
                  "actions": [{"label": "登记车辆", "url": "/r/vehicles.vehicle/new/"}] if can_send else []},
    }  # fmt: skip
    request.shell_extra = {"provenance": paper_views.provenance(request)}
    return render(request, "vehicles/board.html", context)


def _hours(shown: board.Day) -> tuple[int, int]:
    """Return the hours a board shows: those of a working day, and more where a sheet begins earlier or ends later."""
    bars = [bar for row in (*shown.rows, *shown.drivers) for bar in row["bars"]]
    first = min([_FROM, *(floor(b.start) for b in bars)])
    last = max([_UNTIL, *(ceil(b.end) for b in bars)])
    return max(first, 0), min(last, 24)


def _span(request: Any) -> tuple[date, date]:
    last = _day(request.GET.get("to", ""), request.day)
    first = _day(request.GET.get("from", ""), date(last.year, 1, 1))
    return (first if first <= last else date(last.year, 1, 1)), last


@login_required
def use(request: Any) -> HttpResponse:
    """Cost and use in a span: vehicles, units, months."""
    scope = request.scope
    if not scope.has(READERS):
        raise Http404
    first, last = _span(request)
    fleet = analysis.of_span(scope, first, last)
    span, query = f"happened_on__gte={first}&happened_on__lte={last}", f"from={first}&to={last}"
    columns = [{"label": "车辆"}, {"label": "类别", "hide": "phone"}, *(
        {"label": t, "num": True} for t in ("出车次数", "里程（公里）", "使用率（%）", *(g for g, _ in analysis.GROUPS),
                                           "合计（元）", "元/公里"))]  # fmt: skip
    rows = []
    for line in fleet.lines:
        car = line.vehicle
        trips = f"/r/vehicles.dispatch/?vehicle={car.pk}&{span}"
        bills = f"/r/vehicles.cost/?vehicle={car.pk}&{span}"
        rows.append(
            {
                "pk": car.pk, "label": car.plate,
                "cells": [
                    {"text": car.plate, "url": f"/r/vehicles.vehicle/{car.pk}/"}, car.get_category_display(),
                    {"number": line.trips, "url": trips}, {"number": line.km}, {"number": fleet.use_rate(line)},
                    *({"number": analysis.group(line, kinds)} for _, kinds in analysis.GROUPS),
                    {"number": line.total, "url": bills}, {"number": line.per_km},
                ],
            }
        )  # fmt: skip
    green, kept = fleet.new_energy_share
    km, paid = sum(x.km for x in fleet.lines), sum(x.total for x in fleet.lines)
    context = {
        "head": {
            "title": "用车分析", "crumbs": [{"text": "公务用车", "url": "/m/vehicles/"}],
            "meta": [f"{first} 至 {last}", f"{sum(x.trips for x in fleet.lines)} 次出车", f"{km:,} 公里",
                     f"{paid:,.2f} 元", f"新能源 {green}/{kept} 辆"],
            "actions": [{"label": "导出 Excel", "url": f"/vehicles/use.xlsx?{query}"},
                        {"label": "按月导出", "url": f"/vehicles/use.xlsx?{query}&by=month"},
                        {"label": "打印", "print": True}],
        },
        "first": first.isoformat(), "last": last.isoformat(), "way": _WAY,
        "table": {"caption": "单车使用和费用", "columns": columns, "rows": rows},
        "months": _months(fleet), "units": _units(fleet, span), "notices": _notices(scope, first, last),
        **_keepers(fleet),
    }  # fmt: skip
    request.shell_extra = {"provenance": paper_views.provenance(request)}
    return render(request, "vehicles/use.html", context)


#: Columns of the exported account of vehicles: name, label, kind.
_SHEET = (
    ("month", "月份", "text"), ("plate", "号牌号码", "text"), ("brand", "品牌型号", "text"),
    ("category", "类别", "text"), ("unit", "使用单位", "text"), ("trips", "出车次数", "number"),
    ("days", "出车天数", "number"), ("km", "里程（公里）", "number"), ("rate", "使用率（%）", "number"),
    ("litres", "加油（升）", "number"), ("kwh", "充电（千瓦时）", "number"),
    ("per_100", "加油量（升/百公里）", "number"), *((k.value, f"{k.label}（元）", "money") for k in CostKind),
    ("total", "合计（元）", "money"), ("per_km", "元/公里", "money"),
)  # fmt: skip


@login_required
def use_xlsx(request: Any) -> HttpResponse:
    """单车核算 as a sheet: a row a vehicle, or a row a vehicle and month."""
    if not request.scope.has(READERS):
        raise Http404
    first, last = _span(request)
    monthly = request.GET.get("by") == "month"
    rows: list[dict[str, Any]] = []
    for start, end in months_of(first, last) if monthly else [(first, last)]:
        fleet = analysis.of_span(request.scope, start, end)
        rows += [
            {"month": f"{start:%Y-%m}", "plate": car.plate, "brand": car.brand, "category": car.get_category_display(),
             "unit": str(car.unit or ""), "trips": x.trips, "days": x.days, "km": x.km, "rate": fleet.use_rate(x),
             "litres": x.quantities.get(CostKind.FUEL), "kwh": x.quantities.get(CostKind.CHARGING),
             "per_100": x.per_100, **x.costs, "total": x.total, "per_km": x.per_km}
            for x in fleet.lines if (car := x.vehicle)
        ]  # fmt: skip
    columns = [c for c in _SHEET if monthly or c[0] != "month"]
    title = f"公务用车{'每月' if monthly else ''}单车核算 {reporting.span_words(first, last)}"
    out = io.BytesIO()
    body = [[row.get(name) for name, _, _ in columns] for row in rows]
    table_xlsx.write_table(out, "单车核算", columns, body, [paper_views.provenance(request), title, _WAY],
                           stamp=clockwork.now())  # fmt: skip
    return attached(out.getvalue(), f"{title}.xlsx")


def months_of(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the months of a span, the first and the last cut to it."""
    while first <= last:
        after = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
        yield first, min(last, after - timedelta(days=1))
        first = after


def _keepers(fleet: analysis.Fleet) -> dict[str, Any]:
    """Return the units that keep vehicles side by side, as a table and as charts; in the order of the house."""
    found = reporting.by_keeper(fleet)
    rows = [{"unit": name, **reporting.rates(sums, fleet.workdays)} for _, name, sums in found]
    columns = [c for c in paper_views.UNITS if c[0] != "quota"]

    def chart(title: str, name: str, unit: str) -> Any:
        items = [{"label": r["unit"], "value": float(r[name])} for r in rows if r[name] is not None]
        return charts.hbar(f"{title}，按机构次序", items, unit=unit, width=310) if items else ""

    return {
        "keepers": paper_views.table("各单位车辆使用和费用", columns, rows) if rows else None,
        "rates": chart("各单位车辆使用率", "use_rate", "%"), "costs": chart("各单位每公里费用", "per_km", "元"),
        "green": chart("各单位新能源占比", "green_share", "%"),
    }  # fmt: skip


def _notices(scope: Any, first: date, last: date) -> Any:
    """Return what supervision noticed in the span, by kind; each number opens its notices."""
    resource = get_resource("vehicles.notice")
    if not scope.has(resource.read_roles):
        return None
    rows: Any = resource.rows(scope).filter(life="live", happened_on__range=(first, last)).order_by()
    found = {
        r["kind"]: r
        for r in rows.values("kind").annotate(
            n=Count("id"), open=Count("id", filter=Q(state=NoticeState.OPEN)),
            judge=Count("id", filter=Q(state=NoticeState.EXPLAINED)),
            breach=Count("id", filter=Q(finding=Finding.BREACH)),
        )
    }  # fmt: skip
    span = f"happened_on__gte={first}&happened_on__lte={last}"
    words = {"n": "通知（件）", "open": "待说明", "judge": "待认定", "breach": "违规"}
    lines = []
    for kind in (k for k in NoticeKind if k in found):
        url = f"{resource.url()}?kind={kind.value}&{span}"
        numbers = [{"number": found[kind][n], "url": url if n == "n" else f"{url}&v={n}"} for n in words]
        lines.append({"pk": kind.value, "label": kind.label, "cells": [kind.label, *numbers]})
    columns = [{"label": "监督事项"}, *({"label": w, "num": True} for w in words.values())]
    return {"caption": "用车监督", "columns": columns, "rows": lines} if lines else None


def _months(fleet: analysis.Fleet) -> Any:
    if not fleet.by_month:
        return ""
    names = [f"{int(m[5:])}月" for m, _, _ in fleet.by_month]
    paid = [int(p.quantize(Decimal(1))) for _, p, _ in fleet.by_month]
    return charts.bar("每月费用（元）", names, [{"label": "费用", "values": paid}], width=720, axis_title="月份")


def _units(fleet: analysis.Fleet, span: str) -> Any:
    if not fleet.by_unit:
        return ""
    items = [
        {"label": name, "value": trips, "url": f"/r/vehicles.dispatch/?user_unit={pk}&{span}" if pk else ""}
        for name, pk, trips, _ in fleet.by_unit
    ]
    return charts.hbar("各单位用车次数，按机构次序", items, unit="次", width=310)
