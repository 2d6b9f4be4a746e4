"""The day strip: the answer to 怎么算的. A list of days with the reason of each, and its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# kind of a day → (css class, key class, words in the key)
KINDS: dict[str, tuple[str, str, str]] = {
    "start": ("is-start", "", ""),
    "counted": ("is-n", "k-n", "已计"),
    "left": ("is-l", "k-l", "剩余"),
    "over": ("is-over", "k-over", "逾期"),
    "off": ("is-off", "k-off", "周末"),
    "holiday": ("is-hol", "k-hol", "放假"),
    "stopped": ("is-sus", "k-sus", "停止计算"),
}
ORDER = ("counted", "left", "over", "make", "off", "holiday", "stopped")
LONG = 31


def day_strip(days: Iterable[Mapping[str, Any]], unit: str = "工作日") -> SafeString:
    """Draw the strip and its key.

    Each day: ``{kind, weekday: "四", day: 17, label: "收", reason: "收到，当日不计", month: "9月",
    make: bool, today: bool, due: bool, span: 3, span_text: "中秋放假"}``. ``kind`` is a key of KINDS;
    ``span``/``span_text`` stand on the first day of a run; ``month`` on the first day of a month;
    ``reason`` is read aloud and must say why the day counts or not. More than 31 days fold into weeks.
    """
    days = list(days or ())
    if not days:
        return mark_safe("")
    cells = format_html_join("", "{}", ((_day(d, i == 0),) for i, d in enumerate(days)))
    css = "y-days is-long" if len(days) > LONG else "y-days"
    seen = {str(d.get("kind", "")) for d in days} | ({"make"} if any(d.get("make") for d in days) else set())
    key = format_html_join("", "{}", ((_key(k, unit),) for k in ORDER if k in seen))
    return format_html('<ol class="{}">{}</ol><ul class="y-key">{}</ul>', css, cells, key)


def _day(d: Mapping[str, Any], first: bool) -> SafeString:
    css = [KINDS.get(str(d.get("kind", "")), ("", "", ""))[0]]
    css += [f"is-{k}" for k in ("make", "today", "due") if d.get(k)]
    span = int(d.get("span") or (1 if d.get("due") else 0))
    if span:
        css.append(f"w-{min(span, 14)}")
    weekday = str(d.get("weekday", ""))
    if first and weekday in "一二三四五六日":
        css.append(f"d-{'一二三四五六日'.index(weekday) + 1}")
    under = d.get("span_text") or ("到期" if d.get("due") else "")
    return format_html(
        '<li class="{}">{}<em>{}</em><em>{}</em><b>{}</b>{}<span class="y-vh">{}</span></li>',
        " ".join(c for c in css if c),
        format_html('<span class="y-m">{}</span>', d["month"]) if d.get("month") else "",
        weekday,
        d.get("day", ""),
        d.get("label", ""),
        format_html("<u>{}</u>", under) if under else "",
        d.get("reason", ""),
    )


def _key(kind: str, unit: str) -> SafeString:
    if kind == "make":
        return mark_safe('<li><i class="k-make"></i>调休补班，计入</li>')
    _, css, words = KINDS[kind]
    words = words + unit if kind in {"counted", "left"} else words
    return format_html('<li><i class="{}"></i>{}</li>', css, words)
