"""Where the public pages read from and hand in to: the records (inner side), or cards and posts (outer side).

The pages are the same on both sides; only this differs. What a card of this module holds is written in ``outlet.py``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from yifa.core.org.models import BureauProfile, Unit
from yifa.governance.disclosure import explain, office, package, receipts, trail
from yifa.governance.disclosure.choices import Channel
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.models import DataCorrection, Request
from yifa.kernel import clockwork
from yifa.kernel.action import Ctx, run
from yifa.kernel.files import store
from yifa.kernel.files.views import content, content_of
from yifa.kernel.policy import Scope
from yifa.kernel.relay import CHANNEL, day_of, outside, secret_digest
from yifa.kernel.resource.forms import form_of

#: Key of the outlet, and what its cards are called.
OUTLET, ITEM, STATUS, GUIDE = "disclosure", "item:", "status:", "guide"
#: What the guide shows.
_GUIDE = ("name", "address", "hours", "phone", "fax", "postcode", "online", "arrangement", "access", "watch")


def _words(text: str) -> list[str]:
    return text.split()[:5]


class _Carried(forms.IntegerField):
    """The number of an item, carried along: only the inner side knows the item."""

    def clean(self, value: Any) -> None:
        """Accept a number."""
        super().clean(value)


def public_form(action: Any, ctx: Ctx, data: Any = None, files: Any = None, start: dict[str, Any] | None = None) -> Any:
    """Return the form of an application: the same for the page inside, outside, and when a post is taken."""
    form = form_of(action, ctx, None, data, files, start)
    if "item" in form.fields:  # chosen by the page one comes from, never from a list
        kept: dict[str, Any] = {"label": "公开信息", "required": False, "widget": forms.HiddenInput()}
        bureau = ctx.scope.bureau_id
        form.fields["item"] = (
            forms.ModelChoiceField(queryset=package.published(bureau, ctx.day), **kept) if bureau else _Carried(**kept)
        )
    return form


class Inside:
    """The records themselves."""

    as_of: datetime | None = None

    def __init__(self, request: HttpRequest, code: str) -> None:
        if not getattr(settings, "YIFA_PUBLIC_PAGES", True):
            raise Http404
        bureau: Unit = get_object_or_404(Unit, code=code, bureau__isnull=True)
        self.bureau, self.name, self.day = bureau, bureau.name, request.day  # type: ignore[attr-defined]
        profile = BureauProfile.objects.filter(bureau=bureau).first()
        request.shell_extra = {  # type: ignore[attr-defined]
            "bureau": bureau.name, "home_url": f"/open/{code}/", "demo": bool(profile and profile.demo), "user": None,
            "nav": [], "dock": [],
        }  # fmt: skip

    def items(self, words: str = "", **chosen: str) -> Any:
        """Return what is published, the newest first: all of it, or what holds the words and values asked for."""
        rows = package.published(self.bureau.pk, self.day)
        for word in _words(words):
            rows = rows.filter(
                Q(title__icontains=word) | Q(doc_no__icontains=word) | Q(index_no__icontains=word)
                | Q(summary__icontains=word)
            )  # fmt: skip
        return rows.filter(**chosen)

    def channels(self) -> list[tuple[str, str, int]]:
        """Return the channels with their counts."""
        rows = self.items().order_by().values_list("channel").annotate(n=Count("pk"))
        counts: dict[str, int] = dict(rows)
        return [(c.value, str(c.label), counts[c.value]) for c in Channel if c.value in counts]

    def topics(self) -> list[str]:
        """Return the topics there are."""
        return sorted(set(self.items().order_by().exclude(topic="").values_list("topic", flat=True).distinct()))[:60]

    def item(self, pk: int) -> dict[str, Any] | None:
        """Return one item with its header block, its files, and what was corrected in it."""
        found = self.items().filter(pk=pk).first()
        return found and {
            "item": found, "header": package.header_block(found), "files": package.files_of([found.pk]),
            "corrections": trail.of(found),
        }  # fmt: skip

    def file(self, pk: int, number: int) -> HttpResponse | None:
        """Return a file of a published item."""
        found = package.files_of([pk]).filter(pk=number).first() if self.items().filter(pk=pk).exists() else None
        return content(found, inline=False) if found and store.path_of(found.file.sha256).exists() else None

    def guide(self) -> Any:
        """Return the guide in force; None where none is entered."""
        return office.of(self.bureau.pk, self.day)

    def ctx(self) -> Ctx:
        """Return the context of an applicant."""
        return public_ctx(self.bureau, clockwork.today(), clockwork.now(), "public")

    def start(self) -> dict[str, str]:
        """Return what a form carries unseen."""
        return {}

    def hand_in(self, action: Any, form: Any, ctx: Ctx, data: Any) -> str:
        """Take an application and return its receipt number; the same one a moment ago is the one."""
        cleaned = dict(form.cleaned_data)
        made = same(self.bureau, action.resource, cleaned, ctx) or run(action, ctx, None, cleaned).obj
        return receipts.receipt_of(made)

    def told(self, receipt: str) -> dict[str, Any] | None:
        """Return what a receipt number tells; None where there is none such."""
        found = receipts.find(self.bureau.pk, receipt)
        return explain.told(found, self.day) if found else None


def public_ctx(bureau: Unit, day: date, now: datetime, channel: str) -> Ctx:
    """Return the context of an applicant, who has no account."""
    unit = office.unit_of(bureau.pk, day)
    scope = Scope(
        user_id=None, bureau_id=bureau.pk, unit_ids=frozenset(), home_unit_id=unit.pk if unit else None,
        name="申请人", post="公开网页",
    )  # fmt: skip
    return Ctx(scope, day, now, channel=channel)


def same(bureau: Unit, key: str, data: dict[str, Any], ctx: Ctx) -> Request | DataCorrection | None:
    """Return what the same person handed in on the same day: the button was pressed twice."""
    who = {name: data[name] for name in ("applicant", "contact")}
    rows: Any
    if key == "disclosure.request":
        rows = Request.objects.filter(state=S.UNCONFIRMED, arrived_on=ctx.day, content=data["content"])
    else:
        rows = DataCorrection.objects.filter(happened_on=ctx.day, title=data["title"], wrong=data["wrong"])
    found: Request | DataCorrection | None = rows.filter(bureau=bureau, life="live", **who).first()
    return found


class Outside:
    """Cards that were handed out, and posts that wait to be fetched."""

    def __init__(self, request: HttpRequest, code: str) -> None:
        partner = outside.dress(request, code, f"/open/{code}/")
        self.code, self.name, self.as_of = code, partner.name, partner.as_of
        self.bureau = SimpleNamespace(name=partner.name, code=code)

    def _cards(self) -> Any:
        """Return the cards of items: among what everybody sees they alone have a place in the order (an index)."""
        return outside.cards(self.code, OUTLET).exclude(sort="")

    def items(self, words: str = "", **chosen: str) -> Any:
        """Return the items handed out, the newest first."""
        rows = self._cards()
        for word in _words(words):
            rows = rows.filter(words__icontains=word)
        return Shown(rows.filter(**{f"data__{name}": value for name, value in chosen.items()}))

    def channels(self) -> list[tuple[str, str, int]]:
        """Return the channels with their counts."""
        counts: dict[str, int] = dict(self._kinds()[0])
        return [(c.value, str(c.label), counts[c.value]) for c in Channel if c.value in counts]

    def topics(self) -> list[str]:
        """Return the topics there are."""
        return self._kinds()[1]

    def _kinds(self) -> tuple[list[tuple[str, int]], list[str]]:
        """Return channels with their counts, and topics; looked up once for what a package has brought."""
        key = secret_digest(f"disclosure.kinds:{self.code}:{self.as_of}")
        known: tuple[list[tuple[str, int]], list[str]] | None = cache.get(key)
        if known is None:
            rows = self._cards().order_by()
            topics = {t for t in rows.values_list("data__topic", flat=True).distinct() if t}
            known = list(rows.values_list("data__channel").annotate(n=Count("pk"))), sorted(topics)[:60]
            cache.set(key, known, 3600)
        return known

    def item(self, pk: int) -> dict[str, Any] | None:
        """Return one item as its card tells it."""
        card = outside.card(self.code, OUTLET, f"{ITEM}{pk}")
        if card is None:
            return None
        files = [SimpleNamespace(pk=f["pk"], name=f["name"], file=SimpleNamespace(size=f["size"]))
                 for f in card.data["files"]]  # fmt: skip
        trail = [{"at": datetime.fromisoformat(c["at"]), "what": c["what"]} for c in card.data["corrections"]]
        return {"item": shown(card), "header": card.data["header"], "files": files, "corrections": trail}

    def file(self, pk: int, number: int) -> HttpResponse | None:
        """Return a file of an item."""
        card = outside.card(self.code, OUTLET, f"{ITEM}{pk}")
        named = next((f for f in card.data["files"] if f["pk"] == number), None) if card else None
        path = outside.file_of(card, named["sha256"]) if card and named else None
        return content_of(path, named["kind"], named["name"], inline=False) if path and named else None

    def guide(self) -> Any:
        """Return the guide as it was handed out."""
        card = outside.card(self.code, OUTLET, GUIDE)
        return card and SimpleNamespace(**{**card.data, "happened_on": date.fromisoformat(card.data["happened_on"])})

    def ctx(self) -> Ctx:
        """Return a context without a bureau: nothing is written here but the post."""
        scope = Scope(user_id=None, bureau_id=None, unit_ids=frozenset(), name="申请人", post="公开网页")
        return Ctx(scope, clockwork.today(), clockwork.now(), channel=CHANNEL)

    def start(self) -> dict[str, str]:
        """Return the key of this form."""
        return {"form_key": secrets.token_hex(16)}

    def hand_in(self, action: Any, form: Any, ctx: Ctx, data: Any) -> str:
        """Keep what was typed for the inner side and return a receipt number at once.

        The same form with the same content is one, changed after a step back it is another.
        """
        typed = {name: str(data.get(name, "")) for name in form.fields if name not in form.files}
        files = [(name, upload) for name, upload in form.files.items() if name in form.fields]
        parts = [f"{name}={value}" for name, value in sorted(typed.items())]
        parts += [f"{name}={upload.name}/{upload.size}" for name, upload in files]
        key = outside.new_key(self.code, action.key, str(data.get("form_key", "")) or secrets.token_hex(16), *parts)
        receipt = receipts.outside(key)
        outside.hand_in(OUTLET, self.code, {"action": action.resource, "typed": typed}, files, key, receipt)
        return receipt

    def told(self, receipt: str) -> dict[str, Any] | None:
        """Return what a receipt number tells: the card of the matter, that it waits, or why it was not taken."""
        receipt = receipt.strip().upper()
        card = outside.cards(self.code, OUTLET, secret_digest(receipt)).filter(key__startswith=STATUS).first()
        if card is not None:
            return as_told(card.data)
        if post := outside.waiting(self.code, OUTLET, receipt):
            return _plain(receipt, "已提交，等待收取", post.at, _WAITS)
        if said := outside.outcome(self.code, secret=receipt):
            state = "已收到，正在登记" if said["done"] else "没有收下"
            return _plain(receipt, state, datetime.fromisoformat(said["at"]), said["words"])
        return None


_WAITS = "材料已经提交，本机关收取后登记编号，再凭这个回执号查询。"


def _plain(receipt: str, state: str, at: datetime, words: str) -> dict[str, Any]:
    found = {"number": receipt, "get_state_display": state}
    return {"found": found, "next": words, "terms": [], "steps": [explain.Step(day_of(at), "在网上提交")]}


def guide_data(found: Any) -> dict[str, Any]:
    """Return what the guide's page shows as the data of a card."""
    return {"happened_on": found.happened_on.isoformat(), **{name: getattr(found, name) for name in _GUIDE}}


def as_data(told: dict[str, Any]) -> dict[str, Any]:
    """Return what ``explain.told`` says as the data of a card."""
    found = told["found"]
    steps = [{"day": s.day.isoformat(), "what": s.what, "why": s.why} for s in told["steps"]]
    return {"number": found.number, "state": str(found.get_state_display()), "next": told["next"], "steps": steps,
            "terms": told["terms"]}  # fmt: skip


def as_told(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a card as ``explain.told`` says it."""
    found = {"number": data["number"], "get_state_display": data["state"]}
    steps = [explain.Step(date.fromisoformat(s["day"]), s["what"], s["why"]) for s in data["steps"]]
    return {"found": found, "next": data["next"], "terms": data["terms"], "steps": steps}


def shown(card: Any) -> SimpleNamespace:
    """Return a card of an item as the pages read an item."""
    data = card.data
    return SimpleNamespace(
        pk=int(card.key.removeprefix(ITEM)), title=data["title"], index_no=data["index_no"], topic=data["topic"],
        happened_on=date.fromisoformat(data["happened_on"]), get_channel_display=data["channel_label"],
        summary=data["summary"], address=data["address"],
    )  # fmt: skip


class Shown:
    """Cards of items read as items, counted and cut like a list of records."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def count(self) -> int:
        """Return how many."""
        return int(self.rows.count())

    __len__ = count

    def __getitem__(self, part: slice) -> list[SimpleNamespace]:
        return [shown(card) for card in self.rows[part]]

    def filter(self, pk: int) -> Iterable[SimpleNamespace]:
        """Return the one of a number."""
        return [shown(card) for card in self.rows.filter(key=f"{ITEM}{pk}")]


def source(request: HttpRequest, code: str) -> Inside | Outside:
    """Return what the pages of this side read from; 404 for a bureau it does not serve."""
    return Outside(request, code) if outside.is_outer() else Inside(request, code)
