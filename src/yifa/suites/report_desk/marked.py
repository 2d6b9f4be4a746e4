"""The paper as it stands on the page: blocks with marks at the findings, the shorter inside the longer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from yifa.kernel.ui.marks import paper_spans
from yifa.lawkit.checks import SEVERITIES
from yifa.suites.report_desk.desk import Found
from yifa.suites.report_desk.words import LEVEL


def paper(result: dict[str, Any], shown: Sequence[Found], on: int, url: str) -> dict[str, Any]:
    """Return the context of ``parts/paper.html``.

    Args:
        result: what is kept of the paper.
        shown: the findings to mark, by the filter in force.
        on: number of the finding that is chosen.
        url: address of the page with its filter; the finding is added.
    """
    text: str = result.get("text", "")
    placed = [f for f in shown if f.finding.start is not None and f.finding.end is not None]
    numbered: set[int] = set()
    blocks: list[dict[str, Any]] = []
    for start, end, kind, level in result.get("blocks", []):
        spans = _spans(text, start, end, placed, on, url, numbered)
        if kind == "title":
            spans = _broken(spans, result.get("issuer", ""))
            blocks.append(
                {"kind": "html", "html": format_html('<p class="y-p1">{}</p>', paper_spans({"spans": spans}))}
            )
        elif level:
            blocks.append({"kind": "h1" if level == 1 else "h2", "spans": spans})
        else:
            blocks.append({"kind": "p", "spans": spans})
    for one in shown:
        if not boxed(one):
            continue
        number = {"kind": "no", "no": one.no, "level": LEVEL[one.finding.severity]}
        blocks.append({"kind": "missing", "id": f"m{one.no}", "spans": [f"{one.finding.message} ", number]})
    return {"label": "送检文稿", "title": [], "blocks": blocks}


def boxed(one: Found) -> bool:
    """Whether a finding without a place stands in the paper as a hole: a part that is missing."""
    return (
        one.finding.start is None and one.finding.severity == "error" and one.finding.kind in ("structure", "content")
    )


def _broken(spans: list[Any], issuer: str) -> list[Any]:
    """The title broken after the bureau, where the sense breaks."""
    first = spans[0] if spans else ""
    if issuer and isinstance(first, str) and first.startswith(issuer) and len(first) > len(issuer):
        return [issuer, mark_safe("<br>"), first[len(issuer) :].lstrip(), *spans[1:]]
    return spans


def _spans(
    text: str, start: int, end: int, placed: Sequence[Found], on: int, url: str, numbered: set[int]
) -> list[Any]:
    """One block cut at the edges of its findings; where they overlap, the shorter stands inside the longer."""
    here = [
        (one, max(int(one.finding.start or 0), start), min(int(one.finding.end or 0), end))
        for one in placed
        if (one.finding.start or 0) < end and start < max(one.finding.end or 0, (one.finding.start or 0) + 1)
    ]
    edges = sorted({start, end, *(edge for _, low, high in here for edge in (low, high))})
    out: list[Any] = []
    for low, high in pairwise(edges):
        over = [one for one, a, b in here if a <= low and high <= b]
        words = text[low:high].replace("\n", " ")
        if not over or not words.strip():
            out.append(words)
            continue
        one = next((o for o in over if o.no == on), None) or min(over, key=_nearest)
        mark = {
            "text": words, "kind": "mark", "no": one.no, "level": LEVEL[one.finding.severity], "on": one.no == on,
            "again": one.no in numbered, "url": f"{url}f={one.no}#f{one.no}",
        }  # fmt: skip
        if out and isinstance(out[-1], dict) and out[-1].get("no") == one.no:
            out[-1]["text"] += words
        else:
            out.append(mark)
        numbered.add(one.no)
    return out


def _nearest(one: Found) -> tuple[bool, int, int, int]:
    """Open before decided, the shorter before the longer around it, then the graver."""
    length = int(one.finding.end or 0) - int(one.finding.start or 0)
    return not one.open, length, SEVERITIES.index(one.finding.severity), one.no
