"""What energy wants from a reader beside its clocks: filings, measures of audits, closings; one entry a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from yifa.affairs.energy.filings.actions import FILERS
from yifa.affairs.energy.filings.choices import State as FilingState
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.registry import get_resource

#: how many days ahead the inbox looks
AHEAD = 15


@dataclass(frozen=True)
class Want:
    """One kind of thing to do: register, which rows, the day they are due, what is asked, who is asked."""

    key: str
    rows: Q
    due: str
    title: str
    verb: str
    view: str = ""
    roles: frozenset[str] = WRITERS
    soon: bool = True


WANTS = (
    Want("energy.filing", Q(state__in=(FilingState.DRAFT, FilingState.RETURNED, FilingState.SIGNED)), "due_on",
         "能耗报表待报送", "填写", roles=FILERS),
    Want("energy.filing", Q(state=FilingState.SUBMITTED), "", "能耗报表待审核", "审核"),
    Want("energy.audit_finding", Q(done_on=None, due_on__isnull=False), "due_on", "审计措施待落实", "登记落实"),
    Want("energy.closing", Q(issued_on=None), "", "能耗核定待通报", "办理"),
)  # fmt: skip


def _rows(one: Want, scope: Scope, day: date) -> Any:
    rows = get_resource(one.key).rows(scope).filter(one.rows, life="live")
    return rows.filter(**{f"{one.due}__lte": day + timedelta(days=AHEAD)}) if one.due else rows


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    for one in WANTS:
        if scope.has(one.roles):
            yield inbox.Asked(_rows(one, scope, day).values("pk", *([one.due] if one.due else [])), one.due, once=True)


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry a kind, which opens the record where it is one and the register where they are many."""
    for one in WANTS:
        if not scope.has(one.roles):
            continue
        rows, resource = _rows(one, scope, day), get_resource(one.key)
        asked: dict[str, Any] = {"many": Count("pk"), "first": Min("pk")}
        if one.due:
            asked |= {"due": Min(one.due), "late": Count("pk", filter=Q(**{f"{one.due}__lt": day}))}
        found = rows.order_by().aggregate(**asked)
        many, due, late = found["many"], found.get("due"), found.get("late", 0)
        if not many:
            continue
        if many == 1:
            row = resource.rows(scope).get(pk=found["first"])
            title, url, unit = f"{one.title}：{resource.title_of(row)}", resource.url(row), row.unit_id
        else:
            title, url, unit = f"{one.title} {many} 件", f"/r/{one.key}/", None
        clock = inbox.deadline(due, day) if due else None
        yield inbox.Todo(
            key=f"{one.key}.{one.verb}", kind="task", title=title, url=url, due=due, unit_id=unit, clock=clock,
            meta=("公共机构节能", f"逾期 {late} 件" if late and many > 1 else ""),
            action={"label": one.verb if many == 1 else "查看", "url": url, "small": True},
        )  # fmt: skip
