"""Pages load nothing from outside and carry no inline style or script (the content policy forbids both)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

OUTSIDE = re.compile(
    r"""(?:src|href|action|srcset|poster|data-src|hx-(?:get|post))\s*=\s*["']?\s*(?:https?:)?//"""
    r"""|url\(\s*["']?\s*(?:https?:)?//|@import\s+["']?(?:https?:)?//""",
    re.IGNORECASE,
)
INLINE = re.compile(
    r"""<style\b|\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|javascript:"""
    r"""|<script(?![^>]*\bsrc=)(?![^>]*type=["']application/json["'])[^>]*>""",
    re.IGNORECASE,
)
#: Whole documents handed out as one file, which no page of ours shows: path -> reason.
STANDALONE: dict[str, str] = {}


def _pages(root: Path, tree: list[Path], *suffixes: str) -> dict[str, Path]:
    names = {path.relative_to(root).as_posix(): path for path in tree}
    return {name: path for name, path in names.items() if name.startswith("src/") and path.suffix in suffixes}


def _offenders(pages: dict[str, Path], pattern: re.Pattern[str]) -> list[str]:
    found = []
    for name, path in pages.items():
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
        found += [f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match[0]}" for match in pattern.finditer(text)]
    return found


def test_nothing_comes_from_outside(root: Path, tree: list[Path]) -> None:
    assert not _offenders(_pages(root, tree, ".html", ".css", ".js", ".svg"), OUTSIDE)


def test_no_inline_style_or_script(root: Path, tree: list[Path]) -> None:
    pages = {name: path for name, path in _pages(root, tree, ".html").items() if name not in STANDALONE}
    assert not _offenders(pages, INLINE), "move it into our stylesheet or an island's file"


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link href="//cdn.example/x.css">',
        "<img src=http://a.example/x.png>",
        "body { background: url('https://a.example/x.png') }",
    ],
)
def test_the_outside_scan_bites(line: str) -> None:
    assert OUTSIDE.search(line)


@pytest.mark.parametrize(
    "line", ['<p style="color:red">', "<script>alert(1)</script>", '<a onclick="x()">', '<a href="javascript:x()">']
)
def test_the_inline_scan_bites(line: str) -> None:
    assert INLINE.search(line)


@pytest.mark.parametrize(
    "line",
    [
        '<script type="application/json" id="chart">{}</script>',
        '<script src="/static/x.js" defer></script>',
        '<a href="/disclosure/">',
        '<meta name="config" content="on">',
    ],
)
def test_what_is_allowed_passes(line: str) -> None:
    assert not INLINE.search(line) and not OUTSIDE.search(line)
