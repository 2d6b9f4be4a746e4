"""A small safe subset of Markdown for in-product help: headings, paragraphs, lists, tables, bold, code, links.

Everything is escaped first; links go only to pages of this site or to anchors.
"""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_ITEM = re.compile(r"^\s*(?:[-*]|(\d+)[.、])\s+(.*)$")


def _inline(text: str) -> str:
    out = []
    for number, piece in enumerate(text.split("`")):
        if number % 2:
            out.append(f"<code>{escape(piece)}</code>")
            continue
        safe = str(escape(piece))
        safe = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", safe)
        out.append(_LINK.sub(_link, safe))
    return "".join(out)


def _link(found: re.Match[str]) -> str:
    text, url = found[1], found[2]
    inside = (url.startswith("/") and not url.startswith("//")) or url.startswith("#")
    return f'<a href="{url}">{text}</a>' if inside else text


def _row(line: str) -> list[str]:
    return [c.strip() for c in line.strip().strip("|").split("|")]


def _table(lines: list[str]) -> str:
    head = "".join(f'<th scope="col">{_inline(c)}</th>' for c in _row(lines[0]))
    body = "".join("<tr>" + "".join(f"<td>{_inline(c)}</td>" for c in _row(line)) + "</tr>" for line in lines[2:])
    table = f'<table class="y-table is-plain is-tight"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="y-tw" tabindex="-1">{table}</div>'


def _block(lines: list[str]) -> str:
    first = lines[0]
    if heading := re.match(r"^(#{1,4})\s+(.*)$", first):
        level = min(max(len(heading[1]), 2), 4)  # the page has its h1
        rest = _block(lines[1:]) if lines[1:] else ""
        return f"<h{level}>{_inline(heading[2])}</h{level}>{rest}"
    if first.lstrip().startswith("|") and len(lines) > 1 and set(lines[1]) <= set("|-: "):
        return _table(lines)
    if found := _ITEM.match(first):
        tag = "ol" if found[1] else "ul"
        items: list[str] = []
        for line in lines:
            item = _ITEM.match(line)
            if item:
                items.append(item[2])
            elif items:
                items[-1] += line.strip()
        return f'<{tag} class="y-list">' + "".join(f"<li>{_inline(i)}</li>" for i in items) + f"</{tag}>"
    return f"<p>{_inline(''.join(line.strip() for line in lines))}</p>"


def render(text: str) -> SafeString:
    """Return the html of a text."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    out: list[str] = []
    for part in re.split(r"(^```.*?^```\s*$)", text, flags=re.S | re.M):
        if part.startswith("```"):
            code = "\n".join(part.splitlines()[1:-1])
            out.append(f"<pre>{escape(code)}</pre>")
            continue
        for block in re.split(r"\n\s*\n", part):
            lines = [line for line in block.splitlines() if line.strip()]
            if lines:
                out.append(_split(lines))
    return mark_safe("\n".join(out))  # noqa: S308  every text above went through escape


def _split(lines: list[str]) -> str:
    """Cut a paragraph that runs straight into a list or table."""
    for number in range(1, len(lines)):
        starts = bool(_ITEM.match(lines[number])) or lines[number].lstrip().startswith("|")
        was = bool(_ITEM.match(lines[number - 1])) or lines[number - 1].lstrip().startswith("|")
        if starts and not was and not _ITEM.match(lines[0]) and not lines[0].startswith("#"):
            return _block(lines[:number]) + _block(lines[number:])
    return _block(lines)
