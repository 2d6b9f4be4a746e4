"""What the checks look at: one reading with its year, its neighbours and a few places worked out once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from yifa.lawkit.catalogue import Catalogue
from yifa.papers.reading.model import Paper, Reading, Section, Span

_TITLES = re.compile(r"《(?:[^《》\n]|《[^《》\n]*》)*》")
_QUOTES = re.compile(r"“[^“”\n]{1,80}”")
_BREAKS = "。！？；\n"
#: number of a heading, or the run-in 一是, at the head of a paragraph or sentence
NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、]|（\d{1,2}）|[一二三四五六七八九十]是)"
)


@dataclass
class Options:
    """What may be handed to the checker besides the reading.

    Args:
        year: the report year (报告年度) where the paper does not say.
        previous: last year's reading, to compare with.
        evidence: answers for the ledger (see ``ports.Evidence``), with ``--against-bureau``.
        outline: a loaded local outline (packs ``outlines``) that decides the order of the parts.
        region: six-digit code of the packs to lay over the national ones.
    """

    year: int | None = None
    previous: Reading | None = None
    evidence: Any = None
    outline: dict[str, Any] | None = None
    region: str | None = None


@dataclass
class View:
    """A reading as the checks see it; every offset is one of ``paper.text``."""

    reading: Reading
    options: Options = field(default_factory=Options)
    memo: dict[str, Any] = field(default_factory=dict)  # what several checks need, worked out once

    @property
    def paper(self) -> Paper:
        return self.reading.paper

    @cached_property
    def text(self) -> str:
        """The text with full-width punctuation; offsets as in ``paper.text``."""
        return self.paper.folded

    @cached_property
    def year(self) -> int | None:
        """The report year: as asked, as read, or the first year of the title."""
        if self.options.year or self.paper.year:
            return self.options.year or self.paper.year
        found = re.search(r"(20\d\d)\s*年", self.paper.title or self.text[:200])
        return int(found.group(1)) if found else None

    @cached_property
    def last_day(self) -> date | None:
        """The last day of the report year: the day its citations are judged by."""
        return date(self.year, 12, 31) if self.year else None

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue.load(self.options.region)

    @cached_property
    def titles(self) -> list[Span]:
        """Every 《…》."""
        return [Span(m.start(), m.end()) for m in _TITLES.finditer(self.text)]

    @cached_property
    def quotes(self) -> list[Span]:
        """Every “…” without a stop inside a paragraph."""
        return [Span(m.start(), m.end()) for m in _QUOTES.finditer(self.text)]

    @cached_property
    def plain(self) -> str:
        """The text with the insides of 《》 and “” blanked: what may be judged as the bureau's own words."""
        letters = list(self.text)
        for span in (*self.titles, *self.quotes):
            letters[span.start + 1 : span.end - 1] = "\x00" * max(0, span.end - span.start - 2)
        return "".join(letters)

    @cached_property
    def header_free(self) -> str:
        """``plain`` with the header block (catalogue fields of a web page) blanked too."""
        letters = list(self.plain)
        for span in self.paper.header_spans:
            letters[span.start : span.end] = "\x00" * (span.end - span.start)
        return "".join(letters)

    @cached_property
    def _stops(self) -> list[int]:
        return [index for index, letter in enumerate(self.text) if letter in _BREAKS]

    def sentence(self, position: int) -> Span:
        """The sentence around a place, up to 。！？； or the end of the paragraph."""
        index = bisect_right(self._stops, position - 1)
        start = self._stops[index - 1] + 1 if index else 0
        end = self._stops[index] if index < len(self._stops) else len(self.text)
        return Span(start, end)

    def paragraph(self, position: int) -> Span:
        """The line around a place."""
        start = self.text.rfind("\n", 0, position) + 1
        end = self.text.find("\n", position)
        return Span(start, len(self.text) if end < 0 else end)

    def quote(self, start: int, end: int) -> dict[str, Any]:
        """``quote``, ``start`` and ``end`` of a finding: the words as the paper prints them."""
        return {"quote": self.paper.text[start:end], "start": start, "end": end}

    def sections(self, kind: str) -> list[Section]:
        """The outermost sections of one kind."""
        found: list[Section] = []

        def walk(sections: list[Section]) -> None:
            for section in sections:
                if section.kind == kind:
                    found.append(section)
                else:
                    walk(section.children)

        walk(self.paper.sections)
        return found

    def heading(self, section: Section) -> Span:
        """Number and title of a section."""
        end = section.head_end or self.text.find("\n", section.start)
        if end <= section.start:
            end = min(section.end, section.start + len(section.number) + len(section.title) + 1)
        line_end = self.text.find("\n", section.start, end)
        return Span(section.start, line_end if line_end > 0 else end)

    def inside(self, section: Section) -> str:
        """The text of a section without its heading."""
        return self.text[self.heading(section).end : section.end]

    @cached_property
    def is_report(self) -> bool:
        """Whether this is an annual report on law-based government, to which the rules on its contents apply."""
        title = self.paper.title or self.text[:120]
        return bool(re.search(r"(?:法治|依法行政|依法治)", title)) and bool(re.search(r"报告|总结|情况", title))

    def walk(self) -> Iterator[Section]:
        return self.paper.walk()
