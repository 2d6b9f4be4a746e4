"""What the page of findings says: counts, chips, each finding with its ground and what may be done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from yifa.kernel.files.shown import size
from yifa.kernel.ui.marks import title_cell
from yifa.lawkit import library
from yifa.lawkit.checks import Basis
from yifa.lawkit.rules import article_text
from yifa.papers.checks import load_specs
from yifa.papers.revise import replacement
from yifa.suites.report_desk.desk import Found
from yifa.suites.report_desk.marked import boxed
from yifa.suites.report_desk.models import CheckedPaper, FindingAnswer
from yifa.suites.report_desk.words import CLASS, FORMAT, LEVEL, SEVERITY, TALLY, local

__all__ = ["CLASS", "LEVEL", "bar", "chips", "facts_line", "finding", "foot", "head", "law", "law_url", "row", "tally"]

_TONE = {"wait": "run", "done": "done", "failed": "alarm", "gone": "void"}


def row(paper: CheckedPaper) -> dict[str, Any]:
    """One paper of the list."""
    done = paper.state == CheckedPaper.State.DONE
    under = [t for t in (paper.file_name, str(paper.unit or "")) if t]
    counts: list[Any] = [paper.errors, paper.warnings, paper.infos] if done else ["", "", ""]
    return {
        "pk": paper.pk, "label": paper.title,
        "cells": [
            title_cell(paper.title, f"/papers/{paper.pk}/", under), str(paper.year or ""),
            {"status": paper.get_state_display(), "tone": _TONE[paper.state]}, *counts, _when(paper),
        ],
    }  # fmt: skip


def _when(paper: CheckedPaper) -> str:
    return f"{local(paper.checked_at):%Y-%m-%d %H:%M}" if paper.checked_at else ""


def facts_line(paper: CheckedPaper, request: HttpRequest) -> list[str]:
    """Length, format and moment of the check."""
    out = [f"{paper.result.get('chars', 0):,} 字", FORMAT.get(paper.format, paper.format), size(paper.size)]
    if paper.checked_at:
        at = local(paper.checked_at)
        out.append(f"{at.month}月{at.day}日 {at:%H:%M} 检查")
    return [t for t in out if t]


def bar(paper: CheckedPaper, able: bool, keep: bool, remove: bool) -> list[dict[str, Any]]:
    """Buttons over the paper: what was read, and what else may be done with it."""
    base, do = f"/papers/{paper.pk}/", f"/r/report_desk.paper/{paper.pk}/do/"
    more: list[dict[str, Any]] = [{"label": "换文件", "url": "/papers/new/"}]
    more.append({"label": "和别的报告比较", "url": f"/papers/compare/?s=p{paper.pk}"})
    if able:
        more.append({"label": "改年度、上年报告再检查", "url": f"{base}recheck/"})
    if keep:
        more.append({"label": "存为当年数字", "url": f"{do}keep_figures/"})
    more.append({"label": "记录和经过", "url": f"/r/report_desk.paper/{paper.pk}/"})
    if remove:
        more.append({"label": "删除文稿", "url": f"{do}remove/"})
    facts, citations = len(paper.result.get("facts", [])), len(paper.result.get("citations", []))
    return [
        {"label": f"数字 {facts} 个", "url": f"{base}facts/", "small": True},
        {"label": f"引用 {citations} 处", "url": f"{base}citations/", "small": True},
        {"label": "更多", "entries": more, "small": True},
    ]


def head(paper: CheckedPaper, every: Sequence[Found], able: bool, url: str, kept: bool) -> list[dict[str, Any]]:
    """Buttons over the findings."""
    out: list[dict[str, Any]] = []
    base = f"/papers/{paper.pk}/"
    if able and kept:
        out.append({"label": "重新检查", "url": f"{base}recheck/", "method": "post", "small": True})
    if not kept:
        return [{"label": "导出", "disabled": "原件已不在本机，重新上传后可以导出", "small": True}]
    taken = sum(f.answer is not None and f.answer.kind == FindingAnswer.Kind.ACCEPT for f in every)
    entries = [{"label": "批注稿 .docx", "url": f"{base}out/comments.docx"}]
    if taken and paper.format in ("txt", "md"):
        entries.append({"label": "改后文本 .txt", "url": f"{base}out/corrected.txt"})
    entries += [
        {"label": "网页 .html", "url": f"{base}out/findings.html"},
        {"label": "数据 .json", "url": f"{base}out/findings.json"},
        {"label": "数据 .sarif", "url": f"{base}out/findings.sarif"},
    ]
    out.append({"label": "导出", "entries": entries, "small": True})
    if taken:
        out.append({"label": "导出修订稿", "url": f"{base}out/revised.docx", "small": True, "kind": "main"})
    return out


def tally(every: Sequence[Found]) -> list[dict[str, Any]]:
    """How many of each severity are open, and how many are decided."""
    counts = Counter(f.finding.severity for f in every if f.open)
    out: list[dict[str, Any]] = [
        {"n": counts[level], "text": text, "level": LEVEL[level]} for level, text in TALLY.items() if counts[level]
    ]
    return out


def chips(every: Sequence[Found], kind: str, level: str, answered: str, base: str) -> list[dict[str, Any]]:
    """The filter: by class, by severity, by what is decided."""
    kinds = Counter(f.finding.kind for f in every)
    levels = Counter(f.finding.severity for f in every)
    done = sum(not f.open for f in every)
    out = [{"text": f"全部 {len(every)}", "url": base, "on": not (kind or level or answered)}]
    out += [
        {"text": f"{text} {kinds[key]}", "url": f"{base}?c={key}", "on": kind == key}
        for key, text in CLASS.items()
        if kinds[key]
    ]
    out += [
        {"text": f"{text} {levels[key]}", "url": f"{base}?s={key}", "on": level == key}
        for key, text in SEVERITY.items()
        if levels[key] and len(levels) > 1
    ]
    if done:
        out.append({"text": f"待处理 {len(every) - done}", "url": f"{base}?d=open", "on": answered == "open"})
        out.append({"text": f"已处理 {done}", "url": f"{base}?d=done", "on": answered == "done"})
    return out


def finding(one: Found, on: int, url: str, base: str, back: str, able: bool) -> dict[str, Any]:
    """One finding of the list."""
    said = one.finding
    new = replacement(said)
    answer = one.answer
    shown = {
        "no": one.no, "level": LEVEL[said.severity], "on": one.no == on,
        "url": f"{url}f={one.no}#m{one.no}" if said.start is not None or boxed(one) else "",
        "title": said.message, "kind": SEVERITY[said.severity], "code": said.id, "law": law(said.basis, said.id),
        "old": said.quote if new else "", "new": new or "",
        "note": f"建议：{said.suggestion}" if said.suggestion and not new else "",
    }  # fmt: skip
    if answer is not None:
        taken = answer.kind == FindingAnswer.Kind.ACCEPT
        shown.update(
            old=said.quote if taken else "", new=answer.text if taken else "",
            note=f"{answer.by}采纳" if taken else f"{answer.by}：不改。{answer.reason}",
        )  # fmt: skip
    if able:
        shown["actions"] = _actions(one, base, back, new)
    return shown


def _actions(one: Found, base: str, back: str, new: str | None) -> list[dict[str, Any]]:
    fields = {"no": one.no, "code": one.finding.id, "back": back}
    query = f"?no={one.no}&back={back.replace('&', '%26').replace('=', '%3D')}"
    if one.answer is not None:
        entry = {"label": "撤回处理", "url": f"{base}retract/", "method": "post", "small": True, "kind": "quiet"}
        return [{**entry, "fields": fields}]
    out: list[dict[str, Any]] = []
    if new:
        out.append({"label": "采纳", "url": f"{base}accept/", "method": "post", "small": True,
                    "fields": {**fields, "text": new}})  # fmt: skip
    if one.finding.quote and one.finding.start is not None and one.finding.kind != "layout":
        label = "改成别的" if new else "写修改"
        out.append({"label": label, "url": f"{base}accept/{query}", "small": True, "kind": "quiet" if new else ""})
    out.append({"label": "不改，写理由", "url": f"{base}waive/{query}", "small": True, "kind": "quiet"})
    return out


def law(basis: Basis | None, code: str) -> dict[str, Any] | None:
    """The ground of a finding, linked into the law library."""
    if basis is None:
        return None
    spec = load_specs().get(code)
    title = basis.title if basis.title.startswith("GB/T") else f"《{basis.title}》"
    article = basis.article or ""
    words = article_text(article) if article and article.replace("-", "").isdigit() else ""
    return {"text": title + words, "url": law_url(basis.urn, basis.title), "verified": spec.verified if spec else None}


def law_url(urn: str | None, title: str = "") -> str:
    """The address of an act in the law library; empty where the catalogue does not know it."""
    catalogue = library.catalogue()
    path, _, place = (urn or "").partition("#")
    slug = path.rpartition("/")[2].rpartition("-")[0]
    if slug not in catalogue.by_slug:
        match = catalogue.find(title) if title else None
        slug = match.statute.slug if match else ""
    if not slug:
        return ""
    return f"/law/{slug}/" + (f"#art-{place}" if place else "")


def foot(every: Sequence[Found], paper: CheckedPaper) -> str:
    """How the list is ordered, and what could not be read well."""
    said = ["先错误，后疑问，按位置排列"] if every else []
    return "　".join([*said, *paper.result.get("damage", [])])
