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
    DispatchState,
    DriverState,
    EventState,
    NoticeState,
    ReportState,
    RequestState,
    RetireState,
    UpkeepState,
    VehicleState,
)
from yifa.affairs.vehicles.models import Dispatch
from yifa.affairs.vehicles.moments import day_span, local
from yifa.affairs.vehicles.resources.use import APPROVERS, ASKERS
from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.registry import get_resource
from yifa.lawkit.explain import zh_date

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
            Q(state=RequestState.SUBMITTED) | Q(urgency="urgent", approved_on__isnull=True,
                                                state__in=(RequestState.DISPATCHED, RequestState.DONE))
        ).filter(backfilled=False)  # fmt: skip
    return rows


def _approvals_count(scope: Scope, day: date) -> inbox.Count:
    if not scope.has(APPROVERS):
        return inbox.Count()
    first, *others = (_asked(key, states, scope).order_by().values("pk") for key, states, _ in _ASKED)
    return inbox.Count(first.union(*others, all=True).count())


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


def _dues(scope: Scope, day: date) -> Iterator[tuple[str, str, str, int, int, date | None]]:
    """Yield (key, words, address, how many, how many past, first day) of what expires."""
    until = upkeep_dues.soon(day)
    kept = _rows("vehicles.vehicle", scope).exclude(state__in=(VehicleState.DISPOSED, VehicleState.PENDING))
    service = upkeep_dues.service_open(day)
    years = upkeep_dues.years_full(day, until) & ~upkeep_dues.years_full(day, day - (until - day))
    found = kept.aggregate(
        test=Count("id", filter=Q(tested_until__lte=until)), test_past=Count("id", filter=Q(tested_until__lt=day)),
        test_first=Min("tested_until", filter=Q(tested_until__lte=until)),
        policy=Count("id", filter=Q(insured_until__lte=until)),
        policy_past=Count("id", filter=Q(insured_until__lt=day)),
        policy_first=Min("insured_until", filter=Q(insured_until__lte=until)),
        service=Count("id", filter=service & ~Q(state=VehicleState.REPAIR)), years=Count("id", filter=years),
    )  # fmt: skip
    cars = "/r/vehicles.vehicle/?v="
    yield "test", "年检到期", f"{cars}test", found["test"], found["test_past"], found["test_first"]
    yield "policy", "交强险到期", f"{cars}insurance", found["policy"], found["policy_past"], found["policy_first"]
    yield "service", "到了保养里程或者时间", f"{cars}service", found["service"], 0, None
    yield "years", "满更新年限，可以研究更新", f"{cars}years", found["years"], 0, None
    people = _rows("vehicles.driver", scope).exclude(state=DriverState.LEFT)
    firms = _rows("vehicles.vendor", scope)
    for key, words, url, rows, name in (
        ("licence", "驾驶证到期", "/r/vehicles.driver/?v=ending", people, "licence_until"),
        ("vendor", "定点合同到期", "/r/vehicles.vendor/?v=ending", firms, "valid_until"),
    ):
        near = Q(**{f"{name}__lte": until})
        got = rows.aggregate(n=Count("id", filter=near), past=Count("id", filter=Q(**{f"{name}__lt": day})),
                             first=Min(name, filter=near))  # fmt: skip
        yield key, words, url, got["n"], got["past"], got["first"]


_WORD = {"licence": "人", "vendor": "家"}


def _waits(scope: Scope, day: date) -> Iterator[tuple[str, str, str, int]]:
    """Yield (key, words, address, how many) of what the fleet office has to do."""
    requests = _rows("vehicles.request", scope).filter(state=RequestState.APPROVED)
    open_ = (DispatchState.PLANNED, DispatchState.OUT, DispatchState.BACK)
    sheets = _rows("vehicles.dispatch", scope).filter(state__in=open_).aggregate(
        back=Count("id", filter=Q(returns_at__lt=day_span(day)[0]) & ~Q(state=DispatchState.BACK)),
        settle=Count("id", filter=Q(state=DispatchState.BACK)),
    )  # fmt: skip
    yield "send", "用车申请待派车", "/vehicles/board/", requests.count()
    yield "back", "派车单过了计划回车日，没有登记回车", "/vehicles/return/", sheets["back"]
    yield "settle", "派车单待结算", "/r/vehicles.dispatch/?v=back", sheets["settle"]


def _keeping_count(scope: Scope, day: date) -> inbox.Count:
    return inbox.counted(keeping(scope, day), day)


@inbox.provider(count=_keeping_count)
def keeping(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield what the keepers of the fleet have to do: one entry a kind."""
    if not scope.has(WRITERS):
        return
    for key, words, url, number in _waits(scope, day):
        if number:
            yield inbox.Todo(
                key=f"vehicles.{key}", kind="task", title=f"{words} {number} 件", url=url, meta=("公务用车",),
                action={"label": "办理", "url": url, "small": True},
            )  # fmt: skip
    for key, words, url, number, past, first in _dues(scope, day):
        if not number:
            continue
        left = (first - day).days if first else 0
        clock = None if first is None else {
            "label": f"逾期 {-left} 日" if left < 0 else "今天到期" if not left else f"剩 {left} 日",
            "note": f"{zh_date(first, day)}止", "tone": "alarm" if left < 0 else "warn",
        }  # fmt: skip
        yield inbox.Todo(
            key=f"vehicles.due.{key}", kind="task", due=first, clock=clock, url=url,
            title=f"{words} {number} {_WORD.get(key, '辆')}",
            meta=("公务用车", f"已过期 {past} {_WORD.get(key, '辆')}" if past else ""),
            action={"label": "查看", "url": url, "small": True},
        )  # fmt: skip


def _own_notices(scope: Scope) -> Any:
    if not scope.has(ASKERS) or scope.unit_ids is None:
        return get_resource("vehicles.notice").model.objects.none()
    rows = _rows("vehicles.notice", scope).filter(state=NoticeState.OPEN, unit_id__in=scope.unit_ids)
    return rows.order_by("happened_on", "id")


@inbox.provider(count=lambda scope, day: inbox.Count(_own_notices(scope).count()))
def notices(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield the notices a unit has to explain."""
    for row in _own_notices(scope):
        url = get_resource("vehicles.notice").url(row)
        yield inbox.Todo(
            key=f"vehicles.notice.{row.pk}", kind="task", title=f"说明用车情况：{row.facts}", url=url,
            meta=(row.get_kind_display(),), unit_id=row.unit_id,
            action={"label": "填写说明", "url": f"{url}do/explain/", "small": True},
        )  # fmt: skip


def trips_of(scope: Scope) -> Any:
    """Return the sheets of the driver who signed in."""
    rows = Dispatch.objects.filter(bureau_id=scope.bureau_id, life="live").exclude(state=DispatchState.CANCELLED)
    rows = rows.filter(driver__person__user_id=scope.user_id) if scope.user_id else rows.none()
    return rows.select_related("vehicle", "driver__person", "user_unit").order_by("leaves_at", "id")


def _open_trips(scope: Scope, day: date) -> Any:
    open_ = (DispatchState.PLANNED, DispatchState.OUT)
    return trips_of(scope).filter(state__in=open_, leaves_at__lt=day_span(day + timedelta(days=1))[1])


@inbox.provider(count=lambda scope, day: inbox.counted(own_trips(scope, day), day))
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
