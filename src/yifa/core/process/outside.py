"""The page behind a one-time link on the outer instance: the same page, drawn from a card; what is said is a post."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from yifa.core.process import asked_points
from yifa.core.process.choices import CounselVerdict, PointVerdict
from yifa.core.process.counsel import MOST_REFUSED
from yifa.kernel import clockwork, limits
from yifa.kernel.relay import outside, secret_digest
from yifa.kernel.relay.models import StoredCard, StoredPost

OUTLET = "counsel"
#: What is done outside → the verb of the link.
VERBS = {"open": "open", "paper": "fetch_paper", "wrong": "wrong_reader", "opinion": "give_opinion",
         "decline": "decline"}  # fmt: skip
#: Openings of one link that wait to be fetched at most; more are shown and not noted one by one.
MOST_NOTED = 200
_PAGE = "process/counsel.html"


def _card(who: str) -> StoredCard | None:
    """Return the card a token opens: its digest says whose matter it is."""
    return StoredCard.objects.filter(outlet=OUTLET, who=who).first()


def _waiting(code: str, who: str) -> set[str]:
    """Return the keys of what was handed in by a link and is not fetched yet."""
    return set(StoredPost.objects.filter(bureau=code, outlet=OUTLET, who=who).values_list("key", flat=True))


class Matter:
    """A link as the outer side knows it."""

    def __init__(self, request: HttpRequest, token: str) -> None:
        limits.check(request, "counsel", most=60)
        self.token, self.who = token, secret_digest(token)
        found = _card(self.who)
        if found is None:
            raise Http404
        self.card, self.code, self.data = found, found.bureau, dict(found.data)
        outside.dress(request, self.code, "#main")
        self.waiting = _waiting(self.code, self.who)
        self.outcomes = {o.get("key"): o for o in (c.data for c in outside.cards(self.code, "", self.who))}
        self.request, self.mark = request, f"counsel-{found.pk}"
        if not self.data.get("closed"):
            self.link = {**self.data, "expires_at": parse_datetime(self.data["expires_at"])}

    def key(self, what: str, n: int) -> str:
        """Return the key of the n-th post of a kind."""
        return outside.new_key(self.who, what, str(n))

    def next(self, what: str) -> tuple[str, int, dict[str, Any] | None]:
        """Return the key of the next post of a kind, how many there were, and what became of the last one."""
        n, last = 0, None
        while (key := self.key(what, n)) in self.waiting or key in self.outcomes:
            n, last = n + 1, self.outcomes.get(key, {})
        return key, n, last

    def hand_in(self, what: str, **data: str) -> None:
        """Hand in what was done; raises outside.Full."""
        outside.hand_in(OUTLET, self.code, {"what": what, **data}, [], self.next(what)[0], self.token)

    def note(self, what: str, **data: str) -> None:
        """Note an opening or a fetched paper for the ledger inside."""
        if len(self.waiting) < MOST_NOTED:
            self.hand_in(what, **data)

    def closed(self) -> str:
        """Return why the link opens nothing (empty: it is open)."""
        if self.data.get("closed"):
            return str(self.data["closed"])
        for what, said in (("opinion", "意见已交，正在转给发链接的处室；链接用过即失效。"),
                           ("decline", "回避申请已交，正在转给发链接的处室；链接不再有效。")):  # fmt: skip
            _, n, last = self.next(what)
            if n and (not last or last.get("done")):
                return said
        if clockwork.now() >= self.link["expires_at"]:
            return "链接已过期。请联系发链接的处室。"
        if self.data["refused"] + self._new("wrong") >= MOST_REFUSED:
            return "多次核对收件人没有通过，链接已停用。请联系发链接的处室。"
        return ""

    def _new(self, what: str) -> int:
        """Return how many posts of a kind the card does not count yet."""
        return sum(self.key(what, n) in self.waiting for n in range(self.next(what)[1]))

    @property
    def known(self) -> bool:
        """Whether this device opened it, or nobody did yet."""
        if not self.data["opened"] and not self.next("open")[1]:
            return True
        return self.request.get_signed_cookie(self.mark, default="", salt=self.who) == "1"

    def marked(self, answer: HttpResponse) -> HttpResponse:
        """Let the device keep the mark of the link."""
        answer.set_signed_cookie(self.mark, "1", salt=self.who, expires=self.link["expires_at"], httponly=True,
                                 samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, path="/counsel/")  # fmt: skip
        return answer


@csrf_protect
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Read the matter and give an opinion, outside."""
    matter = Matter(request, token)
    if why := matter.closed():
        return render(request, _PAGE, {"closed": why}, status=410)
    if not matter.known:
        return _who(request, matter)
    error, posted = "", request.POST
    answers = asked_points.given(posted)
    if request.method == "POST":
        aside = "decline" in posted
        error = _fault(matter, posted, answers)
        if not error:
            try:
                if aside:
                    matter.hand_in("decline", reason=posted["reason"].strip()[:200])
                else:
                    matter.hand_in("opinion", **{k: str(v) for k, v in posted.items() if k != "csrfmiddlewaretoken"})
            except outside.Full as problem:
                error = str(problem)
            else:
                return render(request, _PAGE, {"thanks": True, "declined": aside, "away": True})
    else:
        matter.note("open")
        for what in ("opinion", "decline"):
            if (last := matter.next(what)[2]) and not last.get("done"):
                error = f"上次交的没有收下：{last.get('words', '')}"
    context = {
        "link": matter.link, "facts": matter.data["facts"], "error": error, "verdicts": CounselVerdict.choices,
        "papers": [{"text": f["name"], "url": f"papers/{f['sha256']}/"} for f in matter.card.files],
        "points": asked_points.asked(matter.data["points"], answers), "point_verdicts": PointVerdict.choices,
        "verdict": posted.get("verdict", ""), "opinion": posted.get("opinion", ""),
        "no_interest": "no_interest" in posted, "reason": posted.get("reason", ""),
    }  # fmt: skip
    return matter.marked(render(request, _PAGE, context))


def _fault(matter: Matter, posted: Any, answers: Any) -> str:
    """Return what the inner side would refuse, so that it is said at once."""
    if "decline" in posted:
        return "" if posted.get("reason", "").strip() else "写明回避事由。"
    if not posted.get("opinion", "").strip():
        return "写明法律意见。"
    if posted.get("verdict") and posted["verdict"] not in CounselVerdict.values:
        return "选一个结论。"
    if not posted.get("no_interest"):
        return "请声明与本事项没有利害关系；有利害关系的，申请回避。"
    return asked_points.fault(matter.data["points"], answers)


def _who(request: HttpRequest, matter: Matter) -> HttpResponse:
    """Ask another device for whom the link is."""
    error = ""
    if request.method == "POST" and "who" in request.POST:
        if request.POST["who"].strip() == matter.link["counsel"]:
            return matter.marked(redirect(request.path))
        matter.note("wrong")
        matter = Matter(request, matter.token)
        if why := matter.closed():
            return render(request, _PAGE, {"closed": why}, status=410)
        error = "不是这个链接的收件人。"
    return render(request, _PAGE, {"ask": True, "error": error}, status=403)


@require_safe
def paper(request: HttpRequest, token: str, digest: str) -> HttpResponse | FileResponse:
    """A paper of the matter, on a device that opened the link; each fetching is noted."""
    matter = Matter(request, token)
    if why := matter.closed():
        return render(request, _PAGE, {"closed": why}, status=410)
    if not matter.known:
        return redirect(f"/counsel/{token}/")
    place = outside.file_of(matter.card, digest)
    if place is None:
        raise Http404
    name = next(f["name"] for f in matter.card.files if f["sha256"] == digest)
    matter.note("paper", name=name)
    return FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")


urlpatterns = [path("counsel/<str:token>/", page), path("counsel/<str:token>/papers/<str:digest>/", paper)]
