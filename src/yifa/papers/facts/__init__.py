"""Counted and measured statements of a report (事实): subject, value, unit, qualifier and place.

``numbers`` finds the printed quantities (lawkit.quantity), ``claims`` the ones said without a number (未收到,
全部, 均, 全覆盖), ``targets`` parts aims from results, ``spans`` says which words belong to each and what it is about.
The words they go by are data: ``packs/…/papers/facts.yaml`` and ``packs/…/measure_words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yifa.papers.reading.model import Fact, Paper

from . import claims, spans, targets
from .numbers import Hit, mask, numbers
from .words import Words, words

__all__ = ["find"]

_ENDS = re.compile(r"[。！？\n]")
_SIGNS = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿多数几若未没无全均每覆存]")
_LONGEST = 600


def find(paper: Paper, *, region: str | None = None, without: frozenset[str] = frozenset()) -> list[Fact]:
    """Return every counted statement of the running text, in reading order.

    ``without`` leaves words of the pack out, to measure what they are worth.
    """
    vocabulary = words(region, without)
    text = _body(paper)
    quoted, work = mask(text, vocabulary)
    plan = targets.planned_spans(paper, vocabulary)
    weak = [(part.start, part.end) for part in paper.walk() if part.kind == "shortcomings"]
    facts: list[Fact] = []
    for begin, end in _sentences(quoted):
        hits = _hits(text[begin:end], quoted[begin:end], work[begin:end], vocabulary)
        for hit in hits:
            hit.start, hit.end = hit.start + begin, hit.end + begin
        hits = [hit for hit in hits if hit.kind == "number" or not _inside(hit.start, weak)]
        hits = targets.apply(hits, work, paper, plan, vocabulary)
        facts += _facts(hits, paper, text, vocabulary)
    return sorted(facts, key=lambda fact: (fact.extra["number"][0], fact.start))


def _body(paper: Paper) -> str:
    """The folded text with everything that is no running text blanked."""
    text = paper.folded
    for span in paper.outside:
        text = text[: span.start] + "\n" * (span.end - span.start) + text[span.end :]
    return text


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences that may hold a fact; what never ends is cut, so that no text takes long."""
    start = 0
    for stop in [*(match.end() for match in _ENDS.finditer(text)), len(text)]:
        while stop > start:
            end = stop
            if stop - start > _LONGEST:
                cut = max(text.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in "；，、") + 1
                end = cut or start + _LONGEST
            inner = end - 1 if text[end - 1] == "\n" else end  # what is blanked out belongs to no sentence
            if _SIGNS.search(text, start, inner):
                yield start, inner
            start = end


def _inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(low <= place < high for low, high in spans)


def _hits(text: str, quoted: str, work: str, vocabulary: Words) -> list[Hit]:
    """The quantities of one sentence, printed and unprinted."""
    hits = numbers(text, work, vocabulary)
    zeros = claims.none(quoted, vocabulary)
    hits = [hit for hit in hits if not any(zero.start <= hit.start < zero.end for zero in zeros)] + zeros
    hits += claims.everything(work, vocabulary, hits)
    hits += claims.coverage(work, vocabulary, hits)
    return sorted(hits, key=lambda hit: hit.start)


def _facts(hits: list[Hit], paper: Paper, text: str, vocabulary: Words) -> list[Fact]:
    """One fact a quantity; one a name where a percentage is said of several."""
    out: list[Fact] = []
    named: dict[int, str] = {}
    for index, hit in enumerate(hits):
        start, end, subject = spans.describe(hit, text, hits, vocabulary)
        if hit.kind == "number" and (previous := spans.leaning(hit, subject, text, hits[:index])):
            subject = named.get(id(previous), "") + subject
        subject = subject or spans.following(hit, text)
        named[id(hit)] = subject
        shared = spans.coordinated(hit, text, hits, vocabulary) if hit.kind == "number" and hit.unit == "%" else []
        places = [(place, hit.end, name) for place, name in shared] if len(shared) > 1 else [(start, end, subject)]
        out += [_fact(hit, paper, place, stop, name) for place, stop, name in places]
    return _distribute(out, hits, text)


def _distribute(facts: list[Fact], hits: list[Hit], text: str) -> list[Fact]:
    """Give each number of a list said 分别 its own name."""
    by_place = {fact.extra["number"]: fact for fact in facts}
    run: list[Hit] = []
    for hit in [*hits, None]:
        if hit is not None and run and hit.kind == "number" and spans.chain(hit, text, run):
            run.append(hit)
            continue
        if len(run) > 1:
            for one, name in zip(run, spans.distributed(text, run), strict=False):
                by_place[(one.start, one.end)].subject = name
        run = [hit] if hit is not None and hit.kind == "number" else []
    return facts


def _as_written(hit: Hit, paper: Paper) -> str | None:
    """The measure word with its brackets as they stand in the text: 人(次)."""
    if hit.unit and "（" in hit.unit:
        return paper.text[hit.end - len(hit.unit) : hit.end]
    return hit.unit


def _fact(hit: Hit, paper: Paper, start: int, end: int, subject: str) -> Fact:
    extra: dict[str, object] = {"number": (hit.start, hit.end), "kind": hit.kind}
    if hit.high is not None:
        extra["high"] = hit.high
    if hit.written[0]:
        extra["written"] = hit.written
    return Fact(
        text=paper.text[start:end],
        subject=subject,
        value=hit.value,
        unit=_as_written(hit, paper),
        qualifier=hit.qualifier,  # type: ignore[arg-type]
        start=start,
        end=end,
        bound=hit.bound,
        section=paper.path_at(hit.start),
        extra=extra,
    )
