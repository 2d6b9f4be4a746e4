"""What a one-time link opens on the outer instance, and the opinion that comes back by it (法律顾问窗口)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from yifa.core.process import asked_points, counsel, matter, outside
from yifa.core.process.choices import Way
from yifa.core.process.models import CounselLink
from yifa.kernel.action import ActionError, Ctx, errors_of, run
from yifa.kernel.files import store
from yifa.kernel.policy import NOBODY
from yifa.kernel.registry import get_action
from yifa.kernel.relay import CHANNEL, Card, CardFile, Outcome, Outlet, Post, outlet

#: How long a link that has ended says why, in days.
SAID = 30
LINK = "core_process.counsel_link"


@outlet
class Counsel(Outlet):
    """法律顾问: one matter behind one link."""

    key, label = "counsel", "法律顾问意见"
    urlpatterns = outside.urlpatterns

    def cards(self, bureau: Any, day: date) -> Iterator[Card]:
        """Yield the matters that may be read, and the links that have ended lately, with why."""
        start = timezone.make_aware(datetime(day.year, day.month, day.day))
        since = day - timedelta(days=SAID)
        rows = CounselLink.objects.filter(bureau=bureau, way=Way.LINK, life="live").filter(
            Q(expires_at__gte=start - timedelta(days=SAID)) & (Q(answered_on__isnull=True) | Q(answered_on__gte=since))
        )
        for link in rows.order_by("pk"):
            why = counsel.closed(link, start)
            yield Card(f"link:{link.pk}", {"closed": why}, who=link.token_hash) if why else self._matter(link)

    @staticmethod
    def _matter(link: CounselLink) -> Card:
        subject = matter.subject_of(link)
        papers = matter.leaving(subject) if subject is not None else []
        data = {
            "title": link.title, "counsel": link.counsel, "organisation": link.organisation, "question": link.question,
            "expires_at": link.expires_at.isoformat(), "refused": link.refused, "opened": link.opened > 0,
            "facts": matter.facts(subject, NOBODY) if subject is not None else [],
            "points": [vars(p) for p in asked_points.points_of(subject)],
        }  # fmt: skip
        files = [CardFile(p.name, p.file.sha256, p.file.size) for p in papers]
        for paper in matter.made(subject) if subject is not None else ():
            body = paper.make(NOBODY)
            files.append(CardFile(paper.name, store.put(body), len(body)))
        return Card(f"link:{link.pk}", data, who=link.token_hash, files=tuple(files))

    def form(self, post: Post) -> tuple[str, str, dict[str, Any]]:
        """A verb of the link."""
        return LINK, outside.VERBS.get(str(post.data.get("what", "")), ""), post.data

    def take(self, bureau: Any, post: Post, now: datetime) -> Outcome:
        """Do by the link what its holder did outside; it counts by the moment it was handed in."""
        link = CounselLink.objects.filter(bureau=bureau, token_hash=post.who, way=Way.LINK, life="live").first()
        what = str(post.data.get("what", ""))
        if link is None or what not in outside.VERBS:
            return Outcome(False, "链接已作废，没有收下。", settled=True)
        ctx = Ctx(counsel.scope_of_link(link, min(post.at, now)), counsel.day_of(now), now, CHANNEL)
        data: dict[str, Any] = {str(k): str(v) for k, v in post.data.items()}
        if what == "opinion":
            data["points"] = asked_points.given(data)
        try:
            action = get_action(LINK, outside.VERBS[what])
            run(action, ctx, link, data)
        except ValidationError as problem:
            return Outcome(False, "".join(m for _, m in errors_of(problem))[:480], settled=True)
        except ActionError as problem:
            return Outcome(False, str(problem)[:480], settled=True)
        return Outcome(True, f"{link.counsel}：{action.label}", record=(LINK, link.pk))
