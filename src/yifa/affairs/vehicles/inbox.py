"""What vehicles want from a reader: approvals, cars to send, what expires, notices to explain, a driver's own trips.

Single matters stand one by one; what expires is one entry a kind that opens its list, so that a large fleet does not
fill the inbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from yifa.affairs.vehicles import upkeep_dues
from yifa.affairs.vehicles.choices import (
    GOING,
    DispatchState,
    DriverState,
    EventState,
    NoticeKind,
    NoticeState,
    ReportState,
    RequestState,
    RetireState,
    UpkeepState,
    VehicleState,
)
from yifa.affairs.vehicles.models import Dispatch
from yifa.affairs.vehicles.moments import day_span, local
from yifa.affairs.vehicles.resources.supervision import JUDGES
from yifa.affairs.vehicles.resources.use import APPROVERS, ASKERS
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.registry import get_resource

#: register, states that wait for who approves, what is asked
_ASKED = (
    ("vehicles.request", (RequestState.SUBMITTED,), "用车审批"),
    ("vehicles.upkeep", (UpkeepState.ASKED,), "维保审批"),
    ("vehicles.retirement", (RetireState.ASKED,), "更新处置审批"),
    ("vehicles.event", (EventState.DRAFT,), "活动用车方案审批"),
    ("vehicles.use_report", (ReportState.DRAFT,), "使用情况通报审签"),
)


def _rows(key: str, scope: Scope) -> Any:
    return get_resource(key).rows(scope).filter(life="live")


def _asked(key: str, states: tuple[str, ...], scope: Scope) -> Any:
    rows = _rows(key, scope).filter(state__in=states)
    if key == "vehicles.request":  # an urgent use that was sent is approved afterwards
        rows = _rows(key, scope).filter(
            Q(state=RequestState.SUBMITTED) | Q(urgency="urgent", approved_on__isnull=True, refused_on__isnull=True,
                                                state__in=(RequestState.DISPATCHED, RequestState.DONE))
        ).filter(backfilled=False)  # fmt: skip
    return rows


def _approvals_count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    if scope.has(APPROVERS):
        for key, states, _ in _ASKED:
            yield inbox.Asked(_asked(key, states, scope))


@inbox.provider(count=_approvals_count)
def approvals(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield what waits for the reader's word."""
    if not scope.has(APPROVERS):
        return
    for key, states, what in _ASKED:
        resource = get_resource(key)
        for row in _asked(key, states, scope).select_related("unit").order_by("id"):
            url = resource.url(row)
            when = f"{local(row.leaves_at):%m-%d %H:%M} 出发" if key == "vehicles.request" else ""
            late = "紧急用车，待补批" if key == "vehicles.request" and row.urgency == "urgent" else ""
            yield inbox.Todo(
                key=f"{key}.{row.pk}", kind="approval", title=f"{what}：{resource.title_of(row)}", url=url,
                meta=tuple(t for t in (str(row.unit or ""), when, late) if t), unit_id=row.unit_id,
                action={"label": "审批", "url": url, "small": True},
            )  # fmt: skip


def _kept(scope: Scope, day: date) -> Iterator[tuple[str, str, str, Any, str]]:
    """Yield (key, words with a place for the number, address, records, field of the day) of the fleet office."""
    dispatches, cars, until = _rows("vehicles.dispatch", scope), "/r/vehicles.vehicle/?v=", upkeep_dues.soon(day)
    asked = _rows("vehicles.request", scope).filter(state=RequestState.APPROVED)
    yield "send", "用车申请待派车 {} 件", "/vehicles/board/", asked, ""
    over = dispatches.filter(state__in=(DispatchState.PLANNED, DispatchState.OUT), returns_at__lt=day_span(day)[0])
    yield "back", "派车单过了计划回车日，没有登记回车 {} 件", "/vehicles/return/", over, ""
    back = dispatches.filter(state=DispatchState.BACK)
    yield "settle", "派车单待结算 {} 件", "/r/vehicles.dispatch/?v=back", back, ""
    fleet = _rows("vehicles.vehicle", scope).exclude(state__in=GOING)
    years = upkeep_dues.years_full(day, until) & ~upkeep_dues.years_full(day, day - (until - day))
    service = fleet.filter(upkeep_dues.service_open(day)).exclude(state=VehicleState.REPAIR)
    lacking = fleet.filter(upkeep_dues.no_papers())
    yield "lacking", "没有登记检验或者交强险 {} 辆", f"{cars}lacking", lacking, ""
    yield "due.test", "年检到期 {} 辆", f"{cars}test", fleet.filter(tested_until__lte=until), "tested_until"
    policies = fleet.filter(insured_until__lte=until)
    yield "due.policy", "交强险到期 {} 辆", f"{cars}insurance", policies, "insured_until"
    yield "due.service", "到了保养里程或者时间 {} 辆", f"{cars}service", service, ""
    yield "due.years", "满更新年限，可以研究更新 {} 辆", f"{cars}years", fleet.filter(years), ""
    people = _rows("vehicles.driver", scope).exclude(state=DriverState.LEFT).filter(licence_until__lte=until)
    yield "due.licence", "驾驶证到期 {} 人", "/r/vehicles.driver/?v=ending", people, "licence_until"
    firms = _rows("vehicles.vendor", scope).filter(valid_until__lte=until)
    yield "due.vendor", "定点合同到期 {} 家", "/r/vehicles.vendor/?v=ending", firms, "valid_until"


def _keeping_count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    if scope.has(WRITERS):
        for _, _, _, rows, name in _kept(scope, day):
            yield inbox.Asked(rows, name, once=True)


@inbox.provider(count=_keeping_count)
def keeping(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield what the keepers of the fleet have to do: one entry a kind."""
    if not scope.has(WRITERS):
        return
    for key, words, url, rows, name in _kept(scope, day):
        dated = {"past": Count("pk", filter=Q(**{f"{name}__lt": day})), "first": Min(name)} if name else {}
        found = rows.aggregate(number=Count("pk"), **dated)
        if not found["number"]:
            continue
        first, past = found.get("first"), found.get("past")
        clock = inbox.deadline(first, day) if first else None
        yield inbox.Todo(
            key=f"vehicles.{key}", kind="task", due=first, clock=clock, url=url, title=words.format(found["number"]),
            meta=("公务用车", f"已过期 {past} {words[-1]}" if past else ""),
            action={"label": "查看" if key.startswith("due.") else "办理", "url": url, "small": True},
        )  # fmt: skip


def _own_notices(scope: Scope) -> Any:
    if not scope.has(ASKERS) or scope.unit_ids is None:
        return get_resource("vehicles.notice").model.objects.none()
    rows = _rows("vehicles.notice", scope).filter(state=NoticeState.OPEN, unit_id__in=scope.unit_ids)
    return rows.order_by("happened_on", "id")


def _to_explain(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    rows = _own_notices(scope)
    yield inbox.Asked(rows.exclude(kind=NoticeKind.IDLE))
    yield inbox.Asked(rows.filter(kind=NoticeKind.IDLE), once=True)


@inbox.provider(count=_to_explain)
def notices(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the notices a unit has to explain; vehicles that stand idle are one entry."""
    resource = get_resource("vehicles.notice")
    idle = []
    for row in _own_notices(scope):
        url = resource.url(row)
        if row.kind == NoticeKind.IDLE:
            idle.append(url)
            continue
        yield inbox.Todo(
            key=f"vehicles.notice.{row.pk}", kind="task", title=f"说明用车情况：{row.facts}", url=url,
            meta=(row.get_kind_display(),), unit_id=row.unit_id,
            action={"label": "填写说明", "url": f"{url}do/explain/", "small": True},
        )  # fmt: skip
    if idle:
        url = idle[0] if len(idle) == 1 else f"{resource.url()}?kind={NoticeKind.IDLE}&v=open"
        yield inbox.Todo(
            key="vehicles.idle", kind="task", title=f"说明车辆长期闲置的原因 {len(idle)} 辆", url=url,
            meta=(NoticeKind.IDLE.label,), action={"label": "填写说明", "url": url, "small": True},
        )  # fmt: skip


def _to_judge(scope: Scope) -> Any:
    rows = _rows("vehicles.notice", scope)
    return rows.filter(state=NoticeState.EXPLAINED) if scope.has(JUDGES) else rows.none()


@inbox.provider(count=lambda scope, day: [inbox.Asked(_to_judge(scope), once=True)])
def judging(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the explained notices that wait for a finding: one entry, which opens their list."""
    if number := _to_judge(scope).count():
        url = "/r/vehicles.notice/?v=judge"
        yield inbox.Todo(
            key="vehicles.judge", kind="task", title=f"用车监督通知待认定 {number} 件", url=url, meta=("公务用车",),
            action={"label": "认定", "url": url, "small": True},
        )  # fmt: skip


def trips_of(scope: Scope) -> Any:
    """Return the sheets of the driver who signed in."""
    rows = Dispatch.objects.filter(bureau_id=scope.bureau_id, life="live").exclude(state=DispatchState.CANCELLED)
    rows = rows.filter(driver__person__user_id=scope.user_id) if scope.user_id else rows.none()
    return rows.select_related("vehicle", "driver__person", "user_unit").order_by("leaves_at", "id")


def _open_trips(scope: Scope, day: date) -> Any:
    open_ = (DispatchState.PLANNED, DispatchState.OUT)
    return trips_of(scope).filter(state__in=open_, leaves_at__lt=day_span(day + timedelta(days=1))[1])


@inbox.provider()
def own_trips(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield a driver's trips of today and tomorrow, and those not back yet."""
    if not scope.has({"driver"}):
        return
    for sheet in _open_trips(scope, day):
        url, out = f"/trips/{sheet.pk}/", sheet.state == DispatchState.OUT
        yield inbox.Todo(
            key=f"vehicles.trip.{sheet.pk}", kind="task", title=f"{sheet.route}", url=url,
            due=local(sheet.returns_at if out else sheet.leaves_at).date(),
            kind_lines=(f"{local(sheet.leaves_at):%m-%d %H:%M}", "在途" if out else "待出车"),
            meta=(str(sheet.vehicle or sheet.rented_plate), str(sheet.user_unit or "")),
            action={"label": "登记回车" if out else "登记出车", "url": url, "small": True},
        )  # fmt: skip
