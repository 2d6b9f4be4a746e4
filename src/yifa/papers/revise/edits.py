"""One change of the text, and the change that a finding proposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yifa.lawkit import quantity
from yifa.lawkit.checks import Finding


@dataclass(frozen=True)
class Edit:
    """``old`` at ``[start, end)`` of the normalised text becomes ``new``; ``author`` took it."""

    start: int
    end: int
    old: str
    new: str
    author: str = ""


def replacement(finding: Finding) -> str | None:
    """What would stand in place of the quoted words; None where the suggestion is no text to put in.

    A title keeps its 《》. A figure takes the place of the one quantity among the quoted words.
    """
    quote, said = finding.quote or "", finding.suggestion or ""
    if not quote or not said or finding.start is None or finding.end is None or quote == said:
        return None
    if quote[0] == "《" and quote[-1] == "》" and not said.startswith("《"):
        return f"《{said}》"
    if finding.kind == "figure":
        return _figure(quote, said)
    return said


def _figure(quote: str, said: str) -> str | None:
    found, meant = quantity.parse(quote), quantity.parse(said)
    if len(meant) == 1 and meant[0].text == said and len(found) == 1 and quote.count(found[0].text) == 1:
        return quote.replace(found[0].text, said)
    return said if not meant or not found else None


def corrected(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit that still fits its place; of two that overlap the first stands."""
    out, last = [], 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < last or text[edit.start : edit.end] != edit.old:
            continue
        out += [text[last : edit.start], edit.new]
        last = edit.end
    return "".join([*out, text[last:]])
