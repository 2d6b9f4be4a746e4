"""What is wrong, or to be asked, about each cited title (引文问题): the raw material of the ``law`` checks.

One problem says what it is (``kind``), whether it is certain (``certain``: seen in the catalogue or in the text of
the statute; otherwise it may only be asked), where it stands, and what would be right, where that is known. A title
that could not be read may be asked about; it is never given a correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from yifa.lawkit.citation import Label, Span
from yifa.lawkit.near import damaged
from yifa.papers.citations import names
from yifa.papers.reading.model import Citation

Kind = Literal[
    "misnamed", "superseded", "not_yet", "wrong_article", "backwards", "short_name", "unnamed", "unread", "unlisted"
]
_STATE = "中华人民共和国"
_HOW = {
    "character": "有字不同",
    "order": "字序不同",
    "kind_word": "文种不同",
    "dropped": "少了字",
    "added": "多了字",
    "period": "年份与原名不同",
}


@dataclass(frozen=True)
class Problem:
    """One thing to say about one citation."""

    kind: Kind
    citation: Citation
    message: str
    certain: bool
    suggestion: str | None = None
    start: int = 0
    end: int = 0
    article: str | None = None


def problems(citations: Iterable[Citation]) -> list[Problem]:
    """All problems of a paper's citations, in reading order."""
    return [problem for citation in citations for problem in _of(citation)]


def _of(citation: Citation) -> Iterator[Problem]:
    end = citation.extra.get("place_end") or citation.end
    if citation.extra.get("doubtful") or damaged(citation.title):
        if citation.status in ("unknown", "misnamed"):
            yield _problem("unread", citation, f"《{citation.title}》有看不清的字，请对照原件核对", False)
        return
    yield from _title(citation)
    yield from _articles(citation, end)


def _title(citation: Citation) -> Iterator[Problem]:
    title, status, via = citation.title, citation.status, citation.extra.get("via")
    if status == "misnamed" and via in ("near", "prefix"):
        how = _HOW.get(citation.extra.get("near") or "", "")
        note = f"（{how}）" if how else ""
        yield _problem(
            "misnamed", citation, f"《{title}》是否应为《{citation.suggestion}》？{note}", False, citation.suggestion
        )
    elif status == "superseded":
        certain = bool(citation.extra.get("certain"))
        yield _problem("superseded", citation, f"《{title}》{citation.extra.get('why')}", certain, citation.suggestion)
    elif status == "not_yet":
        yield _problem("not_yet", citation, f"《{title}》{citation.extra.get('why')}，当时可否引用？", False)
    if via == "short" and citation.extra.get("slug"):
        full = citation.extra.get("full")
        yield _problem(
            "short_name",
            citation,
            f"《{title}》不是规范简称，首次出现应写全称《{full}》，或写明“以下简称”",
            False,
            full,
        )
    elif via == "back":
        means = citation.extra.get("means")
        text = f"《{title}》前文没有写明简称，是否指《{means}》？首次引用时写明“以下简称《{title}》”"
        yield _problem("short_name", citation, text, False)
    elif status == "unknown" and names.is_bare(title):
        yield _problem("unnamed", citation, f"《{title}》指哪一件？前文没有可以对应的文件，请写全称", False)
    elif status == "unknown" and citation.extra.get("drafted"):
        return  # an act that is still being made stands in no catalogue
    elif status == "unknown" and citation.extra.get("perhaps"):
        text = f"法规目录里没有《{title}》，是否指《{citation.extra['perhaps']}》？"
        yield _problem("unlisted", citation, text, False)
    elif status == "unknown" and (title.startswith(_STATE) or title.endswith(("法", "法典"))):
        yield _problem("unlisted", citation, f"法规目录里没有《{title}》，请核对名称", False)


def _articles(citation: Citation, end: int) -> Iterator[Problem]:
    for found in citation.extra.get("articles") or ():
        if not found.exists:
            yield _problem("wrong_article", citation, found.why, True, None, end, found.place.fragment)
    for place in citation.extra.get("places") or ():
        if isinstance(place, Span) and not isinstance(place, Label) and place.last < place.first:
            right = Span(place.last, place.first)
            yield _problem("backwards", citation, f"{place}的次序颠倒了，是否应为{right}？", False, str(right), end)


def _problem(
    kind: Kind, citation: Citation, message: str, certain: bool, suggestion: str | None = None, end: int = 0,
    article: str | None = None,
) -> Problem:  # fmt: skip
    return Problem(kind, citation, message, certain, suggestion, citation.start, end or citation.end, article)
