"""The sheets of a board: each is one drawing or table with its figures, or nothing where there are none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from yifa.affairs.energy.analysis import costs, daytypes
from yifa.affairs.energy.analysis.flows import Flows
from yifa.affairs.energy.boards import drawing, source, year
from yifa.affairs.energy.closings.models import Standing
from yifa.affairs.energy.engine.library import library
from yifa.affairs.energy.engine.metering import tree
from yifa.affairs.energy.engine.numbers import exact, shown
from yifa.affairs.energy.filings.reading import region_of
from yifa.affairs.energy.meters.models import VirtualMeter
from yifa.affairs.energy.savings import weather as weathers
from yifa.affairs.energy.savings.models import Measure
from yifa.affairs.energy.watch.models import Alarm
from yifa.kernel.record import Life
from yifa.kernel.ui import charts

if TYPE_CHECKING:
    from yifa.affairs.energy.boards.year import Span
    from yifa.affairs.energy.directory.models import Meter, PublicInstitution

Panel = dict[str, Any] | None
#: bands in the order they are printed, dearest first
BANDS = "尖峰平谷深"
WEEK = "一二三四五六日"
FLAGS = {"incomplete": "有表缺数，不能平衡", "children exceed parent": "分表之和大于总表"}


def n(value: Fraction | float | None, places: int = 0) -> str:
    """Return a number with thousands separators; nothing for None."""
    if value is None:
        return ""
    return f"{shown(value if isinstance(value, Fraction) else Fraction(value), places):,f}"


def pct(value: Fraction | float | None, places: int = 1) -> str:
    """Return a share in percent."""
    return "" if value is None else f"{n(Fraction(value) * 100, places)}%"


def f(value: Fraction | float | None, places: int = 1) -> float | None:
    """Return a number for a drawing."""
    return None if value is None else round(float(value), places)


def named(meter: Meter) -> str:
    """Return what a meter is called: its circuit where it has one, else its number."""
    circuit = getattr(meter, "circuit", "")
    where = getattr(meter, "floor", "") if circuit and circuit != "总表" else ""
    return f"{where}{circuit}" if circuit else meter.number


def table_of(caption: str, heads: list[Any], rows: list[Any], **more: Any) -> dict[str, Any]:
    """Return a small table of a sheet."""
    columns = [head if isinstance(head, dict) else {"label": head} for head in heads]
    made = [
        row if isinstance(row, dict) else {"pk": k, "label": str(row[0]), "cells": row} for k, row in enumerate(rows)
    ]
    return {"caption": caption, "columns": columns, "rows": made, "plain": True, "tight": True, **more}


def below(drawn: SafeString, table: dict[str, Any]) -> SafeString:
    """Return a drawing with its figures in full below it."""
    return mark_safe(drawn + render_to_string("yifa/parts/table.html", {"table": table}))  # noqa: S308


def num(label: str) -> dict[str, Any]:
    """Return the head of a column of numbers."""
    return {"label": label, "num": True}


def facts(span: Span, site: PublicInstitution, supply: str, unit: str, day: date) -> list[dict[str, Any]]:
    """Return the figures at the head: use, cost, carbon, base load, night and days off, each with what it means."""
    found = year.facts_of(span)
    rows: list[tuple[str, str]] = [("用量", f"{n(span.total, 1)} {unit}" if span.total is not None else "没有读数")]
    if span.cost.total is not None:
        rows.append(("电费（按分时电价估算）", f"{n(span.cost.total)} 元"))
    made = year.carbon(span.total, site.bureau_id, supply, day)
    if made.now is not None:
        base = f"，按{made.base}年因子 {n(made.fixed, 1)}" if made.base and made.base != made.year else ""
        factor = f"（{made.year}年因子{base}）" if made.year else ""
        rows.append(("碳排放", f"{n(made.now, 1)} 吨{factor}"))
    if span.base is not None:
        rows.append(("基础负荷", f"每小时 {n(span.base.load, 1)} {unit}，占 {pct(span.base.share)}"))
    if found["night"] is not None:
        rows.append((f"夜间（{span.night_from}时起）占比", pct(found["night"])))
    if found["off"] is not None:
        rows.append(("周末和放假占比", pct(found["off"])))
    if found["rest_to_work"] is not None:
        rows.append(("周末日均为工作日的", pct(found["rest_to_work"])))
    return [{"label": name, "value": value} for name, value in rows]


def notes(span: Span, spot: source.Place) -> list[str]:
    """Return what a reader has to know of the figures: meters without readings, sets that nobody has read."""
    out = [f"总表{m.number}没有读数，没有计入" for m in spot.totals if m.number not in spot.numbers]
    if spot.contested:
        out.append(f"表号{'、'.join(sorted(spot.contested))}在两个机关都有登记，没有计入")
    for tariff in span.cost.sets.values():
        out.append(f"电价用“{tariff.title}”（{tariff.basis}{'' if tariff.verified else '，待核实'}）")
    if span.cost.unpriced:
        out.append(f"{n(span.cost.unpriced)}千瓦时所在的日期没有适用的电价，电费没有合计")
    return out


# -- heat maps and curves -----------------------------------------------------------------------------------


def year_heat(span: Span, supply: str, unit: str) -> Panel:
    """时×日热力图 of a year; each month opens."""
    import numpy as np

    load = span.load
    if span.total is None:
        return None
    grade = daytypes.levels(load.value, load.covered > 0, drawing.GRADES)
    starts = [k for k, day in enumerate(load.dates) if day.day == 1 or k == 0]
    marks, labels, columns = [], [], []
    for k, low in enumerate(starts):
        high = starts[k + 1] if k + 1 < len(starts) else load.days
        day = load.dates[low]
        marks.append(drawing.Mark(low, high, f"?month={day:%Y-%m}&supply={supply}", f"{day.year}年{day.month}月逐日"))
        labels.append((low, f"{day.month}月"))
        whole = load.whole[low:high]
        sums, many = np.where(whole, load.value[low:high], 0).sum(axis=0), whole.sum(axis=0)
        columns.append(
            [f(load.amount(s) / int(m)) if m else None for s, m in zip(sums.tolist(), many.tolist(), strict=True)]
        )
    heads = ["时段", *(label for _, label in labels)]
    rows = ([f"{hour}时", *(column[hour] for column in columns)] for hour in range(24))
    beside = drawing.table(heads, rows, f"各月每小时平均用量（{unit}）")
    drawn = drawing.heat(
        "时和日的用量热力图",
        grade,
        marks,
        labels,
        across=True,
        wide=1.5,
        tall=7,
        table=beside,
        legend=drawing.grades("少", "多"),
    )
    return {"title": "每小时用量热力图", "note": "横向为日，纵向为时，点月份看逐日", "html": drawn}


def month_heat(span: Span, supply: str, unit: str) -> Panel:
    """时×日热力图 of a month; each day opens."""
    load = span.load
    if span.total is None:
        return None
    grade = daytypes.levels(load.value, load.covered > 0, drawing.GRADES)
    marks, labels, rows = [], [], []
    whole = 3600 * max(load.meters, 1) * 24
    sums, known = load.value.sum(axis=1).tolist(), load.covered.sum(axis=1).tolist()
    for k, day in enumerate(load.dates):
        url = f"?day={day}&supply={supply}"
        word = f"周{WEEK[day.weekday()]}" if span.kinds[k] != daytypes.HOLIDAY else daytypes.HOLIDAY
        marks.append(drawing.Mark(k, k + 1, url, f"{day.month}月{day.day}日 {n(load.amount(sums[k]), 1)} {unit}"))
        labels.append((k, f"{day.day} {word}" if span.kinds[k] != daytypes.WORK else f"{day.day}"))
        peak = f"{int(load.value[k].argmax())}时"
        used = n(load.amount(sums[k]), 1) if known[k] else ""
        rows.append(
            [
                f"{day.month}月{day.day}日",
                span.kinds[k],
                (used, url),
                peak if known[k] else "",
                pct(Fraction(known[k], whole), 0),
            ]
        )
    beside = drawing.table(["日期", "日类", f"用量（{unit}）", "最高时", "有数"], rows, "逐日用量")
    drawn = drawing.heat(
        "时和日的用量热力图",
        grade,
        marks,
        labels,
        across=False,
        wide=22,
        tall=14,
        table=beside,
        legend=drawing.grades("少", "多"),
    )
    return {"title": "每小时用量热力图", "note": "点一天看每小时", "html": drawn}


def curve(span: Span, unit: str) -> Panel:
    """典型日负荷曲线: the mean hour of working days, weekends, holidays."""
    if span.total is None:
        return None
    series = [(kind, [f(v) for v in daytypes.typical(span.load, span.kinds, kind)]) for kind in daytypes.KINDS]
    series = [(kind, values) for kind, values in series if any(v is not None for v in values)]
    drawn = drawing.curves("典型日负荷", series, unit)
    rows = [
        [one.kind, one.days, n(one.total), n(one.mean), pct(one.night / one.total if one.total else None)]
        for one in span.shares
        if one.days
    ]
    table = table_of("各类日用量", ["日类", num("天数"), num("用量"), num("日均"), num("夜间占比")], rows)
    return {"title": "典型日负荷", "note": unit, "html": below(drawn, table)}


def bands(span: Span, unit: str) -> Panel:
    """分时电费: use and cost by band."""
    made = span.cost
    if not made.use:
        return None
    total = sum(made.use.values(), Fraction(0))
    order = sorted(made.use, key=lambda band: BANDS.find(band) if band in BANDS else 9)
    rows = [
        [band, n(made.use[band]), pct(made.use[band] / total if total else None), n(made.cost[band])] for band in order
    ]
    foot = ["合计", n(total), "", n(made.total)]
    table = table_of(
        "分时电量和电费", ["时段", num(f"用量（{unit}）"), num("占比"), num("电费（元）")], rows, foot=foot
    )
    names = "、".join(f"{t.title}{'' if t.verified else '（待核实）'}" for t in made.sets.values())
    return {"title": "分时电费", "note": "按小时用量估算，不是账单", "table": table, "text": names}


def months(span: Span, site: PublicInstitution, supply: str, unit: str) -> Panel:
    """Use, cost and carbon by month; each month opens."""
    load = span.load
    if span.total is None:
        return None
    rows, values, urls, names = [], [], [], []
    tariff, sets, priced = year.tariff_on(site.bureau_id), library(region_of(site.bureau_id)), bool(span.cost.use)
    for text in source.months(load.dates[0], load.dates[-1]):
        low, high = date.fromisoformat(f"{text}-01"), source.month_end(text)
        part = load.span(low, date.fromordinal(high.toordinal() + 1))
        total = part.total()
        start = (part.first - load.first).days
        paid = costs.cost(part, span.kinds[start : start + part.days], tariff).total if priced else None
        made = year.carbon(total, site.bureau_id, supply, high, sets)
        url = f"?month={text}&supply={supply}"
        names.append(f"{low.month}月")
        values.append(f(total) if total is not None else None)
        urls.append(url)
        rows.append(
            [
                {"text": f"{low.month}月", "url": url},
                n(total),
                n(paid),
                n(made.now, 1),
                n(made.fixed, 1) if made.base != made.year else "",
                pct(part.coverage()),
                pct(part.estimated() or None),
            ]
        )
    drawn = charts.bar(
        "各月用量",
        names,
        [{"label": "用量", "values": values, "urls": urls}],
        unit=unit,
        width=696,
        height=200,
        axis_title="月份",
        tops=["" if v is None else n(v) for v in values],
    )
    heads = [
        "月份",
        num(f"用量（{unit}）"),
        num("电费（元）"),
        num("碳排放（吨）"),
        num("按基期因子（吨）"),
        num("有数"),
        num("估算"),
    ]
    if supply != year.ELECTRICITY:
        keep = (0, 1, 5, 6)
        heads, rows = [heads[c] for c in keep], [[row[c] for c in keep] for row in rows]
    elif not any(row[4] for row in rows):
        heads.pop(4)
        for row in rows:
            row.pop(4)
    return {"title": "各月用量", "html": below(drawn, table_of("各月用量、电费和碳排放", heads, rows))}


# -- the tree -----------------------------------------------------------------------------------------------


def _tail(low: date, kind: str) -> str:
    return f"?month={low:%Y-%m}" if kind == "month" else f"?year={low.year}"


def sankey(found: Flows, spot: source.Place, sums: Mapping[str, source.Sum], unit: str, low: date, kind: str) -> Panel:
    """能流图 of the circuits with what is unaccounted for."""
    if not found.nodes:
        return None
    meters = {m.number: m for m in spot.meters}
    rows = []
    for name, one in found.balances.items():
        mine = sums.get(name)
        rows.append(
            [
                named(meters[name]),
                n(mine.value if mine else None),
                n(one.unaccounted),
                pct(_part(one.percent)),
                FLAGS.get(one.flag or "", ""),
            ]
        )
    beside = drawing.table(["总表（上级表）", f"用量（{unit}）", "未计量", "未计量占比", "提示"], rows, "总分表平衡")
    drawn = drawing.sankey(
        "能流图",
        found,
        lambda name: named(meters[name]),
        lambda name: f"/energy/meter/{meters[name].pk}/{_tail(low, kind)}",
        lambda value: n(value),
        table=beside,
    )
    root = [
        one.percent for name, one in found.balances.items() if meters[name].above_id is None and one.percent is not None
    ]
    said = f"总表未计量占比 {n(root[0], 1)}%" if len(root) == 1 else unit
    said += "，到最近一次读数"
    return {"title": "能流图", "note": said, "html": drawn}


def _part(percent: Fraction | None) -> Fraction | None:
    return None if percent is None else percent / 100


def balances(found: Flows, spot: source.Place, unit: str, low: date) -> Panel:
    """总分表平衡: every node that has meters below it."""
    meters = {m.number: m for m in spot.meters}
    rows = [
        {
            "pk": meters[name].pk,
            "label": name,
            "alarm": bool(one.flag),
            "cells": [
                {"text": named(meters[name]), "url": f"/energy/meter/{meters[name].pk}/?month={low:%Y-%m}"},
                name,
                n(one.unaccounted, 1),
                pct(_part(one.percent)),
                FLAGS.get(one.flag or "", ""),
            ],
        }
        for name, one in found.balances.items()
    ]
    table = table_of("总分表平衡", ["节点", "表号", num(f"差额（{unit}）"), num("占总表"), "提示"], rows)
    return {"title": "总分表平衡", "table": table, "empty": "没有分表，没有可以平衡的节点。"} if spot.meters else None


def virtual(site: PublicInstitution, spot: source.Place, sums: Mapping[str, source.Sum], unit: str) -> Panel:
    """虚拟表 of the institution; one that lacks an operand has no figure."""
    rows = VirtualMeter.objects.filter(institution=site, supply=spot.supply, life=Life.LIVE).order_by("number")
    found = list(rows)
    if not found:
        return None
    values = {name: one.value for name, one in sums.items()}
    try:
        got: dict[str, Fraction | None] = tree.virtual({v.number: v.equation for v in found}, values)
    except ValueError as error:
        return {"title": "虚拟表", "text": f"{error}。改正算式后再看。"}
    cells = [
        [{"text": v.number, "url": f"/r/energy.virtual_meter/{v.pk}/"}, v.equation, n(got[v.number], 1) or "有表缺数"]
        for v in found
    ]
    return {"title": "虚拟表", "table": table_of("虚拟表", ["虚拟表", "算式", num(f"用量（{unit}）")], cells)}


# -- what is unusual, weather, peers, measures ----------------------------------------------------------------


def odd(span: Span, site: PublicInstitution, supply: str, unit: str, known: Mapping[date, float]) -> Panel:
    """异常日和变点, each with its alarm where one stands."""
    days, changed, said = year.odd_of(span, known)
    alarms = Alarm.objects.filter(institution=site, supply=supply, life=Life.LIVE)
    told = {(a.happened_on, a.kind): a for a in alarms.filter(happened_on__year=span.load.first.year)}
    rows = []
    for one in sorted(days, key=lambda o: -abs(o.score))[:12]:
        alarm = told.get((one.day, "high" if one.score > 0 else "low"))
        rows.append(
            (
                one.day,
                [
                    {"text": f"{one.day}", "url": f"?day={one.day}&supply={supply}"},
                    "偏高" if one.score > 0 else "偏低",
                    n(one.value),
                    n(one.usual),
                    _alarm(alarm),
                ],
            )
        )
    for change in changed:
        word = f"水平{'升' if change.share > 0 else '降'}{pct(abs(change.share), 0)}"
        alarm = told.get((change.day, "level"))
        rows.append(
            (
                change.day,
                [
                    {"text": f"{change.day}", "url": f"?month={change.day:%Y-%m}&supply={supply}"},
                    word,
                    n(change.after),
                    n(change.before),
                    _alarm(alarm),
                ],
            )
        )
    table = table_of(
        "异常和变点",
        ["日期", "情形", num("实际"), num("通常"), "处理"],
        [cells for _, cells in sorted(rows, key=lambda r: r[0])],
    )
    return {
        "title": "异常和变点",
        "note": f"日用量，{unit}",
        "table": table,
        "empty": "没有超出通常范围的日子。",
        "text": "；".join(said),
        "more": {"text": "用能异常台账", "url": f"/r/energy.alarm/?institution={site.pk}"},
    }


def _alarm(alarm: Alarm | None) -> Any:
    return {"text": alarm.get_state_display(), "url": f"/r/energy.alarm/{alarm.pk}/"} if alarm else ""


def part_of(kind: str) -> str:
    """Return which model a kind of day goes with."""
    return daytypes.WORK if kind == daytypes.WORK else "休息日"


def weather(span: Span, unit: str, known: Mapping[date, float]) -> Panel:
    """度日修正: use as it would have been in a usual year, by the degree-day model of this year."""
    if span.total is None:
        return None
    if not known:
        text = "没有登记气温，不能作度日修正。在“气温”登记逐日平均气温。"
        return {"title": "度日修正", "text": text, "more": {"text": "气温", "url": "/r/energy.weather/"}}
    kinds = dict(zip(span.load.dates, span.kinds, strict=True))
    use = dict(zip(span.load.dates, span.load.by_day(), strict=True))
    found = weathers.normalised(use, known, span.load.first.year, lambda day: part_of(kinds[day]))
    if isinstance(found, str):
        return {"title": "度日修正", "text": f"{found}。", "more": {"text": "气温", "url": "/r/energy.weather/"}}
    rows = [
        ["采暖度日数（18℃）", n(found.heating), n(found.usual_heating)],
        ["空调度日数（26℃）", n(found.cooling), n(found.usual_cooling)],
        [f"用量（{unit}）", n(found.use), n(found.use_in_usual)],
    ]
    said = f"{found.model.text}；调整后R² {found.model.fit:.3f}，CV(RMSE) {pct(found.model.cv)}。"
    said += f"常年取已登记的{found.years}年平均。"
    heads = ["项目", num("本年"), num("常年气温下")]
    return {"title": "度日修正", "table": table_of("度日修正", heads, rows), "text": said}


def peers(site: PublicInstitution, day: date) -> Panel:
    """同类比较: where the last closing puts the institution among its class, group and zone. Nobody else is named."""
    from yifa.affairs.energy.analysis.peers import FEWEST, among

    mine = Standing.objects.filter(institution=site, life=Life.LIVE, closing__life=Life.LIVE).select_related("closing")
    one = mine.order_by("-happened_on", "-id").first()
    if one is None:
        return {"title": "同类比较", "text": "还没有核定过，不能与同类机构比较。"}
    alike = Standing.objects.filter(
        closing=one.closing,
        life=Life.LIVE,
        institution__klass=site.klass,
        institution__group=site.group,
        institution__zone=site.zone,
    )
    everybody = [dict((r[0], r[2]) for r in rows) for rows in alike.values_list("rows", flat=True)]
    own = {r[0]: r[2] for r in one.rows}
    rows = []
    for code, title in (
        ("total_per_area", "单位面积能耗"),
        ("total_per_person", "人均能耗"),
        ("water_per_person", "人均用水"),
    ):
        values = [exact(row[code]) for row in everybody if row.get(code)]
        found = among(exact(own[code]) if own.get(code) else None, values)
        if found:
            rows.append(
                [title, n(found.value, 2), n(found.middle, 2), f"{n(found.low, 2)}～{n(found.high, 2)}", found.word]
            )
    where = (
        f"{site.klass}{('·' + site.group) if site.group else ''}{('·' + site.get_zone_display()) if site.zone else ''}"
    )
    few = f"{where}的同类机构不到{FEWEST}家，不作比较。"
    table = table_of(
        "同类比较", [{"label": "指标", "nowrap": True}, num("本机构"), num("中位数"), num("中间一半"), "位置"], rows
    )
    return {
        "title": "同类比较",
        "note": f"{where}，{one.closing.period}核定 {len(everybody)} 家",
        "table": table,
        "empty": few,
    }


def measures(site: PublicInstitution, supply: str) -> Panel:
    """节能措施 and what they saved."""
    rows = Measure.objects.filter(institution=site, supply=supply, life=Life.LIVE).order_by("-ended_on", "-id")
    cells = [
        [
            {"text": m.name, "url": f"/r/energy.measure/{m.pk}/"},
            f"{m.ended_on}",
            n(exact(m.saved)) if m.saved is not None else "未核算",
            f"±{n(exact(m.spread))}" if m.spread is not None else "",
        ]
        for m in rows[:8]
    ]
    return {
        "title": "节能措施",
        "empty": "没有登记节能措施。",
        "table": table_of("节能措施", ["措施", "完工", num("节能量"), num("不确定度")], cells),
        "more": {"text": "节能措施台账", "url": f"/r/energy.measure/?institution={site.pk}"},
    }


def quantity(value: Any) -> Decimal:
    """Return a figure as records keep it."""
    return shown(value if isinstance(value, Fraction) else Fraction(value), 2)
