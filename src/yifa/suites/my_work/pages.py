"""Contexts of 我的工作: groups, tabs, the month of working days, the next statutory dates."""

from __future__ import annotations

import calendar as months
from collections import Counter
from datetime import date
from typing import Any

from yifa.core.metrics.periods import quarter_of
from yifa.core.statutes import index
from yifa.kernel import inbox
from yifa.kernel.inbox import KINDS, Todo
from yifa.kernel.ui.marks import title_cell
from yifa.lawkit import rules
from yifa.lawkit.calendar import HOLIDAY, MAKEUP, WorkCalendar
from yifa.lawkit.clock import Event, fold
from yifa.lawkit.explain import zh_date

#: Yearly fixed dates every bureau meets, by rule: 报告报送, 报告公开, 信息公开年报, 能源消费状况报告, 国家宪法日,
#: 逾期未付中小企业款项公开.
FIXED = ("REP-01", "REP-02", "GID-08", "ENE-01", "STU-05", "PRO-30")
BUCKETS = (("late", "已逾期"), ("today", "今天到期"), ("next", "接下来"), ("ask", "待我审批"))
#: What a reader follows without having to act: tab, Chinese word, what gathers it.
FOLLOWED = (("started", "我发起的", inbox.STARTED), ("ended", "已办结", inbox.ENDED))
#: Acts listed under 依据有变; the page of the radar lists all.
CHANGED = 4
#: Rows of one group before 再看.
SHOWN = 12


def entry(todo: Todo) -> dict[str, Any]:
    """Return one row of parts/work.html."""
    return {
        "clock": todo.clock, "kind": list(todo.kind_lines), "title": todo.title, "url": todo.url,
        "meta": list(todo.meta), "action": todo.action,
    }  # fmt: skip


def groups(todos: list[Todo], day: date, only: str, full: bool) -> tuple[list[dict[str, Any]], int]:
    """Return the groups shown, and how many rows they leave out."""
    out, left = [], 0
    main = False
    for key, title in BUCKETS:
        mine = [t for t in todos if t.bucket(day) == key]
        if not mine or (only and only != key):
            continue
        shown = mine if full or only else mine[:SHOWN]
        left += len(mine) - len(shown)
        entries = [entry(t) for t in shown]
        if not main and entries[0]["action"] and entries[0]["action"]["label"] != "查看":
            entries[0]["action"] = {**entries[0]["action"], "kind": "main"}
            main = True
        note = f"{len(mine)} 件" + (f"，列出 {len(shown)} 件" if len(shown) < len(mine) else "")
        out.append({"title": title, "note": note, "alarm": key == "late", "entries": entries})
    return out, left


def tabs(todos: list[Todo], kind: str) -> dict[str, Any]:
    """Return the kinds of things to do as tabs."""
    number = Counter(t.kind for t in todos)
    entries: list[dict[str, Any]] = [{"text": "全部", "url": "/", "count": len(todos), "current": not kind}]
    for key, word in KINDS.items():
        if number[key] or key in ("clock", "approval"):
            entries.append({"text": word, "url": f"/?t={key}", "count": number[key], "current": kind == key})
    for key, word, _ in FOLLOWED:
        entries.append({"text": word, "url": f"/?t={key}", "current": kind == key})
    return {"label": "待办分类", "entries": entries}


def followed(found: list[Todo], title: str) -> list[dict[str, Any]]:
    """Return what a reader follows as one group."""
    if not found:
        return []
    return [{"title": title, "note": f"{len(found)} 件", "alarm": False, "entries": [entry(t) for t in found]}]


def changed_laws(day: date) -> dict[str, Any] | None:
    """Return 依据有变: acts that rules still rest on, and that are not in force."""
    found = index.changed(day)
    if not found:
        return None
    rows = [
        {"text": f"《{a.statute.title}》", "url": f"/law/{a.statute.slug}/", "note": a.why} for a in found[:CHANGED]
    ]
    rest = f"，列出 {CHANGED} 件" if len(found) > CHANGED else ""
    return {"note": f"{len(found)} 件{rest}", "entries": rows}


def segs(todos: list[Todo], day: date, only: str) -> list[dict[str, Any]]:
    """Return the four counts of the phone."""
    number = Counter(t.bucket(day) for t in todos)
    words = {"late": "逾期", "today": "今天", "next": "接下来", "ask": "审批"}
    return [
        {"text": words[k], "count": number[k], "url": f"/?b={k}" if only != k else "/", "current": only == k,
         "alarm": k == "late" and number[k] > 0}
        for k, _ in BUCKETS
    ]  # fmt: skip


def quarter_line(day: date) -> str:
    """第四季度第 2 个工作日（10月8日开始）."""
    calendar, quarter = WorkCalendar.load(), quarter_of(day)
    first = calendar.next_workday(date(day.year, quarter * 3 - 2, 1))
    name = "一二三四"[quarter - 1]
    number = calendar.count_workdays(first, day)
    return f"第{name}季度第 {number} 个工作日（{first.month}月{first.day}日开始）" if number else f"第{name}季度"


def month(todos: list[Todo], day: date) -> dict[str, Any]:
    """Return the month of working days with what falls due (parts/month.html)."""
    calendar = WorkCalendar.load()
    number = Counter(t.due for t in todos if t.due)
    weeks: list[list[dict[str, Any] | None]] = []
    works, notice, named = 0, None, ""
    for week in months.Calendar(0).monthdatescalendar(day.year, day.month):
        cells: list[dict[str, Any] | None] = []
        for d in week:
            if d.month != day.month:
                cells.append(None)
                continue
            info = calendar.day(d)
            works += info.is_workday
            notice = notice or info.basis
            kind = "holiday" if info.kind == HOLIDAY else "make" if info.kind == MAKEUP else ""
            kind = kind or ("" if info.is_workday else "off")
            small = "补班" if info.kind == MAKEUP else f"{number[d]}件" if number[d] and d >= day else ""
            if info.kind == HOLIDAY and info.name != named:
                named, small = info.name or "", small or (info.name or "")[:3]
            if d == day:
                kind, small = "today", "今天"
            elif d < day and not kind:
                kind = "past"
            cells.append({"day": d.day, "kind": kind, "small": small})
        weeks.append(cells)
    out: dict[str, Any] = {
        "title": f"{day.month}月", "caption": f"{day.year}年{day.month}月工作日历", "note": f"工作日 {works} 天",
        "weeks": weeks,
    }  # fmt: skip
    notice = notice or _notice(calendar, day.year)
    if notice is not None:
        out["law"] = {"text": notice.title, "url": "", "verified": notice.verified}
    return out


def _notice(calendar: WorkCalendar, year: int) -> Any:
    return next((n for d, (_, _, n) in calendar.special.items() if d.year == year), None)


def fixed_dates(day: date) -> list[dict[str, Any]]:
    """Return the next statutory fixed dates, soonest first."""
    known = rules.load_rules()
    found = []
    for key in FIXED:
        if key not in known:
            continue
        rule = known[key]
        for year in (day.year - 1, day.year, day.year + 1):
            try:
                result = fold(rules.get_rule(key), [Event("start", date(year, 1, 1))], today=day)
            except (ValueError, LookupError):
                break
            if result.due and result.due >= day:
                found.append((result.due, rule, result))
                break
    out = []
    for due, rule, _ in sorted(found, key=lambda f: f[0]):
        tags = [] if rule.verified else [{"label": "待核实", "tone": "warm"}]
        out.append(
            {"label": rule.title, "date": f"{zh_date(due, day)}", "left": (due - day).days,
             "law": str(rule.basis), "url": f"/law/?rule={rule.id}", "tags": tags}
        )  # fmt: skip
    return out


def dates_panel(day: date) -> dict[str, Any] | None:
    """Return the fixed dates as a panel."""
    found = fixed_dates(day)
    if not found:
        return None
    rows = [
        {"pk": i, "label": f["label"],
         "cells": [title_cell(f["label"], f["url"], [f"{f['date']}止", f"剩 {f['left']} 日"], f["tags"])]}
        for i, f in enumerate(found)
    ]  # fmt: skip
    return {"title": "法定日期", "note": "固定日期，不顺延",
            "table": {"caption": "接下来的法定日期", "columns": [{"label": "事项和止日"}],
                      "rows": rows, "plain": True, "tight": True}}  # fmt: skip
