"""A day drawn as a schedule: one row a thing, one bar a span of time, hours along the top. SVG as a safe string."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

#: Tone of a bar → css class of the charts.
_TONES = {"": "m-in", "soft": "m-soft", "warn": "m-warn", "red": "m-red"}
_NAME, _ROW, _TOP = 128, 30, 24
#: Room for the hours, and how wide one may be: a night trip stands at the right edge, in sight.
_ROOM, _LEAST, _MOST = 530, 26, 44


@dataclass(frozen=True)
class Bar:
    """A span in hours of the day (8.5 is 8:30; clipped to the day), its words, tone and address."""

    start: float
    end: float
    text: str
    tone: str = ""
    url: str = ""
    hint: str = ""


def schedule(
    title: str, rows: Sequence[Mapping[str, Any]], *, first: int = 6, last: int = 22, now: float | None = None
) -> SafeString:
    """Draw rows ``[{label, note, url, bars: [Bar]}]`` between two hours; ``now`` draws the present moment.

    A bar carries its words where they fit and reads them aloud in any case; the words stand in a list beside the
    drawing wherever colour says something.
    """
    hour = min(max(_ROOM // max(last - first, 1), _LEAST), _MOST)
    width = _NAME + (last - first) * hour + 18  # room for the half of the last hour's name
    height = _TOP + len(rows) * _ROW + 4
    parts = [_hours(first, last, height, hour)]
    for at, row in enumerate(rows):
        parts.append(_row(row, _TOP + at * _ROW, first, last, hour))
    if now is not None and first <= now <= last:
        x = _NAME + (now - first) * hour
        parts.append(f'<line class="ln" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{height - 4}"/>')
    body = "".join(parts)
    head = f'<svg class="y-svg is-fixed" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="group"'
    return mark_safe(f'<div class="y-tw" tabindex="0">{head} aria-label="{_esc(title)}">{body}</svg></div>')  # noqa: S308


def _esc(text: Any) -> str:
    return str(conditional_escape(text))


def _hours(first: int, last: int, height: int, wide: int) -> str:
    marks = []
    for hour in range(first, last + 1):
        x = _NAME + (hour - first) * wide
        marks.append(f'<line class="ax" x1="{x}" y1="{_TOP - 4}" x2="{x}" y2="{height - 4}"/>')
        if hour % 2 == 0:
            marks.append(f'<text x="{x}" y="14" text-anchor="middle">{hour}:00</text>')
    return "".join(marks)


def _row(row: Mapping[str, Any], y: int, first: int, last: int, hour: int) -> str:
    label = f'<text class="t-strong" x="0" y="{y + 13}">{_esc(row["label"])}</text>'
    if row.get("url"):
        label = f'<a href="{_esc(row["url"])}">{label}</a>'
    note = f'<text x="0" y="{y + 26}">{_esc(row.get("note", ""))}</text>'
    return label + note + "".join(_bars(row.get("bars", ()), y, first, last, hour))


def _bars(bars: Iterable[Bar], y: int, first: int, last: int, hour: int) -> Iterable[str]:
    for bar in bars:
        start, end = max(bar.start, first), min(bar.end, last)
        if end <= start:
            continue
        x, w = _NAME + (start - first) * hour, max((end - start) * hour - 1, 3)
        tone = _TONES.get(bar.tone, "m-in")
        room = int((w - 8) / 12)
        words = bar.text if len(bar.text) <= room else bar.text[: max(room - 1, 0)] + ("…" if room > 1 else "")
        ink = "t-on" if bar.tone != "soft" else ""
        shown = f'<text class="{ink}" x="{x + 4:.1f}" y="{y + 18}">{_esc(words)}</text>' if room > 1 else ""
        rect = f'<rect class="{tone}" x="{x:.1f}" y="{y + 4}" width="{w:.1f}" height="20" rx="2"/>{shown}'
        said = _esc(f"{bar.text} {bar.hint}".strip())
        yield f'<a href="{_esc(bar.url)}" aria-label="{said}"><title>{said}</title>{rect}</a>' if bar.url else rect


__all__ = ["Bar", "schedule"]
