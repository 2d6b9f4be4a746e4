"""Cited law: superseded, misnamed, not yet in force, an article that cannot be, a short name nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from yifa.lawkit.catalogue import Catalogue, Statute
from yifa.lawkit.checks import Basis, Finding
from yifa.lawkit.citation import Label, Span, find_citations
from yifa.lawkit.titles import edits, key_of
from yifa.papers.reading.model import Citation

from .spec import Spec
from .view import View

_STATE = "中华人民共和国"
_PAST = re.compile(r"废止|取代|代替|替代|原《|不再执行|同时失效|清理|旧")
_APPLIED = re.compile(r"》(?:[（(][^）)]*[)）])?(?:的)?(?:修订|修改|修正|新修订|颁布|公布|正式)*(?:的)?(?:施行|实施|生效)")


def cited(view: View) -> list[Citation]:
    """The citations of the report, judged by the last day of the report year."""
    if "cited" not in view.memo:
        found = view.reading.citations
        if not found or view.year != view.paper.year:
            found = [_judged(view, citation) for citation in found or _bare(view)]
        view.memo["cited"] = found
    return view.memo["cited"]


def _bare(view: View) -> list[Citation]:
    return [Citation(c.text, c.title, c.start, c.end, c.article) for c in find_citations(view.text)]


def _judged(view: View, citation: Citation) -> Citation:
    if view.last_day is None:
        return citation
    standing = view.catalogue.status(citation.title, view.last_day)
    return replace(citation, status=standing.status, urn=standing.urn, suggestion=standing.suggestion)  # type: ignore[arg-type]


def _place(view: View, citation: Citation, basis: Basis | None = None) -> dict[str, object]:
    return {**view.quote(citation.start, citation.end), "basis": basis or Basis(citation.title, citation.article)}


def _statute(view: View, citation: Citation) -> Statute | None:
    match = view.catalogue.find(citation.title)
    return match.statute if match else None


def superseded(view: View, spec: Spec) -> Iterable[Finding]:
    """An act replaced before the end of the report year, unless the sentence says so itself."""
    for citation in cited(view):
        if citation.status != "superseded":
            continue
        span = view.sentence(citation.start)
        if _PAST.search(view.text[span.start : citation.start][-12:] + view.text[citation.end : span.end][:12]):
            continue
        statute = _statute(view, citation)
        last = statute.versions[-1] if statute and statute.versions else None
        unsure = last is None or "superseded" in last.unverified
        since = f"{last.superseded}起" if last and last.superseded else "报告年度内"
        after = f"，由《{citation.suggestion}》替代" if citation.suggestion else ""
        yield spec.finding(
            f"《{citation.title}》{since}不再适用{after}{'，是否更新？' if unsure else ''}",
            severity="warning" if unsure else spec.severity,
            suggestion=citation.suggestion,
            **_place(view, citation, Basis(citation.title, citation.article, citation.urn)),
        )


def misnamed(view: View, spec: Spec) -> Iterable[Finding]:
    """A title one or two letters away from an act of the catalogue; short titles by one letter."""
    for citation in cited(view):
        right = citation.suggestion if citation.status == "misnamed" else None
        if right is None and citation.status in ("unknown", "not_law", "local"):
            right = _near(view.catalogue, key_of(citation.title))
        if right and citation.title.startswith(_STATE) and right.endswith("法") and not right.startswith(_STATE):
            right = _STATE + right
        if right:
            yield spec.finding(
                f"没有名为《{citation.title}》的法规，是否应为《{right}》？",
                suggestion=right,
                **_place(view, citation, Basis(right)),
            )


@lru_cache(maxsize=8)
def _by_length(catalogue: Catalogue) -> dict[int, list[tuple[str, str]]]:
    names: dict[int, list[tuple[str, str]]] = {}
    for statute in catalogue.statutes:
        for name in statute.names:
            key = key_of(name)
            names.setdefault(len(key), []).append((key, statute.full or statute.title))
    return names


def _near(catalogue: Catalogue, key: str) -> str | None:
    """The one act whose name differs by a single letter (two in a long name)."""
    if len(key) < 3:
        return None
    most = 2 if len(key) >= 12 else 1
    found: dict[str, int] = {}
    for length in range(len(key) - most, len(key) + most + 1):
        if length < 3 or (len(key) <= 4 and length != len(key)):
            continue
        for name, right in _by_length(catalogue).get(length, ()):
            distance = edits(name, key, most)
            if distance:
                found[right] = min(distance, found.get(right, 9))
    best = [right for right, distance in found.items() if distance == min(found.values())]
    return best[0] if len(best) == 1 else None


def short_name(view: View, spec: Spec) -> Iterable[Finding]:
    """A title that is only the tail of a known act: a short name of the writer's own making."""
    known = _tails(view.catalogue)
    for citation in cited(view):
        if citation.status not in ("unknown", "not_law"):
            continue
        right = known.get(key_of(citation.title))
        if right:
            yield spec.finding(
                f"《{citation.title}》是否指《{right}》？法规名称用全称或通行简称",
                suggestion=right,
                **_place(view, citation, Basis(right)),
            )


@lru_cache(maxsize=8)
def _tails(catalogue: Catalogue) -> dict[str, str]:
    tails: dict[str, set[str]] = {}
    for statute in catalogue.statutes:
        key = key_of(statute.title)
        for cut in range(1, len(key) - 3):
            if len(key) - cut >= 4:
                tails.setdefault(key[cut:], set()).add(statute.full or statute.title)
    for statute in catalogue.statutes:
        for name in statute.names:
            tails.pop(key_of(name), None)
    return {tail: next(iter(rights)) for tail, rights in tails.items() if len(rights) == 1}


def prefixed(view: View, spec: Spec) -> Iterable[Finding]:
    """中华人民共和国 before an act whose title has none."""
    for citation in cited(view):
        if not citation.title.startswith(_STATE) or citation.status not in ("in_force", "superseded", "not_yet"):
            continue
        statute = _statute(view, citation)
        if (
            statute
            and statute.kind in ("regulation", "party", "rule", "normative")
            and not any(name.startswith(_STATE) for name in statute.names)
        ):
            yield spec.finding(
                spec.message.format(citation.title, to=statute.title),
                suggestion=statute.title,
                **_place(view, citation, Basis(statute.title)),
            )


def not_yet(view: View, spec: Spec) -> Iterable[Finding]:
    """An act, or its revision, called in force although it came into force after the report year."""
    if view.last_day is None:
        return
    for citation in cited(view):
        statute = _statute(view, citation)
        if citation.status == "not_yet":
            since = statute.since if statute else None
            when = f"{since}起施行" if since else "到报告年度末尚未施行"
            yield spec.finding(f"《{citation.title}》{when}，当年可否引用？", **_place(view, citation))
            continue
        end = view.text.find("》", citation.start)
        match = _APPLIED.match(view.text, end) if end >= 0 else None
        if not match or statute is None:
            continue
        for version in statute.versions:
            if (
                version.effective
                and version.published
                and version.published.first <= view.last_day < version.effective.first
            ):
                yield spec.finding(
                    f"《{citation.title}》修订后的文本{version.effective}起施行，当年只是修订、公布，是否说早了？",
                    **view.quote(citation.start, match.end()),
                    basis=Basis(citation.title, None, statute.urn(version)),
                )


def article(view: View, spec: Spec) -> Iterable[Finding]:
    """An article the text in the library does not have; a range that runs backwards."""
    for citation in cited(view):
        if citation.extra.get("article_exists") is False:
            why = citation.extra.get("article_note") or f"《{citation.title}》没有所引的条款"
            yield spec.finding(str(why), **_place(view, citation, Basis(citation.title, citation.article, citation.urn)))
    for found in find_citations(view.text):
        for place in found.places:
            if isinstance(place, Label) or not isinstance(place, Span) or place.first <= place.last:
                continue
            yield spec.finding(
                f"{place}的次序颠倒了，是否应为{Span(place.last, place.first)}？",
                severity="warning",
                **view.quote(found.start, found.end),
                basis=Basis(found.title),
            )


RUNNERS = {
    "law_superseded": superseded,
    "law_misnamed": misnamed,
    "law_short_name": short_name,
    "law_prefixed": prefixed,
    "law_not_yet": not_yet,
    "law_article": article,
}
