"""One meter: register, ratios, replacements; a month of its hours with their quality and gaps; readings of a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yifa.affairs.energy.boards import panels, source, year
from yifa.affairs.energy.closings.views import CRUMB, SUPPLIES
from yifa.affairs.energy.engine.metering.registers import REASONS
from yifa.kernel import clockwork, registry
from yifa.kernel.resource.base import show

if TYPE_CHECKING:
    from yifa.affairs.energy.directory.models import Meter
    from yifa.affairs.energy.series.store import Series

#: rows of a list on the page
MOST = 40
EVENTS = {
    "rollover": "走字过零，已接上",
    "reset_or_replacement": "读数归零或变小，补登换表或清零记录",
    "replacement": "换表",
    "implausible": "走字快过可能，核实后由人工确认读数",
    "no_ratio": "这一段没有登记倍率",
}


@login_required
def page(request: Any, pk: int) -> HttpResponse:
    """A month of the meter (``month``), the raw readings of a day (``day``), or the last month there is."""
    meter = registry.get_resource("energy.meter").rows(request.scope).filter(pk=pk).first()
    if meter is None:
        raise Http404
    site, supply = meter.account.institution, meter.account.supply
    head: dict[str, Any] = {
        "title": f"{panels.named(meter)}读数" if panels.named(meter) != meter.number else f"表{meter.number}读数",
        "crumbs": [CRUMB, {"text": str(site), "url": f"/energy/load/{site.pk}/?supply={supply}"}],
        "actions": [{"label": "表计登记", "url": f"/r/energy.meter/{pk}/"}, {"label": "打印", "print": True}],
    }
    with source.series() as found:
        last = source.last_day(found) if found else None
        known = found.manifest.known([meter.number]) if found else {}
        if found is None or last is None or meter.number not in known:
            return render(request, "energy/load.html", {"head": head, "empty": {"text": source.NO_SERIES}})
        if source.contested(meter.bureau_id, [meter.number]):
            text = f"表号{meter.number}在两个机关都有登记，读数归谁不能认定，先核对表号。"
            return render(request, "energy/load.html", {"head": head, "empty": {"text": text}})
        low, high = asked(request.GET, last)
        spot = source.place(found, site, supply, low, high)
        spot.meters = [meter]
        spot.numbers = {meter.number: known[meter.number][0]}
        high = max(min(high, request.day), low)
        load = source.load_of(found, spot, [meter], low, high)
        span = year.span_of(load, meter.bureau_id, supply)
        config = known[meter.number][1]
        day = request.GET.get("day", "")
        readings = (
            _readings(found, spot.numbers[meter.number], day, meter) if day == f"{low:%Y-%m}{day[7:]}" and day else None
        )
        noted = _noted(found, spot.numbers[meter.number], config, low, high)
    unit = SUPPLIES[supply][1]
    over = load.days * 24 - (24 - clock() if high == request.day else 0)
    quality = _quality(span, over)
    heat = panels.month_heat(span, supply, unit) or {"title": "每小时用量", "text": f"{low:%Y-%m}没有小时用量。"}
    months = (f"?month={d:%Y-%m}" for d in (low - timedelta(days=1), high + timedelta(days=1)))
    before, after = months
    head["meta"] = [f"{low.year}年{low.month}月", meter.number, str(site)]
    head["actions"] = [
        {"label": "上月", "url": before, "kind": "quiet"},
        {"label": "下月", "url": after, "kind": "quiet"},
        *head["actions"],
    ]
    context = {
        "head": head,
        "facts": panels.facts(span, site, supply, unit, high)[:1] + quality,
        "main": [*([readings] if readings else []), heat],
        "side": [_register(meter, config), *noted, _gaps(span, over)],
        "notes": [],
    }
    return render(request, "energy/load.html", context)


def asked(query: Any, last: date) -> tuple[date, date]:
    """Return the month asked for."""
    text = query.get("day", "")[:7] or query.get("month", "")[:7] or f"{query.get('year', '')}-01"
    try:
        low = date.fromisoformat(f"{text}-01")
    except ValueError:
        low = last.replace(day=1)
    low = min(low, last.replace(day=1)) if low.year >= 2000 else last.replace(day=1)
    return low, source.month_end(f"{low:%Y-%m}")


def clock() -> int:
    """Return the hour of the local day."""
    return clockwork.now().astimezone(timezone.get_current_timezone()).hour


def _quality(span: Any, over: int) -> list[dict[str, Any]]:
    """Return the shares of the hours that are over: measured, estimated, missing."""
    load, whole = span.load, 3600 * max(over, 1)
    covered, measured = int(load.covered.ravel()[:over].sum()), int(load.measured.ravel()[:over].sum())
    rows = [("实测", measured), ("估算", covered - measured), ("缺数", whole - covered)]
    return [{"label": f"{name}时间", "value": f"{value * 100 / whole:.1f}%"} for name, value in rows]


def _register(meter: Meter, config: dict[str, Any]) -> dict[str, Any]:
    """Return the register model with what the series rests on."""
    facts = [
        ("表号", meter.number),
        ("上级表", meter.above.number if meter.above else "总表"),
        ("分项", meter.item),
        ("量程", f"{int(config['modulus']):,}" if config.get("modulus") else "没有登记，不认走字过零"),
        ("最大速率（每小时）", str(config.get("max_rate") or "")),
        ("倍率", show(meter.ratio)),
    ]
    rows: list[list[Any]] = []
    for one in config.get("ratios", ())[1:]:
        rows.append([str(one["since"])[:16].replace("T", " "), "倍率变更", f"{one.get('ct', 1)}"])
    for one in config.get("replacements", ()):
        codes = f"旧表止码{one.get('old_final') or '未抄'}，新表起码{one.get('new_initial') or '0'}"
        rows.append([str(one["at"])[:16].replace("T", " "), "换表", codes])
    return {
        "title": "表计设置",
        "facts": [{"label": k, "value": v} for k, v in facts if v],
        "table": panels.table_of("倍率和换表", ["时间", "变动", "内容"], rows),
        "empty": "没有换过表，倍率没有变过。",
        "more": {"text": "登记倍率变更或换表", "url": f"/r/energy.meter_change/new/?meter={meter.pk}"},
    }


def _noted(found: Series, number: int, config: dict[str, Any], low: date, high: date) -> list[dict[str, Any]]:
    """Return what the reckoning put aside and what calls for a look, from the readings themselves."""
    from yifa.affairs.energy.series import reading
    from yifa.affairs.energy.series.normal import normalise
    from yifa.affairs.energy.series.records import moment, seconds
    from yifa.affairs.energy.series.registry import meter_of

    months = source.months(low - timedelta(days=1), high + timedelta(days=1))
    parts = reading.readings(found, months, number, number + 1)
    if not any(len(part["time"]) for part in parts):
        return []
    raw = reading.woven(parts)
    keys = {(number, int(register)) for register in set(raw["register"].tolist())}
    made = normalise(raw, dict.fromkeys(keys, meter_of(config)))
    start, end = (seconds(datetime.combine(d, datetime.min.time())) for d in (low, high + timedelta(days=1)))
    events = [
        [f"{moment(a):%m-%d %H:%M}", EVENTS.get(kind, kind)]
        for _, _, a, b, kind in made.events
        if a < end and b > start
    ]
    aside = [
        [f"{moment(at):%m-%d %H:%M}", f"{shown_raw(value, scale)}", REASONS.get(why, why)]
        for _, _, at, value, scale, why in made.rejected
        if start <= at < end
    ]
    out: list[dict[str, Any]] = []
    if events:
        out.append(
            {
                "title": "需要核实的事件",
                "note": f"{len(events)}起",
                "alarm": True,
                "table": panels.table_of("事件", ["时间", "事件"], events[:MOST]),
            }
        )
    if aside:
        out.append(
            {
                "title": "没有采用的读数",
                "note": f"{len(aside)}个，原始读数仍保存",
                "table": panels.table_of("没有采用的读数", ["时间", panels.num("读数"), "原因"], aside[:MOST]),
            }
        )
    return out


def shown_raw(value: int, scale: int) -> str:
    """Return a reading as it came."""
    return f"{value / 10**scale:,.{max(scale, 0)}f}"


def _gaps(span: Any, over: int) -> dict[str, Any]:
    """Return the runs of hours that are over of which something is missing or estimated."""
    load = span.load
    covered, measured = load.covered.ravel()[:over].tolist(), load.measured.ravel()[:over].tolist()
    kinds = ["缺数" if c < 3600 else "估算" if m < 3600 else "" for c, m in zip(covered, measured, strict=True)]
    rows, start = [], 0
    first = datetime.combine(load.first, datetime.min.time())
    for k in range(1, len(kinds) + 1):
        if k == len(kinds) or kinds[k] != kinds[start]:
            if kinds[start]:
                at, to = (first + timedelta(hours=h) for h in (start, k))
                rows.append([f"{at:%m-%d %H时}至{to:%m-%d %H时}", k - start, kinds[start]])
            start = k
    more = f"另有{len(rows) - MOST}段。" if len(rows) > MOST else ""
    table = panels.table_of("缺数和估算的时段", ["时段", panels.num("小时"), "情形"], rows[:MOST])
    return {"title": "缺数和估算", "table": table, "empty": "全月每小时都有实测读数。", "text": more}


def _readings(found: Series, number: int, day: str, meter: Meter) -> dict[str, Any] | None:
    """Return the raw readings of a day as they came."""
    from yifa.affairs.energy.series import reading
    from yifa.affairs.energy.series.records import MANUAL, moment, seconds

    try:
        start = datetime.fromisoformat(day)
    except ValueError:
        return None
    low = seconds(start)
    parts = reading.readings(found, [day[:7]], number, number + 1)
    names = ("time", "register", "value", "scale", "flags")
    taken = sorted(row for part in parts for row in zip(*(part[name].tolist() for name in names), strict=True))
    rows = [
        [f"{moment(t):%H:%M:%S}", str(r), shown_raw(v, s), "人工" if f & MANUAL else ""]
        for t, r, v, s, f in taken
        if low <= t < low + 86_400
    ]
    table = panels.table_of("原始读数", ["时刻", "寄存器", panels.num("表码"), "来源"], rows)
    return {
        "title": f"{day}原始读数",
        "note": f"{len(rows)}个，没有乘倍率",
        "table": table,
        "empty": "这一天没有读数。读数已到留存期清理的，小时用量仍在。",
    }
