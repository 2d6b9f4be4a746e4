"""The import wizard: file → columns → dry run → in. Each step has its address and can be come back to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yifa.kernel import clockwork, limits, registry
from yifa.kernel.action import ActionError, Ctx, Refused, run
from yifa.kernel.downloads import attached
from yifa.kernel.gates.models import GateEvent
from yifa.kernel.imports import apply, marked, uploads
from yifa.kernel.imports.actions import Cancel, Resume, State, Undo
from yifa.kernel.imports.check import Checked, Options, check, read, tally
from yifa.kernel.imports.matching import Lookups, creating_action
from yifa.kernel.imports.models import ImportRecord
from yifa.kernel.imports.scan import MAX_FILE, SheetError
from yifa.kernel.imports.sheets import Book, open_book, text_of
from yifa.kernel.jobs.models import STALE, Job
from yifa.kernel.resource.base import show
from yifa.kernel.resource.views import resource_of
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare

STEPS = ("选文件", "对应各列", "试算", "导入")
_SHOWN = 50


def _context(resource: Any, step: int, **more: Any) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {"title": t, "state": "done" if i < step else "now" if i == step else "", "lines": []}
        for i, t in enumerate(STEPS)
    ]
    crumbs = [{"text": resource.title, "url": resource.url()}, {"text": "导入"}]
    return {"head": {"title": f"导入{resource.title}", "crumbs": crumbs}, "import_steps": steps, **more}


def _modes(resource: Any, ctx: Ctx) -> list[tuple[str, str]]:
    """Return the ways this scope may import; refuse if there is none."""
    out, why = [], ""
    for backfill, key, label in ((False, "live", "登记新的"), (True, "past", "补录以前的")):
        action = creating_action(resource, backfill)
        if action is None:
            continue
        try:
            action.authorise(ctx, None)
        except ActionError as error:
            why = str(error)
        else:
            out.append((key, label))
    if not out:
        raise Refused(why or f"“{resource.title}”不接受导入。")
    return out


class UploadForm(forms.Form):
    """The file, and for 补录 the paper and the answers that hold for all rows."""

    file = forms.FileField(
        label="表格文件", help_text=f"xlsx 或 csv，原来的样子就行，不超过 {MAX_FILE // 1024 // 1024} MB。"
    )

    def __init__(self, resource: Any, modes: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["mode"] = forms.ChoiceField(
            label="登记方式", choices=modes, initial=modes[0][0], widget=forms.RadioSelect
        )
        self.gates: list[Any] = []
        if any(key == "past" for key, _ in modes):
            self.fields["paper"] = forms.CharField(
                label="佐证文号（补录，各行相同）", required=False, max_length=200,
                help_text="表中有文号列的，以表中为准。",
            )  # fmt: skip
            self.gates = list(registry.get_action(resource.key, "backfill").gates)
            for i, gate in enumerate(self.gates):
                self.fields[f"gate{i}"] = forms.ChoiceField(
                    label=f"{gate.title}（补录，各行相同）", required=False,
                    choices=[("", "按表中的列，没有列的记为无法核实"), *GateEvent.Answer.choices],
                )  # fmt: skip
        prepare(self)

    def clean_file(self) -> Any:
        """Not larger than an import may be."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError(f"文件超过 {MAX_FILE // 1024 // 1024} MB。按年度或按处室拆成几个文件再传。")
        return file

    def options(self) -> dict[str, Any]:
        """Return what was chosen, as kept with the upload."""
        data = self.cleaned_data
        past = data["mode"] == "past"
        answers = {g.key: data[f"gate{i}"] for i, g in enumerate(self.gates) if past and data.get(f"gate{i}")}
        constants = {"paper": data["paper"]} if past and data.get("paper") else {}
        return {"backfill": past, "answers": answers, "constants": constants}


def _recent(resource: Any, ctx: Ctx) -> dict[str, Any]:
    rows = ImportRecord.objects.filter(bureau_id=ctx.scope.bureau_id, resource=resource.key).order_by("-pk")[:8]
    heads = ("文件", "状态", "新增", "更新", "经办人", "开始时刻")
    return {
        "caption": "以前的批次，从新到旧",
        "columns": [{"label": h, "num": h in ("新增", "更新")} for h in heads],
        "rows": [
            {"cells": [{"text": r.file_name, "url": f"/imports/{r.pk}/"}, r.get_state_display(), r.created, r.updated,
                       r.actor_name, show(r.started_at)]}
            for r in rows
        ],
    }  # fmt: skip


@login_required
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Step 1: the file."""
    resource, ctx = resource_of(request, key), ctx_of(request)
    modes = _modes(resource, ctx)
    form = UploadForm(resource, modes, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        limits.check(request, "import", most=20)
        if form.is_valid():
            file = form.cleaned_data["file"]
            data, name = file.read(), uploads.clean_name(file.name)
            try:
                found = creating_action(resource, form.options()["backfill"])
                open_book(data, name)
            except SheetError as error:
                form.add_error("file", str(error))
            else:
                assert found is not None
                sha = uploads.store(data)
                scope = ctx.scope
                uploads.remember(sha, scope.bureau_id or 0, scope.user_id or 0, key, name=name, **form.options(),
                                 sheet="", columns={}, values={})  # fmt: skip
                return redirect(f"/r/{key}/import/{sha}/")
    notes = ["表头可以有两行，合并的单元格会拆开；合计行、空行自动跳过。", "先试算，不写入；看过结果再导入。"]
    more = {"form": form, "formcfg": {"submit": "上传并读表", "cancel_url": resource.url()}, "notes": notes,
            "template_url": f"/r/{key}/import/template.xlsx", "recent": _recent(resource, ctx)}  # fmt: skip
    return render(request, "yifa/import_upload.html", _context(resource, 0, **more))


@login_required
def template(request: HttpRequest, key: str) -> HttpResponse:
    """The register's own empty sheet."""
    resource, ctx = resource_of(request, key), ctx_of(request)
    modes = _modes(resource, ctx)
    action = creating_action(resource, all(k == "past" for k, _ in modes))
    data = marked.template(resource, action, Lookups(resource, action, ctx))
    return attached(data, f"{resource.title}导入表.xlsx")


def _kept(request: HttpRequest, key: str, sha: str) -> tuple[Any, Ctx, dict[str, Any], Book]:
    """Return register, context, what was chosen so far, and the workbook of an upload; 404 if it is not theirs."""
    resource, ctx = resource_of(request, key), ctx_of(request)
    note = uploads.recall(sha, ctx.scope.bureau_id or 0, ctx.scope.user_id or 0, key)
    data = uploads.fetch(sha)
    if note is None or data is None:
        raise Http404("上传的文件已过期。")
    return resource, ctx, note, open_book(data, note["name"])


def _options(note: dict[str, Any]) -> Options:
    return Options.from_json({k: v for k, v in note.items() if k != "name"})


def _again(request: HttpRequest, resource: Any, error: Exception) -> HttpResponse:
    """Back to step 1 with the reason."""
    form = UploadForm(resource, _modes(resource, ctx_of(request)), {}, {})
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    form.add_error(None, str(error))
    more = {"form": form, "formcfg": {"action": f"/r/{resource.key}/import/", "submit": "上传并读表",
            "cancel_url": resource.url()}, "template_url": f"/r/{resource.key}/import/template.xlsx"}  # fmt: skip
    return render(request, "yifa/import_upload.html", _context(resource, 0, **more))


@login_required
def columns(request: HttpRequest, key: str, sha: str) -> HttpResponse:
    """Step 2: which column is which field, which word is which code."""
    resource, ctx, note, book = _kept(request, key, sha)
    scope = ctx.scope
    if request.method == "POST":
        sheet = request.POST.get("sheet") or note.get("sheet") or ""
        if sheet not in book.sheet_names:
            sheet = ""
        if sheet != (note.get("sheet") or "") and request.POST.get("was", "") != sheet:
            uploads.remember(sha, scope.bureau_id or 0, scope.user_id or 0, key, sheet=sheet, columns={}, values={})
            return redirect(request.path)
    try:
        found = read(key, ctx, book, _options(note))
    except SheetError as error:
        return _again(request, resource, error)
    asked, same = _words(found), _for_all(found)
    if request.method == "POST":
        names = {t.name for t in found.targets}
        chosen = {h.text: request.POST.get(f"c{h.index}", "") for h in found.layout.heads}
        values: dict[str, dict[str, str]] = {}
        for i, (target, word, _, _) in enumerate(asked):
            if said := request.POST.get(f"v{i}"):
                values.setdefault(target.name, {})[word] = said
        for name, kept in found.mapping.values.items():
            values[name] = {**kept, **values.get(name, {})}
        fixed = {**(note.get("constants") or {}), **{t.name: request.POST.get(f"k_{t.name}", "") for t in same}}
        uploads.remember(
            sha, scope.bureau_id or 0, scope.user_id or 0, key, sheet=found.sheet, values=values,
            constants={k: v for k, v in fixed.items() if v},
            columns={h: (f if f in names else "") for h, f in chosen.items()},
        )  # fmt: skip
        return redirect(f"/r/{key}/import/{sha}/check/")
    choices = [{"value": "", "text": "不导入"}]
    choices += [{"value": t.name, "text": t.label + ("（必填）" if t.required else "")} for t in found.targets]
    rows = [
        {
            "name": f"c{h.index}", "id": f"id_c{h.index}", "head": h.text, "choices": choices,
            "samples": [text_of(v)[:20] for v in h.samples[:3]], "guessed": h.text in found.mapping.guessed,
            "value": found.mapping.columns.get(h.text, ""),
            "note": "序号列不用导入" if h.serial else found.mapping.guessed.get(h.text, ""),
        }
        for h in found.layout.heads
    ]  # fmt: skip
    for i, (target, word, near, options) in enumerate(asked):
        rows.append(
            {"name": f"v{i}", "id": f"id_v{i}", "head": f"{target.label}里的“{word}”", "samples": [], "value": near,
             "choices": [{"value": "", "text": "留待试算时提示"}, *options], "guessed": bool(near),
             "note": "表中的词对应哪个选项"}
        )  # fmt: skip
    for target in same:
        options = [{"value": str(v), "text": label} for v, label in target.choices]
        rows.append(
            {"name": f"k_{target.name}", "id": f"id_k_{target.name}", "head": f"{target.label}（表中没有这一列）",
             "samples": [], "value": found.mapping.constants.get(target.name, ""), "guessed": False,
             "choices": [{"value": "", "text": "请选择"}, *options], "note": "各行相同的，在这里选定"}
        )  # fmt: skip
    if len(book.sheet_names) > 1:
        sheets = [{"value": n, "text": n} for n in book.sheet_names]
        rows.insert(0, {"name": "sheet", "id": "id_sheet", "head": "用哪张表", "samples": [], "choices": sheets,
                        "value": found.sheet, "note": "换一张表后重新读列"})  # fmt: skip
    mapping = {
        "url": request.path, "cancel_url": resource.url(), "columns": rows, "fields": {"was": found.sheet},
        "missing": [p.text.removeprefix("缺“").removesuffix("”列。") for p in found.errors], "remember": True,
    }  # fmt: skip
    source = {"file": found.file, "sheet": found.sheet, "rows": found.total}
    return render(request, "yifa/import_map.html", _context(resource, 1, mapping=mapping, source=source))


def _for_all(found: Checked) -> list[Any]:
    """Return the required choices no column brings (the channel of a site's own list): one answer for all rows."""
    lacking = {p.text for p in found.errors}
    return [
        t
        for t in found.targets
        if t.kind == "choice" and (f"缺“{t.label}”列。" in lacking or found.mapping.constants.get(t.name))
    ]


def _words(found: Checked) -> list[tuple[Any, str, str, list[dict[str, str]]]]:
    """Return the words no code or record is known for: (field, word, likely value, choices)."""
    lookups: Lookups = found.lookups  # type: ignore[attr-defined]
    by_name = {t.name: t for t in found.targets}
    out: list[tuple[Any, str, str, list[dict[str, str]]]] = []
    for head in found.layout.heads:
        target = by_name.get(found.mapping.columns.get(head.text, ""))
        if target is None or target.kind not in ("choice", "link"):
            continue
        if target.kind == "choice":
            options = [{"value": str(v), "text": label} for v, label in target.choices]
        else:
            names = sorted({str(o) for objects in lookups.table(target.name).values() for o in objects})
            options = [{"value": n, "text": n} for n in names[:300]]
        kept = found.mapping.values.get(target.name, {})
        for value in head.samples:
            word = text_of(value)
            if lookups.exact(target, word) is not None or len(out) >= 40:
                continue
            near, labels = lookups.near(target, word)
            likely = kept.get(word) or (str(near) if near is not None and target.kind == "choice" else "")
            if not likely and target.kind == "link" and near is not None:
                likely = labels[0]
            out.append((target, word, likely, options))
    return out


def _result(found: Checked, url: str, resource: Any) -> dict[str, Any]:
    levels = tally(found.problems)
    new, old = len(found.creates), len(found.updates)
    bad = len(found.bad_rows)
    said = "".join((f"导入 {new} 条" if new else "", "，" if new and old else "", f"更新 {old} 条" if old else ""))
    problems = [
        {"row": p.row, "column": p.head or p.column, "value": text_of(p.value) or None, "level": p.level,
         "text": p.text, "way": p.way}
        for p in found.problems[:_SHOWN]
    ]  # fmt: skip
    notes = [*found.notes, *(f"第 {r + 1} 行跳过：{why}。" for r, why in found.layout.skipped[:5])]
    if found.options.backfill:
        notes.append("补录的记录闸口只答不拦，不发提醒；每条都带来源文件、表和行号。")
    more = None
    if len(found.problems) > _SHOWN:
        text = f"列出 {_SHOWN} 处，共 {len(found.problems)} 处"
        more = {"text": text, "url": url + "marked.xlsx"}
    return {
        "total": found.total, "good": new + old, "warned": levels["ask"], "bad": bad, "repeated": found.same,
        "problems": problems, "more": more, "download_url": url + "marked.xlsx" if found.problems else "",
        "preview": _preview(found, resource), "url": url + "check/", "submit": said, "partial": bool(bad),
        "back_url": f"/r/{resource.key}/import/", "fields": {"partial": "1"} if bad else {}, "note": "　".join(notes),
    }  # fmt: skip


def _preview(found: Checked, resource: Any) -> dict[str, Any]:
    used = [t for t in found.targets if t.name in found.mapping.columns.values()][:6]
    labels = {t.name: dict((str(v), label) for v, label in t.choices) for t in used}
    rows = []
    for row in found.creates[:5]:
        cells = [labels[t.name].get(str(row.data.get(t.name)), show(row.data.get(t.name))) for t in used]
        rows.append({"cells": [c or None for c in cells]})
    columns_ = [{"label": t.label, "num": t.kind in ("number", "integer")} for t in used]
    return {"caption": "导入后的样子", "columns": columns_, "rows": rows}


@login_required
def check_page(request: HttpRequest, key: str, sha: str) -> HttpResponse:
    """Step 3: the dry run; its button does the import."""
    resource, ctx, note, book = _kept(request, key, sha)
    options = _options(note)
    options.partial = request.method == "POST" and request.POST.get("partial") == "1"
    try:
        found = check(key, ctx, book, options)
    except SheetError as error:
        return _again(request, resource, error)
    url = f"/r/{key}/import/{sha}/"
    ready = not found.hopeless and (options.partial or not found.errors) and (found.creates or found.updates)
    if request.method == "POST" and ready:
        limits.check(request, "import", most=20)
        if len(found.creates) + len(found.updates) <= apply.AT_ONCE:
            record = apply.apply_at_once(found, ctx, sha)
        else:
            record = apply.begin_later(found, ctx, sha)
        return redirect(f"/imports/{record.pk}/")
    result = _result(found, url, resource)
    if found.hopeless:
        result.update(good=0, back_url=url)
    source = {"file": found.file, "sheet": found.sheet, "rows": found.total}
    return render(request, "yifa/import_check.html", _context(resource, 2, result=result, source=source))


@login_required
def marked_page(request: HttpRequest, key: str, sha: str) -> HttpResponse:
    """The uploaded sheet with its problems marked."""
    resource, ctx, note, book = _kept(request, key, sha)
    try:
        found = check(key, ctx, book, _options(note))
    except SheetError as error:
        return _again(request, resource, error)
    return attached(marked.workbook(found), f"标出问题-{note['name'].rsplit('.', 1)[0]}.xlsx")


# -- one import ------------------------------------------------------------


def _record(request: HttpRequest, pk: int) -> tuple[ImportRecord, Any, Ctx]:
    ctx = ctx_of(request)
    record = registry.get_resource("kernel_imports.record").rows(ctx.scope).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record, registry.get_resource(record.resource), ctx


def _job(record: ImportRecord) -> dict[str, Any]:
    job = Job.objects.filter(kind="imports.apply", args__record=record.pk).order_by("-pk").first()
    states = {State.CHECKED: "wait", State.RUNNING: "run"}
    context: dict[str, Any] = {"title": f"导入 {record.file_name}", "state": states.get(State(record.state), "done")}
    if job is not None:
        context = job.context()
        context["result"] = None
    elif clockwork.now() - record.touched_at > STALE:
        context.update(state="failed", error="办理它的进程中断了。已入的行还不计入任何数字；继续导入，或者取消。")
    context.update(done=record.done, total=record.total, unit="行")
    base = f"/imports/{record.pk}/"
    context.update(poll_url=base + "part", reload_url=base, cancel_url=base + "cancel")
    if record.state not in (State.CHECKED, State.RUNNING):
        context.update(state="done", result={"url": base, "text": "看这次导入"}, cancel_url="", error="")
    return context


def _sheet_of(record: ImportRecord, ctx: Ctx) -> bytes | None:
    """Return the file of an import to who brought it; its rows may be of offices that other readers do not see."""
    return uploads.fetch(record.file_sha256) if record.actor_ref == ctx.scope.user_id else None


def _ended(record: ImportRecord, resource: Any, ctx: Ctx) -> dict[str, Any]:
    base = f"/r/kernel_imports.record/{record.pk}/"
    text = {
        State.DONE: f"已导入 {record.created + record.updated} 条，批次 {record.pk:04d}。",
        State.UNDONE: "这一批已撤销，记录作废，不计入任何数字。",
        State.CANCELLED: "检查未通过，没有写入。" if record.reason == "检查未通过" else "这次导入已取消。",
    }[State(record.state)]
    facts = [("文件", record.file_name), ("工作表", record.sheet), ("新增", record.created), ("更新", record.updated),
             ("无变化", record.unchanged), ("未导入", record.skipped), ("补录", record.backfill),
             ("经办人", record.actor_name), ("开始时刻", show(record.started_at)), ("理由", record.reason)]  # fmt: skip
    actions: list[dict[str, Any]] = [{"label": f"看{resource.title}", "url": resource.url(), "kind": "main"}]
    if record.errors and _sheet_of(record, ctx) is not None:
        actions.append({"label": "下载标出问题的表", "url": f"/imports/{record.pk}/marked.xlsx"})
    if not Undo().available(ctx, record):
        actions.append({"label": "撤销导入", "url": f"{base}do/undo/"})
    actions.append({"label": "再导入一个文件", "url": f"/r/{resource.key}/import/", "kind": "quiet"})
    shown = [{"label": k, "value": v} for k, v in facts if v not in ("", None)]
    return {"text": text, "facts": shown, "actions": actions}


@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: progress, then the result with its way back."""
    record, resource, ctx = _record(request, pk)
    if record.state in (State.CHECKED, State.RUNNING):
        context = _context(resource, 3, job=_job(record))
        failed = context["job"].get("state") in ("failed", "cancelled")
        if failed and not Resume().available(ctx, record):
            action = {"label": "继续导入", "url": f"/imports/{pk}/resume", "method": "post", "kind": "main"}
            context["head"]["actions"] = [action]
        return render(request, "yifa/job.html", context)
    return render(request, "yifa/import_done.html", _context(resource, 3, done=_ended(record, resource, ctx)))


@login_required
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, polled by htmx."""
    record, _, _ = _record(request, pk)
    return render(request, "yifa/parts/job.html", {"job": _job(record)})


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an unfinished import."""
    record, _, ctx = _record(request, pk)
    run(Cancel(), ctx, record, {})
    return redirect(f"/imports/{pk}/")


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an interrupted import up again."""
    record, _, ctx = _record(request, pk)
    run(Resume(), ctx, record, {})
    return redirect(f"/imports/{pk}/")


@login_required
def marked_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of an import with its problems marked."""
    record, _, ctx = _record(request, pk)
    data = _sheet_of(record, ctx)
    if data is None:
        raise Http404("上传的文件已过期，或者不是你上传的。")
    found = check(record.resource, ctx, open_book(data, record.file_name), Options.from_json(record.mapping), own=pk)
    return attached(marked.workbook(found), f"标出问题-{record.file_name.rsplit('.', 1)[0]}.xlsx")
