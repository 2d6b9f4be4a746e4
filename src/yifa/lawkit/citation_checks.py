"""Checks of the statutes a text cites (引文检查): superseded, misnamed, not yet in force, a place that cannot be.

The subject is ``{"text": …, "day": day, "region": code or None}``. Nothing is an
error unless the catalogue has read it; what could be right is put as a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yifa.lawkit.catalogue import Catalogue, Standing
from yifa.lawkit.checks import Basis, Check, Finding, as_day, registry
from yifa.lawkit.citation import Citation, Label, Span, find_citations


def _cited(subject: dict[str, Any]) -> Iterator[tuple[Citation, Standing]]:
    catalogue = Catalogue.load(subject.get("region"))
    day = as_day(subject["day"])
    for citation in find_citations(subject["text"]):
        yield citation, catalogue.status(citation.title, day)


def _place(citation: Citation, standing: Standing) -> dict[str, Any]:
    basis = Basis(standing.title, citation.article, standing.urn)
    return {"quote": citation.text, "start": citation.start, "end": citation.end, "basis": basis}


@registry.register("CIT-L01", "引用的法规已被替代或废止", severity="error")
def superseded(subject: dict[str, Any], check: Check) -> Iterator[Finding]:
    """A cited act no longer applied on the day and the catalogue has read why."""
    for citation, standing in _cited(subject):
        if standing.status != "superseded" or standing.version is None:
            continue
        unsure = "superseded" in standing.version.unverified
        yield check.finding(
            f"《{citation.title}》{standing.why}",
            severity="warning" if unsure else check.severity,
            suggestion=standing.suggestion,
            **_place(citation, standing),
        )


@registry.register("CIT-L02", "法规名称疑有误", severity="warning")
def misnamed(subject: dict[str, Any], check: Check) -> Iterator[Finding]:
    """A cited title is one or two characters away from an act of the catalogue."""
    for citation, standing in _cited(subject):
        if standing.status == "misnamed":
            yield check.finding(
                f"《{citation.title}》是否应为《{standing.suggestion}》？",
                suggestion=standing.suggestion,
                **_place(citation, standing),
            )


@registry.register("CIT-L03", "引用的法规当时尚未施行", severity="warning")
def not_yet(subject: dict[str, Any], check: Check) -> Iterator[Finding]:
    """A cited act took effect only after the day."""
    for citation, standing in _cited(subject):
        if standing.status == "not_yet":
            yield check.finding(f"《{citation.title}》{standing.why}，当时可否引用？", **_place(citation, standing))


@registry.register("CIT-L04", "条款次序颠倒", severity="warning")
def backwards(subject: dict[str, Any], check: Check) -> Iterator[Finding]:
    """A range of articles that runs backwards: 第三十条至第十四条."""
    for citation, standing in _cited(subject):
        for place in citation.places:
            if isinstance(place, Label) or not isinstance(place, Span):
                continue
            if place.last < place.first:
                yield check.finding(
                    f"{place}的次序颠倒了，是否应为{Span(place.last, place.first)}？", **_place(citation, standing)
                )
