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
from yifa.governance.disclosure.actions.consulting import TERM
from yifa.governance.disclosure.choices import BUDGETS, CorrectionState, DutyState, RequestState, SupplyWay, Way
from yifa.governance.disclosure.models import Guide, Item, MandatoryYearly
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.record import Life
from yifa.kernel.registry import get_resource
from yifa.lawkit.codes import code_list
from yifa.lawkit.explain import zh_date

#: How many days ahead a day the bureau has set is shown.
AHEAD = 30
#: A bureau that published nothing for so many days does not keep its disclosure here.
BACK = 366
#: A letter posted so many days ago should have its receipt back.
POSTED = 15
#: What waits for the applicant, until when, and what is to be done once that is over: nothing ends by itself.
LAPSES = {
    RequestState.SUPPLEMENT: ("supplement_by", "期满没有补正，办“收到补正”或者“不再处理”"),
    RequestState.EXPLAIN: ("explain_by", "期满没有说明理由，登记说明情况"),
    RequestState.PAYMENT: ("fee_due_on", "期满没有缴费，办“登记缴费”或者“不再处理”"),
}
LAPSED = "lapse"


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
    over = Q(pk__in=())
    for state, (limit, _) in LAPSES.items():
        over |= Q(state=state, **{f"{limit}__lt": day})
    yield LAPSED, "", requests.filter(over), ""
    asked = get_resource("disclosure.consultation").rows(scope).counted().filter(ended_on=None, backfilled=False)
    asked = asked.filter(request__life=Life.LIVE)
    unbound = asked.filter(Q(got_on=None) | ~Q(kind__in=TERM))
    yield "opinion", "期限没有起算，登记对方收到或者意见", unbound, ""
    letters = get_resource("disclosure.letter").rows(scope).counted().filter(served_on=None, served_by=SupplyWay.MAIL)
    posted = letters.filter(happened_on__lte=day - timedelta(days=POSTED), happened_on__gte=day - timedelta(days=BACK))
    yield "serve", "邮寄的文书登记送达", posted, ""
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
    forgotten = duties.filter(_over(soon.year - 1), approved_on=None)
    yield "approval", "登记批复、公开（一年到头还没有登记）", forgotten, ""
    withheld = get_resource("disclosure.item").rows(scope).counted().filter(way=Way.WITHHELD)
    yield "reassess", "评估不予公开的信息", withheld.filter(reassess_on__lte=soon), "reassess_on"


def _over(year: int) -> Q:
    """Return the condition of budgets and accounts whose schedule is of that year or before: it has ended."""
    found = Q(pk__in=())
    for kind in BUDGETS:
        about = year + int(code_list("disclosure_duties")[kind].extra.get("year_offset", 0))
        found |= Q(kind=kind, fiscal_year__lte=about)
    return found


def _schedule(scope: Scope, day: date) -> tuple[Any, Any, Any, Any]:
    """Return the yearly duties of the year, those without a day, what was published of late, and the guides."""
    here = {"bureau_id": scope.bureau_id, "life": Life.LIVE}
    rows = MandatoryYearly.objects.filter(**here)
    undated = rows.filter(state=DutyState.PLANNED, due_on=None, approved_on=None, fiscal_year__lte=day.year)
    published = Item.objects.filter(**here, happened_on__gte=day - timedelta(days=BACK))
    return rows.filter(fiscal_year=day.year), undated.exclude(kind__in=BUDGETS), published, Guide.objects.filter(**here)


def _asked_for_guide(scope: Scope, day: date) -> Q:
    """Return the condition that disclosure is kept here and no guide is (art. 12)."""
    drawn, _, published, guides = _schedule(scope, day)
    asked = get_resource("disclosure.request").rows(scope).counted()
    return (Q(Exists(drawn)) | Q(Exists(published)) | Q(Exists(asked))) & ~Q(Exists(guides))


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    for key, _, rows, due in _kinds(scope, day):
        yield inbox.Asked(rows, due, late=key == LAPSED)
    if scope.has(WRITERS) and scope.bureau_id is not None:
        drawn, undated, published, _ = _schedule(scope, day)
        draw_up = ~Q(Exists(drawn)) & Q(Exists(published))
        for found in (Q(Exists(undated)), draw_up, _asked_for_guide(scope, day)):
            yield inbox.Asked(Unit.objects.filter(found, pk=scope.bureau_id))


#: Key of an entry → the Resource its record is of.
OF = {"duty": "disclosure.yearly", "approval": "disclosure.yearly", "reassess": "disclosure.item",
      "correction": "disclosure.data_correction", "evidence": "disclosure.data_correction",
      "opinion": "disclosure.consultation", "serve": "disclosure.letter"}  # fmt: skip


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry for each thing to do."""
    for key, what, rows, name in _kinds(scope, day):
        resource = get_resource(OF.get(key, "disclosure.request"))
        for row in rows.order_by("pk"):
            url, due, does = resource.url(row), getattr(row, name) if name else None, {"label": "办理"}
            words = what
            if key == LAPSED:
                limit, words = LAPSES[RequestState(row.state)]
                due = getattr(row, limit)
            if key == "extension":
                clock = clocks.of(row).filter(rule=REPLY).first()
                due, does = clock.due_on if clock else None, {"label": "同意", "url": f"{resource.url(row)}do/extend/"}
                words = f"{what} {row.extension_days} 个工作日"
            until = (f"{zh_date(due, day)}止",) if due else ()
            yield inbox.Todo(
                key=f"disclosure.{key}.{row.pk}", kind="approval" if key == "extension" else "task",
                title=f"{words}：{row}", url=url, due=due, meta=(resource.title, *until), unit_id=row.unit_id,
                action={"url": url, **does, "small": True},
            )  # fmt: skip
    if scope.has(WRITERS):
        yield from _of_bureau(scope, day)


def _of_bureau(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield what the bureau lacks: the schedule of the year or its days, the guide."""
    yearly, guide = get_resource("disclosure.yearly"), get_resource("disclosure.guide")
    drawn, undated, published, _ = _schedule(scope, day)
    found = []
    if number := undated.count():
        found.append(("undated", f"{number} 项必公开事项还没有定应公开日", f"{yearly.url()}?v=undated", yearly))
    if not drawn.exists() and published.exists():
        found.append(("draw_up", f"排定{day.year}年必公开事项", "/r/disclosure.yearly/new/draw_up/", yearly))
    if Unit.objects.filter(_asked_for_guide(scope, day), pk=scope.bureau_id or 0).exists():
        found.append(("guide", "登记公开工作机构和指南（条例第十二条）", f"{guide.url()}new/", guide))
    for key, what, url, resource in found:
        yield inbox.Todo(
            key=f"disclosure.{key}.{day.year}", kind="task", title=what, url=url, meta=(resource.title,),
            action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip
