"""Pages of the annual report: the list of years, the editor, the records behind a figure, papers to take away."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yifa.core.metrics import figures, signing
from yifa.core.metrics.metric import Query
from yifa.core.metrics.paragraph import TOKEN
from yifa.core.metrics.periods import quarter_end
from yifa.core.org.entering import enter
from yifa.core.org.models import Unit
from yifa.kernel import clockwork, registry
from yifa.kernel.action import errors_of, run
from yifa.kernel.downloads import attached
from yifa.kernel.policy import READERS
from yifa.kernel.record import Life
from yifa.kernel.resource import tables
from yifa.kernel.resource.cells import with_relations
from yifa.kernel.resource.forms import form_of
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare
from yifa.papers.writers import CannotPrint
from yifa.suites.annual_report import gates, pages, papers
from yifa.suites.annual_report.actions import NAMES
from yifa.suites.annual_report.compose import Composition, compose
from yifa.suites.annual_report.models import Narrative, Report

FORMATS = ("docx", "pdf", "ofd", "html", "md", "json")
EDITORS = frozenset({"legal", "clerk"})
#: Verbs of a corrected edition, in the order in which they are used.
_CORRECTING = ("redraft", "reissue", "shelve")


def _years(bureau_id: int, day: date) -> list[int]:
    """Return the years a bureau has records or reports of, newest first."""
    from yifa.suites.annual_report.models import NextStep, Shortcoming

    years = set(Report.objects.filter(bureau_id=bureau_id).values_list("year", flat=True))
    for model in (Shortcoming, NextStep):
        years |= set(model.objects.filter(bureau_id=bureau_id, life=Life.LIVE).values_list("year", flat=True))
    return sorted(years or {day.year}, reverse=True)


def _crumbs(bureau: Unit, year: int) -> list[dict[str, str]]:
    report = {"text": f"{bureau} {year}", "url": f"/reports/{bureau.code}/{year}/"}
    return [{"text": "年度报告", "url": "/reports/"}, report]


@login_required
def index(request: Any) -> HttpResponse:
    """All reports the reader may open, with what is due and what is blocked."""
    if not request.scope.has(READERS):
        raise Http404
    rows = []
    for pk, name, code in request.scope.extra.get("bureaus", []):
        for year in _years(pk, request.day):
            report = Report.objects.filter(bureau_id=pk, year=year, kind="fazhi").first()
            due = pages.due_line(year, request.day)
            state = report.get_state_display() if report else "编制中"
            late = bool(due["due"] and due["due"] < request.day and (report is None or not report.submitted_on))
            rows.append(
                {"pk": f"{code}-{year}", "label": f"{name} {year}",
                 "cells": [{"text": f"{name} {year} 年", "url": f"/reports/{code}/{year}/"},
                           {"status": state, "tone": "done" if report and report.published_on else "run"},
                           {"text": due["text"], "tone": "mute" if not late else ""},
                           {"text": report.doc_no if report else ""}]}
            )  # fmt: skip
    table = {
        "caption": "年度报告", "rows": rows,
        "columns": [{"label": "报告"}, {"label": "状态"}, {"label": "报送期限"}, {"label": "发文字号"}],
    }  # fmt: skip
    head = {"title": "年度报告", "crumbs": [{"text": "报告与监督"}], "meta": ["法治政府建设年度报告，数字全部来自记录"]}
    return render(request, "annual_report/index.html", {"head": head, "table": table})


@login_required
def editor(request: Any, code: str, year: int) -> HttpResponse:
    """One report as the records stand: outline, paper, and the list behind the figure that is open."""
    bureau = enter(request, code)
    made = compose(bureau, year, day=request.day)
    report = Report.objects.filter(bureau=bureau, year=year, kind="fazhi", life=Life.LIVE).first()
    base = f"/reports/{code}/{year}/"
    on = request.GET.get("fig", "")
    may_edit = request.scope.has(EDITORS) and (report is None or report.is_open)
    changed = signing.differences(report, request.day) if report is not None else []
    fig = wording = None
    if on in made.figures:
        fig = pages.figure_panel(made.figures[on], _query(made), request.scope, close_url=base, report=report)
        if made.figures[on].blocked:
            wording = pages.wording_panel(made.figures[on], f"{base}wording/")
            if not may_edit:
                wording = None
    context = {
        "rail": True,
        "report": _report_bar(request, made, report, base, changed),
        "outline": pages.outline(made, request.day),
        "paper": pages.paper(made, base, on, may_edit),
        "fig": fig,
        "wording": wording,
        "aside_panels": _asides(request, made, report, base, changed) if not fig else [],
    }
    at = clockwork.now().astimezone(timezone.get_current_timezone())
    request.shell_extra = {
        "provenance": f"{made.title}　工作稿　数据截至 {pages.zh_date(made.data_as_of)}　"
        f"打印人 {request.scope.name}　{at:%Y-%m-%d %H:%M}"
    }
    return render(request, "yifa/report_editor.html", context)


def _query(made: Composition) -> Query:
    return Query.of_year(made.bureau.pk, made.year, until=made.data_as_of)


def _report_bar(
    request: Any, made: Composition, report: Report | None, base: str, changed: list[signing.Difference]
) -> dict[str, Any]:
    stops = [b for b in made.blocking if b.figure]
    missing = [b for b in made.blocking if b.mandatory]
    due = pages.due_line(made.year, request.day)
    exports = [
        {"label": "公文 .docx", "url": f"{base}export.docx"},
        {"label": "公文 .pdf", "url": f"{base}export.pdf"},
        {"label": "公文 .ofd", "url": f"{base}export.ofd"},
        {"label": "公文附佐证目录 .pdf", "url": f"{base}export.pdf?annex=1"},
        {"label": "公开稿 .docx", "url": f"{base}export.docx?edition=public"},
        {"label": "公开稿 .pdf", "url": f"{base}export.pdf?edition=public"},
        {"label": "公开稿 .ofd", "url": f"{base}export.ofd?edition=public"},
        {"label": "网页 .html", "url": f"{base}export.html"},
        {"label": "文本 .md", "url": f"{base}export.md"},
        {"label": "数据 .json", "url": f"{base}export.json"},
        {"label": "佐证册（内部版）", "url": f"{base}evidence.xlsx"},
        {"label": "佐证册（外部版）", "url": f"{base}evidence.xlsx?edition=external"},
    ]
    if report is not None and report.correcting_since:
        exports.insert(1, {"label": "更正稿 .docx（未签发）", "url": f"{base}export.docx?edition=correction"})
    actions: list[dict[str, Any]] = [{"label": "导出", "entries": exports}]
    actions.append({"label": "打印", "print": True})
    if report is None and request.scope.has({"legal"}):
        actions.append({"label": "开始编制", "url": f"{base}start/", "method": "post", "kind": "main"})
    elif report is not None:
        for act in registry.actions("annual_report.report").values():
            wanted = act.main or (act.verb in _CORRECTING and (report.correcting_since or act.verb == "redraft"))
            if wanted and act.on == "one" and not act.available(ctx_of(request), report):
                allowed = request.scope.has(act.roles)
                why = "" if allowed else "由党政主要负责人办理" if "leader" in act.roles else "由法规处办理"
                url = f"/r/annual_report.report/{report.pk}/do/{act.verb}/"
                main = report.correcting_since is None or act.verb == "reissue"
                actions.append({"label": act.label, "url": url, "kind": "main" if main else "", "disabled": why})
    return {
        "title": pages.KIND_NAMES[made.kind],
        "crumbs": [{"text": "年度报告", "url": "/reports/"}, {"text": f"{made.bureau} {made.year}"}],
        "meta": f"{report.get_state_display() if report else '编制中'}，数据截至 {pages.zh_date(made.data_as_of)}",
        "counts": [
            {"label": "锁定数字", "value": len(made.figures), "unit": "个"},
            {"label": "受阻", "value": len(stops), "unit": "句", "tone": "alarm" if stops else ""},
            {"label": "必备部分缺内容", "value": len(missing), "unit": "处", "tone": "warn" if missing else ""},
        ],
        "lead": _lead(made, report, changed),
        "bar": due["text"],
        "bar_tags": ["暂定"] if due["provisional"] else [],
        "actions": actions,
    }


def _lead(made: Composition, report: Report | None, changed: list[signing.Difference]) -> str:
    """Return what stands above the outline: what is still to be done, or that the paper is signed."""
    if report is not None and report.correcting_since:
        return "更正版起草中，点段落后面的“改”写文字。签发更正版前，导出的公文仍是签发版。"
    if report is None or report.is_open:
        return "受阻和缺内容处理完后，可以送审。" if made.blocking else "没有受阻的句子，可以送审。"
    now = f"签发后有 {len(changed)} 个数字更正，正文按现在的记录显示。" if changed else "正文和签发时一致。"
    return f"{now}导出的公文按签发版。"


def _blocked(made: Composition, block: Any, twice: bool) -> str:
    """Why a sentence waits; where two wait for the same, whose it is."""
    named = made.figures[block.figure].label if twice and block.figure in made.figures else ""
    return f"{named}：{block.why}" if named else str(block.why)


def _asides(
    request: Any, made: Composition, report: Report | None, base: str, changed: list[signing.Difference]
) -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = []
    if report is not None:
        last = signing.latest(report)
        if last is not None:
            panels.append(
                {"title": "签发快照", "note": f"第 {last.number} 版",
                 "corner": {"text": "打开", "url": f"{base}signed/"},
                 "text": f"{report.signer}签发，账本序号 {last.ledger_seq:,}。"}
            )  # fmt: skip
        if changed:
            text = "；".join(d.note for d in changed) + "。"
            panels.append({"title": "签发后有更正", "alarm": True, "text": text,
                           "corner": {"text": "差异说明", "url": f"{base}signed/"}})  # fmt: skip
        if report.correcting_since:
            words = signing.rewritten(report, made)
            text = f"{pages.zh_date(report.correcting_since)}起草，事由：{report.correcting_why}。"
            text += f"改过文字的部分：{'、'.join(words)}。" if words else "文字和签发时一致。"
            panels.append({"title": "更正版起草中", "text": text})
        panels.append({"title": "办理", "corner": {"text": "打开", "url": f"/r/annual_report.report/{report.pk}/"},
                       "text": f"现在：{report.get_state_display()}。"})  # fmt: skip
    if made.blocking:
        whys = [b.why for b in made.blocking]
        rows = [
            {"pk": i, "label": b.why,
             "cells": [{"text": _blocked(made, b, whys.count(b.why) > 1),
                        "url": f"{base}?fig={b.figure}#panel" if b.figure else "", "tone": "alarm"}]}
            for i, b in enumerate(made.blocking)
        ]  # fmt: skip
        panels.append({"title": "要先处理的", "note": f"{len(rows)} 处",
                       "table": {"caption": "受阻和缺内容", "columns": [{"label": "原因"}], "rows": rows, "plain": True,
                                 "tight": True}})  # fmt: skip
    if (passed := gates.panel(made, request.scope, request.day, base)) is not None:
        panels.append(passed)
    waiting = [f for f in made.empty.values() if f.empty]
    if waiting:
        text = (
            "、".join(f.label for f in waiting[:12])
            + ("等" if len(waiting) > 12 else "")
            + "还没有记录，相应句子不印。"
        )
        panels.append({"title": "没有佐证的句子", "note": f"{len(waiting)} 个数字", "text": text})
    return panels


@require_POST
@login_required
def start(request: Any, code: str, year: int) -> HttpResponse:
    """Open the year's report."""
    enter(request, code)
    run(registry.get_action("annual_report.report", "start"), ctx_of(request), None, {"year": year})
    messages.success(request, "已开始编制。")
    return redirect(f"/reports/{code}/{year}/")


@require_POST
@login_required
def wording(request: Any, code: str, year: int) -> HttpResponse:
    """Take one of the lawful wordings, or go back to the usual one."""
    bureau = enter(request, code)
    key, option = request.POST.get("metric", ""), request.POST.get("option", "")
    if key not in registry.metrics():
        raise Http404
    data = {"year": year, "metric": key, "option": option, "qualifier": ""}
    run(registry.get_action("core_metrics.wording", "choose"), ctx_of(request), None, data)
    messages.success(request, "已采用这一写法。")
    return redirect(f"/reports/{bureau.code}/{year}/?fig={key}#panel")


@login_required
def text(request: Any, code: str, year: int, paragraph: str) -> HttpResponse:
    """Edit the words of a paragraph around its locked figures."""
    bureau = enter(request, code)
    offered = {p.key: p for p in registry.all_paragraphs()}
    if paragraph not in offered or not request.scope.has(EDITORS):
        raise Http404
    own = Narrative.objects.filter(bureau=bureau, year=year, paragraph=paragraph, life=Life.LIVE).first()
    made = compose(bureau, year, day=request.day)
    current = own.text if own else "".join(s.text for s in offered[paragraph].sentences)
    errors: list[str] = []
    if request.method == "POST":
        current = _joined(request.POST)
        data = {"year": year, "paragraph": paragraph, "text": current, "dropped": bool(request.POST.get("dropped"))}
        action = registry.get_action("annual_report.narrative", "write")
        try:
            action.clean(ctx_of(request), None, data)
            run(action, ctx_of(request), None, data)
        except ValidationError as error:
            errors = [message for _, message in errors_of(error)]
        else:
            messages.success(request, "已改文字，数字不变。")
            return redirect(f"/reports/{code}/{year}/#{paragraph.replace('.', '-')}")
    known = {**made.empty, **made.figures}
    parts: list[dict[str, Any]] = []
    last = 0
    for match in TOKEN.finditer(current):
        parts.append({"text": current[last : match.start()]})
        f = known.get(match.group(1))
        parts.append({"figure": match.group(1), "printed": (f.printed or f.label) if f else match.group(1)})
        last = match.end()
    parts.append({"text": current[last:]})
    head = {
        "title": "改文字", "meta": ["数字已锁定，只改两边的文字"],
        "crumbs": _crumbs(bureau, year),
    }  # fmt: skip
    context = {"head": head, "parts": parts, "errors": errors, "dropped": own.dropped if own else False,
               "back": f"/reports/{code}/{year}/"}  # fmt: skip
    return render(request, "annual_report/text.html", context, status=400 if errors else 200)


def _joined(post: Any) -> str:
    """Return the text of the form: free stretches typed, figures as tokens."""
    out = []
    for kind, value in zip(post.getlist("kind"), post.getlist("value"), strict=False):
        out.append("{" + value + "}" if kind == "figure" else value.replace("{", "（").replace("}", "）"))
    return "".join(out).replace("\r", "").replace("\n", "")


@login_required
def figure(request: Any, code: str, year: int, key: str) -> HttpResponse:
    """The whole list behind one figure, 200 rows a page."""
    bureau = enter(request, code)
    if key not in registry.metrics():
        raise Http404
    quarter = int(request.GET["q"]) if request.GET.get("q") in ("1", "2", "3", "4") else 0
    query = Query.of_year(bureau.pk, year, until=request.day)
    if quarter:  # the whole quarter, what is not yet due included
        query = Query(bureau.pk, date(year, quarter * 3 - 2, 1), quarter_end(year, quarter))
    choice = figures.choices_of(bureau.pk, year).get(key)
    found = figures.evaluate(key, query, bureau_code=code, choice=choice)
    rows = figures.evidence(key, query)
    resource = registry.resource_of_model(rows.model)
    rows = papers.own_part(resource, rows, request.scope)
    after = request.GET.get("after", "")
    if after.isdigit():
        rows = rows.filter(pk__gt=int(after))
    wanted = [*(c.name for c in resource.column_list()), *resource.line, "unit"]
    shown = list(with_relations(resource, rows, wanted).order_by("pk")[:201])
    table = tables.picture(resource, shown[:200], tables.make(resource, request.scope))
    table["columns"].append({"label": "佐证文号"})
    for row, obj in zip(table["rows"], shown, strict=False):
        row["cells"].append(obj.paper)
    more = f"?{f'q={quarter}&' if quarter else ''}after={shown[199].pk}" if len(shown) > 200 else ""
    part = f"第{'一二三四'[quarter - 1]}季度" if quarter else found.printed or "受阻"
    head = {
        "title": f"{found.label} {part}",
        "crumbs": _crumbs(bureau, year),
        "meta": [
            f"{found.rows:,} 条记录，口径：{found.query}",
            *(["只列本处室（单位）的记录"] if request.scope.unit_ids is not None else []),
        ],
        "actions": [
            {"label": "导出佐证", "url": f"/f/{code}/{year}/{key}/evidence.xlsx"},
            {"label": "打印", "print": True},
        ],
    }  # fmt: skip
    context = {"head": head, "figure": found, "more": more, "table": {**table, "caption": found.label}}
    return render(request, "annual_report/figure.html", context)


@login_required
def export(request: Any, code: str, year: int, fmt: str) -> HttpResponse:
    """The report as a file."""
    if fmt not in FORMATS:
        raise Http404
    bureau = enter(request, code)
    asked = request.GET.get("edition")
    made = compose(bureau, year, day=request.day, edition="public" if asked == "public" else "submit")
    paper: dict[str, Any] = {}
    if asked == "correction":
        report = get_object_or_404(Report, bureau=bureau, year=year, kind="fazhi", life=Life.LIVE)
        if report.correcting_since is None:
            raise Http404
        paper["draft"] = True
    elif fmt != "json":  # a signed paper leaves as it was signed; the data say what is true now
        made, paper = papers.issued(made)
        paper["annex"] = request.GET.get("annex") == "1"
    try:
        data = papers.render(made, fmt, **paper)
        papers.enter(ctx_of(request), made, fmt, data)
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect(f"/reports/{code}/{year}/")
    name = f"{made.title}（公开稿）" if made.edition == "public" else made.title
    return attached(data, f"{name}.{fmt}")


@login_required
def evidence(request: Any, code: str, year: int, key: str = "") -> HttpResponse:
    """The evidence workbook: internal edition by role, external edition with names masked."""
    bureau = enter(request, code)
    edition = "external" if request.GET.get("edition") == "external" else "internal"
    made = compose(bureau, year, day=request.day)
    if key:
        if key not in made.figures:
            raise Http404
        made.figures = {key: made.figures[key]}
    name = "外部版" if edition == "external" else "内部版"
    action, ctx = registry.get_action("annual_report.report", "evidence"), ctx_of(request)
    action.authorise(ctx, None)
    clear = papers.in_clear(made, request.scope) if edition == "internal" else []
    form = form_of(action, ctx, None, request.POST if request.method == "POST" else None)
    reason = form.cleaned_data.get("reason", "").strip() if form.is_bound and form.is_valid() else ""
    if edition == "internal" and not reason:
        if form.is_bound:
            form.add_error("reason", "写明用途再导出。")
        back = f"/f/{code}/{year}/{key}/" if key else f"/reports/{code}/{year}/"
        return render(request, "yifa/confirm.html", {
            "head": {"title": "导出佐证册（内部版）", "crumbs": _crumbs(bureau, year)},
            "confirm": {"text": f"内部版含未隐去的：{'、'.join([NAMES, *clear])}。", "facts": [],
                        "note": "导出连同用途记入账本，可追溯到人。对外提供的用外部版。"},
            "form": prepare(form), "formcfg": {"submit": "写明用途后导出", "cancel_url": back, "fields": {}},
        }, status=400 if form.is_bound else 200)  # fmt: skip
    taken = {"format": "xlsx", "conditions": f"{made.title}佐证册（{name}）{key}", "reason": reason, "clear": clear,
             "edition": edition, "rows": sum(f.rows for f in made.figures.values())}  # fmt: skip
    run(action, ctx, None, taken)
    out = io.BytesIO()
    papers.write_evidence(
        made,
        out,
        now=clockwork.now(),
        scope=request.scope,
        edition=edition,
        printed_by=request.scope.name,
        whole=not key,
    )
    return attached(out.getvalue(), f"{made.title}佐证册.xlsx")


@login_required
def exceptions(request: Any, code: str, year: int) -> HttpResponse:
    """All exceptions and breaches of the year, each line opening its record."""
    bureau = enter(request, code)
    made = compose(bureau, year, day=request.day)
    rows = list(gates.events(made, request.scope))
    head = {"title": gates.TITLE, "crumbs": _crumbs(bureau, year), "actions": [{"label": "打印", "print": True}],
            "meta": [f"共 {len(rows)} 条", *gates.counts(rows)]}  # fmt: skip
    table = gates.table(rows, request.scope, request.day)
    empty = {"text": "本年没有闸口例外，也没有违规登记。"}
    return render(request, "annual_report/gates.html", {"head": head, "table": table, "empty": empty})


@login_required
def signed(request: Any, code: str, year: int) -> HttpResponse:
    """The report as signed, beside what changed since."""
    bureau = enter(request, code)
    report = get_object_or_404(Report, bureau=bureau, year=year, kind="fazhi", life=Life.LIVE)
    last = signing.latest(report)
    if last is None:
        raise Http404
    head = {
        "title": f"{last.data['title']}（签发第 {last.number} 版）",
        "crumbs": _crumbs(bureau, year),
        "meta": [f"{report.signer}签发，账本序号 {last.ledger_seq:,}，摘要 {last.ledger_hash[:16]}…"],
        "actions": [{"label": "打印", "print": True}],
    }  # fmt: skip
    table = signing.table(report, request.day)
    return render(request, "annual_report/signed.html", {"head": head, "table": table, "notes": table["notes"]})
