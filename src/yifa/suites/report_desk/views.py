"""Pages of the report desk: the papers, handing one in, the paper with its findings, deciding on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yifa.kernel import db, limits, registry
from yifa.kernel.action import ActionError, Ctx, Refused, errors_of, run
from yifa.kernel.files import store
from yifa.kernel.imports.uploads import clean_name
from yifa.kernel.jobs.models import Job
from yifa.kernel.policy import READERS
from yifa.kernel.resource.forms import form_of
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare
from yifa.papers.reading import PaperError
from yifa.suites.report_desk import desk, jobs, marked, shown
from yifa.suites.report_desk.actions import content_of
from yifa.suites.report_desk.models import CheckedPaper
from yifa.suites.report_desk.words import local

KEY = "report_desk.paper"
CRUMB = {"text": "报告体检", "url": "/papers/"}
_S = CheckedPaper.State


def may(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Whether the reader may use a verb (now, where a paper is given)."""
    action, ctx = registry.get_action(KEY, verb), ctx_of(request)
    try:
        action.authorise(ctx, obj)
    except Refused:
        return False
    return obj is None or not action.available(ctx, obj)


def paper_of(request: HttpRequest, pk: int) -> CheckedPaper:
    """Return a paper the reader sees; 404 otherwise."""
    rows = registry.get_resource(KEY).rows(ctx_of(request).scope)
    obj: CheckedPaper | None = rows.defer(None).select_related("previous", "unit").filter(pk=pk).first()
    if obj is None:
        raise Http404
    return obj


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The papers handed in, newest first."""
    scope = ctx_of(request).scope
    if not scope.has(READERS):
        raise Http404
    papers = list(registry.get_resource(KEY).rows(scope).exclude(state=_S.GONE).order_by("-pk")[:200])
    table = {
        "caption": "送检的文稿，从新到旧",
        "columns": [
            {"label": "文稿"}, {"label": "年度", "num": True}, {"label": "状态"}, {"label": "错误", "num": True},
            {"label": "疑问", "num": True}, {"label": "提示", "num": True}, {"label": "检查时刻", "nowrap": True},
        ],
        "rows": [shown.row(p) for p in papers],
    }  # fmt: skip
    actions: list[dict[str, Any]] = []
    done = sum(p.state == _S.DONE for p in papers)
    actions.append({"label": "比较报告", "url": "/papers/compare/"})
    if may(request, "submit"):
        actions.append({"label": "上传报告", "url": "/papers/new/", "kind": "main"})
    meta = [f"{len(papers)} 份"] if papers else []
    head = {"title": "报告体检", "crumbs": [{"text": "报告与监督"}], "actions": actions, "meta": meta}
    context = {"head": head, "table": table, "none": not papers, "may_submit": may(request, "submit"), "done": done}
    return render(request, "report_desk/index.html", context)


@login_required
def submit(request: HttpRequest) -> HttpResponse:
    """Hand a paper in: a small one is looked through at once, a larger one by a job."""
    action, ctx = registry.get_action(KEY, "submit"), ctx_of(request)
    action.authorise(ctx, None)
    post = request.method == "POST"
    form = form_of(action, ctx, None, request.POST if post else None, request.FILES if post else None)
    form.fields["previous"].queryset = _others(ctx)  # type: ignore[attr-defined]
    prepare(form)
    if post:
        limits.check(request, "import", most=30)
        if form.is_valid():
            data = dict(form.cleaned_data)
            try:
                content, name = content_of(data["file"]), clean_name(data["file"].name or "")
                made = _write(action, ctx, None, data, content, name)
            except PaperError as error:
                form.add_error("file", f"{clean_name(data['file'].name or '')}：{error}")
            except ValidationError as error:
                for field, message in errors_of(error):
                    form.add_error(field if field in form.fields else None, message)
            except ActionError as error:
                form.add_error(None, str(error))
            else:
                return redirect(f"/papers/{made.pk}/")
    head = {"title": "上传报告", "crumbs": [CRUMB, {"text": "上传报告"}]}
    context = {
        "head": head, "form": form, "lead": action.help, "formcfg": {"submit": "上传并检查", "cancel_url": "/papers/"},
    }  # fmt: skip
    return render(request, "yifa/form.html", context)


@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper with marks on the left, the findings on the right."""
    paper = paper_of(request, pk)
    if paper.state == _S.GONE:
        raise Http404
    if paper.state != _S.DONE:
        return _waiting(request, paper)
    chosen, base = Filter(request.GET.dict()), f"/papers/{pk}/"
    every = desk.found(paper)
    visible = [f for f in every if chosen.lets(f)]
    able = may(request, "accept", paper)
    url = f"{base}?{chosen.query}"
    check = {
        "title": f"{sum(f.open for f in every)} 处问题" if every else "没有发现问题",
        "crumbs": [CRUMB, {"text": paper.title}],
        "file": paper.file_name,
        "facts": shown.facts_line(paper, request),
        "actions": shown.bar(paper, able, may(request, "keep_figures", paper), may(request, "remove", paper)),
        "head_actions": shown.head(paper, every, able, url, store.get(paper.file_sha256) is not None),
        "tally": shown.tally(every),
        "chips": shown.chips(every, chosen.kind, chosen.level, chosen.answered, base),
        "findings": [shown.finding(f, chosen.on, url, base, chosen.back, able) for f in _ordered(visible)],
        "foot": {"text": shown.foot(every, paper)},
    }  # fmt: skip
    at = local(ctx_of(request).now)
    request.shell_extra = {  # type: ignore[attr-defined]
        "provenance": f"报告体检结果　{paper.file_name}　{len(every)} 处　"
        f"打印人 {ctx_of(request).scope.name}　{at:%Y-%m-%d %H:%M}"
    }
    context = {"rail": True, "paper": marked.paper(paper.result, visible, chosen.on, url), "check": check}
    return render(request, "yifa/report_check.html", context)


def _ordered(found: list[desk.Found]) -> list[desk.Found]:
    """Errors first, then questions, each in reading order; what is decided goes last."""
    levels = list(shown.LEVEL)
    return sorted(found, key=lambda f: (not f.open, levels.index(f.finding.severity), f.no))


class Filter:
    """The conditions of a page of findings, as its address says them."""

    def __init__(self, get: Mapping[str, str]) -> None:
        self.kind = get.get("c", "") if get.get("c", "") in shown.CLASS else ""
        self.level = get.get("s", "") if get.get("s", "") in shown.LEVEL else ""
        self.answered = get.get("d", "") if get.get("d", "") in ("open", "done") else ""
        self.on = int(get["f"]) if get.get("f", "").isascii() and get.get("f", "").isdigit() else 0
        said = {k: v for k, v in (("c", self.kind), ("s", self.level), ("d", self.answered)) if v}
        #: the filter as the beginning of a query, and as what a form gives back
        self.query = urlencode(said) + "&" if said else ""
        self.back = urlencode(said)

    def lets(self, found: desk.Found) -> bool:
        """Whether a finding is shown."""
        if self.kind and found.finding.kind != self.kind:
            return False
        if self.level and found.finding.severity != self.level:
            return False
        return not self.answered or (self.answered == "open") == found.open


def _job(paper: CheckedPaper) -> dict[str, Any]:
    job = Job.objects.filter(kind="report_desk.check", args__paper=paper.pk).order_by("-pk").first()
    base = f"/papers/{paper.pk}/"
    said: dict[str, Any] = {
        "title": f"检查《{paper.file_name}》",
        "state": "wait",
        "note": "排队检查，可以离开这一页。",
    }
    if job is not None:
        said = job.context()
        said["unit"] = "步"
    said.update(poll_url=base + "part", reload_url=base, cancel_url="")
    if paper.state == _S.FAILED:
        said.update(state="failed", error=f"{paper.file_name}：{paper.error}", incident="", result=None, note="")
    elif paper.state == _S.DONE:
        said.update(state="done", result={"url": base, "text": "看检查结果"})
    return said


def _waiting(request: HttpRequest, paper: CheckedPaper) -> HttpResponse:
    actions: list[dict[str, Any]] = []
    if may(request, "remove", paper):
        actions.append({"label": "删除文稿", "url": f"/r/{KEY}/{paper.pk}/do/remove/"})
    actions.append({"label": "上传报告", "url": "/papers/new/", "kind": "main" if paper.state == _S.FAILED else ""})
    head = {"title": paper.title, "crumbs": [CRUMB, {"text": paper.title}], "actions": actions}
    return render(request, "yifa/job.html", {"head": head, "job": _job(paper)})


@login_required
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, polled by htmx."""
    return render(request, "yifa/parts/job.html", {"job": _job(paper_of(request, pk))})


def _back(request: HttpRequest, paper: CheckedPaper, one: desk.Found, verb: str) -> str:
    """Back to the page as it was filtered, at the next finding that is open; at the same one after a retraction."""
    chosen = Filter(dict(parse_qsl(request.POST.get("back", ""))))
    rest = [f for f in _ordered(desk.found(paper)) if f.open and chosen.lets(f)]
    place = (list(shown.LEVEL).index(one.finding.severity), one.no)
    after = [f for f in rest if (list(shown.LEVEL).index(f.finding.severity), f.no) > place]
    no = one.no if verb == "retract" or not rest else (after or rest)[0].no
    return f"/papers/{paper.pk}/?{chosen.query}f={no}#f{no}"


def _write(action: Any, ctx: Ctx, paper: CheckedPaper | None, data: dict[str, Any], content: bytes, name: str) -> Any:
    """Look a paper through at once and write it down with its result; a large one is written down and queued."""
    chosen = {k: data[k] if k in data else getattr(paper, k) for k in ("year", "previous", "against")}
    if desk.quick(content):
        data["_looked"] = desk.look(content, name, bureau_id=ctx.scope.bureau_id or 0, **chosen)
        return run(action, ctx, paper, data).obj
    with db.write_transaction():
        made = run(action, ctx, paper, data).obj
        jobs.queue(ctx, made)
    return made


@login_required
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Check again by the rules, figures and records as they are now; with another year or last year's report."""
    paper, ctx = paper_of(request, pk), ctx_of(request)
    action, post = registry.get_action(KEY, "recheck"), request.method == "POST"
    action.authorise(ctx, paper)
    if why := action.available(ctx, paper):
        raise Refused(why)
    data: dict[str, Any] = {}
    form = None
    if not post or "chosen" in request.POST:
        form = form_of(action, ctx, paper, request.POST if post else None)
        form.fields["previous"].queryset = _others(ctx, paper)  # type: ignore[attr-defined]
        prepare(form)
    if post and (form is None or form.is_valid()):
        limits.check(request, "import", most=60)
        data = dict(form.cleaned_data) if form is not None else {}
        content = store.get(paper.file_sha256)
        try:
            if content is None:
                raise PaperError("原件已不在本机，重新上传一次。")
            _write(action, ctx, paper, data, content, paper.file_name)
        except (PaperError, ActionError) as error:
            messages.error(request, str(error))
        except ValidationError as error:
            messages.error(request, "；".join(m for _, m in errors_of(error)))
        else:
            messages.success(request, "已按现在的规则重新检查，处理意见保留。")
        return redirect(f"/papers/{pk}/")
    crumbs = [CRUMB, {"text": paper.title, "url": f"/papers/{pk}/"}, {"text": "重新检查"}]
    head = {"title": "改条件重新检查", "crumbs": crumbs}
    context = {
        "head": head, "form": form,
        "formcfg": {"submit": "重新检查", "cancel_url": f"/papers/{pk}/", "fields": {"chosen": "1"}},
    }  # fmt: skip
    return render(request, "yifa/form.html", context)


def _others(ctx: Ctx, paper: CheckedPaper | None = None) -> Any:
    """The checked papers that may serve as last year's report."""
    rows = registry.get_resource(KEY).rows(ctx.scope).filter(state=_S.DONE).order_by("-pk")
    return rows.exclude(pk=paper.pk) if paper is not None else rows


@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a suggestion with one press, or write other words."""
    return _decide(request, pk, "accept", "已采纳，导出修订稿时带修订痕迹。")


@login_required
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a finding pass, with the reason."""
    return _decide(request, pk, "waive", "已记下不改的理由。")


@login_required
@require_POST
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    return _decide(request, pk, "retract", "已撤回，这一处重新待处理。")


def _decide(request: HttpRequest, pk: int, verb: str, done: str) -> HttpResponse:
    paper, ctx = paper_of(request, pk), ctx_of(request)
    action = registry.get_action(KEY, verb)
    action.authorise(ctx, paper)
    if why := action.available(ctx, paper):
        raise Refused(why)
    given = request.POST if request.method == "POST" else request.GET
    no = given.get("no", "")
    every = desk.found(paper)
    if not (no.isascii() and no.isdigit() and 1 <= int(no) <= len(every)):
        messages.error(request, "没有这一处。文稿可能刚重新检查过。")
        return redirect(f"/papers/{pk}/")
    chosen = every[int(no) - 1]
    form = form_of(
        action, ctx, paper, request.POST if request.method == "POST" else None, initial=_initial(chosen, verb)
    )
    for name in ("no", "code"):
        if name in form.fields:
            form.fields[name].widget = forms.HiddenInput()
    prepare(form)
    if request.method == "POST" and form.is_valid():
        try:
            run(action, ctx, paper, dict(form.cleaned_data))
        except ValidationError as error:
            for field, message in errors_of(error):
                form.add_error(field if field in form.fields else None, message)
        else:
            messages.success(request, done)
            return redirect(_back(request, paper, chosen, verb))
    if verb == "retract":
        messages.error(request, "这一处没有处理意见。")
        return redirect(f"/papers/{pk}/")
    head = {
        "title": action.label,
        "crumbs": [CRUMB, {"text": paper.title, "url": f"/papers/{pk}/"}, {"text": f"第{no}处"}],
    }
    context = {
        "head": head, "form": form, "lead": chosen.finding.message, "quote": chosen.finding.quote,
        "formcfg": {"submit": "采纳" if verb == "accept" else "不改", "cancel_url": f"/papers/{pk}/?f={no}#f{no}",
                    "fields": {"back": given.get("back", "")}},
    }  # fmt: skip
    return render(request, "report_desk/decide.html", context)


def _initial(chosen: desk.Found, verb: str) -> dict[str, Any]:
    start: dict[str, Any] = {"no": chosen.no, "code": chosen.finding.id}
    if verb == "accept":
        from yifa.papers.revise import replacement

        start["text"] = replacement(chosen.finding) or chosen.finding.quote or ""
    return start
