"""Separation of duties (三员分立): the three administrators are three people, and none of them does business.

A small bureau may let one person hold several of the three, and do business besides: 兼任, set on the bureau's profile
with its reason, and shown as 兼任 wherever the person is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from yifa.core.org.models import BureauProfile, Holding, Person
from yifa.kernel.action import Ctx, Work
from yifa.kernel.policy import ADMIN_ROLES, ROLES
from yifa.kernel.record import Life
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import CorrectVerb, RecordVerb

_END = date.max


def clash(roles: Iterable[str]) -> str:
    """Return why roles may not lie with one person ("" if they may)."""
    held = frozenset(roles)
    admin, business = sorted(held & ADMIN_ROLES), sorted(held - ADMIN_ROLES)
    names = "、".join(ROLES[r] for r in (*admin, *business))
    if len(admin) > 1:
        return f"三员分立：{names}不能由一人担任"
    if admin and business:
        return f"{ROLES[admin[0]]}不接触业务数据，不能同时担任{'、'.join(ROLES[r] for r in business)}"
    return ""


def allowed(bureau_id: int | None) -> bool:
    """Whether a bureau lets the duties lie with one person (兼任)."""
    return BureauProfile.objects.filter(bureau_id=bureau_id, combined_admins=True, life=Life.LIVE).exists()


def held_with(person_id: int, bureau_id: int | None, start: date, end: date | None, but: int | None) -> list[str]:
    """Return the roles a person holds in a bureau at any time within a term, one holding left out."""
    rows = Holding.objects.filter(person_id=person_id, bureau_id=bureau_id, life=Life.LIVE).exclude(pk=but or 0)
    rows = rows.filter(starts_on__lte=end or _END).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start))
    return list(rows.values_list("post__role", flat=True))


def check(bureau_id: int | None, person: Person, role: str, start: date, end: date | None, but: int | None) -> None:
    """Raise ValidationError where a term would join what must stay apart."""
    why = clash([role, *held_with(person.pk, bureau_id, start, end, but)])
    if why and not allowed(bureau_id):
        raise ValidationError(f"{why}。小单位确需兼任的，先在“机关概况”写明兼任和理由。")


def combined(person: Person) -> str:
    """Return 兼任 as printed on a person's page: which duties lie together."""
    rows = person.holdings.filter(life=Life.LIVE, ends_on__isnull=True).select_related("post", "bureau")
    by_bureau: dict[str, list[str]] = {}
    for row in rows.order_by("id"):
        by_bureau.setdefault(str(row.bureau), []).append(row.post.role)
    found = [(name, roles) for name, roles in by_bureau.items() if clash(roles)]
    return "；".join(f"{name}：{'、'.join(dict.fromkeys(ROLES[r] for r in roles))}（兼任）" for name, roles in found)


def _term(obj: Any | None, data: dict[str, Any], name: str) -> Any:
    return data[name] if name in data else getattr(obj, name, None)


def _check_holding(bureau_id: int | None, obj: Any | None, data: dict[str, Any]) -> None:
    person, post = _term(obj, data, "person"), _term(obj, data, "post")
    start = _term(obj, data, "starts_on")
    if person is not None and post is not None and start is not None:
        check(bureau_id, person, post.role, start, _term(obj, data, "ends_on"), obj.pk if obj is not None else None)


@action
class RecordHolding(RecordVerb):
    """登记任职, the duties kept apart."""

    resource = "core_org.holding"

    def __init__(self) -> None:
        super().__init__(get_resource("core_org.holding"))

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Say so on the form."""
        super().clean(ctx, obj, data)
        _check_holding(ctx.scope.bureau_id, None, data)

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Hold to it whichever way the term comes in."""
        _check_holding(work.scope.bureau_id, None, data)
        return super().build(work, data)


class _Apart(CorrectVerb):
    of = ""

    def __init__(self) -> None:
        super().__init__(get_resource(self.of))

    def apart(self, obj: Any, data: dict[str, Any]) -> None:
        """Raise ValidationError where the correction would join what must stay apart."""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Say so on the form."""
        super().clean(ctx, obj, data)
        if obj is not None:
            self.apart(obj, data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Hold to it whichever way the correction comes in."""
        assert obj is not None
        self.apart(obj, data)
        return super().execute(work, obj, data)


@action
class CorrectHolding(_Apart):
    """更正任职."""

    resource = of = "core_org.holding"

    def apart(self, obj: Any, data: dict[str, Any]) -> None:
        """The term as it would stand."""
        _check_holding(obj.bureau_id, obj, data)


@action
class CorrectPost(_Apart):
    """更正岗位: a new role must suit everybody who holds the post."""

    resource = of = "core_org.post"

    def apart(self, obj: Any, data: dict[str, Any]) -> None:
        """Each holder of the post, over their term."""
        role = data.get("role", obj.role)
        if role == obj.role:
            return
        for term in obj.holdings.filter(life=Life.LIVE).select_related("person"):
            check(obj.bureau_id, term.person, role, term.starts_on, term.ends_on, term.pk)


@action
class CorrectProfile(_Apart):
    """更正机关概况: 兼任 has its reason, and ends only when nobody holds duties together."""

    resource = of = "core_org.profile"

    def apart(self, obj: Any, data: dict[str, Any]) -> None:
        """兼任 without a reason, or taken back while it lasts."""
        on = _term(obj, data, "combined_admins")
        if on and not (_term(obj, data, "combined_reason") or "").strip():
            raise ValidationError({"combined_reason": "写明为什么由一人兼任。"})
        if obj.combined_admins and not on:
            people = Person.objects.filter(holdings__bureau_id=obj.bureau_id, life=Life.LIVE).distinct()
            if names := [p.name for p in people if combined(p)]:
                raise ValidationError({"combined_admins": f"{'、'.join(names)}还在兼任，先调整任职。"})
