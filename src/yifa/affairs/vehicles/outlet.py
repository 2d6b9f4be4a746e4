"""What vehicles hand outward and take in: a driver's trips, applications of served units, each by a personal link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from yifa.affairs.vehicles import outside, trip_pages
from yifa.affairs.vehicles.choices import DispatchState, RequestState
from yifa.affairs.vehicles.models import Dispatch, PhoneLink, Request
from yifa.affairs.vehicles.moments import day_of, day_span
from yifa.kernel.action import ActionError, Ctx, errors_of, run
from yifa.kernel.policy import Scope
from yifa.kernel.registry import get_action
from yifa.kernel.relay import CHANNEL, Card, Outcome, Outlet, Post, outlet

#: How far ahead a driver sees trips, and how far back an applicant sees applications, in days.
AHEAD, ASKED_BACK = 10, 60
#: How long a refusal is shown to who handed in, in days.
SAID = 7


@outlet
class Trips(Outlet):
    """公务用车: 我的行程 and 用车申请 on the phone."""

    key, label = "vehicles", "公务用车"
    urlpatterns = outside.urlpatterns

    def cards(self, bureau: Any, day: date) -> Iterator[Card]:
        """Yield the links that open something, and what each opens."""
        links = PhoneLink.objects.filter(
            bureau=bureau, life="live", revoked_at__isnull=True, expires_on__gte=day
        ).exclude(token_hash="").select_related("driver", "user_unit")  # fmt: skip
        for link in links.order_by("pk"):
            data = {"kind": "driver" if link.driver_id else "applicant", "name": link.holder,
                    "unit": str(link.user_unit or ""), "until": link.expires_on.isoformat()}  # fmt: skip
            yield Card(f"link:{link.pk}", data, who=link.token_hash)
            yield from self._trips(link, day) if link.driver_id else self._asked(link, day)

    def _trips(self, link: PhoneLink, day: date) -> Iterator[Card]:
        first, last = day_span(day)[0] - timedelta(days=trip_pages.BACK), day_span(day + timedelta(days=AHEAD))[1]
        rows = Dispatch.objects.filter(bureau_id=link.bureau_id, driver_id=link.driver_id or 0, life="live")
        rows = rows.exclude(state=DispatchState.CANCELLED).filter(
            Q(state__in=trip_pages.OPEN, leaves_at__lt=last) | Q(leaves_at__gte=first, leaves_at__lt=last)
        )
        for sheet in rows.select_related("vehicle", "user_unit").order_by("leaves_at", "id"):
            yield Card(f"trip:{sheet.pk}", outside.trip_data(sheet), who=link.token_hash,
                       sort=sheet.leaves_at.isoformat())  # fmt: skip

    def _asked(self, link: PhoneLink, day: date) -> Iterator[Card]:
        rows = _own(link).filter(leaves_at__gte=day_span(day - timedelta(days=ASKED_BACK))[0])
        for asked in rows.select_related("dispatch__vehicle", "dispatch__driver").order_by("leaves_at", "id"):
            yield Card(f"request:{asked.pk}", outside.request_data(asked), who=link.token_hash,
                       sort=asked.leaves_at.isoformat())  # fmt: skip

    def take(self, bureau: Any, post: Post, now: datetime) -> Outcome:
        """Do what was handed in, as the person whose link it is; say in words why it was not."""
        link = PhoneLink.objects.filter(bureau=bureau, token_hash=post.who).exclude(token_hash="").first()
        if link is None:
            return Outcome(False, "链接已换发或者作废，没有登记。", settled=True)
        if why := link.opens(day_of(post.at), post.at):
            return Outcome(False, f"{why}没有登记。", settled=True)
        data = {str(k): str(v) for k, v in post.data.items()}
        about = {"what": data.get("what", ""), "ref": data.get("ref", ""), "at": post.at.isoformat(),
                 "until": (day_of(now) + timedelta(days=SAID)).isoformat()}  # fmt: skip
        try:
            done, words, record = (_trip if link.driver_id else _request)(link, data, post, now)
        except ValidationError as problem:
            done, words, record = False, "".join(m for _, m in errors_of(problem)), None
        except ActionError as problem:
            done, words, record = False, str(problem), None
        return Outcome(done, words[:480], about, record, settled=True)

    def form(self, post: Post) -> tuple[str, str, dict[str, Any]]:
        """A step of a trip, or of an application."""
        what = str(post.data.get("what", ""))
        return trip_pages.SHEET if what in outside.STEPS else outside.REQUEST, what, post.data


Said = tuple[bool, str, tuple[str, int] | None]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _trip(link: PhoneLink, data: dict[str, str], post: Post, now: datetime) -> Said:
    """出车, 回车, 登记票据 of the driver's own trip; what the office entered meanwhile stands."""
    scope = Scope(
        user_id=link.driver.person.user_id if link.driver and link.driver.person else None, bureau_id=link.bureau_id,
        roles=frozenset({"driver"}), unit_ids=frozenset(), name=link.holder, post="驾驶员",
        extra={"driver": link.driver_id},
    )  # fmt: skip
    sheet = Dispatch.objects.filter(bureau_id=link.bureau_id, pk=_number(data.get("ref", "")), life="live").first()
    if sheet is None or sheet.driver_id != link.driver_id or sheet.state == DispatchState.CANCELLED:
        return False, "这趟行程已改派或者取消，没有登记。", None
    what, ctx = data.get("what", ""), Ctx(scope, day_of(now), now, CHANNEL)
    if what not in outside.STEPS:
        return False, "不认识的登记，没有办理。", None
    action, name = get_action(trip_pages.SHEET, what), f"{sheet.route}　{outside.STEPS[what]}"
    if why := action.available(ctx, sheet):
        if what == "bill":
            return False, f"{name}：{why}票据交车辆管理单位补登。", None
        words = trip_pages.already(sheet, {**data, "verb": what})
        return "以仪表为准" not in words, f"{name}：{words}", None
    if what == "return" and sheet.left_at is None and not data.get("left_at"):
        return False, f"{name}：出车没有登记成，先登记出车，再登记回车。", None
    files = {f.field: SimpleUploadedFile(f.name, f.content) for f in post.files if f.field == "photo"}
    form = trip_pages.form_for(action, ctx, sheet, {**data, "key": post.key}, files)
    if not form.is_valid():
        return False, f"{name}：{''.join(trip_pages.errors_of(form))}", None
    made = run(action, ctx, sheet, form.cleaned_data).obj
    return True, f"{name}：已登记。", (trip_pages.SHEET, made.pk)


def _own(link: PhoneLink) -> Any:
    return Request.objects.filter(
        bureau_id=link.bureau_id, unit_id=link.user_unit_id or 0, applicant=link.name, life="live"
    )


def _request(link: PhoneLink, data: dict[str, str], post: Post, now: datetime) -> Said:
    """申请用车, 取消, 评价, as the applicant."""
    scope = Scope(
        user_id=None, bureau_id=link.bureau_id, roles=frozenset({"unit"}), unit_ids=frozenset({link.user_unit_id or 0}),
        home_unit_id=link.user_unit_id, name=link.name, post=str(link.user_unit or ""), extra={"phone_link": link.pk},
    )  # fmt: skip
    what, ctx = data.get("what", ""), Ctx(scope, day_of(now), now, CHANNEL)
    if what not in outside.ASKS:
        return False, "不认识的登记，没有办理。", None
    asked = None if what == "record" else _own(link).filter(pk=_number(data.get("ref", ""))).first()
    action, name = get_action(outside.REQUEST, what), outside.ASKS[what]
    if what != "record":
        if asked is None:
            return False, f"{name}：没有这份申请。", None
        name = f"{asked.matter}　{name}"
        if why := action.available(ctx, asked):
            return False, f"{name}：{why}", None
    else:
        name = f"{data.get('matter', '')[:60]}　{name}"
    form = outside.form_for(action, ctx, asked, data)
    if not form.is_valid():
        return False, f"{name}：{''.join(trip_pages.errors_of(form))}", None
    given = dict(form.cleaned_data)
    if asked is None:
        given |= {"applicant": link.name, "phone": given.get("phone") or link.phone, "unit": link.user_unit}
    made = run(action, ctx, asked, given).obj
    told = f"编号 {made.number}，" if what == "record" else ""
    waits = "等待审批。" if made.state == RequestState.SUBMITTED and what == "record" else "已办理。"
    return True, f"{name}：{told}{waits}", (outside.REQUEST, made.pk)
