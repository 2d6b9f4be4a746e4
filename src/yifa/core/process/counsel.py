"""A matter put to a counsel or expert: by a one-time link (128 random bits, hashed at rest) or as a pack of papers.

Either way the opinion comes to the same place: on the link's record, on the counsel's stage of a running approval, and
to the modules that listen in ``AFTER_OPINION``.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from yifa.core.process import asked_points, codes, engine
from yifa.core.process.choices import CounselVerdict, InstanceState, StepState, Way
from yifa.core.process.links import key_of
from yifa.core.process.models import CounselLink, Instance
from yifa.kernel.action import Ctx, Refused, Work
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit import params

#: Called inside the work when an opinion has come: (work, link) -> None.
AFTER_OPINION: list[Callable[[Work, CounselLink], None]] = []
#: Called inside the work when a counsel stands aside: (work, link) -> None.
AFTER_DECLINE: list[Callable[[Work, CounselLink], None]] = []
#: Called before a counsel is asked: (record, name, day) -> why they may not be asked ("" if they may).
BEFORE_ASKING: list[Callable[[Any, str, date], str]] = []
#: After so many wrong names from another device the link is closed.
MOST_REFUSED = 5


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    work: Work, obj: Any, name: str, organisation: str, question: str, way: str = Way.LINK
) -> tuple[CounselLink, str]:
    """Make a link to one record; return it and the token, which is nowhere kept. Their open one ends with it."""
    token, key = secrets.token_urlsafe(16), key_of(obj)
    days = int(params.get_param("link.expires_days", work.day).value)
    for check in BEFORE_ASKING:
        if why := check(obj, name, work.day):
            raise Refused(why)
    before = (
        CounselLink.objects.filter(bureau_id=obj.bureau_id, resource=key, object_ref=obj.pk, counsel=name, way=way,
                                   answered_on__isnull=True, declined_on__isnull=True, life=Life.LIVE)
        .order_by("-id")
        .first()
    )  # fmt: skip
    if before is not None and not before.revoked:
        work.update(before, revoked=True)  # one person, one matter: one link that opens
    link = CounselLink(
        bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=work.day, title=str(obj)[:240], way=way,
        replaces=before, resource=key, object_ref=obj.pk, counsel=name, organisation=organisation, question=question,
        token_hash=token_hash(token),
        expires_at=work.ctx.now + timedelta(days=days),
    )  # fmt: skip
    return work.create(link), token


def find(token: str) -> CounselLink | None:
    """Return the link of a token."""
    return CounselLink.objects.filter(token_hash=token_hash(token), life=Life.LIVE).first()


def closed(link: CounselLink, now: datetime) -> str:
    """Return why a link opens nothing (empty: it is open)."""
    if link.declined_on:
        return "已申请回避，链接不再有效。"
    if link.revoked or link.life != Life.LIVE:
        return "链接已换发，请打开新的链接。" if link.replaced_by.exists() else "链接已收回。"
    if link.answered_on:
        return "意见已出具，链接用过即失效。"
    if link.way == Way.LINK and now >= link.expires_at:
        return "链接已过期。请联系发链接的处室。"
    if link.refused >= MOST_REFUSED:
        return "多次核对收件人没有通过，链接已停用。请联系发链接的处室。"
    return ""


def stands(link: CounselLink, day: date) -> str:
    """Return in words where a question to a counsel stands."""
    if link.answered_on:
        return f"已出具意见：{link.get_verdict_display()}" if link.verdict else "已出具意见"
    if link.declined_on:
        return "已申请回避"
    if link.revoked:
        return "已收回"
    until = day_of(link.expires_at)
    if link.way == Way.LINK and until < day:
        return "已过期，没有答复"
    return f"待答复，{until.month}月{until.day}日前有效" if link.way == Way.LINK else "送审包，等签名意见"


def code_of(link: CounselLink) -> str:
    """Return the code printed on a pack, so that the signed opinion finds its matter."""
    return codes.code("FG", link)


def words_of(link: CounselLink) -> str:
    """Return the whole opinion in words: the conclusion, the opinion, what was said to the points."""
    said = f"{CounselVerdict(link.verdict).label}。{link.opinion}" if link.verdict else link.opinion
    to_points = asked_points.words_of(link.answers)
    return f"{said}\n{to_points}" if to_points else said


def come_in(work: Work, link: CounselLink, verdict: str, opinion: str, *, day: date, paper: str = "") -> CounselLink:
    """Keep an opinion, sign the counsel's stage of the approval that waits for it, and tell the modules."""
    work.update(link, verdict=verdict, opinion=opinion, answered_on=day, **({"paper": paper} if paper else {}))
    _sign_stage(work, link, day, paper)
    for hook in AFTER_OPINION:
        hook(work, link)
    return link


def decline(work: Work, link: CounselLink, reason: str) -> CounselLink:
    """Keep that the counsel stands aside (回避), and tell the modules."""
    work.update(link, declined_on=work.day, decline_reason=reason)
    for hook in AFTER_DECLINE:
        hook(work, link)
    return link


def asked_of(link: CounselLink) -> str:
    """Return who was asked, in words."""
    return f"{link.counsel}（{link.organisation}）" if link.organisation else link.counsel


def _sign_stage(work: Work, link: CounselLink, day: date, paper: str) -> None:
    """An approval on the same record that stands at the counsel's stage goes on with the opinion.

    The opinion is heard whatever it says; whether the matter goes on is for those who decide after it.
    """
    rows = Instance.objects.filter(
        bureau_id=link.bureau_id, resource=link.resource, object_ref=link.object_ref, life=Life.LIVE,
        state=InstanceState.RUNNING,
    )  # fmt: skip
    for instance in rows:
        step = instance.steps.filter(
            round=instance.round, stage=instance.stage, state=StepState.PENDING, person="", life=Life.LIVE
        ).first()
        if step is None or "counsel" not in step.roles:
            continue
        said = words_of(link)
        how: dict[str, Any] = {
            "signer": link.counsel, "signer_ref": None, "post": link.organisation or "法律顾问", "acting_for": "",
            "decided_on": day, "proof": f"法律意见{link.pk}",
        }  # fmt: skip
        if paper:
            how |= {"offline": True, "paper_date": day, "paper": paper, "entered_by": work.scope.name}
        engine.decide(work, instance, StepState.AGREED, said, step=step, **how)


def day_of(moment: datetime) -> date:
    """Return the day of a moment on the office's clock."""
    return moment.astimezone(timezone.get_current_timezone()).date()


def handed_in(ctx: Ctx) -> datetime | None:
    """Return when a holder handed in outside what is taken now; None where they act here."""
    at: datetime | None = ctx.scope.extra.get("handed_in")
    return at


def scope_of_link(link: CounselLink, at: datetime | None = None) -> Scope:
    """Return the scope of whoever holds the link: this bureau, no unit, no account; ``at``: handed in outside."""
    return Scope(
        user_id=None, bureau_id=link.bureau_id, roles=frozenset({"counsel"}), unit_ids=frozenset(), name=link.counsel,
        post=link.organisation or "外聘法律顾问", extra={"link": link.pk, "handed_in": at},
    )  # fmt: skip
