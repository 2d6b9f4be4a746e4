"""Statutes in the global search: acts by name from the catalogue, articles by their words from the library."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from yifa.kernel import clockwork
from yifa.kernel.basis import has_page
from yifa.lawkit import library, textidx
from yifa.lawkit.catalogue import KIND_TEXT, Statute
from yifa.lawkit.quantity import to_number

_ARTICLE = re.compile(r"第?\s*(?P<n>\d{1,4}|[一二三四五六七八九十百零〇]{1,7})\s*条$")
_MOST = 30
_AROUND = 36  # letters shown before and after the word


def acts(query: str) -> list[Statute]:
    """Return the statutes whose name holds the query."""
    word = textidx.normalise(_ARTICLE.sub("", query)).strip("《》 ")
    if len(word) < 2:
        return []
    found = [s for s in library.catalogue().statutes if any(word in textidx.normalise(n) for n in s.names)]
    found.sort(key=lambda s: (word not in map(textidx.normalise, s.names), len(s.title)))
    return found[:_MOST]


def articles(query: str) -> list[library.Passage]:
    """Return the articles of imported texts that hold every word of the query."""
    words = [word for word in textidx.normalise(query).split() if len(word) > 1]
    return library.search(words, _MOST) if words else []


def act(statute: Statute, query: str) -> dict[str, Any]:
    """Return one act as an entry, its title not yet highlighted; at the article the query asks for."""
    match = _ARTICLE.search(query)
    number = to_number(match["n"]) if match else None
    name = f"《{statute.title}》" + (f"第{number}条" if number else "")
    standing = library.catalogue().status(statute.title, clockwork.today())
    return {
        "title": name, "url": _page(statute.slug, statute.title, f"art-{number}" if number else ""), "kind": "法规",
        "meta": [t for t in (KIND_TEXT.get(statute.kind, ""), standing.text) if t],
    }  # fmt: skip


def passage(found: library.Passage) -> dict[str, Any]:
    """Return one article as an entry: the act and its standing, the words around the first one asked for."""
    standing = library.catalogue().status(found.title, clockwork.today())
    begin, end = max(0, found.at - _AROUND), min(len(found.wording), found.at + 2 * _AROUND)
    said = ("…" if begin else "") + found.wording[begin:end] + ("…" if end < len(found.wording) else "")
    return {
        "title": f"《{found.title}》{found.place}",
        "url": _page(found.slug, found.title, f"art-{found.place.fragment}"),
        "kind": "条文", "said": said, "meta": [f"{found.year}年文本", standing.text],
    }  # fmt: skip


def _page(slug: str, title: str, mark: str) -> str:
    url = f"/law/{slug}/"
    if not has_page(url):
        return f"/law/?{urlencode({'q': title})}"
    return f"{url}#{mark}" if mark else url
