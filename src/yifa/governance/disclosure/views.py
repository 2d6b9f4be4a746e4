"""Public pages of disclosure: 目录、检索、订阅、附件、申请、更正、查询."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from yifa.core.org.models import BureauProfile, Unit
from yifa.governance.disclosure import explain, identity, office, package, receipts, trail
from yifa.governance.disclosure.choices import Channel
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.models import DataCorrection, Request
from yifa.kernel import clockwork, limits
from yifa.kernel.action import ActionError, Ctx, errors_of, run
from yifa.kernel.files import store
from yifa.kernel.files.views import content
from yifa.kernel.policy import Scope
from yifa.kernel.registry import get_action
from yifa.kernel.resource.forms import form_of
from yifa.kernel.ui.forms import prepare

#: Rows of a page of the public catalogue, and items of the feed.
PAGE, FEED = 20, 50


def _bureau(request: HttpRequest, code: str, form: str = "", most: int = 0) -> Unit:
    """Return the bureau of a public address; 404 where public pages are off. Counts a visit against its limit."""
    if form:
        limits.check(request, f"open-{form}", most=most)
    if not getattr(settings, "YIFA_PUBLIC_PAGES", True):
        raise Http404
    bureau: Unit = get_object_or_404(Unit, code=code, bureau__isnull=True)
    profile = BureauProfile.objects.filter(bureau=bureau).first()
    request.shell_extra = {  # type: ignore[attr-defined]
        "bureau": bureau.name, "home_url": f"/open/{code}/", "demo": bool(profile and profile.demo), "user": None,
        "nav": [], "dock": [],
    }  # fmt: skip
    return bureau


def _found(bureau: Unit, request: HttpRequest) -> Any:
    """Return the published items a visitor asked for."""
    rows = package.published(bureau.pk, request.day)  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:60]
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(doc_no__icontains=word) | Q(index_no__icontains=word)
            | Q(summary__icontains=word)
        )  # fmt: skip
    for name in ("channel", "topic"):
        if value := request.GET.get(name, "")[:60]:
            rows = rows.filter(**{name: value})
    return rows


@require_safe
def catalogue(request: HttpRequest, code: str) -> HttpResponse:
    """The catalogue with search; newest first."""
    bureau = _bureau(request, code, "read", 240)
    rows = _found(bureau, request)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    everything = package.published(bureau.pk, request.day).order_by()  # type: ignore[attr-defined]
    counts = {c: n for c, n in everything.values_list("channel").annotate(n=Count("pk"))}
    topics = everything.exclude(topic="").values_list("topic", flat=True).distinct()
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "bureau": bureau, "base": f"/open/{code}/", "page": page, "kept": kept.urlencode(),
        "q": request.GET.get("q", "")[:60], "channel": request.GET.get("channel", ""),
        "topic": request.GET.get("topic", ""), "topics": sorted(set(topics))[:60],
        "channels": [(c.value, c.label, counts[c.value]) for c in Channel if c.value in counts],
    }  # fmt: skip
    return render(request, "disclosure/catalogue.html", context)


@require_safe
def item(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One item with its header block, its files, and what was corrected in it since."""
    bureau = _bureau(request, code, "read", 240)
    found = package.published(bureau.pk, request.day).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    context = {"bureau": bureau, "base": f"/open/{code}/", "item": found, "header": package.header_block(found),
               "files": package.files_of([found.pk]), "corrections": trail.of(found),
               "safe_address": found.address if found.address.startswith(("https://", "http://")) else ""}  # fmt: skip
    return render(request, "disclosure/item.html", context)


@require_safe
def file(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """A file of a published item, for whoever asks."""
    bureau = _bureau(request, code, "read", 240)
    shown = package.published(bureau.pk, request.day).filter(pk=pk).exists()  # type: ignore[attr-defined]
    found = package.files_of([pk]).filter(pk=number).first() if shown else None
    if found is None or not store.path_of(found.file.sha256).exists():
        raise Http404
    return content(found, inline=False)


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """公开指南 (art. 12): how information is arranged and got, and how the office in charge is reached."""
    bureau = _bureau(request, code, "read", 240)
    found = office.of(bureau.pk, request.day)  # type: ignore[attr-defined]
    return render(request, "disclosure/guide.html", {"bureau": bureau, "base": f"/open/{code}/", "found": found})


@require_safe
def rss(request: HttpRequest, code: str) -> HttpResponse:
    """The newest items as RSS 2.0."""
    bureau = _bureau(request, code, "read", 240)
    base = request.build_absolute_uri(f"/open/{code}/")
    feed = Rss201rev2Feed(
        title=f"{bureau.name}政府信息公开", link=base, description="主动公开的政府信息，新的在前", language="zh-CN",
        feed_url=f"{base}rss.xml",
    )  # fmt: skip
    zone = timezone.get_current_timezone()
    for found in _found(bureau, request)[:FEED]:
        link = f"{base}i/{found.pk}/"
        published = datetime.combine(found.happened_on, time.min, tzinfo=zone)
        feed.add_item(found.title, link, found.summary or found.title, unique_id=link, pubdate=published,
                      categories=[t for t in (found.topic,) if t])  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _public(bureau: Unit) -> Scope:
    unit = office.unit_of(bureau.pk, clockwork.today())
    return Scope(
        user_id=None, bureau_id=bureau.pk, unit_ids=frozenset(), home_unit_id=unit.pk if unit else None,
        name="申请人", post="公开网页",
    )  # fmt: skip


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
    return _hand_in(request, code, "disclosure.request", _ASKED, {})


@csrf_protect
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """更正申请: the form of art. 41; an address from an item's page names the item."""
    text, start = request.GET.get("item", ""), {}
    if text.isdecimal() and len(text) < 12:
        bureau = get_object_or_404(Unit, code=code, bureau__isnull=True)
        found = package.published(bureau.pk, request.day).filter(pk=int(text)).first()  # type: ignore[attr-defined]
        start = {"item": found.pk, "title": found.title} if found else {}
    return _hand_in(request, code, "disclosure.data_correction", _CORRECTED, start)


def _hand_in(request: HttpRequest, code: str, key: str, layout: dict[str, Any], start: dict[str, Any]) -> HttpResponse:
    """Show a public form, take what is handed in once, and give the receipt number."""
    sent = request.method == "POST"
    bureau = _bureau(request, code) if sent else _bureau(request, code, "ask", 20)
    action = get_action(key, "submit")
    ctx = Ctx(_public(bureau), clockwork.today(), clockwork.now(), channel="public")
    form = form_of(action, ctx, None, request.POST if sent else None, request.FILES if sent else None, start)
    if "item" in form.fields:  # chosen by the page one comes from, never from a list
        form.fields["item"] = forms.ModelChoiceField(
            label="公开信息",
            queryset=package.published(bureau.pk, ctx.day),
            required=False,
            widget=forms.HiddenInput(),
        )
    prepare(form)
    page = "disclosure/ask.html"
    context: dict[str, Any] = {
        "bureau": bureau, "base": f"/open/{code}/", "form": form, "formcfg": layout,
        "correcting": key == "disclosure.data_correction",
    }  # fmt: skip
    if sent and _too_many(request):  # what was typed stays in the form; it is sent again in a minute
        return render(request, page, {**context, "limited": True}, status=429)
    if form.is_bound and form.is_valid():
        try:
            made = _same(bureau, key, form.cleaned_data, ctx) or run(action, ctx, None, dict(form.cleaned_data)).obj
            return render(request, "disclosure/asked.html", {**context, "receipt": receipts.receipt_of(made)})
        except ValidationError as problem:
            for name, message in errors_of(problem):
                form.add_error(name if name in form.fields else None, message)
        except ActionError as problem:
            form.add_error(None, str(problem))
    return render(request, page, context, status=400 if form.is_bound else 200)


def _same(bureau: Unit, key: str, data: dict[str, Any], ctx: Ctx) -> Any:
    """Return what the same person handed in a moment ago: the button was pressed twice."""
    who = {name: data[name] for name in ("applicant", "contact")}
    rows: Any
    if key == "disclosure.request":
        rows = Request.objects.filter(state=S.UNCONFIRMED, arrived_on=ctx.day, content=data["content"])
    else:
        rows = DataCorrection.objects.filter(happened_on=ctx.day, title=data["title"], wrong=data["wrong"])
    return rows.filter(bureau=bureau, life="live", **who).first()


@csrf_protect
def status(request: HttpRequest, code: str) -> HttpResponse:
    """查询办理情况 by receipt number, posted and never in an address: every date in plain words, nothing personal."""
    bureau = _bureau(request, code, "status", 60)
    context: dict[str, Any] = {"bureau": bureau, "base": f"/open/{code}/", "receipt": ""}
    answer = 200
    if request.method == "POST":
        limits.check(request, "open-receipt", most=12)
        receipt = request.POST.get("receipt", "").strip()[:80]
        found = receipts.find(bureau.pk, receipt)
        context["receipt"] = receipt
        if found is None:
            context["wrong"] = "没有这个回执号。照回执上的字母和数字再输一遍，形如 YSQ2026001-ABCDEFGHIJ。"
            answer = 404
        else:
            day = request.day  # type: ignore[attr-defined]
            context |= explain.told(found, day)
    return render(request, "disclosure/status.html", context, status=answer)
