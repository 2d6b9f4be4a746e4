"""Contexts of the collection pages: the matrix, one office's answer, the confirmation sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import format_html

from yifa.core.metrics.models import Answer
from yifa.kernel.policy import Scope
from yifa.kernel.ui import charts
from yifa.kernel.ui.marks import title_cell
from yifa.lawkit.explain import zh_date
from yifa.suites.collection import board as boards
from yifa.suites.collection.board import WAITING, Board, State
from yifa.suites.collection.inbox import due_clock

TONES = {"asked": "", "returned": "alarm", "answered": "warn", "confirmed": "done"}
WORDS = {"asked": "未回", "returned": "已退回", "answered": "待确认", "confirmed": "已确认"}


def crumbs(board: Board | None = None, here: str = "") -> list[dict[str, str]]:
    """Return where a page of the suite hangs."""
    out = [{"text": "收数与零报告", "url": "/collections/"}]
    if board is not None:
        out.append({"text": boards.title_of(board.collection), "url": f"/collections/{board.collection.pk}/"})
    return [*out, {"text": here}] if here else out


def answer_text(answer: Answer, held: int) -> str:
    """Return an answer in two or three words: 3 条, 零报告, 未回."""
    if answer.state in WAITING:
        return WORDS[answer.state]
    text = "零报告" if answer.kind == Answer.Kind.ZERO else f"{answer.entries} 条"
    if held != (answer.entries or 0):
        text += f"，现 {held} 条"
    return text


def who_when(name: str, at: date | None, day: date) -> Any:
    """Return a name and its day, or nothing."""
    return [name, zh_date(at, day)] if at else ""


def matrix(board: Board, day: date) -> Any:
    """Return registers × offices as a table of words; each cell opens its answer."""
    c = board.collection
    rows = []
    for register in board.registers:
        cells: list[Any] = []
        for unit in board.units:
            answer = board.cells.get((register.key, unit.pk))
            if answer is None:
                cells.append({"text": "不收", "tone": "no"})
                continue
            tone = {"asked": "gap", "returned": "red", "answered": "gap"}.get(answer.state, "")
            if answer.state in WAITING and c.due_on < day and board.is_open:
                tone = "red"
            if answer.state == State.CONFIRMED and board.held(answer) != (answer.entries or 0):
                tone = "gap"
            text = "待确认" if answer.state == State.ANSWERED else answer_text(answer, board.held(answer))
            cells.append({"text": text, "tone": tone, "url": f"/collections/{c.pk}/{register.key}/{unit.pk}/"})
        cells.append(_close_cell(board, register.key))
        rows.append({"label": format_html('<a href="{}">{}</a>', register.url(), register.title), "cells": cells})
    heads = [format_html('<span class="c-head">{}</span>', str(u)) for u in board.units]
    return charts.heat(f"{boards.title_of(c)}：台账和处室（单位）", [*heads, "台账关闭"], rows)


def _close_cell(board: Board, register: str) -> dict[str, Any]:
    state = board.register_state(register)
    url = f"/collections/{board.collection.pk}/do/close_register/?register={register}"
    if state == "closed":
        return {"text": "已关闭"}
    if state == "waiting":
        left = sum(1 for a in board.of_register(register) if a.state != State.CONFIRMED)
        again = "已重开，" if register in board.closes else ""
        return {"text": f"{again}等 {left} 个", "tone": "no"}
    return {"text": "可关闭" if state == "ready" else "已重开", "tone": "gap", "url": url}


def meter(board: Board, url: str = "") -> dict[str, Any]:
    """Return how far the collection has come (parts/collection.html)."""
    total, done = len(board.units), board.confirmed
    late, unsure = board.units_in(State.ASKED, State.RETURNED), board.units_in(State.ANSWERED)
    answers = [a for a in board.answers if a.state == State.CONFIRMED]
    zeros = sum(1 for a in answers if a.kind == Answer.Kind.ZERO)
    rows: list[dict[str, Any]] = [
        {"label": "已确认", "value": f"{done} 个处室（单位）"},
        {"label": "其中零报告", "value": f"{zeros} 份"},
    ]
    if unsure:
        rows.append({"label": f"待确认：{_names(unsure)}", "value": f"{len(unsure)} 个", "tone": "warn"})
    if late:
        rows.append({"label": f"未回：{_names(late)}", "value": f"{len(late)} 个", "tone": "alarm"})
    closed = sum(1 for r in board.registers if board.register_state(r.key) == "closed")
    rows.append({"label": "台账关闭", "value": f"{closed} / {len(board.registers)}"})
    hint = "未回前，报告不能写“没有发生”。" if late else ""
    if not late and closed < len(board.registers):
        hint = "台账关闭前，报告不能写“没有发生”。"
    title = boards.title_of(board.collection)
    return {
        "title": title, "note": f"{done} / {total}", "done": done, "total": total, "rows": rows, "hint": hint,
        "label": f"{total} 个处室（单位）已确认 {done} 个", "url": url,
    }  # fmt: skip


def _names(units: list[Any]) -> str:
    return "、".join(str(u) for u in units[:4]) + ("等" if len(units) > 4 else "")


def groups(board: Board, day: date, leads: bool) -> list[dict[str, Any]]:
    """Return the offices as lists of work: 未回, 待确认, 已确认."""
    c = board.collection
    accounts = boards.with_account(c.bureau_id, day)
    out = []
    late = board.units_in(State.ASKED, State.RETURNED)
    for title, units in (
        ("未回", late), ("待负责人确认", board.units_in(State.ANSWERED)), ("已确认", board.units_in(State.CONFIRMED)),
    ):  # fmt: skip
        if units:
            entries = [_office(board, unit, day, leads, unit.pk in accounts) for unit in units]
            out.append(
                {"title": title, "note": f"{len(units)} 个", "entries": entries,
                 "alarm": units is late and c.due_on < day and board.is_open}
            )  # fmt: skip
    return out


def _office(board: Board, unit: Any, day: date, leads: bool, account: bool) -> dict[str, Any]:
    c, answers = board.collection, board.of_unit(unit.pk)
    state = board.unit_state(unit.pk)
    given = [a for a in answers if a.state not in WAITING]
    records = sum(a.entries or 0 for a in given)
    zeros = sum(1 for a in given if a.kind == Answer.Kind.ZERO)
    chased = max((a.chased for a in answers), default=0)
    meta: list[Any] = [f"已答 {len(given)} / {len(answers)} 本"]
    if given:
        meta.append(f"记录 {records} 条，零报告 {zeros} 本")
    if state == State.CONFIRMED:
        who = next((a for a in answers if a.confirmed_by), None)
        meta.append(f"{who.confirmed_by} {zh_date(who.confirmed_on, day)}确认" if who and who.confirmed_on else "")
    if chased:
        meta.append({"tag": f"已催办 {chased} 次", "tone": "alarm" if state != State.CONFIRMED else ""})
    action = None
    if leads and board.is_open and state != State.CONFIRMED:
        action = {"label": "催办", "url": f"/collections/{c.pk}/do/chase/", "method": "post",
                  "fields": {"unit": unit.pk}, "small": True}  # fmt: skip
        if not account:
            meta.append({"tag": "没有账号"})
            meta.append({"text": "纸质补登", "url": f"/collections/{c.pk}/paper/?unit={unit.pk}"})
            meta.append({"text": "收数表", "url": f"/collections/{c.pk}/book.xlsx?unit={unit.pk}"})
    entry: dict[str, Any] = {"title": unit.name, "meta": meta, "action": action}
    entry["url"] = f"/collections/{c.pk}/answer/?unit={unit.pk}"
    if state in WAITING and board.is_open:
        entry["clock"] = due_clock(c.due_on, c.happened_on, day)
    else:
        entry["kind"] = [WORDS[state]]
    return entry


def closing(board: Board) -> dict[str, Any] | None:
    """Return what may not be written yet, as a panel."""
    open_ = {r.key for r in board.registers if board.register_state(r.key) != "closed"}
    zeros = boards.blocked_zeros(open_)
    if not zeros:
        return None
    rows = [
        {"pk": m.key, "label": m.label,
         "cells": [{"text": m.label, "note": "、".join(r.title for r in board.registers if r.key in m.registers)}]}
        for m in zeros
    ]  # fmt: skip
    table = {"caption": "等台账关闭的数字", "columns": [{"label": "数字和所依据的台账"}], "rows": rows, "plain": True,
             "tight": True}  # fmt: skip
    return {"title": "还不能写“没有发生”的", "note": f"{len(rows)} 个数字", "table": table}


def reopened(board: Board) -> dict[str, Any] | None:
    """Return the registers reopened by an approved correction, as a panel."""
    rows = [
        {"pk": row.pk, "label": row.register,
         "cells": [title_cell(r.title, f"/r/core_metrics.close/{row.pk}/", [f"{row.approver}批准", row.reason])]}
        for r in board.registers
        if (row := board.closes.get(r.key)) is not None and row.state == row.State.REOPENED
    ]  # fmt: skip
    if not rows:
        return None
    table = {"caption": "已重开的台账", "columns": [{"label": "台账"}], "rows": rows, "plain": True, "tight": True}
    return {"title": "已重开的台账", "note": f"{len(rows)} 本", "table": table, "alarm": True}


def answer_table(board: Board, unit: Any, day: date) -> dict[str, Any]:
    """Return one office's registers with their own number of records and what the answer is."""
    c = board.collection
    rows = []
    for answer in board.of_unit(unit.pk):
        register = next(r for r in board.registers if r.key == answer.register)
        held = board.held(answer)
        will = "零报告" if not held else "有记录"
        state: dict[str, Any] = {"status": WORDS[answer.state], "tone": TONES[answer.state]}
        if answer.state not in WAITING:
            will = answer_text(answer, held)
        who = ""
        if answer.state == State.CONFIRMED and answer.confirmed_on:
            who = f"{answer.confirmed_by} {zh_date(answer.confirmed_on, day)}"
        elif answer.state == State.ANSWERED and answer.answered_on:
            who = f"{answer.answered_by} {zh_date(answer.answered_on, day)}答复"
        elif answer.return_reason:
            who = f"退回理由：{answer.return_reason}"
        drill = f"/collections/{c.pk}/{register.key}/{unit.pk}/"
        name = title_cell(register.title, drill, [answer.paper] if answer.paper else [])
        rows.append(
            {"pk": answer.pk, "label": register.title,
             "cells": [name, {"number": held, "unit": "条"}, {"text": will, "tone": "" if held else "mute"},
                       state, {"text": who, "tone": "alarm" if answer.state == State.RETURNED else "mute"}]}
        )  # fmt: skip
    label = "答复" if any(a.state not in WAITING for a in board.of_unit(unit.pk)) else "将答复"
    columns = [
        {"label": "台账"}, {"label": "本季度登记", "num": True}, {"label": label}, {"label": "状态"}, {"label": "经手"},
    ]  # fmt: skip
    return {"caption": f"{unit}的台账", "columns": columns, "rows": rows}


def records_table(register: Any, rows: Any, scope: Scope, limit: int = 200) -> dict[str, Any]:
    """Return the records behind one answer."""
    names = [c.name for c in register.column_list()][:5]
    shown = list(rows.select_related("unit").order_by("happened_on", "pk")[:limit])
    out = []
    for obj in shown:
        cells: list[Any] = []
        for i, name in enumerate(names):
            tags = ["补录"] if i == 0 and obj.backfilled else []
            text = register.display(obj, name, scope)
            cells.append({"text": text, "url": register.url(obj) if i == 0 else "", "tags": tags})
        out.append({"pk": obj.pk, "label": register.title_of(obj), "cells": [*cells, obj.paper]})
    columns = [*({"label": register.field(n).label} for n in names), {"label": "佐证文号"}]
    return {"caption": register.title, "columns": columns, "rows": out, "plain": True}


def sheet(board: Board) -> dict[str, Any]:
    """Return the confirmation sheet (确认单): registers, offices, seals."""
    registers = []
    for r in board.registers:
        answers = board.of_register(r.key)
        done = [a for a in answers if a.state == State.CONFIRMED]
        row = board.closes.get(r.key)
        registers.append(
            {"title": r.title, "asked": len(answers), "confirmed": len(done),
             "records": sum(a.entries or 0 for a in done),
             "zeros": sum(1 for a in done if a.kind == Answer.Kind.ZERO),
             "state": {"closed": "已关闭", "reopened": "已重开"}.get(board.register_state(r.key), "未关闭"),
             "by": row.closed_by if row else "", "on": row.happened_on if row else None,
             "seal": row.seal if row else ""}
        )  # fmt: skip
    offices = []
    for unit in board.units:
        answers = board.of_unit(unit.pk)
        last = next((a for a in answers if a.confirmed_on), None)
        first = next((a for a in answers if a.answered_on), None)
        offices.append(
            {"name": unit.name, "records": sum(a.entries or 0 for a in answers if a.state not in WAITING),
             "zeros": sum(1 for a in answers if a.kind == Answer.Kind.ZERO and a.state not in WAITING),
             "answered_by": first.answered_by if first else "", "answered_on": first.answered_on if first else None,
             "confirmed_by": last.confirmed_by if last else "", "confirmed_on": last.confirmed_on if last else None,
             "state": WORDS[board.unit_state(unit.pk)],
             "paper": "、".join(dict.fromkeys(a.paper for a in answers if a.paper))}
        )  # fmt: skip
    return {"registers": registers, "offices": offices}
