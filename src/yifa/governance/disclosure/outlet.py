"""Disclosure on the outer side: the catalogue, 申请公开, 申请更正, 查询办理情况 (pages and forms of ``views.py``).

Outward go what is published and, under the digest of its receipt number, how each application stands in plain words;
nothing personal. Inward come applications as typed. Art. 31 counts the day on which both sides confirm receipt of what
came by internet, so an application handed in at ten to midnight loses nothing by being fetched in the morning: its day
of arrival is the applicant's own. An application to correct has no such rule; the bureau's term runs from that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.datastructures import MultiValueDict

from yifa.governance.disclosure import explain, office, package, receipts, sources, trail, views
from yifa.governance.disclosure.models import DataCorrection, Item, Request
from yifa.kernel.action import ActionError, errors_of, run
from yifa.kernel.registry import get_action
from yifa.kernel.relay import CHANNEL, Card, CardFile, Outcome, Outlet, Post, day_of, outlet, outside, secret_digest

#: What may be handed in.
TAKEN = ("disclosure.request", "disclosure.data_correction")
#: How long a closed matter can be looked up outside; inside there is no end.
CLOSED = timedelta(days=730)


def home(request: HttpRequest) -> HttpResponse:
    """The bare address of an outer machine that serves one bureau leads to its catalogue."""
    codes = outside.codes()
    if len(codes) != 1:
        raise Http404
    return redirect(f"/open/{codes[0]}/")


@outlet
class DisclosureOutlet(Outlet):
    """政务公开."""

    key, label = sources.OUTLET, "政务公开"
    urlpatterns = [
        path("", home),
        path("open/<slug:code>/", views.catalogue),
        path("open/<slug:code>/i/<int:pk>/", views.item),
        path("open/<slug:code>/i/<int:pk>/file/<int:number>/", views.file),
        path("open/<slug:code>/guide/", views.guide),
        path("open/<slug:code>/rss.xml", views.rss),
        path("open/<slug:code>/ask/", views.ask),
        path("open/<slug:code>/correct/", views.correct),
        path("open/<slug:code>/status/", views.status),
    ]

    def cards(self, bureau: Any, day: date) -> Iterator[Card]:
        """What is published; how each application stands."""
        if (guide := office.of(bureau.pk, day)) is not None:
            yield Card(sources.GUIDE, sources.guide_data(guide))
        corrected = trail.corrected(bureau.pk)
        rows = package.published(bureau.pk, day).iterator(chunk_size=500)
        while part := list(islice(rows, 500)):
            files: dict[int, list[Any]] = {}
            for found in package.files_of([item.pk for item in part]):
                files.setdefault(found.object_ref, []).append(found)
            for item in part:
                yield _item(item, files.get(item.pk, []), trail.of(item) if item.pk in corrected else [])
        yield from _standings(bureau, day)

    def form(self, post: Post) -> tuple[str, str, dict[str, Any]]:
        """An application."""
        typed = post.data.get("typed")
        return str(post.data.get("action")), "submit", typed if isinstance(typed, dict) else {}

    def take(self, bureau: Any, post: Post, now: datetime) -> Outcome:
        """Run the Action of the public page on the applicant's own day; the same application again is the one."""
        key, typed = str(post.data.get("action")), post.data.get("typed")
        if key not in TAKEN or not isinstance(typed, dict):
            return _no("材料的内容读不懂", bureau, day_of(post.at))
        ctx = sources.public_ctx(bureau, day_of(post.at), now, CHANNEL)
        action = get_action(key, "submit")
        data = {name: str(value) for name, value in typed.items()}
        if not data.get("item", "").isdecimal() or not _still_published(bureau, ctx.day, int(data["item"][:12])):
            data.pop("item", None)
        files: MultiValueDict[str, Any] = MultiValueDict(
            {f.field: [SimpleUploadedFile(f.name, f.content)] for f in post.files}
        )
        form = sources.public_form(action, ctx, data, files)
        if not form.is_valid():
            wrong = "；".join(str(message) for messages in form.errors.values() for message in messages)
            return _no(wrong, bureau, ctx.day)
        cleaned = dict(form.cleaned_data)
        try:
            made = sources.same(bureau, key, cleaned, ctx) or run(action, ctx, None, cleaned).obj
        except ValidationError as problem:
            return _no("；".join(message for _, message in errors_of(problem)), bureau, ctx.day)
        except ActionError as problem:
            return _no(str(problem), bureau, ctx.day)
        return Outcome(True, f"已登记，编号 {made.number}。凭回执号查询办理情况。", record=(key, made.pk))


def _no(why: str, bureau: Any, day: date) -> Outcome:
    unit = office.unit_of(bureau.pk, day)
    words = f"没有收下：{why.rstrip('。')}。请改正后重新提交，或者联系本机关。"
    return Outcome(False, words, unit=unit.pk if unit else None)


def _still_published(bureau: Any, day: date, pk: int) -> bool:
    """Whether an item may be named; one withdrawn meanwhile does not stop the application about it."""
    return bool(package.published(bureau.pk, day).filter(pk=pk).exists())


def _item(item: Item, files: list[Any], corrections: list[Any]) -> Card:
    data = {
        "title": item.title, "happened_on": item.happened_on.isoformat() if item.happened_on else "",
        "index_no": item.index_no, "channel": item.channel, "channel_label": str(item.get_channel_display()),
        "topic": item.topic, "summary": item.summary, "address": item.address, "header": package.header_block(item),
        "files": [{"pk": f.pk, "name": f.name, "size": f.file.size, "kind": f.file.kind, "sha256": f.file.sha256}
                  for f in files],
        "corrections": [{"at": c.at.isoformat(), "what": c.what} for c in corrections],
    }  # fmt: skip
    words = "\n".join((item.title, item.doc_no, item.index_no, item.summary))
    carried = tuple(CardFile(f.name, f.file.sha256, f.file.size) for f in files)
    sort = f"{data['happened_on']} {item.pk:012d}"
    return Card(f"{sources.ITEM}{item.pk}", data, words=words, sort=sort, files=carried)


def _standings(bureau: Any, day: date) -> Iterator[Card]:
    """Yield how each application stands, once under each of its receipt numbers."""
    for model, end in ((Request, "closed_on"), (DataCorrection, "ended_on")):
        recent = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day - CLOSED})
        rows: Any = model.objects.filter(recent, bureau=bureau).counted().order_by("pk")
        for found in rows.iterator():
            data = sources.as_data(explain.told(found, day))
            for number, receipt in enumerate(receipts.all_of(found)):
                key = f"{sources.STATUS}{model._meta.model_name}:{found.pk}:{number}"
                yield Card(key, data, who=secret_digest(receipt))
