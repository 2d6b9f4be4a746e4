"""Drawings of hours (负荷图、能流图、分区图): SVG without inline style or script, the table beside, marks open rows.

The grades of a heat map are five steps of one colour; their words stand in the legend and every figure in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from yifa.kernel.ui import charts

if TYPE_CHECKING:
    from yifa.affairs.energy.analysis.flows import Flows

GRADES = 5
#: height of the thinnest label, so that words do not lie over each other
LINE = 15


def esc(text: Any) -> str:
    """Return text for the inside of a drawing."""
    return str(conditional_escape(text))


def svg(width: float, height: float, label: str, body: str) -> SafeString:
    """Return a drawing with its name."""
    role = "group" if "<a href" in body else "img"
    head = f'<svg class="y-svg" width="{width:g}" viewBox="0 0 {width:g} {height:g}" role="{role}" aria-label="'
    return mark_safe(f'{head}{esc(label)}">{body}</svg>')  # noqa: S308


def figure(drawing: SafeString, table: SafeString | str = "", legend: SafeString | str = "") -> SafeString:
    """Return a drawing with legend and table."""
    return format_html('<div class="y-chart y-hours">{}{}{}</div>', legend, drawing, table)


def grades(low: str, high: str) -> SafeString:
    """Return the legend of a heat map."""
    steps = "".join(f'<i class="k-h{n}"></i>' for n in range(GRADES))
    said = f'<p class="y-meta y-lg">{esc(low)}{steps}{esc(high)}<i class="k-hx"></i>缺数</p>'
    return mark_safe(said)  # noqa: S308


@dataclass(frozen=True)
class Mark:
    """An area of a heat map that opens something: columns or rows from ``low`` to before ``high``."""

    low: int
    high: int
    url: str
    name: str


def heat(
    title: str,
    grade: Any,
    marks: Sequence[Mark],
    labels: Sequence[tuple[int, str]],
    *,
    across: bool,
    wide: float,
    tall: float,
    table: SafeString | str = "",
    legend: SafeString | str = "",
) -> SafeString:
    """Draw grades (days × 24 hours; -1 unknown). ``across``: days run from left to right, else from top to bottom.

    ``marks`` and ``labels`` are places on the axis of the days; ``wide`` and ``tall`` the size of a cell.
    """
    left, top = 44.0, 18.0
    days = len(grade)
    paths: dict[int, list[str]] = {}
    for day, row in enumerate(grade.tolist()):
        start = 0
        while start < 24:
            end, value = start + 1, row[start]
            while end < 24 and row[end] == value:
                end += 1
            if across:
                run = f"M{left + day * wide:g} {top + start * tall:g}h{wide:g}v{(end - start) * tall:g}h-{wide:g}z"
            else:
                run = f"M{left + start * wide:g} {top + day * tall:g}h{(end - start) * wide:g}v{tall:g}"
                run += f"h-{(end - start) * wide:g}z"
            paths.setdefault(value, []).append(run)
            start = end
    out = [f'<path class="h-{"x" if value < 0 else value}" d="{"".join(runs)}"/>' for value, runs in paths.items()]
    width = left + (days * wide if across else 24 * wide)
    height = top + (24 * tall if across else days * tall)
    for hour in range(0, 24, 3):
        if across:
            out.append(f'<text x="{left - 6:g}" y="{top + hour * tall + 10:g}" text-anchor="end">{hour}时</text>')
        else:
            out.append(f'<text x="{left + hour * wide:g}" y="{top - 5:g}">{hour}时</text>')
    for at, text in labels:
        if across:
            out.append(f'<text x="{left + at * wide:g}" y="{top - 5:g}">{esc(text)}</text>')
        else:
            out.append(
                f'<text x="{left - 6:g}" y="{top + at * tall + tall - 3:g}" text-anchor="end">{esc(text)}</text>'
            )
    for mark in marks:
        size = (mark.high - mark.low) * (wide if across else tall)
        box = (
            f'x="{left + mark.low * wide:g}" y="{top:g}" width="{size:g}" height="{24 * tall:g}"'
            if across
            else f'x="{left:g}" y="{top + mark.low * tall:g}" width="{24 * wide:g}" height="{size:g}"'
        )
        out.append(f'<a href="{esc(mark.url)}" aria-label="{esc(mark.name)}"><rect class="h-hit" {box}/></a>')
    return figure(svg(width, height, title, "".join(out)), table, legend)


def sankey(
    title: str, found: Flows, names: Any, urls: Any, shown: Any, *, width: float = 696, table: SafeString | str = ""
) -> SafeString:
    """Draw the tree of circuits. ``names``, ``urls`` of a meter's number, ``shown`` a value in words."""
    leaves = sum(not any(link[0] is node for link in found.links) for node in found.nodes)
    height = max(160.0, leaves * (LINE + 5.0))
    bar, room = 10.0, 158.0
    pitch = (width - bar - room) / max(found.depth, 1)
    out = []
    for source, target, top, size in found.links:
        x0, x1 = source.depth * pitch + bar, target.depth * pitch
        y0, y1, tall, mid = top * height, target.top * height, size * height, (x0 + x1) / 2
        css = "s-rest" if target.rest else "s-flow"
        out.append(
            f'<path class="{css}" d="M{x0:.1f} {y0:.1f}C{mid:.1f} {y0:.1f} {mid:.1f} {y1:.1f} {x1:.1f} {y1:.1f}'
            f'v{tall:.1f}C{mid:.1f} {y1 + tall:.1f} {mid:.1f} {y0 + tall:.1f} {x0:.1f} {y0 + tall:.1f}z"/>'
        )
    ends: dict[int, float] = {}
    for node in found.nodes:
        x, y, tall = node.depth * pitch, node.top * height, max(node.size * height - 1.5, 0.8)
        name = "未计量" if node.rest else names(node.name)
        said = f"{name} {shown(node.value)}"
        line = max(y + min(tall, height) / 2 + 4, ends.get(node.depth, 0.0) + LINE, 11.0)
        ends[node.depth] = line
        css = "m-warn" if node.rest else "m-in"
        body = f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{bar:g}" height="{tall:.1f}"/>'
        body += f'<text x="{x + bar + 5:.1f}" y="{line:.1f}">{esc(said)}</text>'
        url = "" if node.rest else urls(node.name)
        out.append(f'<a href="{esc(url)}" aria-label="{esc(said)}">{body}</a>' if url else body)
    tallest = max([height, *ends.values()]) + 6
    return figure(svg(width, tallest, title, "".join(out)), table)


def curves(title: str, series: Sequence[tuple[str, Sequence[float | None]]], unit: str) -> SafeString:
    """Draw up to three days of 24 hours from a zero line: the first drawn full, the others dashed and dotted."""
    width, height, left, base, roof = 312.0, 176.0, 46.0, 152.0, 10.0
    top, step = charts.nice_top(max((v for _, values in series for v in values if v is not None), default=0))
    pitch, scale = (width - left - 8) / 23, (base - roof) / top
    out = []
    for k in range(1, int(top / step + 0.5) + 1):
        y = base - k * step * scale
        out.append(f'<line class="ax" x1="{left:g}" x2="{width:g}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text x="{left - 6:g}" y="{y + 4:.1f}" text-anchor="end">{k * step:,g}</text>')
    for hour in range(0, 24, 4):
        out.append(f'<text x="{left + hour * pitch:.1f}" y="{base + 17:g}" text-anchor="middle">{hour}时</text>')
    for css, (_, values) in zip(("ln", "ln-2", "ln-3"), series, strict=False):
        points = " ".join(
            f"{left + hour * pitch:.1f},{base - value * scale:.1f}"
            for hour, value in enumerate(values)
            if value is not None
        )
        out.append(f'<polyline class="{css}" points="{points}"/>')
    out.append(f'<line class="ax-0" x1="{left:g}" x2="{width:g}" y1="{base:g}" y2="{base:g}"/>')
    keys = "".join(f'<i class="k-c{k}"></i>{esc(name)}' for k, (name, _) in enumerate(series))
    rows = ([f"{hour}时", *(values[hour] for _, values in series)] for hour in range(24))
    beside = table(["时", *(f"{name}（{unit}）" for name, _ in series)], rows, title)
    legend = mark_safe(f'<p class="y-meta y-lg">{keys}</p>')  # noqa: S308
    return figure(svg(width, height, title, "".join(out)), beside, legend)


@dataclass(frozen=True)
class Tile:
    """A district of the schematic map: place in the grid, words, grade 0…4 or -1, where it leads."""

    name: str
    row: int
    column: int
    text: str
    grade: int
    url: str = ""


def tiles(
    title: str, found: Sequence[Tile], *, table: SafeString | str = "", legend: SafeString | str = ""
) -> SafeString:
    """Draw the districts as squares of one size (示意图): places, not borders."""
    wide, tall, gap = 118.0, 62.0, 6.0
    out = []
    for one in found:
        x, y = one.column * (wide + gap), one.row * (tall + gap)
        on = " t-on" if one.grade >= 3 else ""
        body = (
            f'<rect class="h-{"x" if one.grade < 0 else one.grade}" x="{x:g}" y="{y:g}" width="{wide:g}"'
            f' height="{tall:g}"/><text class="t-strong{on}" x="{x + 10:g}" y="{y + 25:g}">{esc(one.name)}</text>'
            f'<text class="{on.strip()}" x="{x + 10:g}" y="{y + 45:g}">{esc(one.text)}</text>'
        )
        said = f"{one.name} {one.text}"
        out.append(f'<a href="{esc(one.url)}" aria-label="{esc(said)}">{body}</a>' if one.url else body)
    width = (max((one.column for one in found), default=0) + 1) * (wide + gap) - gap
    height = (max((one.row for one in found), default=0) + 1) * (tall + gap) - gap
    return figure(svg(width, height, title, "".join(out)), table, legend)


def table(head: Sequence[Any], rows: Any, caption: str, opened: bool = False) -> SafeString:
    """Return the table beside a drawing."""
    return charts.data_table(head, rows, caption, opened=opened)
