"""Charts drawn on the server: SVG as a safe string, its data table beside. Pure functions, no script needed.

Rules: zero baseline, values written at the marks, no meaning by colour alone (every coloured part has its
word or number), a name for screen readers, units are offices and never persons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from yifa.kernel.ui.marks import number

TONES = {"": "m-in", "soft": "m-soft", "warn": "m-warn", "red": "m-red", "line": "m-line"}
SWATCH = {"": "k-n", "soft": "k-soft", "warn": "k-qg", "red": "k-qr", "line": "k-line"}
QUARTER = {"yes": ("q-y", "有佐证"), "gap": ("q-g", "有缺口"), "stop": ("q-r", "受阻"), "later": ("q-n", "未到期")}


def _f(x: float) -> str:
    return f"{x:.1f}".rstrip("0").rstrip(".")


def _esc(text: Any) -> str:
    return str(conditional_escape(text))


def nice_top(top: float) -> tuple[float, float]:
    """Axis end and step for a largest value: steps of 1, 2 or 5 times a power of ten, three to five lines."""
    if top <= 0:
        return 1.0, 1.0
    raw = top / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw)
    step = max(step, 1.0) if top >= 3 and float(top).is_integer() else step
    return math.ceil(top / step) * step, step


def _a(url: Any, body: str, name: Any = "") -> str:
    """A part of a drawing that opens its list; without an address the part alone."""
    if not url:
        return body
    said = f' aria-label="{_esc(name)}"' if name else ""
    return f'<a href="{_esc(url)}"{said}>{body}</a>'


def _cell(value: Any) -> Any:
    """A cell of a data table: a number, or ``(number, url)`` that opens its list."""
    if isinstance(value, tuple):
        shown, url = number(value[0]), value[1]
        return format_html('<a href="{}">{}</a>', url, shown) if url and value[0] else shown
    return number(value)


def data_table(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], caption: Any = "", *, opened: bool = False
) -> SafeString:
    """The table every chart has beside it; the first column heads its row."""
    th = format_html_join(
        "", '<th scope="col"{}>{}</th>', ((mark_safe(' class="y-num"') if i else "", h) for i, h in enumerate(head))
    )
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        ((r[0], format_html_join("", '<td class="y-num">{}</td>', ((_cell(c),) for c in r[1:]))) for r in rows),
    )
    return format_html(
        '<details class="y-tbl no-print"{}><summary>看数据表</summary><table class="y-table is-tight is-plain">'
        '<caption class="y-vh">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></details>',
        mark_safe(" open") if opened else "",
        caption or "数据表",
        th,
        body,
    )


def _svg(width: float, height: float, label: Any, body: str) -> SafeString:
    """A drawing with its name; one that holds links is a group of them, not an image."""
    role = "group" if "<a href" in body else "img"
    box = f'width="{_f(width)}" viewBox="0 0 {_f(width)} {_f(height)}"'
    head = f'<svg class="y-svg" {box} role="{role}" aria-label="{_esc(label)}">'
    return mark_safe(head + body + "</svg>")  # noqa: S308


def _figure(svg: SafeString, table: SafeString | str = "", legend: SafeString | str = "") -> SafeString:
    return format_html('<div class="y-chart">{}{}{}</div>', legend, svg, table)


def legend(series: Iterable[Mapping[str, Any]]) -> SafeString:
    items = format_html_join(
        "", '<i class="{}"></i>{}', ((SWATCH.get(s.get("tone", ""), "k-n"), s["label"]) for s in series)
    )
    return format_html('<p class="y-meta y-lg">{}</p>', items)


def bar(
    title: Any,
    categories: Sequence[Any],
    series: Sequence[Mapping[str, Any]],
    *,
    unit: str = "",
    tops: Sequence[Any] = (),
    width: int = 378,
    height: int = 182,
    axis_title: str = "项目",
    show_legend: bool = True,
) -> SafeString:
    """Upright bars, stacked when there is more than one series.

    ``series``: ``[{label, values, tone, urls}]``, tone of TONES; ``urls``: the list behind each value, in the drawing
    and in the table. ``tops``: words above each bar, else the sum.
    Values of red and warn parts are written beside their part.
    """
    sums = [sum(s["values"][i] or 0 for s in series) for i in range(len(categories))]
    top, step = nice_top(max(sums, default=0))
    left, base, roof = max(36.0, 12.0 + 7 * len(str(number(_round(top))))), height - 22.0, 22.0
    scale = (base - roof) / top
    out: list[str] = []
    for i in range(1, int(top / step + 0.5) + 1):
        y = base - i * step * scale
        out.append(f'<line class="ax" x1="{_f(left)}" x2="{width}" y1="{_f(y)}" y2="{_f(y)}"/>')
        out.append(
            f'<text x="{_f(left - 8)}" y="{_f(y + 4)}" text-anchor="end">{_esc(number(_round(i * step)))}</text>'
        )
    slot = (width - left) / max(len(categories), 1)
    bw = min(46.0, slot * 0.6)
    for i, name in enumerate(categories):
        x, y = left + slot * i + (slot - bw) / 2, base
        for s in series:
            v = s["values"][i] or 0
            if v <= 0:
                continue
            h = v * scale
            y -= h
            tone = s.get("tone", "")
            part = (
                f'<rect class="{TONES.get(tone, "m-in")}" x="{_f(x)}" y="{_f(y)}" width="{_f(bw)}" '
                f'height="{_f(max(h - (1 if len(series) > 1 else 0), 0.8))}"/>'
            )
            said = f"{name}{s['label']} {number(v)}{' ' + unit if unit else ''}"
            out.append(_a(_url(s, i), part, said))
            if tone in {"red", "warn"} and len(series) > 1:
                out.append(
                    f'<text class="t-{tone}" x="{_f(x + bw + 5)}" y="{_f(y + h / 2 + 4)}">{_esc(number(v))}</text>'
                )
        words = tops[i] if i < len(tops) else number(sums[i])
        out.append(
            f'<text class="t-strong" x="{_f(x + bw / 2)}" y="{_f(y - 7)}" text-anchor="middle">{_esc(words)}</text>'
        )
        out.append(f'<text x="{_f(x + bw / 2)}" y="{_f(base + 18)}" text-anchor="middle">{_esc(name)}</text>')
    out.append(f'<line class="ax-0" x1="{_f(left)}" x2="{width}" y1="{_f(base)}" y2="{_f(base)}"/>')
    heads = [axis_title, *(f"{s['label']}（{unit}）" if unit else s["label"] for s in series)]
    rows = ([c, *((s["values"][i], _url(s, i)) for s in series)] for i, c in enumerate(categories))
    table = data_table(heads, rows, title)
    named = legend(series) if show_legend and len(series) > 1 else ""
    return _figure(_svg(width, height, title, "".join(out)), table, named)


def _url(series: Mapping[str, Any], at: int) -> Any:
    urls = series.get("urls") or ()
    return urls[at] if at < len(urls) else ""


def hbar(title: Any, items: Sequence[Mapping[str, Any]], *, unit: str = "", width: int = 480) -> SafeString:
    """Lying bars, one row each: ``[{label, value, tone, note, url}]``; the order is the caller's.

    A value of None prints its note alone (待零报告): a zero that nobody confirmed is not 0.
    """
    top = max((i["value"] or 0 for i in items), default=0) or 1
    label_w, num_w, row = 124.0, 92.0, 28.0
    room = width - label_w - num_w
    out: list[str] = []
    for n, i in enumerate(items):
        y, v = n * row, i["value"] or 0
        w = room * v / top
        name = f'<text x="0" y="{_f(y + 18)}">{_esc(i["label"])}</text>'
        out.append(f'<a href="{_esc(i["url"])}">{name}</a>' if i.get("url") else name)
        css = TONES.get(i.get("tone", ""), "m-in")
        if v:
            out.append(f'<rect class="{css}" x="{_f(label_w)}" y="{_f(y + 7)}" width="{_f(max(w, 0.8))}" height="14"/>')
        shown = "" if i["value"] is None else f"{number(v)}{' ' + unit if unit else ''}"
        words = "，".join(w for w in (shown, str(i.get("note") or "")) if w) or "无"
        out.append(f'<text class="t-strong" x="{_f(label_w + w + 6)}" y="{_f(y + 18)}">{_esc(words)}</text>')
    h = row * max(len(items), 1)
    out.append(f'<line class="ax-0" x1="{_f(label_w)}" x2="{_f(label_w)}" y1="2" y2="{_f(h - 2)}"/>')
    head = ["项目", f"数量（{unit}）" if unit else "数量"]
    rows = ([i["label"], (i["value"], i.get("url"))] for i in items)
    return _figure(_svg(width, h, title, "".join(out)), data_table(head, rows, title))


def line(
    title: Any,
    categories: Sequence[Any],
    series: Sequence[Mapping[str, Any]],
    *,
    unit: str = "",
    width: int = 520,
    height: int = 200,
    axis_title: str = "时间",
) -> SafeString:
    """Lines from a zero baseline; the last value of each is written at its end.

    ``series``: ``[{label, values, ref}]``; ``ref`` draws a dashed line of comparison; None breaks the line.
    """
    top, step = nice_top(max((v for s in series for v in s["values"] if v is not None), default=0))
    left, right, base, roof = 40.0, 96.0, height - 24.0, 12.0
    scale, room = (base - roof) / top, width - left - right
    pitch = room / max(len(categories) - 1, 1)
    out: list[str] = []
    for i in range(1, int(top / step + 0.5) + 1):
        y = base - i * step * scale
        out.append(f'<line class="ax" x1="{_f(left)}" x2="{_f(width - right)}" y1="{_f(y)}" y2="{_f(y)}"/>')
        out.append(
            f'<text x="{_f(left - 8)}" y="{_f(y + 4)}" text-anchor="end">{_esc(number(_round(i * step)))}</text>'
        )
    every = max(1, math.ceil(len(categories) * 44 / max(room, 1)))
    for i, name in enumerate(categories):
        if i % every == 0:
            out.append(f'<text x="{_f(left + pitch * i)}" y="{_f(base + 18)}" text-anchor="middle">{_esc(name)}</text>')
    taken: list[float] = []
    for s in series:
        pts = [(left + pitch * i, base - v * scale) if v is not None else None for i, v in enumerate(s["values"])]
        css = "ln-ref" if s.get("ref") else "ln"
        out += [f'<polyline class="{css}" points="{run}"/>' for run in _runs(pts)]
        last = next((i for i in range(len(pts) - 1, -1, -1) if pts[i]), None)
        if last is None:
            continue
        x, y = pts[last]  # type: ignore[misc]
        ty = y + 4
        while any(abs(ty - t) < 14 for t in taken):
            ty += 14
        taken.append(ty)
        if not s.get("ref"):
            out.append(f'<circle class="m-in" cx="{_f(x)}" cy="{_f(y)}" r="2.5"/>')
        words = f"{s['label']} {number(s['values'][last])}"
        out.append(
            f'<text class="{"" if s.get("ref") else "t-strong"}" x="{_f(x + 7)}" y="{_f(ty)}">{_esc(words)}</text>'
        )
    out.append(f'<line class="ax-0" x1="{_f(left)}" x2="{_f(width - right)}" y1="{_f(base)}" y2="{_f(base)}"/>')
    heads = [axis_title, *(f"{s['label']}（{unit}）" if unit else s["label"] for s in series)]
    table = data_table(heads, ([c, *(s["values"][i] for s in series)] for i, c in enumerate(categories)), title)
    return _figure(_svg(width, height, title, "".join(out)), table)


def _runs(points: Sequence[tuple[float, float] | None]) -> list[str]:
    runs: list[list[str]] = [[]]
    for p in points:
        if p is None:
            runs.append([])
        else:
            runs[-1].append(f"{_f(p[0])},{_f(p[1])}")
    return [" ".join(r) for r in runs if r]


def _round(x: float) -> int | float:
    return int(x) if float(x).is_integer() else round(x, 4)


def spark(
    values: Sequence[float | None], ref: float | None = None, label: Any = "", categories: Sequence[Any] = ()
) -> SafeString:
    """Small line without axis for a grid of small multiples; the reading text lists every value."""
    known = [v for v in values if v is not None]
    top = max([*known, ref or 0], default=0) or 1
    base, room = 98.0, 80.0
    pts = [
        (150 / max(len(values) - 1, 1) * i, base - v * room / top) if v is not None else None
        for i, v in enumerate(values)
    ]
    out: list[str] = []
    real = [p for p in pts if p]
    if real:
        area = " ".join(f"{_f(x)},{_f(y)}" for x, y in real)
        out.append(f'<polygon class="ar" points="{_f(real[0][0])},{_f(base)} {area} {_f(real[-1][0])},{_f(base)}"/>')
    out.append(f'<line class="ax-0" x1="0" x2="150" y1="{_f(base)}" y2="{_f(base)}"/>')
    if ref is not None:
        y = base - ref * room / top
        out.append(f'<line class="ln-ref" x1="0" x2="150" y1="{_f(y)}" y2="{_f(y)}"/>')
    out += [f'<polyline class="ln" points="{run}"/>' for run in _runs(pts)]
    if real:
        out.append(f'<circle class="m-in" cx="{_f(real[-1][0])}" cy="{_f(real[-1][1])}" r="2.5"/>')
    shown = "、".join("无" if v is None else number(v) for v in values)
    heads = f"{categories[0]}至{categories[-1]}：" if categories else ""
    name = _esc(f"{label}{'，' if label else ''}{heads}{shown}")
    svg = f'<svg class="y-svg" viewBox="-1 0 155 100" role="img" aria-label="{name}">{"".join(out)}</svg>'
    return mark_safe(svg)  # noqa: S308


def days_ahead(title: Any, days: Sequence[Mapping[str, Any]], *, width: int = 520, height: int = 176) -> SafeString:
    """One square per matter, one column per day: ``[{day, under, label, count, tone, off, url}]``; off days grey."""
    slot, base = width / max(len(days), 1), height - 41.0
    peak = max((d.get("count") or 0 for d in days), default=0)
    unit = min(16.0, (base - 20) / max(peak, 1))
    bw = min(20.7, slot * 0.62)
    out: list[str] = []
    for i, d in enumerate(days):
        x, n = slot * i + (slot - bw) / 2, int(d.get("count") or 0)
        mid = _f(x + bw / 2)
        if d.get("off"):
            out.append(f'<rect class="m-bg" x="{_f(slot * i + 2)}" y="4" width="{_f(slot - 4)}" height="{_f(base)}"/>')
        css = TONES.get(d.get("tone", ""), "m-in")
        column = [
            f'<rect class="{css}" x="{_f(x)}" y="{_f(base + 3 - (k + 1) * unit)}" width="{_f(bw)}" '
            f'height="{_f(max(unit - 3, 1))}"/>'
            for k in range(n)
        ]
        if n:
            column.append(
                f'<text class="t-strong" x="{mid}" y="{_f(base - n * unit - 3)}" text-anchor="middle">{n}</text>'
            )
            out.append(_a(d.get("url"), "".join(column), f"{d.get('label') or d.get('day', '')} {n} 件"))
        out.append(f'<text x="{mid}" y="{_f(base + 18)}" text-anchor="middle">{_esc(d.get("day", ""))}</text>')
        strong = ' class="t-strong"' if d.get("strong") else ""
        out.append(
            f'<text{strong} x="{mid}" y="{_f(base + 34)}" text-anchor="middle">{_esc(d.get("under", ""))}</text>'
        )
    out.append(f'<line class="ax-0" x1="0" x2="{width}" y1="{_f(base + 3)}" y2="{_f(base + 3)}"/>')
    rows = ([d.get("label") or d.get("day", ""), (d.get("count") or 0, d.get("url"))] for d in days)
    return _figure(_svg(width, height, title, "".join(out)), data_table(["日期", "到期件数"], rows, title))


def quarters(states: Sequence[str], label: Any = "四个季度的佐证情况") -> SafeString:
    """Four squares, a quarter each: yes, gap, stop, later. The reading text says each in words."""
    out, words = [], []
    for i, s in enumerate(states):
        css, word = QUARTER.get(s, QUARTER["later"])
        out.append(f'<rect class="{css}" x="{_f(0.5 + 11 * i)}" y=".5" width="8" height="7"/>')
        if s == "gap":
            out.append(f'<path class="q-x" d="M{_f(0.5 + 11 * i)} 7.5l8-7"/>')
        elif s == "stop":
            out.append(f'<path class="q-x" d="M{_f(0.5 + 11 * i)} .5l8 7m0-7l-8 7"/>')
        words.append(f"{'一二三四'[i]}季度{word}" if i < 4 else word)
    name = _esc(f"{label}：{'，'.join(words)}")
    svg = f'<svg width="{11 * len(states) - 1}" height="8" role="img" aria-label="{name}">{"".join(out)}</svg>'
    return mark_safe(svg)  # noqa: S308


def quarter_rows(title: Any, rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """Rows of quarter squares: ``[{label, states}]``, with their table in words."""
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td></tr>',
        ((r["label"], quarters(r["states"], r["label"])) for r in rows),
    )
    keys = format_html_join(
        "", '<li><i class="k-{}"></i>{}</li>', ((css.replace("-", ""), w) for css, w in QUARTER.values())
    )
    return format_html(
        '<table class="y-qrows"><caption class="y-vh">{}</caption><tbody>{}</tbody></table>'
        '<ul class="y-key is-tight">{}</ul>',
        title,
        body,
        keys,
    )


def heat(title: Any, columns: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """A grid of counts as a real table: rows ``[{label, cells}]``, cell = number or {text, tone, url};
    tones gap, red, no. A coloured cell always carries its word, so no second table is needed."""
    head = format_html_join("", '<th scope="col">{}</th>', ((c,) for c in columns))
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        ((r["label"], format_html_join("", "{}", ((_heat_cell(c),) for c in r["cells"]))) for r in rows),
    )
    return format_html(
        '<table class="y-heat"><caption class="y-vh">{}</caption><thead><tr><td class="is-no0"></td>{}</tr></thead>'
        "<tbody>{}</tbody></table>",
        title,
        head,
        body,
    )


def _heat_cell(cell: Any) -> SafeString:
    if not isinstance(cell, Mapping):
        return format_html("<td>{}</td>", number(cell))
    tone = cell.get("tone", "")
    css = format_html(' class="is-{}"', tone) if tone in {"gap", "red", "no"} else ""
    text = cell.get("text", "")
    return format_html(
        "<td{}>{}</td>", css, format_html('<a href="{}">{}</a>', cell["url"], text) if cell.get("url") else text
    )


def meter(value: float, total: float, label: Any = "", *, width: int = 250, tone: str = "") -> SafeString:
    """A plain bar of a part in a whole; the words beside it say both numbers."""
    w = width * min(max(value, 0), total) / total if total else 0
    name = _esc(label or f"{number(total)} 中的 {number(value)}")
    svg = (
        f'<svg class="y-meter" viewBox="0 0 {width} 6" preserveAspectRatio="none" role="img" aria-label="{name}">'
        f'<rect class="m-bg" width="{width}" height="6"/>'
        f'<rect class="{TONES.get(tone, "m-in")}" width="{_f(w)}" height="6"/></svg>'
    )
    return mark_safe(svg)  # noqa: S308


KINDS: dict[str, Callable[..., SafeString]] = {
    "bar": bar,
    "hbar": hbar,
    "line": line,
    "spark": spark,
    "days": days_ahead,
    "quarters": quarters,
    "quarter_rows": quarter_rows,
    "heat": heat,
    "meter": meter,
}


def draw(kind: str, **kwargs: Any) -> SafeString:
    """Any chart by its name; an unknown name is a mistake of ours and says so."""
    if kind not in KINDS:
        raise ValueError(f"unknown chart {kind!r}; one of {', '.join(KINDS)}")
    return KINDS[kind](**kwargs)
