"""What the screen shows: read from metrics, clocks and collections, never from a module's own tables.

Units are offices, never persons, and stand in the order of the house: nobody is ranked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps

from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.core.metrics.figures import Figure
from yifa.core.metrics.metric import Query
from yifa.core.metrics.metric import count as count_rows
from yifa.core.metrics.periods import quarter_end, quarter_of
from yifa.core.org.models import Unit
from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.kernel.ui import charts
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.explain import weekday
from yifa.suites.annual_report.compose import Composition, Section, compose
from yifa.suites.annual_report.models import Report
from yifa.suites.collection import board as boards

#: The rate of duties done in time; its rows are the duties due in the span.
DUTY = "rule_of_law_plan.on_time"
#: Modalities whose value is a number that may stand on the screen as it is.
NUMBERS = ("exact", "over", "approx", "at_least", "no_less_than", "nearly", "several", "all")
MINIS = 8
AHEAD = 15
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
CLOCKS = "/r/core_legaltime.clock/"


@dataclass
class Screen:
    """The bureau, the year it reports on, the day and the report as it stands."""

    bureau: Unit
    year: int
    day: date
    made: Composition

    @property
    def until(self) -> date:
        """The last day the figures cover."""
        return self.made.data_as_of

    @property
    def months(self) -> int:
        """How many months of the year the figures cover."""
        return self.until.month

    @property
    def report_url(self) -> str:
        """The report of the year."""
        return f"/reports/{self.bureau.code or self.bureau.pk}/{self.year}/"


def year_of(bureau_id: int, day: date) -> int:
    """Return the year the bureau is working on: that of its newest report, else the running one."""
    newest = Report.objects.filter(bureau_id=bureau_id, life=Life.LIVE).order_by("-year").first()
    return newest.year if newest else day.year


def screen(bureau: Unit, day: date) -> Screen:
    """Compose what the screen reads."""
    year = year_of(bureau.pk, day)
    return Screen(bureau, year, day, compose(bureau, year, day=day))


# -- clocks ---------------------------------------------------------------------
def running(scope: Scope, day: date) -> Any:
    """Return the running clocks the reader may see."""
    return clocks.due_soon(scope, day).filter(state=Clock.State.RUNNING)


def clock_tiles(scope: Scope, day: date) -> list[dict[str, Any]]:
    """Return overdue, due today, and due within seven working days."""
    calendar = WorkCalendar.load()
    week = calendar.add_workdays(day, 7)
    due = list(running(scope, day).filter(due_on__lte=week).values_list("due_on", flat=True))
    late = [d for d in due if d < day]
    soon = [d for d in due if d > day]
    longest = f"最早 {late[0].month}月{late[0].day}日到期" if late else "没有逾期"
    return [
        {"label": "期限已逾期", "value": len(late), "unit": "件", "note": longest, "url": f"{CLOCKS}?v=overdue",
         "alarm": bool(late)},
        {"label": "今天到期", "value": sum(1 for d in due if d == day), "unit": "件", "note": "办结即停",
         "url": f"{CLOCKS}?v=today"},
        {"label": "今后 7 个工作日到期", "value": len(soon), "unit": "件", "note": f"至{week.month}月{week.day}日",
         "url": f"{CLOCKS}?v=running"},
    ]  # fmt: skip


def ahead(scope: Scope, day: date) -> tuple[Any, int]:
    """Return the chart of the next days, and how many clocks fall due in them."""
    calendar = WorkCalendar.load()
    last = day + timedelta(days=AHEAD - 1)
    number = Counter(running(scope, day).filter(due_on__range=(day, last)).values_list("due_on", flat=True))
    days = []
    for i in range(AHEAD):
        d = day + timedelta(days=i)
        info = calendar.day(d)
        makeup = info.is_workday and d.weekday() > 4
        days.append(
            {"day": d.day, "under": "今天" if not i else "补班" if makeup else weekday(d), "strong": not i,
             "label": f"{d.month}月{d.day}日 周{weekday(d)}", "count": number[d], "off": not info.is_workday,
             "tone": "warn" if i < 2 else "", "url": f"{CLOCKS}?v=running&due_on_from={d}&due_on_to={d}"}
        )  # fmt: skip
    return charts.days_ahead("今后十五天每天到期件数", days), sum(number.values())


def overdue(scope: Scope, day: date, limit: int = 4) -> tuple[list[dict[str, Any]], int]:
    """Return the clocks longest overdue, by matter and office."""
    rows = running(scope, day).filter(due_on__lt=day)
    entries = []
    for clock in rows.select_related("unit")[:limit]:
        shown = clocks.words(clock, day)
        shown.pop("result")
        shown["note"] = ""
        entries.append(
            {"clock": shown, "title": f"{clock.label}：{clock.title}", "meta": [str(clock.unit or "")],
             "url": f"/r/{clock.resource}/{clock.object_ref}/"}
        )  # fmt: skip
    return entries, rows.count()


def by_unit(scope: Scope, day: date, kind: str) -> Any:
    """Return the running clocks of each office (or subordinate unit) as bars, in the order of the house."""
    units = list(Unit.objects.filter(bureau_id=scope.bureau_id, kind=kind, closed_on__isnull=True, reports=True))
    late: Counter[int | None] = Counter()
    today: Counter[int | None] = Counter()
    later: Counter[int | None] = Counter()
    for unit, due in running(scope, day).values_list("unit_id", "due_on"):
        if due is not None:
            (late if due < day else today if due == day else later)[unit] += 1
    series = [
        {"label": "未到期", "values": [later[u.pk] for u in units], "tone": "soft",
         "urls": [f"{CLOCKS}?v=running&unit={u.pk}&due_on_from={day + timedelta(days=1)}" for u in units]},
        {"label": "今天到期", "values": [today[u.pk] for u in units], "tone": "warn",
         "urls": [f"{CLOCKS}?v=today&unit={u.pk}" for u in units]},
        {"label": "逾期", "values": [late[u.pk] for u in units], "tone": "red",
         "urls": [f"{CLOCKS}?v=overdue&unit={u.pk}" for u in units]},
    ]  # fmt: skip
    return series, charts.bar(
        "在途期限", [str(u) for u in units], series, width=940, height=210, axis_title="处室（单位）", show_legend=False
    )


# -- duties ----------------------------------------------------------------------
def duties(s: Screen) -> tuple[list[dict[str, Any]], Any] | None:
    """Return the duties by the quarter they are due in: done in time, still open, not in time."""
    if DUTY not in registry.metrics():
        return None
    metric = registry.get_metric(DUTY)
    done, waiting, missed, tops = [], [], [], []
    for q in range(1, 5):
        start, end = date(s.year, q * 3 - 2, 1), quarter_end(s.year, q)
        whole = metric.measure(*_asked(metric, Query(s.bureau.pk, start, end)))
        cut = min(end, s.day - timedelta(days=1))
        past = metric.measure(*_asked(metric, Query(s.bureau.pk, start, cut))) if cut >= start else None
        total, good = whole.denominator or 0, whole.numerator or 0
        late = (past.denominator or 0) - (past.numerator or 0) if past else 0
        done.append(good)
        missed.append(late)
        waiting.append(max(total - good - late, 0))
        tops.append(f"{good}/{total}" if total else "")
    lists = [f"/f/{s.bureau.code or s.bureau.pk}/{s.year}/{DUTY}/?q={q}" for q in range(1, 5)]
    if not sum(done) + sum(waiting) + sum(missed):
        return None
    series = [
        {"label": "按时完成", "values": done, "urls": lists},
        {"label": "未到期", "values": waiting, "tone": "soft", "urls": lists},
        {"label": "未按时", "values": missed, "tone": "red", "urls": lists},
    ]
    return series, charts.bar(
        "重点任务，按完成期限的季度", QUARTERS, series, tops=tops, axis_title="季度", show_legend=False, height=172
    )


def _asked(metric: Any, query: Query) -> tuple[Any, Query]:
    return metric.rows(query), query


def duty_tile(s: Screen) -> dict[str, Any]:
    """Return the rate of duties done in time, as the report counts it."""
    figure = s.made.figures.get(DUTY) or s.made.empty.get(DUTY)
    if figure is None or not figure.denominator:
        return {"label": "重点任务按时完成", "value": "—", "unit": "", "note": "还没有到期的任务", "url": s.report_url}
    rate = round(100 * (figure.numerator or 0) / figure.denominator, 1)
    missed = figure.denominator - (figure.numerator or 0)
    note = f"{figure.numerator} / {figure.denominator}" + (f"，{missed} 项未按时" if missed else "")
    return {"label": "重点任务按时完成", "value": int(rate) if rate == int(rate) else rate, "unit": "%", "note": note,
            "url": figure.list_url}  # fmt: skip


# -- the report -------------------------------------------------------------------
def sections(s: Screen) -> list[Section]:
    """Return the parts and sections of the report that hold figures."""
    found = []
    for part in s.made.sections:
        if part.paragraphs and any(t.figures for t in part.paragraphs):
            found.append(part)
        found.extend(part.children)
    return found


def heat(s: Screen) -> tuple[Any, int]:
    """Return records behind the report by section and quarter, and the number of gaps."""
    rows, gaps = [], 0
    for section in sections(s):
        keys = list(dict.fromkeys(k for t in section.paragraphs for k in t.figures))
        counts = _by_quarter(s, keys)
        stops = [k for k in keys if s.made.figures[k].blocked]
        zero = any(s.made.figures[k].qualifier == "none" for k in stops)
        last = max((q for q in range(1, 5) if quarter_end(s.year, q) <= s.until), default=0)
        cells: list[Any] = []
        for q in range(1, 5):
            url = f"{s.report_url}#{section.key}"
            if quarter_end(s.year, q) > s.until and not counts[q - 1]:
                cells.append({"text": "未到期", "tone": "no"})
            elif stops and q == (last or 1):
                cells.append(
                    {"text": "缺零报告" if zero else f"{len(stops)} 受阻", "tone": "gap" if zero else "red", "url": url}
                )
            elif not counts[q - 1] and keys:
                cells.append({"text": "没有", "tone": "no"})
                gaps += 1
            else:
                cells.append({"text": f"{counts[q - 1]:,}", "url": url})
        rows.append(
            {"label": section.title.split("，")[0].removeprefix("党政主要负责人履行推进法治建设"), "cells": cells}
        )
    return charts.heat("报告各部分按季度的记录数和缺口", QUARTERS, rows), gaps


def _by_quarter(s: Screen, keys: list[str]) -> list[int]:
    """Count the records behind some figures by quarter; a record behind two figures counts once."""
    out = []
    for q in range(1, 5):
        start, end = date(s.year, q * 3 - 2, 1), min(quarter_end(s.year, q), s.until)
        if start > s.until:
            out.append(0)
            continue
        query = Query(s.bureau.pk, start, end)
        by_model: dict[Any, Any] = {}
        for key in keys:
            rows = registry.get_metric(key).rows(query).order_by()
            by_model.setdefault(rows.model, []).append(rows)
        total = 0
        for found in by_model.values():
            if len(found) == 1:
                total += found[0].count()
            else:
                total += len({pk for rows in found for pk in rows.values_list("pk", flat=True)})
        out.append(total)
    return out


def gap_tile(s: Screen) -> dict[str, Any]:
    """Return how many places of the report wait."""
    stops = sum(1 for b in s.made.blocking if b.figure)
    missing = sum(1 for b in s.made.blocking if b.mandatory)
    words = [f"{stops} 句受阻" if stops else "", f"{missing} 处缺内容" if missing else ""]
    return {"label": f"{s.year}年报告缺口", "value": stops + missing, "unit": "处",
            "note": "，".join(w for w in words if w) or "可以送审", "url": s.report_url}  # fmt: skip


def collection_tile(bureau_id: int) -> dict[str, Any]:
    """Return how far the newest collection has come."""
    newest = boards.of_bureau(bureau_id).first()
    if newest is None:
        return {"label": "收数", "value": "—", "unit": "", "note": "还没有开启", "url": "/collections/"}
    found = boards.Board.of(newest)
    late = found.units_in("asked", "returned")
    note = f"{'、'.join(str(u) for u in late[:2])}{'等' if len(late) > 2 else ''}未回" if late else (
        "已关闭" if not found.is_open else "等待关闭"
    )  # fmt: skip
    return {"label": boards.title_of(newest).removeprefix(f"{newest.year}年"), "value": found.confirmed,
            "unit": f"/ {len(found.units)} 个处室", "note": note, "url": f"/collections/{newest.pk}/"}  # fmt: skip


def collection_heat(bureau_id: int, year: int, kind: str) -> Any:
    """Return offices × quarters: confirmed or not."""
    units = list(Unit.objects.filter(bureau_id=bureau_id, kind=kind, closed_on__isnull=True, reports=True))
    known = {c.quarter: boards.Board.of(c) for c in boards.of_bureau(bureau_id).filter(year=year)}
    words = {
        "confirmed": ("已确认", ""),
        "answered": ("待确认", "gap"),
        "asked": ("未回", "gap"),
        "returned": ("已退回", "red"),
    }
    rows = []
    for unit in units:
        cells: list[Any] = []
        for q in range(1, 5):
            found = known.get(q)
            if found is None or unit.pk not in {u.pk for u in found.units}:
                cells.append({"text": "未收", "tone": "no"})
                continue
            text, tone = words[found.unit_state(unit.pk)]
            cells.append(
                {"text": text, "tone": tone, "url": f"/collections/{found.collection.pk}/answer/?unit={unit.pk}"}
            )
        rows.append({"label": str(unit), "cells": cells})
    return charts.heat("各处室（单位）各季度收数", QUARTERS, rows)


# -- small multiples ----------------------------------------------------------------
def chosen(s: Screen) -> list[tuple[Figure, list[float | None]]]:
    """Return the figures that stand as small multiples, with their months.

    They are numbers of the report, each module in its turn; within one, work that runs through the year comes
    before what happened once.
    """
    order = {a.label: (getattr(a, "wing", ""), getattr(a, "order", 0)) for a in apps.get_app_configs()}
    by_module: dict[str, list[Figure]] = {}
    for figure in s.made.figures.values():
        share = figure.denominator is not None and figure.unit == "%"
        plain = isinstance(figure.stored, int) and not figure.denominator
        if figure.rows > 1 and figure.qualifier in NUMBERS and (plain or share) and figure.key != DUTY:
            by_module.setdefault(figure.key.split(".")[0], []).append(figure)
    queues = []
    for _, found in sorted(by_module.items(), key=lambda kv: order.get(kv[0], ("", 0))):
        found = sorted(found, key=lambda f: (-f.rows, f.key))[:4]
        months = [(f, [_month(s, f, m) for m in range(1, s.months + 1)]) for f in found]
        queues.append(sorted(months, key=lambda fm: -_moves(fm[1])))
    out: list[tuple[Figure, list[float | None]]] = []
    while len(out) < MINIS and any(queues):
        queues = sorted((q for q in queues if q), key=lambda q: -_moves(q[0][1]))
        for queue in queues:
            if len(out) < MINIS:
                out.append(queue.pop(0))
    return out


def _moves(values: list[float | None]) -> int:
    """Return in how many months there was something; a series that never changes says nothing and comes last."""
    return sum(1 for v in values if v) if len(set(values)) > 1 else 0


def minis(s: Screen) -> list[dict[str, Any]]:
    """Return the small multiples: the figure as the report has it, and its months."""
    names = [f"{m}月" for m in range(1, s.months + 1)]
    out = []
    for figure, values in chosen(s):
        value: Any = figure.stored
        if figure.denominator:
            value = round(100 * (figure.numerator or 0) / figure.denominator, 1)
            value = int(value) if value == int(value) else value
        out.append(
            {"title": figure.label, "value": value, "unit": figure.unit or "", "url": figure.list_url,
             "values": values, "ref": None, "categories": names}
        )  # fmt: skip
    return out


def _month(s: Screen, figure: Figure, month: int) -> float | None:
    end = date(s.year, month + 1, 1) - timedelta(days=1) if month < 12 else date(s.year, 12, 31)
    query = Query(s.bureau.pk, date(s.year, month, 1), min(end, s.until))
    metric = registry.get_metric(figure.key)
    rows = metric.rows(query)
    if metric.measure is count_rows:
        return int(rows.count())
    measured = metric.measure(rows, query)
    if figure.unit == "%":
        return round(100 * (measured.numerator or 0) / measured.denominator, 1) if measured.denominator else None
    return float(measured.value or 0)


def quarter_word(day: date) -> str:
    """第四季度."""
    return f"第{'一二三四'[quarter_of(day) - 1]}季度"
