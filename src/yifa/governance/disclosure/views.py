"""Public pages of disclosure: 目录、检索、订阅、附件、申请、更正、查询."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from yifa.governance.disclosure import identity, receipts
from yifa.governance.disclosure.sources import Inside, Outside, public_form, source
from yifa.kernel import limits
from yifa.kernel.action import ActionError, errors_of
from yifa.kernel.registry import get_action
from yifa.kernel.relay.outside import Full
from yifa.kernel.ui.forms import prepare

#: Rows of a page of the public catalogue, and items of the feed.
PAGE, FEED = 20, 50


def _source(request: HttpRequest, code: str, form: str = "", most: int = 0) -> Inside | Outside:
    """Return what a public address reads from, having counted a visit against its limit."""
    if form:
        limits.check(request, f"open-{form}", most=most)
    return source(request, code)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return what a visitor searches for."""
    chosen = {name: value for name in ("channel", "topic") if (value := request.GET.get(name, "")[:60])}
    return {"words": request.GET.get("q", "").strip()[:60], **chosen}


@require_safe
def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    """The catalogue with search; newest first."""
    here = _source(request, code, "read", 240)
    page = Paginator(here.items(**_asked(request)), PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "bureau": here, "base": f"/open/{code}/", "page": page, "kept": kept.urlencode(), "as_of": here.as_of,
        "q": request.GET.get("q", "")[:60], "channel": request.GET.get("channel", ""),
        "topic": request.GET.get("topic", ""), "topics": here.topics(), "channels": here.channels(),
    }  # fmt: skip
    return render(request, "disclosure/catalogue.html", context)


@require_safe
def item(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One item with its header block, its files, and what was corrected in it since."""
    here = _source(request, code, "read", 240)
    found = here.item(pk)
    if found is None:
        raise Http404
    address = found["item"].address
    context = {"bureau": here, "base": f"/open/{code}/", **found,
               "safe_address": address if address.startswith(("https://", "http://")) else ""}  # fmt: skip
    return render(request, "disclosure/item.html", context)


@require_safe
def file(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """A file of a published item, for whoever asks."""
    found = _source(request, code, "read", 240).file(pk, number)
    if found is None:
        raise Http404
    return found


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """公开指南 (art. 12): how information is arranged and got, and how the office in charge is reached."""
    here = _source(request, code, "read", 240)
    context = {"bureau": here, "base": f"/open/{code}/", "found": here.guide()}
    return render(request, "disclosure/guide.html", context)


@require_safe
def rss(request: HttpRequest, code: str) -> HttpResponse:
    """The newest items as RSS 2.0."""
    here = _source(request, code, "read", 240)
    base = request.build_absolute_uri(f"/open/{code}/")
    feed = Rss201rev2Feed(
        title=f"{here.name}政府信息公开", link=base, description="主动公开的政府信息，新的在前", language="zh-CN",
        feed_url=f"{base}rss.xml",
    )  # fmt: skip
    zone = timezone.get_current_timezone()
    for found in here.items(**_asked(request))[:FEED]:
        link = f"{base}i/{found.pk}/"
        published = datetime.combine(found.happened_on, time.min, tzinfo=zone)
        feed.add_item(found.title, link, found.summary or found.title, unique_id=link, pubdate=published,
                      categories=[t for t in (found.topic,) if t])  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


#: The form of a request, as art. 29 asks for it.
_ASKED = {
    "submit": "提交申请",
    "sections": [
        {"title": "申请人", "fields": ["applicant", "applicant_kind", "identity", "contact", *identity.NAMES]},
        {"title": "申请公开的信息", "fields": ["content", "feature"],
         "note": "写明名称、文号，或者便于查询的其他特征。"},
        {"title": "怎样提供", "fields": ["supply_form", "supply_way"]},
    ],
}  # fmt: skip


def _too_many(request: HttpRequest) -> bool:
    try:
        limits.check(request, "open-submit", most=5)
    except limits.TooMany:
        return True
    return False


#: The form of an application to correct (art. 41).
_CORRECTED = {
    "submit": "提交更正申请",
    "sections": [
        {"title": "要求更正的信息", "fields": ["title", "item", "wrong", "right"],
         "note": "只受理与你（单位）自身相关、由本机关提供的信息。"},
        {"title": "证据", "fields": ["evidence", *identity.EVIDENCE_NAMES], "note": "能证明记录不准确的材料。"},
        {"title": "申请人", "fields": ["applicant", "identity", "contact", *identity.NAMES]},
    ],
}  # fmt: skip


@csrf_protect
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """申请公开: the form of art. 29, and the receipt number for what was handed in."""
    return _hand_in(request, code, "disclosure.request", _ASKED)


@csrf_protect
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """更正申请: the form of art. 41; an address from an item's page names the item."""
    return _hand_in(request, code, "disclosure.data_correction", _CORRECTED)


def _hand_in(request: HttpRequest, code: str, key: str, layout: dict[str, Any]) -> HttpResponse:
    """Show a public form, take what is handed in once, and give the receipt number."""
    sent = request.method == "POST"
    here = _source(request, code) if sent else _source(request, code, "ask", 20)
    action, ctx = get_action(key, "submit"), here.ctx()
    start = _about_item(here, request.GET.get("item", ""))
    form = public_form(action, ctx, request.POST if sent else None, request.FILES if sent else None, start)
    hidden = {name: request.POST.get(name, "")[:64] or value for name, value in here.start().items()}
    page = "disclosure/ask.html"
    context: dict[str, Any] = {
        "bureau": here, "base": f"/open/{code}/", "form": prepare(form), "formcfg": {**layout, "fields": hidden},
        "correcting": key == "disclosure.data_correction",
    }  # fmt: skip
    if sent and _too_many(request):  # what was typed stays in the form; it is sent again in a minute
        return render(request, page, {**context, "limited": True}, status=429)
    if form.is_bound and form.is_valid():
        try:
            receipt = here.hand_in(action, form, ctx, {**request.POST.dict(), **hidden})
            return render(request, "disclosure/asked.html", {**context, "receipt": receipt})
        except ValidationError as problem:
            for name, message in errors_of(problem):
                form.add_error(name if name in form.fields else None, message)
        except (ActionError, Full) as problem:
            form.add_error(None, str(problem))
    return render(request, page, context, status=400 if form.is_bound else 200)


def _about_item(here: Inside | Outside, text: str) -> dict[str, Any]:
    """Return what the form begins with where one comes from an item's page."""
    found = here.item(int(text)) if text.isdecimal() and len(text) < 12 else None
    return {"item": found["item"].pk, "title": found["item"].title} if found else {}


@csrf_protect
def status(request: HttpRequest, code: str) -> HttpResponse:
    """查询办理情况 by receipt number, posted and never in an address: every date in plain words, nothing personal."""
    here = _source(request, code, "status", 60)
    context: dict[str, Any] = {"bureau": here, "base": f"/open/{code}/", "receipt": "", "as_of": here.as_of}
    answer = 200
    if request.method == "POST":
        limits.check(request, "open-receipt", most=12)
        context["receipt"] = receipt = request.POST.get("receipt", "").strip()[:80]
        if told := here.told(receipt):
            context |= told
        else:
            context["wrong"] = receipts.WRONG
            answer = 404
    return render(request, "disclosure/status.html", context, status=answer)
