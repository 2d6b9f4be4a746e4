"""Small pieces of markup: status, tag, law, clock, value. Pure functions, everything escaped.

Templates reach them through ``{% load yifa_ui %}``; table columns and panels may call them directly.
All of them take plain values or mappings, so no model and no request is needed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

STATUS_TONES = ("", "run", "done", "warn", "alarm", "void")
TAG_TONES = ("", "warm", "alarm", "blue")
CLOCK_TONES = ("", "warn", "alarm")
NONE = mark_safe('<span aria-hidden="true">—</span><span class="y-vh">无</span>')
WEEKDAYS = "一二三四五六日"
MAX_TICKS = 30


def _tone(value: Any, allowed: tuple[str, ...]) -> str:
    tone = str(value or "")
    return f" is-{tone}" if tone and tone in allowed else ""


def number(value: Any, digits: int | None = None) -> str:
    """Thousands separators; a Decimal keeps its own digits unless ``digits`` is given. None is empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if digits is not None:
        return f"{value:,.{int(digits)}f}"
    if isinstance(value, (int, Decimal, float)):
        return f"{value:,}"
    return str(value)


def cn_date(value: date | datetime | None, today: date | None = None, *, weekday: bool = False) -> str:
    """2026年10月9日; in the year of ``today`` 10月9日; with ``weekday`` 10月9日（周五）."""
    if value is None or value == "":
        return ""
    day = value.date() if isinstance(value, datetime) else value
    text = f"{day.month}月{day.day}日"
    if today is None or today.year != day.year:
        text = f"{day.year}年{text}"
    return f"{text}（周{WEEKDAYS[day.weekday()]}）" if weekday else text


def status(label: Any, tone: str = "") -> SafeString:
    """Square mark and word. Tones: '' waiting, run, done, warn, alarm, void."""
    return format_html('<span class="y-st{}">{}</span>', _tone(tone, STATUS_TONES), label)


def tag(label: Any, tone: str = "") -> SafeString:
    """A fact about the row: 补录, 代, 暂定. Tones: '', warm, alarm, blue."""
    return format_html('<span class="y-tag{}">{}</span>', _tone(tone, TAG_TONES), label)


def masked() -> SafeString:
    """What a reader may not see prints 已隐去, never stars."""
    return mark_safe('<span class="y-mute">已隐去</span>')


def link(text: Any, url: str | None, css: str = "") -> SafeString:
    if not url:
        return format_html('<span class="{}">{}</span>', css, text) if css else conditional_escape(text)
    if css:
        return format_html('<a class="{}" href="{}">{}</a>', css, url, text)
    return format_html('<a href="{}">{}</a>', url, text)


def law_ref(law: Any, linked: bool = True) -> SafeString:
    """Legal basis in one line. ``law``: str or {text, url, note, verified}; verified False adds 待核实.

    ``linked`` False: words only, where the line itself is already something one presses.
    """
    if not law:
        return mark_safe("")
    if not isinstance(law, Mapping):
        return format_html('<span class="y-law">{}</span>', law)
    note = law.get("note") or ""
    return format_html(
        '<span class="y-law">{}{}{}</span>',
        link(law.get("text", ""), law.get("url") if linked else ""),
        format_html("，{}", note) if note else "",
        format_html(" {}", tag(law.get("pending_text") or "待核实", "warm")) if law.get("verified") is False else "",
    )


def clock_ticks(
    used: int, left: int = 0, over: int = 0, *, warn: bool = False, provisional: bool = False, width: int = 130
) -> SafeString:
    """One tick a counted day, at most 30; above that a bar. Hidden from readers: the words say the same."""
    used, left, over = max(int(used or 0), 0), max(int(left or 0), 0), max(int(over or 0), 0)
    total = used + left + over
    if not total:
        return mark_safe("")
    left_css = "t-p" if provisional else "t-w" if warn else "t-l"
    if total > MAX_TICKS:
        return _clock_bar(used, left, over, left_css, width)
    step = 7.0 if total * 7 <= width else width / total
    gap = 1.5
    body: list[str] = []
    for i in range(total):
        x = round(i * step, 1)
        if used <= i < used + left:
            body.append(
                f'<rect class="{left_css}" x="{x + 0.5}" y=".5" width="{round(step - gap - 1, 1)}" height="8"/>'
            )
        else:
            css = "t-u" if i < used else "t-o"
            body.append(f'<rect class="{css}" x="{x}" y="0" width="{round(step - gap, 1)}" height="9"/>')
    size = round(total * step)
    head = f'<svg class="y-ticks" width="{size}" height="9" aria-hidden="true">'
    return mark_safe(head + "".join(body) + "</svg>")  # noqa: S308


def _clock_bar(used: int, left: int, over: int, left_css: str, width: int) -> SafeString:
    total = used + left + over
    wu, wo = round(width * used / total, 1), round(width * over / total, 1)
    wl = round(width - wu - wo, 1)
    body = f'<rect class="t-u" x="0" y="0" width="{wu}" height="9"/>'
    if left:
        body += f'<rect class="{left_css}" x="{wu + 0.5}" y=".5" width="{max(wl - 1, 1)}" height="8"/>'
    if over:
        body += f'<rect class="t-o" x="{wu + 1}" y="0" width="{max(wo - 1, 1)}" height="9"/>'
    head = f'<svg class="y-ticks" width="{width}" height="9" aria-hidden="true">'
    return mark_safe(head + body + "</svg>")  # noqa: S308


def clock(c: Any) -> SafeString:
    """Words first, ticks below. ``c`` as in ``parts/clock.html``, or a str where no clock runs."""
    if not c:
        return mark_safe("")
    if not isinstance(c, Mapping):
        return format_html('<span class="y-mute">{}</span>', c)
    tone = str(c.get("tone") or "")
    ticks = clock_ticks(
        c.get("used", 0),
        c.get("left", 0),
        c.get("over", 0),
        warn=bool(c.get("warn", tone == "warn")),
        provisional=bool(c.get("provisional")),
        width=int(c.get("width", 130)),
    )
    return format_html(
        '<span class="y-clk{}"><b>{}</b>{}{}{}</span>',
        _tone(tone, CLOCK_TONES),
        c.get("label", ""),
        format_html("<small>{}</small>", c["note"]) if c.get("note") else "",
        format_html(" {}", tag("暂定", "warm")) if c.get("provisional") else "",
        ticks,
    )


def dots(items: Iterable[Any]) -> SafeString:
    """Meta line: items parted by a hairline. Empty items fall out."""
    parts = [value(i) for i in items or () if i not in (None, "")]
    return format_html_join(mark_safe('<span class="y-dot"></span>'), "{}", ((p,) for p in parts))


def value(v: Any) -> SafeString:
    """Print one value anywhere (fact, table cell, meta). See the contract in ``parts/value.html``."""
    if v is None or v == "":
        return NONE
    if isinstance(v, SafeString):
        return v
    if isinstance(v, Mapping):
        return _value_map(v)
    if isinstance(v, (list, tuple)):
        return format_html_join("，", "{}", ((value(i),) for i in v)) if v else NONE
    if isinstance(v, bool):
        return mark_safe("是" if v else "否")  # noqa: S308
    if isinstance(v, datetime):
        return format_html("{}", v.strftime("%Y-%m-%d %H:%M"))
    if isinstance(v, date):
        return format_html("{}", v.isoformat())
    if isinstance(v, Decimal):
        return format_html("{}", number(v))
    return conditional_escape(v)


def _value_map(v: Mapping[str, Any]) -> SafeString:
    if v.get("masked"):
        return masked()
    if "status" in v:
        return status(v["status"], v.get("tone", ""))
    if "clock" in v:
        return clock(v["clock"])
    if "law" in v:
        return law_ref(v["law"])
    if "tag" in v:
        return tag(v["tag"], v.get("tone", ""))
    if "none" in v:
        return format_html('<span class="y-none">{}</span>', v["none"])
    if "number" in v:
        text: Any = number(v["number"], v.get("digits")) if v["number"] is not None else NONE
    else:
        text = value(v.get("text"))
    unit = v.get("unit")
    tone = v.get("tone")
    css = {"warn": "y-warn", "alarm": "y-alarm", "mute": "y-mute"}.get(str(tone or ""), "")
    out = link(text, v.get("url"), css)
    return format_html(
        "{}{}{}{}",
        out,
        format_html(" {}", unit) if unit else "",
        format_html_join("", " {}", ((tag_of(t),) for t in v.get("tags") or ())),
        format_html(' <span class="y-meta">{}</span>', value(v["note"])) if v.get("note") else "",
    )


def tag_of(t: Any) -> SafeString:
    return tag(t.get("label", ""), t.get("tone", "")) if isinstance(t, Mapping) else tag(t)


@lru_cache(maxsize=2048)
def _opening(num: bool, nowrap: bool, hide: str, label: str) -> SafeString:
    css = " ".join(t for t in (num and "y-num", nowrap and "y-nw", hide and f"hide-{hide}") if t)
    return format_html('<td class="{}" data-label="{}">', css, label)


def cells(values: Sequence[Any], columns: Sequence[Mapping[str, Any]]) -> SafeString:
    """Print the cells of a table's row. A page holds hundreds: the start of each is made once for a column."""
    heads = [_opening(bool(c.get("num")), bool(c.get("nowrap")), c.get("hide") or "", str(c.get("label", "")))
             for c in columns]  # fmt: skip
    heads += [_opening(False, False, "", "")] * (len(values) - len(heads))
    return mark_safe("".join(f"{head}{value(v)}</td>" for head, v in zip(heads, values, strict=False)))  # noqa: S308


def title_cell(text: Any, url: str | None = None, sub: Iterable[Any] = (), tags: Iterable[Any] = ()) -> SafeString:
    """First column of a register: name that opens, second line of meta."""
    tags_html = format_html_join("", " {}", ((tag_of(t),) for t in tags or ()))
    inner = format_html("{}{}", text, tags_html)
    head = link(inner, url, "y-t")
    sub_html = dots(sub)
    return format_html('{}<span class="y-meta y-nw">{}</span>', head, sub_html) if sub_html else head


MARK_LEVELS = {"err": " is-err", "info": " is-info", "ask": ""}


def paper_spans(block: Mapping[str, Any]) -> SafeString:
    """Running text of a report: plain strings, figures, blocked and unproved sentences, marks of a check."""
    spans = block.get("spans") or [block.get("text", "")]
    return format_html_join("", "{}", ((_span(s),) for s in spans))


def _span(s: Any) -> SafeString:
    if not isinstance(s, Mapping):
        return conditional_escape(s)
    kind, text = s.get("kind", ""), s.get("text", "")
    if kind == "fig":
        css = "y-fig" + (" is-on" if s.get("on") else "") + (" is-wait" if s.get("wait") else "")
        current = mark_safe(' aria-current="true"') if s.get("on") else ""
        return format_html('<a class="{}" href="{}"{}>{}</a>', css, s.get("url") or "#panel", current, text)
    if kind in {"stop", "hold"}:
        return format_html('<span class="y-{}">{}</span>', kind, text)
    if kind == "mark":
        css = "y-mark" + MARK_LEVELS.get(str(s.get("level", "")), "") + (" is-on" if s.get("on") else "")
        if s.get("again"):  # the same finding goes on after a break: one number and one name a finding
            return format_html('<a class="{}" href="{}">{}</a>', css, s.get("url") or "#", text)
        return format_html(
            '<a class="{}" id="m{}" href="{}">{}<sup>{}</sup></a>',
            css,
            s.get("no", ""),
            s.get("url") or "#",
            text,
            s.get("no", ""),
        )
    if kind == "no":
        css = "y-no" + MARK_LEVELS.get(str(s.get("level", "")), "")
        return format_html('<span class="{}">{}</span>', css, s.get("no", ""))
    return conditional_escape(text)
