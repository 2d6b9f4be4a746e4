"""What disclosure wants from a reader beside its clocks: confirmations, days the bureau has set, reassessments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from yifa.core.legaltime import clocks
from yifa.governance.disclosure.actions.common import REPLY
from yifa.governance.disclosure.actions.extension import HEADS
from yifa.governance.disclosure.choices import BUDGETS, CorrectionState, DutyState, RequestState, Way
from yifa.governance.disclosure.models import Item, MandatoryYearly
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.record import Life
from yifa.kernel.registry import get_resource

#: How many days ahead a day the bureau has set is shown.
AHEAD = 30
#: A bureau that published nothing for so many days does not keep its disclosure here.
BACK = 366


def _rows(scope: Scope, day: date) -> Iterator[tuple[str, str, Any, date | None]]:
    """Yield (key, what to do, record, due)."""
    soon = day + timedelta(days=AHEAD)
    requests = get_resource("disclosure.request").rows(scope).counted()
    if scope.has(HEADS):
        for row in requests.filter(extension_asked_on__isnull=False, state=RequestState.RUNNING).order_by("pk"):
            clock = clocks.of(row).filter(rule=REPLY).first()
            yield "extension", f"同意延期答复 {row.extension_days} 个工作日", row, clock.due_on if clock else None
    if not scope.has(WRITERS):
        return
    new = Q(state=RequestState.UNCONFIRMED)
    for row in requests.filter(new | Q(delayed_to__lte=soon, closed_on=None)).order_by("pk"):
        if row.state == RequestState.UNCONFIRMED:
            yield "confirm", "确认收到网上申请", row, row.arrived_on
        else:
            yield "delay", "按延迟期限答复", row, row.delayed_to
    open_ones = get_resource("disclosure.data_correction").rows(scope).counted().filter(state=CorrectionState.OPEN)
    for row in open_ones.order_by("pk"):
        yield "correction", "办理更正申请", row, None
    duties = get_resource("disclosure.yearly").rows(scope).counted().filter(state=DutyState.PLANNED)
    duties = duties.exclude(kind="annual_report")  # its own report asks for it
    for row in duties.filter(due_on__lte=soon, approved_on__isnull=True).order_by("due_on"):
        yield "duty", "按年公开", row, row.due_on
    withheld = get_resource("disclosure.item").rows(scope).counted().filter(way=Way.WITHHELD)
    for row in withheld.filter(reassess_on__lte=soon).order_by("reassess_on"):
        yield "reassess", "评估不予公开的信息", row, row.reassess_on


def _schedule(scope: Scope, day: date) -> tuple[str, str, str] | None:
    """Return (key, what to do, where) for the schedule of the year: to be drawn up, or to be dated; None when it is."""
    if scope.bureau_id is None or not scope.has(WRITERS):
        return None
    rows = MandatoryYearly.objects.filter(bureau_id=scope.bureau_id, fiscal_year=day.year, life=Life.LIVE)
    open_ones = Q(state=DutyState.PLANNED, due_on=None, approved_on=None) & ~Q(kind__in=BUDGETS)
    found = rows.aggregate(drawn=Count("pk"), undated=Count("pk", filter=open_ones))
    if found["drawn"]:
        where = f"{get_resource('disclosure.yearly').url()}?v=undated"
        number = found["undated"]
        return ("undated", f"{number} 项必公开事项还没有定应公开日", where) if number else None
    since = day - timedelta(days=BACK)
    if not Item.objects.filter(bureau_id=scope.bureau_id, happened_on__gte=since, life=Life.LIVE).exists():
        return None
    return "draw_up", f"排定{day.year}年必公开事项", "/r/disclosure.yearly/new/draw_up/"


def _count(scope: Scope, day: date) -> inbox.Count:
    due = [d for _, _, _, d in _rows(scope, day)]
    return inbox.Count(len(due) + int(_schedule(scope, day) is not None), sum(1 for d in due if d and d < day))


#: Key of an entry → the Resource its record is of.
OF = {"duty": "disclosure.yearly", "reassess": "disclosure.item", "correction": "disclosure.data_correction"}


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry for each thing to do."""
    for key, what, row, due in _rows(scope, day):
        name = OF.get(key, "disclosure.request")
        url = get_resource(name).url(row)
        does = {"label": "同意", "url": f"{url}do/extend/"} if key == "extension" else {"label": "办理", "url": url}
        yield inbox.Todo(
            key=f"disclosure.{key}.{row.pk}", kind="approval" if key == "extension" else "task",
            title=f"{what}：{row}", url=url, due=due, meta=(get_resource(name).title,), unit_id=row.unit_id,
            action={**does, "small": True},
        )  # fmt: skip
    if found := _schedule(scope, day):
        key, what, url = found
        yield inbox.Todo(
            key=f"disclosure.{key}.{day.year}", kind="task", title=what, url=url,
            meta=(get_resource("disclosure.yearly").title,), action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip
