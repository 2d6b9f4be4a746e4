"""Checks a pack states as patterns alone: confusion pairs, set phrases, collocations, marks, old names.

A check with ``run: patterns`` holds ``rules``, each a mapping::

    find: regular expression on the text with full-width punctuation
    to: what it should be ({0} the whole match, {1} … groups); left out where only a question can be asked
    say: message of this rule ({0}, {1} …, {to}); default the message of the check
    unless: expression; where it is found in the same sentence, nothing is said
    around: expression that must be found in the same sentence
    within: body (default: outside 《》 and “”), quotes, titles, headings, all
    once: true tells it once per report, with the count
    severity, since, until: another severity; report years it applies to

and ``pairs``: wrong → right, words that are never right as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from yifa.lawkit.checks import Finding

from .spec import Spec
from .view import View


@dataclass(frozen=True)
class Pattern:
    """One compiled rule of a pack."""

    find: re.Pattern[str]
    to: str | None
    say: str | None
    unless: re.Pattern[str] | None
    around: re.Pattern[str] | None
    within: str
    once: bool
    severity: str | None
    since: int | None
    until: int | None


def patterns_of(spec: Spec) -> tuple[Pattern, ...]:
    """The rules of a check, its pairs first; compiled once."""
    if "patterns" not in spec.memo:
        rows = [*_of_pairs(spec.data.get("pairs") or {}), *(spec.data.get("rules") or ())]
        spec.memo["patterns"] = tuple(_pattern(row) for row in rows)
    return spec.memo["patterns"]


def _of_pairs(pairs: dict[str, str]) -> Iterator[dict[str, Any]]:
    """One alternation for all pairs of a check: quick, and the longest wrong word wins."""
    if pairs:
        wrong = sorted(pairs, key=len, reverse=True)
        yield {"find": "|".join(map(re.escape, wrong)), "map": pairs}


class _Mapped(str):
    """The suggestion of a pair: looked up by what was found."""

    pairs: dict[str, str]


def _pattern(row: dict[str, Any]) -> Pattern:
    to = row.get("to")
    if "map" in row:
        to = _Mapped("{0}")
        to.pairs = dict(row["map"])
    within = row.get("within", "body")

    def compiled(name: str) -> re.Pattern[str] | None:
        return re.compile(row[name]) if row.get(name) else None

    return Pattern(
        re.compile(row["find"], re.MULTILINE), to, row.get("say"), compiled("unless"), compiled("around"), within,
        bool(row.get("once")), row.get("severity"), row.get("since"), row.get("until"),
    )  # fmt: skip


def run(view: View, spec: Spec) -> Iterable[Finding]:
    """Find the patterns of a check."""
    for pattern in patterns_of(spec):
        if (pattern.since and (view.year or 9999) < pattern.since) or (
            pattern.until and (view.year or 0) > pattern.until
        ):
            continue
        found = list(_matches(view, pattern))
        if pattern.once and len(found) > 1:
            first = _finding(view, spec, pattern, found[0])
            yield spec.finding(
                f"{first.message}（全文{len(found)}处）",
                severity=first.severity,
                suggestion=first.suggestion,
                **view.quote(found[0].start(), found[0].end()),
            )
        else:
            yield from (_finding(view, spec, pattern, match) for match in found)


def _matches(view: View, pattern: Pattern) -> Iterator[re.Match[str]]:
    for text, start, end in _fields(view, pattern.within):
        for match in pattern.find.finditer(text, start, end):
            if match.start() == match.end() or any(
                span.start <= match.start() < span.end for span in view.paper.doubtful
            ):
                continue
            if pattern.unless or pattern.around:
                span = view.sentence(match.start())
                sentence = text[span.start : span.end]
                if pattern.unless and pattern.unless.search(sentence):
                    continue
                if pattern.around and not pattern.around.search(sentence):
                    continue
            yield match


def _fields(view: View, within: str) -> Iterator[tuple[str, int, int]]:
    text = view.text
    if within == "quotes":
        yield from ((text, span.start, span.end) for span in view.quotes)
    elif within == "titles":
        yield from ((text, span.start, span.end) for span in view.titles)
    elif within == "headings":
        for section in view.walk():
            span = view.heading(section)
            yield text, span.start, span.end
    elif within == "all":
        yield text, 0, len(text)
    else:
        yield view.header_free, 0, len(text)


def _finding(view: View, spec: Spec, pattern: Pattern, match: re.Match[str]) -> Finding:
    text = view.text
    words = [text[slice(*match.span(index))] if match.group(index) else "" for index in range(match.re.groups + 1)]
    to = pattern.to
    if isinstance(to, _Mapped):
        to = to.pairs[match.group(0)]
    elif to is not None:
        to = to.format(*words)
    message = (pattern.say or spec.message).format(*words, to=to or "")
    return spec.finding(
        message, severity=pattern.severity or spec.severity, suggestion=to, **view.quote(match.start(), match.end())
    )


RUNNERS = {"patterns": run}
