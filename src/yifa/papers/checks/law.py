"""Cited law: what :mod:`yifa.papers.citations.problems` says of each title, and law called in force too early."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from functools import lru_cache

from yifa.lawkit.catalogue import Catalogue
from yifa.lawkit.checks import Basis, Finding
from yifa.lawkit.titles import key_of
from yifa.papers import citations
from yifa.papers.citations import context
from yifa.papers.reading.model import Citation

from .spec import Spec
from .view import View

_STUDIED = re.compile(
    r"学习|宣[传讲]|解读|普及|培训|讲座|辅导|授课|收看|迎接|测试|考试|答题|研讨|旁听|新(?:修订|出台|颁布)的?$"
)
#: names shorter than this differ from each other by one letter too often
_LONG = 5
_PAST = re.compile(r"废止|取代|代替|替代|不再执行|同时失效|清理|(?:^|[^\u4e00-\u9fa5])[原旧]$")
_APPLIED = re.compile(
    r"》(?:[（(][^）)]*[)）])?的?(?:新?修订|修改|修正|颁布|公布|正式)+(?:和|、|并)?(?:施行|实施|生效)"
)


def cited(view: View) -> list[Citation]:
    """The citations of the report, judged by the last day of the report year."""
    if "cited" not in view.memo:
        found = view.reading.citations
        if view.year != view.paper.year:
            paper = copy.copy(view.paper)
            paper.year = view.year
            found = citations.find(paper, region=view.options.region)
        view.memo["cited"] = found
    return view.memo["cited"]


def problems(view: View, spec: Spec) -> Iterable[Finding]:
    """The problems of the kinds a check names; an uncertain one is a question."""
    if "problems" not in view.memo:
        view.memo["problems"] = citations.problems(cited(view))
    told: set[tuple[str, str]] = set()
    for problem in view.memo["problems"]:
        citation = problem.citation
        if problem.kind not in spec.data["kinds"] or (problem.kind == "superseded" and _said_so(view, citation)):
            continue
        if problem.kind == "not_yet" and _STUDIED.search(context.before(view.text, citation.start)):
            continue  # what is published may be studied before it comes into force
        key = (problem.kind, key_of(citation.title) + (problem.article or ""))
        if key in told and spec.data.get("once"):
            continue
        told.add(key)
        severity = spec.severity if problem.certain or spec.severity == "info" else "warning"
        message = problem.message
        if severity == "warning" and not re.search(r"[？?]|请", message):
            message += "，是否更新？"
        yield spec.finding(
            message,
            severity=severity,
            suggestion=problem.suggestion,
            basis=Basis(problem.suggestion or citation.title, problem.article or citation.article, citation.urn),
            **view.quote(problem.start, problem.end),
        )


def one_slip(view: View, spec: Spec) -> Iterable[Finding]:
    """A title nothing explains better than a slip: one letter from an act, or its last letter lost."""
    for citation in cited(view):
        if citation.status not in ("unknown", "not_law", "local") or citation.urn or citation.extra.get("doubtful"):
            continue
        key = key_of(citation.title)
        right = _slip(view.catalogue, key)
        if right:
            yield spec.finding(
                f"《{citation.title}》是否应为《{right}》？",
                suggestion=right,
                basis=Basis(right),
                **view.quote(citation.start, citation.end),
            )


def _slip(catalogue: Catalogue, key: str) -> str | None:
    names = _names(catalogue)
    if key in names:
        return None
    if len(key) < _LONG:
        return names.get(key + "法")
    found: set[str] = set()
    for at in range(len(key) + 1):
        if right := names.get(key[:at] + key[at + 1 :]):
            found.add(right)
        found.update(names.get(f"{key[:at]}?{key[at:]}", "").split())
        if at < len(key):
            found.update(names.get(f"{key[:at]}?{key[at + 1 :]}", "").split())
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4)
def _names(catalogue: Catalogue) -> dict[str, str]:
    """Every name, and every long name with one letter masked, to the full title it stands for."""
    names: dict[str, str] = {}
    for statute in catalogue.statutes:
        right = statute.full or statute.title
        for name in statute.names:
            key = key_of(name)
            names[key] = right
            if len(key) < _LONG:
                continue
            for at in range(len(key)):
                masked = f"{key[:at]}?{key[at + 1 :]}"
                names[masked] = right if names.get(masked, right) == right else f"{names[masked]} {right}"
    return names


def _said_so(view: View, citation: Citation) -> bool:
    """The sentence itself says that the act is gone: 原《…》, 《…》废止后."""
    span = view.sentence(citation.start)
    before = view.text[span.start : citation.start][-4:]
    after = view.text[citation.end : span.end][:12]
    return bool(_PAST.search(before) or _PAST.search(after))


def not_yet(view: View, spec: Spec) -> Iterable[Finding]:
    """A revision called in force although its text came into force after the report year."""
    if view.last_day is None:
        return
    for citation in cited(view):
        end = view.text.find("》", citation.start)
        match = _APPLIED.match(view.text, end) if end >= 0 else None
        found = view.catalogue.find(citation.title) if match else None
        if not match or found is None:
            continue
        for version in found.statute.versions:
            if not version.effective or not version.published:
                continue
            if version.published.first <= view.last_day < version.effective.first:
                yield spec.finding(
                    f"《{citation.title}》修订后的文本{version.effective}起施行，当年只是修订、公布，是否说早了？",
                    **view.quote(citation.start, match.end()),
                    basis=Basis(citation.title, None, found.statute.urn(version)),
                )


RUNNERS = {"law_problems": problems, "law_one_slip": one_slip, "law_not_yet": not_yet}
