"""Collections in the inbox: to answer, to confirm, to chase, to close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from yifa.core.metrics.models import Answer, Collection, RegisterClose
from yifa.kernel import inbox, registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.explain import zh_date
from yifa.suites.collection import board as boards
from yifa.suites.collection.board import WAITING, Board, State


def due_clock(due: date, start: date | None, day: date) -> dict[str, Any]:
    """Return the term of an answer in a row: working days used, left, over."""
    calendar, one = WorkCalendar.load(), timedelta(days=1)
    used = calendar.count_workdays(start + one, min(day, due)) if start else 0
    left, over, tone = calendar.count_workdays(day + one, due), 0, ""
    if due < day:
        over = calendar.count_workdays(due + one, day)
        label, tone = f"逾期 {over} 个工作日" if over else f"逾期 {(day - due).days} 日", "alarm"
    elif due == day:
        label, tone, left, used = "今天到期", "warn", 1, max(used - 1, 0)
    else:
        label, tone = f"剩 {left} 个工作日" if left else f"剩 {(due - day).days} 日", "warn" if left <= 3 else ""
    return {"label": label, "note": f"{zh_date(due, day)}止", "tone": tone, "used": used, "left": left, "over": over}


def _open(scope: Scope) -> list[Collection]:
    return list(boards.of_bureau(scope.bureau_id or 0).filter(state=Collection.State.OPEN))


def _own(scope: Scope, state: Any) -> Any:
    rows = Answer.objects.filter(
        bureau_id=scope.bureau_id, life=Life.LIVE, collection__state=Collection.State.OPEN, collection__life=Life.LIVE,
        state__in=state,
    )  # fmt: skip
    return rows if scope.unit_ids is None else rows.filter(unit_id__in=scope.unit_ids)


def _to_close_again(scope: Scope) -> Any:
    return RegisterClose.objects.filter(
        bureau_id=scope.bureau_id, life=Life.LIVE, state=RegisterClose.State.REOPENED,
        collection__state=Collection.State.CLOSED,
    )  # fmt: skip


def count(scope: Scope, day: date) -> Iterator[inbox.Count | inbox.Asked]:
    """Yield how many collections want something from the reader, without building the entries."""
    found: set[tuple[str, int, int]] = set()
    late: set[tuple[str, int, int]] = set()
    wanted: list[tuple[str, Any]] = []
    if scope.has({"clerk", "head"}):
        wanted.append(("answer", _own(scope, WAITING)))
    if scope.has({"head"}):
        wanted.append(("confirm", _own(scope, (State.ANSWERED,))))
    for what, rows in wanted:
        places = rows.values_list("collection_id", "unit_id", "collection__due_on").order_by().distinct()
        for collection, unit, due in places:
            if what == "confirm" and ("answer", collection, unit) in found:
                continue
            found.add((what, collection, unit))
            if due < day:
                late.add((what, collection, unit))
    yield inbox.Count(len(found), len(late))
    if scope.has({"legal"}):
        still = Collection.objects.filter(bureau_id=scope.bureau_id, life=Life.LIVE, state=Collection.State.OPEN)
        yield inbox.Asked(still, "due_on")
        yield inbox.Asked(_to_close_again(scope))


@inbox.provider(count=count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield what the open collections want."""
    for collection in _open(scope) if scope.has({"clerk", "head", "legal"}) else ():
        board = Board.of(collection)
        clock = due_clock(collection.due_on, collection.happened_on, day)
        for unit in boards.answerable(scope, board):
            if todo := _of_unit(scope, board, unit, clock):
                yield todo
        if scope.has({"legal"}):
            yield _of_lead(board, clock)
    if scope.has({"legal"}):
        yield from _reopened(scope)


def _of_unit(scope: Scope, board: Board, unit: Any, clock: dict[str, Any]) -> inbox.Todo | None:
    c, answers = board.collection, board.of_unit(unit.pk)
    waiting = [a for a in answers if a.state in WAITING]
    answered = [a for a in answers if a.state == State.ANSWERED]
    url = f"/collections/{c.pk}/answer/?unit={unit.pk}"
    chased = max((a.chased for a in answers), default=0)
    tags: list[Any] = [{"tag": f"已催办 {chased} 次", "tone": "alarm"}] if chased else []
    common = {"kind": "collection", "url": url, "due": c.due_on, "clock": clock, "unit_id": unit.pk}
    if waiting:
        back = [a.return_reason for a in waiting if a.state == State.RETURNED and a.return_reason]
        meta = (f"{len(waiting)} 本台账待答复", f"退回：{back[0]}" if back else "", *tags)
        return inbox.Todo(
            key=f"collection.answer.{c.pk}.{unit.pk}", title=f"{boards.title_of(c)}：{unit}答复", meta=meta,
            action={"label": "答复", "url": url, "small": True}, **common,
        )  # fmt: skip
    if answered and scope.has({"head"}):
        zero = sum(1 for a in answered if a.kind == Answer.Kind.ZERO)
        meta = (f"{len(answered)} 本台账待确认", f"其中零报告 {zero} 本" if zero else "", *tags)
        return inbox.Todo(
            key=f"collection.confirm.{c.pk}.{unit.pk}", title=f"{boards.title_of(c)}：{unit}确认", meta=meta,
            action={"label": "确认", "url": url, "small": True}, **common,
        )  # fmt: skip
    return None


def _of_lead(board: Board, clock: dict[str, Any]) -> inbox.Todo:
    c = board.collection
    url = f"/collections/{c.pk}/"
    late = board.units_in(State.ASKED, State.RETURNED)
    unsure = board.units_in(State.ANSWERED)
    title = boards.title_of(c)
    if late:
        title += f"：{'、'.join(str(u) for u in late[:3])}{'等' if len(late) > 3 else ''}未回"
    elif unsure:
        title += f"：{'、'.join(str(u) for u in unsure[:3])}{'等' if len(unsure) > 3 else ''}待确认"
    else:
        title += "：可以关闭"
    action: dict[str, Any] = {"label": "关闭", "url": url, "small": True}
    if late or unsure:
        action = {"label": "催办", "url": f"{url}do/chase_all/", "method": "post", "small": True}
    total = len(board.units)
    return inbox.Todo(
        key=f"collection.lead.{c.pk}", kind="collection", title=title, url=url, due=c.due_on, clock=clock,
        meta=(f"{total} 个处室（单位）已确认 {board.confirmed} 个",), action=action, unit_id=c.unit_id,
    )  # fmt: skip


def _reopened(scope: Scope) -> Iterator[inbox.Todo]:
    """A register reopened by a correction in a closed collection must be closed again."""
    for row in _to_close_again(scope).select_related("collection"):
        name = registry.get_resource(row.register).title
        yield inbox.Todo(
            key=f"collection.reopened.{row.pk}", kind="collection", url=f"/collections/{row.collection_id}/",
            title=f"{boards.quarter_name(row.collection)}“{name}”已重开，待重新关闭",
            kind_lines=("收数", "已重开"), meta=(row.reason, f"{row.approver}批准" if row.approver else ""),
            action={"label": "关闭", "url": f"/collections/{row.collection_id}/", "small": True},
            unit_id=row.collection.unit_id,
        )  # fmt: skip


def _seen(scope: Scope, collection: Collection, words: str, day: date) -> inbox.Todo:
    url = f"/collections/{collection.pk}/"
    if not scope.has({"legal"}) and scope.home_unit_id:
        url += f"answer/?unit={scope.home_unit_id}"
    state = collection.get_state_display()
    return inbox.Todo(
        key=f"collection.{collection.pk}", kind="collection", title=boards.title_of(collection), url=url,
        due=collection.due_on, kind_lines=("收数", state), meta=(words,), unit_id=collection.unit_id,
        action={"label": "查看", "url": url, "small": True},
    )  # fmt: skip


def started(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """我发起的: to the lead office the collections it has opened; to an office what it has answered and waits for."""
    for collection in _open(scope) if scope.has({"clerk", "head", "legal"}) else ():
        board = Board.of(collection)
        if scope.has({"legal"}):
            yield _seen(scope, collection, f"{len(board.units)} 个处室（单位）已确认 {board.confirmed} 个", day)
            continue
        given = [a for u in boards.answerable(scope, board) for a in board.of_unit(u.pk) if a.state not in WAITING]
        if given:
            sure = sum(1 for a in given if a.state == State.CONFIRMED)
            yield _seen(scope, collection, f"已答复 {len(given)} 本台账，负责人已确认 {sure} 本", day)


def ended(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """已办结: the collections closed of late in which the reader had a part."""
    if not scope.has({"clerk", "head", "legal"}):
        return
    rows = boards.of_bureau(scope.bureau_id or 0).filter(
        state=Collection.State.CLOSED, closed_on__gte=day - timedelta(days=inbox.BACK)
    )
    for collection in rows:
        mine = collection.answers.filter(life=Life.LIVE)
        if scope.unit_ids is not None:
            mine = mine.filter(unit_id__in=scope.unit_ids)
        if mine.exists():
            assert collection.closed_on is not None
            yield _seen(scope, collection, f"{zh_date(collection.closed_on, day)}关闭", day)


inbox.STARTED.append(started)
inbox.ENDED.append(ended)
