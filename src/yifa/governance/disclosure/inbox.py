"""What disclosure wants from a reader beside its clocks: confirmations, days the bureau has set, reassessments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Q

from yifa.core.legaltime import clocks
from yifa.core.legaltime.inbox import AHEAD as CLOCKS_AHEAD
from yifa.core.legaltime.models import Clock
from yifa.core.org.models import Unit
from yifa.governance.disclosure import office
from yifa.governance.disclosure.actions.common import REPLY
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


def clocks_near(day: date) -> Any:
    """Return the running clocks that stand in the inbox themselves."""
    return Clock.objects.filter(state=Clock.State.RUNNING, due_on__lte=day + timedelta(days=CLOCKS_AHEAD))


def _kinds(scope: Scope, day: date) -> Iterator[tuple[str, str, Any, str]]:
    """Yield (key, what to do, records, field of the day it is due) of each kind of entry."""
    soon = day + timedelta(days=AHEAD)
    requests = get_resource("disclosure.request").rows(scope).counted()
    if office.consents(scope, day):
        asked = requests.filter(extension_asked_on__isnull=False, state=RequestState.RUNNING)
        yield "extension", "同意延期答复", asked, ""
    if not scope.has(WRITERS):
        return
    yield "confirm", "和申请人确认收到", requests.filter(state=RequestState.UNCONFIRMED), "arrived_on"
    delayed = requests.filter(delayed_to__lte=soon, closed_on=None).exclude(state=RequestState.UNCONFIRMED)
    yield "delay", "按延迟期限答复", delayed, "delayed_to"
    corrections = get_resource("disclosure.data_correction").rows(scope).counted()
    late = corrections.filter(state=CorrectionState.EVIDENCE, evidence_by__lt=day)
    yield "evidence", "期满没有补充材料，办结更正申请", late, "evidence_by"
    near = clocks_near(day).filter(resource="disclosure.data_correction")  # listed by their clocks
    open_ones = corrections.filter(state=CorrectionState.OPEN, backfilled=False)
    yield "correction", "办理更正申请", open_ones.exclude(pk__in=near.values("object_ref")), ""
    duties = get_resource("disclosure.yearly").rows(scope).counted().filter(state=DutyState.PLANNED)
    duties = duties.exclude(kind="annual_report")  # its own report asks for it
    yield "duty", "按年公开", duties.filter(due_on__lte=soon, approved_on__isnull=True), "due_on"
    withheld = get_resource("disclosure.item").rows(scope).counted().filter(way=Way.WITHHELD)
    yield "reassess", "评估不予公开的信息", withheld.filter(reassess_on__lte=soon), "reassess_on"


def _schedule(scope: Scope, day: date) -> tuple[Any, Any, Any]:
    """Return the yearly duties of the year, those without a day, and what was published of late."""
    rows = MandatoryYearly.objects.filter(bureau_id=scope.bureau_id, fiscal_year=day.year, life=Life.LIVE)
    undated = rows.filter(state=DutyState.PLANNED, due_on=None, approved_on=None).exclude(kind__in=BUDGETS)
    since = day - timedelta(days=BACK)
    return rows, undated, Item.objects.filter(bureau_id=scope.bureau_id, happened_on__gte=since, life=Life.LIVE)


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    for _, _, rows, due in _kinds(scope, day):
        yield inbox.Asked(rows, due)
    if scope.has(WRITERS) and scope.bureau_id is not None:
        drawn, undated, published = _schedule(scope, day)
        wanted = Q(Exists(undated)) | (~Q(Exists(drawn)) & Q(Exists(published)))
        yield inbox.Asked(Unit.objects.filter(wanted, pk=scope.bureau_id))


#: Key of an entry → the Resource its record is of.
OF = {"duty": "disclosure.yearly", "reassess": "disclosure.item", "correction": "disclosure.data_correction",
      "evidence": "disclosure.data_correction"}  # fmt: skip


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry for each thing to do."""
    for key, what, rows, name in _kinds(scope, day):
        resource = get_resource(OF.get(key, "disclosure.request"))
        for row in rows.order_by("pk"):
            url, due, does = resource.url(row), getattr(row, name) if name else None, {"label": "办理"}
            words = what
            if key == "extension":
                clock = clocks.of(row).filter(rule=REPLY).first()
                due, does = clock.due_on if clock else None, {"label": "同意", "url": f"{resource.url(row)}do/extend/"}
                words = f"{what} {row.extension_days} 个工作日"
            yield inbox.Todo(
                key=f"disclosure.{key}.{row.pk}", kind="approval" if key == "extension" else "task",
                title=f"{words}：{row}", url=url, due=due, meta=(resource.title,), unit_id=row.unit_id,
                action={"url": url, **does, "small": True},
            )  # fmt: skip
    if scope.has(WRITERS):
        yield from _of_schedule(scope, day)


def _of_schedule(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the schedule of the year: to be drawn up, or to be dated."""
    resource = get_resource("disclosure.yearly")
    drawn, undated, published = _schedule(scope, day)
    if number := undated.count():
        key, what, url = "undated", f"{number} 项必公开事项还没有定应公开日", f"{resource.url()}?v=undated"
    elif not drawn.exists() and published.exists():
        key, what, url = "draw_up", f"排定{day.year}年必公开事项", "/r/disclosure.yearly/new/draw_up/"
    else:
        return
    yield inbox.Todo(
        key=f"disclosure.{key}.{day.year}", kind="task", title=what, url=url, meta=(resource.title,),
        action={"label": "办理", "url": url, "small": True},
    )  # fmt: skip
