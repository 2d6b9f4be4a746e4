"""Pages of collection: the quarters, the matrix, one office's answer, the workbook, the confirmation sheet."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yifa.core.metrics.actions import zero_registers
from yifa.core.metrics.models import Collection, Quarter
from yifa.core.metrics.periods import quarter_end
from yifa.kernel import clockwork, registry
from yifa.kernel.action import Action, ActionError, errors_of, run
from yifa.kernel.downloads import attached
from yifa.kernel.ledger.models import Head
from yifa.kernel.policy import BUREAU_WIDE, READERS
from yifa.kernel.record import Life
from yifa.kernel.resource.forms import form_of
from yifa.kernel.screen import ctx_of, together
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.explain import zh_date
from yifa.suites.collection import board as boards
from yifa.suites.collection import book as books
from yifa.suites.collection import pages
from yifa.suites.collection.board import WAITING, Board, State

LEAD = frozenset({"legal"})
#: Offices get this many working days to answer, unless the lead office says otherwise on the form.
ANSWER_DAYS = 10


def _collection(request: Any, pk: int) -> Collection:
    """Return a collection of the reader's bureau, or 404."""
    if not request.scope.has(READERS):
        raise Http404
    return get_object_or_404(Collection, pk=pk, bureau_id=request.scope.bureau_id, life=Life.LIVE)


def _board(request: Any, pk: int) -> Board:
    """Return the part of a collection the reader may see."""
    return Board.of(_collection(request, pk), request.scope.unit_ids)


def _act(resource: str, verb: str) -> Action:
    return registry.get_action(f"core_metrics.{resource}", verb)


@login_required
def index(request: Any) -> HttpResponse:
    """All quarters, newest first, with how far each has come."""
    scope = request.scope
    if not scope.has(READERS):
        raise Http404
    wide = scope.unit_ids is None
    entries = []
    for collection in boards.of_bureau(scope.bureau_id):
        board = Board.of(collection, scope.unit_ids)
        url = f"/collections/{collection.pk}/"
        state = {"status": collection.get_state_display(), "tone": "run" if board.is_open else "done"}
        if not wide:
            mine = boards.answerable(scope, board)
            words = "、".join(f"{u}{pages.WORDS[board.unit_state(u.pk)]}" for u in mine)
            state = {
                "status": words or state["status"],
                "tone": pages.TONES[board.unit_state(mine[0].pk)] if mine else "",
            }
            url += "answer/"
        shown = pages.meter(board, url)
        late = board.is_open and collection.due_on < request.day and board.confirmed < len(board.units)
        entries.append(
            {**shown, "url": url, "state": state, "wide": wide,
             "due": f"{zh_date(collection.due_on, request.day)}止", "late": late,
             "closed": f"{zh_date(collection.closed_on, request.day)}关闭" if collection.closed_on else ""}
        )  # fmt: skip
    opens = {"label": "开启收数", "url": "/collections/open/", "kind": "main"}
    leads = scope.has(LEAD)
    head = {
        "title": "收数与零报告", "crumbs": [{"text": "报告与监督"}],
        "meta": ["每季度请各处室（单位）确认台账。没有发生的，零报告也要负责人确认"],
        "actions": [opens] if leads else [],
    }  # fmt: skip
    empty = {
        "text": "还没有开启收数。季度终了后开启，各处室（单位）在各自的待办里答复。",
        "actions": [opens] if leads else [],
    }
    return render(request, "collection/index.html", {"head": head, "entries": entries, "empty": empty})


class OpenForm(forms.Form):
    """Which quarter, until when, which registers."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(label="季度", choices=Quarter.choices, coerce=int)
    due_on = forms.DateField(label="答复期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    registers = forms.MultipleChoiceField(
        label="台账", widget=forms.CheckboxSelectMultiple, help_text="默认勾选零报告所依据的台账"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [r for r in registry.resources() if r.register]
        self.fields["registers"].choices = [(r.key, r.title) for r in chosen]  # type: ignore[attr-defined]


@login_required
def open_quarter(request: Any) -> HttpResponse:
    """Open a quarter; opening it twice leads to the one there is."""
    if not request.scope.has(LEAD):
        raise Http404
    day = request.day
    last = next((y, q) for y in (day.year, day.year - 1) for q in (4, 3, 2, 1) if quarter_end(y, q) < day)
    initial = {
        "year": last[0], "quarter": last[1], "registers": zero_registers(),
        "due_on": WorkCalendar.load().add_workdays(day, ANSWER_DAYS),
    }  # fmt: skip
    form = OpenForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        known = boards.of_bureau(request.scope.bureau_id).filter(year=data["year"], quarter=data["quarter"]).first()
        if known is not None:
            messages.info(request, f"{boards.title_of(known)}已经开启。")
            return redirect(f"/collections/{known.pk}/")
        action, ctx = _act("collection", "open"), ctx_of(request)
        values = {**data, "registers": ",".join(data["registers"])}
        try:
            action.clean(ctx, None, values)
            made = run(action, ctx, None, values).obj
        except ValidationError as error:
            for name, text in errors_of(error):
                form.add_error(name if name in form.fields else None, text)
        except ActionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已开启{boards.title_of(made)}，各处室（单位）的待办里已有这一件。")
            return redirect(f"/collections/{made.pk}/")
    context = {
        "head": {"title": "开启收数", "crumbs": pages.crumbs(here="开启")}, "form": form,
        "formcfg": {"submit": "开启收数", "cancel_url": "/collections/"},
        "lead": "每个参加收数的处室（单位）对每本台账答复一次：有记录，或零报告。条数由台账自己数，不用填。",
    }  # fmt: skip
    return render(request, "yifa/form.html", context, status=400 if form.errors else 200)


@login_required
def matrix(request: Any, pk: int) -> HttpResponse:
    """Registers × offices; offices answer on their own page."""
    scope = request.scope
    if scope.unit_ids is not None:
        return redirect(f"/collections/{pk}/answer/")
    board = _board(request, pk)
    c, leads = board.collection, scope.has(LEAD)
    state = {"label": c.get_state_display(), "tone": "run" if board.is_open else "done"}
    head = {
        "title": boards.title_of(c), "crumbs": pages.crumbs(here=boards.title_of(c)), "status": state,
        "meta": [
            f"{zh_date(c.due_on, request.day)}止答复", f"{len(board.units)} 个处室（单位）",
            f"{len(board.registers)} 本台账",
        ],
        "actions": _matrix_actions(board, leads),
    }  # fmt: skip
    panels = [p for p in (pages.reopened(board), pages.closing(board)) if p]
    context = {
        "head": head, "matrix": pages.matrix(board, request.day), "groups": pages.groups(board, request.day, leads),
        "collection": pages.meter(board), "aside_panels": panels,
    }  # fmt: skip
    return render(request, "collection/matrix.html", context)


def _matrix_actions(board: Board, leads: bool) -> list[dict[str, Any]]:
    base = f"/collections/{board.collection.pk}/"
    more = [{"label": "收数确认单", "url": f"{base}sheet/"}]
    if not leads:
        return more
    more.append({"label": "导出收数表", "url": f"{base}book.xlsx"})
    if board.is_open:
        more.append({"label": "导入收数表", "url": f"{base}import/"})
    out: list[dict[str, Any]] = [{"label": "收数表和确认单", "entries": more}]
    states = {board.register_state(r.key) for r in board.registers}
    if "waiting" in states:
        if board.is_open:
            out.append({"label": "全部催办", "url": f"{base}do/chase_all/", "method": "post", "kind": "main"})
    elif states - {"closed"}:
        out.append(
            {"label": "关闭全部台账", "url": f"{base}do/close_register/", "method": "post", "kind": "main",
             "confirm": "关闭后，改动本季度记录要经批准重开。"}
        )  # fmt: skip
    elif board.is_open:
        out.append({"label": "关闭收数", "url": f"{base}do/close/", "method": "post", "kind": "main"})
    return out


@login_required
def answer(request: Any, pk: int) -> HttpResponse:
    """One office: its own numbers, one answer for all registers, one confirmation."""
    board = _board(request, pk)
    scope, c = request.scope, board.collection
    asked = request.GET.get("unit", "") or request.POST.get("unit", "")
    mine = boards.answerable(scope, board)
    visible = board.units if scope.has(BUREAU_WIDE) else mine
    unit = next((u for u in visible if str(u.pk) == asked), None) if asked else (mine[0] if mine else None)
    if unit is None:
        raise Http404
    answers = board.of_unit(unit.pk)
    waiting = [a for a in answers if a.state in WAITING]
    given = [a for a in answers if a.state == State.ANSWERED]
    may_answer = unit in mine and board.is_open and bool(waiting)
    may_confirm = unit in mine and scope.has({"head"}) and board.is_open and not waiting and bool(given)
    if request.method == "POST":
        if request.POST.get("do") == "answer" and may_answer:
            steps = [(_act("answer", "answer"), a, {"kind": "entries" if board.held(a) else "zero"}) for a in waiting]
            together(request, steps, f"已答复 {len(waiting)} 本台账，待{unit}负责人确认。")
        elif request.POST.get("do") == "confirm" and may_confirm:
            steps = [(_act("answer", "confirm"), a, {}) for a in given]
            together(request, steps, f"已确认 {len(given)} 本台账。")
        return redirect(f"/collections/{pk}/answer/?unit={unit.pk}")
    zeros = sum(1 for a in waiting if not board.held(a))
    state = board.unit_state(unit.pk)
    head = {
        "title": f"{boards.title_of(c)}：{unit}", "crumbs": _trail(request, board, str(unit)),
        "status": {"label": pages.WORDS[state], "tone": pages.TONES[state]},
        "meta": [f"{zh_date(c.due_on, request.day)}止", f"{len(answers)} 本台账"],
        "actions": _answer_actions(request, board, unit, mine),
    }  # fmt: skip
    context = {
        "head": head, "table": pages.answer_table(board, unit, request.day), "unit": unit,
        "may_answer": may_answer, "may_confirm": may_confirm, "count": len(waiting), "zeros": zeros,
        "zero_given": sum(1 for a in given if a.kind == "zero"), "quarter": boards.quarter_name(c),
        "others": [{"text": str(u), "url": f"?unit={u.pk}", "current": u.pk == unit.pk} for u in mine if len(mine) > 1],
        "wait_head": unit in mine and not scope.has({"head"}) and not waiting and bool(given),
    }  # fmt: skip
    return render(request, "collection/answer.html", context)


def _trail(request: Any, board: Board, here: str) -> list[dict[str, str]]:
    """Crumbs: through the matrix for those who see the whole bureau."""
    return pages.crumbs(board if request.scope.unit_ids is None else None, here)


def _answer_actions(request: Any, board: Board, unit: Any, mine: list[Any]) -> list[dict[str, Any]]:
    base = f"/collections/{board.collection.pk}/"
    out: list[dict[str, Any]] = [{"label": "收数表", "url": f"{base}book.xlsx?unit={unit.pk}"}]
    if request.scope.has(LEAD) and unit not in mine and board.is_open:
        state = board.unit_state(unit.pk)
        if state != State.CONFIRMED:
            out.append({"label": "催办", "url": f"{base}do/chase/", "method": "post", "fields": {"unit": unit.pk}})
            out.append({"label": "纸质补登", "url": f"{base}paper/?unit={unit.pk}", "kind": "main"})
    return out


class PaperForm(forms.Form):
    """An answer that came on paper: what the paper is, who filled it in, who confirmed."""

    paper = forms.CharField(label="纸质件文号", max_length=160, help_text="收数回函、纸质收数表的编号")
    answered_by = forms.CharField(label="填报人", max_length=60)
    confirmed_by = forms.CharField(label="确认人（处室负责人）", max_length=60)


def _signed_steps(lines: Any, paper: str) -> list[tuple[Action, Any, dict[str, Any]]]:
    """Return answer and confirmation of each line, as entered by the lead office from a signed paper."""
    steps: list[tuple[Action, Any, dict[str, Any]]] = []
    for line in lines:
        steps.append((_act("answer", "answer"), line.answer,
                      {"kind": line.kind, "paper": paper, "signed_by": line.answered_by}))  # fmt: skip
        steps.append((_act("answer", "confirm"), line.answer, {"paper": paper, "signed_by": line.confirmed_by}))
    return steps


@login_required
def on_paper(request: Any, pk: int) -> HttpResponse:
    """The lead office enters the answer of an office without an account, from its signed paper."""
    if not request.scope.has(LEAD):
        raise Http404
    board = _board(request, pk)
    unit = next((u for u in board.units if str(u.pk) == request.GET.get("unit", "")), None)
    if unit is None:
        raise Http404
    form = PaperForm(request.POST or None)
    waiting = [a for a in board.of_unit(unit.pk) if a.state in WAITING]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        lines = [
            books.Line(
                a, "entries" if board.held(a) else "zero", data["answered_by"], data["confirmed_by"], request.day
            )
            for a in waiting
        ]
        if together(request, _signed_steps(lines, data["paper"]), f"已补登{unit}的 {len(lines)} 本台账。"):
            return redirect(f"/collections/{pk}/")
    table: dict[str, Any] = {**pages.answer_table(board, unit, request.day), "plain": True, "tight": True}
    table["columns"] = table["columns"][:3]
    table["rows"] = [{**row, "cells": row["cells"][:3]} for row in table["rows"]]
    panel = {"title": "将补登的答复", "note": f"{len(waiting)} 本台账", "empty": "没有待答复的台账。", "table": table}
    context = {
        "head": {"title": f"纸质补登：{unit}", "crumbs": pages.crumbs(board, "纸质补登")}, "form": form,
        "formcfg": {"submit": "补登答复和确认", "cancel_url": f"/collections/{pk}/",
                    "warn": "只补登处室（单位）已在纸上答复、负责人已签字的。"},
        "aside_panels": [panel],
    }  # fmt: skip
    return render(request, "yifa/form.html", context, status=400 if form.errors else 200)


#: Verbs of the matrix page: on the collection itself, or on each answer of an office.
_VERBS = {
    "chase_all": "已催办未回的处室（单位），催办已在各自的待办里。",
    "close_register": "已关闭台账，账本摘要记在确认单上。",
    "close": "已关闭这次收数。",
}


@login_required
def do(request: Any, pk: int, verb: str) -> HttpResponse:
    """One act of the lead office."""
    board = _board(request, pk)
    c, back = board.collection, f"/collections/{pk}/"
    if not request.scope.has(LEAD) or verb not in (*_VERBS, "chase"):
        raise Http404
    register = request.POST.get("register", "") or request.GET.get("register", "")
    if request.method != "POST":
        if verb != "close_register" or register not in {r.key for r in board.registers}:
            return redirect(back)
        return _confirm_close(request, board, register)
    if verb == "chase":
        unit = next((u for u in board.units if str(u.pk) == request.POST.get("unit", "")), None)
        if unit is None:
            raise Http404
        late = [a for a in board.of_unit(unit.pk) if a.state != State.CONFIRMED]
        steps: list[Any] = [(_act("answer", "chase"), a, {}) for a in late]
        together(request, steps, f"已催办{unit}，催办已在{unit}的待办里。")
        return redirect(back)
    data = {"register": register} if verb == "close_register" else {}
    together(request, [(_act("collection", verb), c, data)], _VERBS[verb])
    return redirect(back)


def _confirm_close(request: Any, board: Board, register: str) -> HttpResponse:
    res = registry.get_resource(register)
    answers = board.of_register(register)
    zeros = sum(1 for a in answers if a.kind == "zero")
    facts = [
        {"label": "台账", "value": res.title}, {"label": "季度", "value": boards.quarter_name(board.collection)},
        {"label": "记录", "value": f"{sum(a.entries or 0 for a in answers)} 条"},
        {"label": "零报告", "value": f"{zeros} 个处室（单位）"},
    ]  # fmt: skip
    context = {
        "head": {"title": f"关闭“{res.title}”", "crumbs": pages.crumbs(board, "关闭台账")},
        "form": forms.Form(),
        "formcfg": {"submit": "关闭台账", "cancel_url": f"/collections/{board.collection.pk}/",
                    "fields": {"register": register}},
        "confirm": {"text": "各处室（单位）都已确认，可以关闭。", "facts": facts,
                    "note": "关闭后，改动本季度这本台账的记录要经批准重开。"},
    }  # fmt: skip
    return render(request, "collection/close.html", context)


@login_required
def drill(request: Any, pk: int, register: str, unit: int) -> HttpResponse:
    """One answer: its facts, and the records it rests on."""
    board = _board(request, pk)
    found = board.cells.get((register, unit))
    if found is None:
        raise Http404
    c, res = board.collection, registry.get_resource(register)
    ctx, day = ctx_of(request), request.day
    rows = res.model.objects.filter(
        bureau_id=c.bureau_id, unit_id=unit, happened_on__range=_span(c)
    ).counted()  # fmt: skip
    base = f"/collections/{pk}/{register}/{unit}/do/"
    acts: list[dict[str, Any]] = []
    for verb, label in (("return", "退回"), ("chase", "催办")):
        action = _act("answer", verb)
        if (
            request.scope.has(action.roles)
            and not action.available(ctx, found)
            and (verb == "return" or request.scope.has(LEAD))
        ):
            method = "post" if verb == "chase" else "get"
            acts.append({"label": label, "url": f"{base}{verb}/", "method": method})
    close = board.closes.get(register)
    if close is not None and close.state == close.State.CLOSED and request.scope.has(LEAD):
        acts.append({"label": "重开台账", "url": f"/r/core_metrics.close/{close.pk}/do/reopen/"})
    state = {"label": pages.WORDS[found.state], "tone": pages.TONES[found.state]}
    head = {
        "title": f"{res.title}：{found.unit}", "status": state, "actions": acts,
        "crumbs": pages.crumbs(board, str(found.unit)), "meta": [boards.quarter_name(c)],
    }  # fmt: skip
    held = board.held(found)
    table = pages.records_table(res, rows, request.scope)
    panel = {
        "title": "本季度的记录",
        "note": f"{held} 条",
        "table": table,
        "empty": "没有记录。" + ("负责人已确认没有发生。" if found.kind == "zero" and found.confirmed_on else ""),
    }
    facts = [
        {"label": "答复", "value": pages.answer_text(found, held)},
        {"label": "催办", "value": f"{found.chased} 次" if found.chased else ""},
        {"label": "填报人", "value": pages.who_when(found.answered_by, found.answered_on, day)},
        {"label": "确认人", "value": pages.who_when(found.confirmed_by, found.confirmed_on, day)},
        {"label": "纸质件", "value": found.paper}, {"label": "退回理由", "value": found.return_reason},
    ]  # fmt: skip
    corner = {"text": "经过", "url": f"/r/core_metrics.answer/{found.pk}/"}
    context = {"head": head, "facts": {"title": "答复", "entries": facts, "corner": corner}, "panels": [panel]}
    return render(request, "collection/drill.html", context)


def _span(c: Collection) -> tuple[Any, Any]:
    from datetime import date

    return date(c.year, c.quarter * 3 - 2, 1), quarter_end(c.year, c.quarter)


@login_required
def do_answer(request: Any, pk: int, register: str, unit: int, verb: str) -> HttpResponse:
    """Return or chase one answer."""
    board = _board(request, pk)
    found = board.cells.get((register, unit))
    if found is None or verb not in ("return", "chase"):
        raise Http404
    action, ctx = _act("answer", verb), ctx_of(request)
    back = f"/collections/{pk}/{register}/{unit}/"
    form = form_of(action, ctx, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = {"return": f"已退回{found.unit}，理由已在对方的待办里。", "chase": f"已催办{found.unit}。"}[verb]
        together(request, [(action, found, form.cleaned_data)], done)
        return redirect(back)
    title = registry.get_resource(register).title
    context = {
        "head": {
            "title": f"{action.label}：{found.unit}“{title}”", "crumbs": pages.crumbs(board, action.label),
        },
        "form": form, "formcfg": {"submit": action.label, "cancel_url": back},
    }  # fmt: skip
    return render(request, "yifa/form.html", context, status=400 if form.errors else 200)


@login_required
def sheet(request: Any, pk: int) -> HttpResponse:
    """The confirmation sheet (确认单), with the seal of the ledger, for print and signature."""
    if request.scope.unit_ids is not None:
        raise Http404
    board = _board(request, pk)
    ledger = Head.objects.filter(pk=1).first()
    head = {
        "title": f"{boards.title_of(board.collection)}确认单", "crumbs": pages.crumbs(board, "确认单"),
        "actions": [{"label": "打印", "print": True, "kind": "main"}],
    }  # fmt: skip
    context = {
        "head": head, "sheet": pages.sheet(board), "collection": board.collection, "ledger": ledger,
        "open": board.is_open, "day": request.day, "printed_by": request.scope.name,
    }  # fmt: skip
    return render(request, "collection/sheet.html", context)


@login_required
def book(request: Any, pk: int) -> HttpResponse:
    """The workbook of one office, or of all that have not confirmed."""
    board = _board(request, pk)
    asked = request.GET.get("unit", "")
    units = [u for u in board.units if str(u.pk) == asked] if asked else board.units_in(
        State.ASKED, State.RETURNED, State.ANSWERED
    ) or board.units  # fmt: skip
    if not units or not (request.scope.has(BUREAU_WIDE) or boards.answerable(request.scope, board)):
        raise Http404
    out = io.BytesIO()
    bureau = board.collection.bureau.name
    books.write(out, board, units, bureau=bureau, stamp=clockwork.now())
    whose = units[0].name if len(units) == 1 else f"{len(units)}个处室"
    return attached(out.getvalue(), f"{boards.title_of(board.collection)}表（{whose}）.xlsx")


class BookForm(forms.Form):
    """A returned workbook."""

    file = forms.FileField(label="收数表", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}))
    paper = forms.CharField(label="回函文号", max_length=120, help_text="处室（单位）交回收数表的文号或编号")


@login_required
def take_book(request: Any, pk: int) -> HttpResponse:
    """Take a returned workbook: all of it or nothing."""
    if not request.scope.has(LEAD):
        raise Http404
    board = _board(request, pk)
    form = BookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, paper = form.cleaned_data["file"], form.cleaned_data["paper"]
        try:
            if upload.size > books.MAX_BYTES:
                raise books.BookError(["文件太大，不是收数表。核对是不是选错了文件。"])
            lines = books.read(upload.read(), upload.name, board, request.day)
        except books.BookError as error:
            for fault in error.faults:
                form.add_error(None, fault)
        else:
            units = list(dict.fromkeys(str(line.answer.unit) for line in lines))
            steps: list[Any] = []
            for line in lines:
                steps += _signed_steps([line], f"{paper}，{line.confirmed_on.isoformat()}签")
            if together(request, steps, f"已导入{'、'.join(units)}的 {len(lines)} 本台账。", "import"):
                return redirect(f"/collections/{pk}/")
    context = {
        "head": {"title": "导入收数表", "crumbs": pages.crumbs(board, "导入收数表"),
                 "actions": [{"label": "导出空表", "url": f"/collections/{pk}/book.xlsx"}]}, "form": form,
        "formcfg": {"submit": "导入收数表", "cancel_url": f"/collections/{pk}/"},
        "lead": "没有账号的处室（单位）在收数表上填写、负责人确认后交回。先整份检查，有一处不对就不写入。",
    }  # fmt: skip
    return render(request, "yifa/form.html", context, status=400 if form.errors else 200)
