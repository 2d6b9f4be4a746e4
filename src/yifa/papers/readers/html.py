"""Pages of government sites: the article out of its navigation, the header block (索引号…), the meta tags.

《政府网站发展指引》 asks every site for the meta tags ArticleTitle, PubDate and ContentSource; where they stand they
are believed, where not the densest part of the page is the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from yifa.papers.readers import txt
from yifa.papers.readers.limits import Watch
from yifa.papers.readers.source import Line, LineKind, Lines, Source
from yifa.papers.reading.errors import PaperError
from yifa.papers.structure import front

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NO_TEXT = "网页里没有正文。可能正文是图片或要联网才显示，请另存为 txt 或 docx 后再交。"
_DROP = frozenset(
    "script style noscript template svg iframe object select button textarea input nav canvas audio video map dialog "
    "head".split()
)
_BLOCK = frozenset(
    "p div section article main header footer aside li ul ol dl dt dd h1 h2 h3 h4 h5 h6 table thead tbody tfoot tr td "
    "th blockquote pre form fieldset center figure figcaption hr body caption address ucapcontent ucaptitle".split()
)
#: an article may be one of these, not a single paragraph of it
_HOLDS = (_BLOCK - {"p", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"}) | {"span", "font"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_INLINE = re.compile(r"data:[a-z/+.\-]{1,40};base64,[A-Za-z0-9+/=\s]{100,}", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{3,20})", re.I)
_MAX_DEPTH = 150
_MAX_NODES = 200_000
_MAX_OPEN = 2_000
# every element but those that are empty or end by themselves
_NESTING = re.compile(
    r"<(/)?(?!(?:p|li|td|th|tr|tbody|thead|tfoot|dd|dt|option|br|hr|img|input|meta|link|col|area|base|embed|source|track|wbr"
    r"|html|head|body)\b)[a-z]",
    re.I,
)
_LARGE = "网页大得不正常，读不了。请另存为 txt 后再交。"
_NESTED = "网页嵌套得不正常，读不了。请另存为 txt 后再交。"


class Node:
    """An element, or a text where ``tag`` is empty. Our own small tree: visible parts only, weighed once."""

    __slots__ = ("attributes", "children", "parent", "tag", "text", "weight")

    def __init__(self, tag: str, text: str = "", attributes: dict[str, str] | None = None) -> None:
        self.tag, self.text, self.attributes = tag, text, attributes or {}
        self.children: list[Node] = []
        self.parent: Node | None = None
        self.weight = text.count("。") * 20 + text.count("；") * 5 + len(text.strip()) // 50

    def words(self) -> str:
        """All text below."""
        if not self.tag:
            return self.text
        return "".join(child.words() for child in self.children)

    def all(self, tag: str) -> Iterator[Node]:
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.all(tag)


def read(data: bytes, watch: Watch) -> Source:
    """Read a saved web page."""
    from selectolax.lexbor import LexborHTMLParser

    declared = _CHARSET.search(data[:4096])
    page, _ = txt.decode(data, declared[1].decode("ascii") if declared else None)
    page = _INLINE.sub("", page)
    watch.chars(len(page) // 10)
    _not_too_deep(page, watch)
    parser = LexborHTMLParser(page)
    root = parser.body
    if root is None:
        raise PaperError(NO_TEXT)
    meta = {
        (node.attributes.get("name") or "").lower(): (node.attributes.get("content") or "").strip()
        for node in parser.css("meta")
    }
    titles = [_clean(node.text()) for node in parser.css("title")][:1]
    body = _grow(root, watch)
    title = _title(body, meta, titles[0] if titles else "")
    article = _article(body)
    walk, around = _Walk(), _Walk(skip=article)
    walk.node(article)
    walk.flush()
    fields: dict[str, str | None] = {}
    if article is not body:
        around.node(body)
        around.flush()
        fields = _fields(around.lines)
    out = Lines()
    for key, value in fields.items():
        out.add(Line(f"{key}：{value or ''}", 0, "header"))
    inside = {re.sub(r"\s", "", line.text) for line in walk.lines[:12]}
    if title and re.sub(r"\s", "", title) not in inside and not _starts(walk.lines, title):
        out.add(Line(title, 0, "title"))
    for line in walk.lines:
        out.add(line)
    watch.chars(out.length)
    if not any(line.kind != "header" and line.text.strip() for line in out.lines):
        raise PaperError(NO_TEXT)
    source = Source("html", out.raw, out.lines, title=title)
    for name, key in (("pubdate", "发布日期"), ("contentsource", "信息来源")):
        if meta.get(name) and key not in fields:
            source.header[key] = front.clean_value(meta[name])
    source.damage["navigation"] = max(len(around.lines) - len(fields), 0)
    return source


def _not_too_deep(page: str, watch: Watch) -> None:
    """Refuse a page whose elements are opened without end, before the parser (whose time grows with depth squared)."""
    if page.count("<") > 2 * _MAX_NODES:
        raise PaperError(_LARGE)
    depth = 0
    for number, match in enumerate(_NESTING.finditer(page)):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > _MAX_OPEN:
            raise PaperError(_NESTED)
        if number % 50_000 == 0:
            watch.check()


def _grow(root: LexborNode, watch: Watch) -> Node:
    """The visible elements below one, with weights added up."""
    body = Node("body")
    todo: list[tuple[LexborNode, Node, int]] = [(root, body, 0)]
    order = [body]
    while todo:
        element, node, depth = todo.pop()
        for item in element.iter(include_text=True):
            tag = item.tag or ""
            if tag == "-text":
                made = Node("", item.text(deep=False) or "")
            elif tag in _DROP or not tag[:1].isalpha():
                continue
            else:
                attributes = {key: value or "" for key, value in item.attributes.items() if key in _KEPT}
                if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
                    continue
                if depth >= _MAX_DEPTH:
                    raise PaperError(_NESTED)
                made = Node(tag, "", attributes)
                todo.append((item, made, depth + 1))
            made.parent = node
            node.children.append(made)
            order.append(made)
        if len(order) > _MAX_NODES:
            raise PaperError(_LARGE)
        watch.check()
    for node in reversed(order):
        if node.parent is not None:
            node.parent.weight += node.weight
    return body


_KEPT = ("style", "hidden", "colspan", "rowspan")


def _title(body: Node, meta: dict[str, str], whole: str) -> str:
    title = meta.get("articletitle", "")
    if not title:
        heads = [_clean(node.words()) for tag in ("h1", "ucaptitle") for node in body.all(tag)]
        heads = [head for head in heads if 4 <= len(head) <= 120]
        title = heads[0] if len(heads) == 1 else ""
    if not title:
        parts = [part.strip() for part in re.split(r"[_|｜\-–—>»]{1,2}(?!\d)", whole)]
        title = next(
            (part for part in parts if re.search(r"报告|总结|情况|要点|计划|年报", part) and len(part) > 6), ""
        )
    return front.clean_title(title)


def _clean(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\xa0", " ")).strip()


def _article(body: Node) -> Node:
    """The deepest element that holds nearly all the running text."""
    node: Node = body
    while True:
        best = max((child for child in node.children if child.tag), key=lambda child: child.weight, default=None)
        if best is None or best.weight < 0.85 * body.weight or best.tag not in _HOLDS or not best.weight:
            break
        node = best
    above: Node | None = node
    while above is not None and above.tag in ("tr", "tbody", "thead", "td", "th", "table"):
        if above.tag == "td" and sum(1 for _ in above.all("p")) + sum(1 for _ in above.all("br")) > 3:
            break
        above = above.parent
    return above or body


class _Walk:
    """Visible text, line by line."""

    def __init__(self, skip: Node | None = None) -> None:
        self.skip = skip
        self.lines: list[Line] = []
        self.buffer: list[str] = []
        self.kind: LineKind = ""
        self.cell: tuple[int, int, int] | None = None
        self.tables = 0

    def flush(self) -> None:
        text = _SPACES.sub(" ", "".join(self.buffer)).strip(" ")
        self.buffer = []
        if text.strip(" \xa0\u3000"):
            self.lines.append(Line(text, 0, "" if self.cell else self.kind, cell=self.cell))

    def node(self, node: Node) -> None:
        for item in node.children:
            if not item.tag:
                self.buffer.append(item.text)
            elif item is self.skip or item.tag == "br":
                self.flush()
            elif item.tag == "table":
                self.flush()
                self.table(item)
            elif item.tag in _BLOCK:
                self.flush()
                before = self.kind
                if re.fullmatch(r"h[1-6]", item.tag):
                    self.kind = "heading"
                self.node(item)
                self.flush()
                self.kind = before
            else:
                self.node(item)

    def table(self, table: Node) -> None:
        rows = [row for row in table.all("tr") if _owner(row) is table]
        cells = [[cell for cell in row.children if cell.tag in ("td", "th")] for row in rows]
        for caption in (child for child in table.children if child.tag == "caption"):
            self.node(caption)
            self.flush()
        wide = max((len(row) for row in cells), default=0)
        if (
            wide < 2
            or self.cell is not None
            or any(cell.weight > 120 for row in cells for cell in row)
            or self._nested(table)
        ):
            for row in cells:
                for cell in row:
                    self.node(cell)
                    self.flush()
            return
        index = self.tables
        self.tables += 1
        covered: dict[int, int] = {}
        for at, row in enumerate(cells):
            column = 0
            below: dict[int, int] = {}
            for cell in row:
                while covered.get(column, 0) > 0:
                    column += 1
                self.cell = (index, at, column)
                before = len(self.lines)
                self.node(cell)
                self.flush()
                if len(self.lines) == before:
                    self.lines.append(Line("", 0, cell=self.cell))  # an empty value is a value
                for _ in range(_span(cell, "colspan")):
                    below[column] = _span(cell, "rowspan")
                    column += 1
                self.cell = None
            covered = {key: value - 1 for key, value in (covered | below).items() if value > 1}

    def _nested(self, table: Node) -> bool:
        """A table that holds the article or another table is there for the layout."""
        if next(table.all("table"), None) is not None:
            return True
        node = self.skip
        while node is not None and node is not table:
            node = node.parent
        return node is table


def _span(cell: Node, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(max(int(value), 1), 60) if value.isascii() and value.isdigit() and len(value) < 4 else 1


def _owner(row: Node) -> Node | None:
    node = row.parent
    while node is not None and node.tag != "table":
        node = node.parent
    return node


def _fields(lines: list[Line]) -> dict[str, str | None]:
    """The catalogue header among the lines around the article: ``索引号：001``, or label and value in two cells."""
    found: dict[str, str | None] = {}
    texts = [_clean(line.text) for line in lines]
    for index, text in enumerate(texts):
        if front.is_header_line(text) and len(text) < 300:
            for key, value in front.split_fields(text).items():
                following = texts[index + 1] if index + 1 < len(texts) else ""
                if value is None and len(front.split_fields(text)) == 1 and following and _value_like(following):
                    value = front.clean_value(following)
                if found.get(key) is None:
                    found[key] = value
        elif (stuck := front.STUCK.match(text)) and len(text) < 60:
            found.setdefault(re.sub(r"\s", "", stuck["key"]), front.clean_value(stuck["value"]))
        else:
            label = re.sub(r"[\s\[\]【】：:]", "", text)
            if label in front.LABELS and index + 1 < len(texts) and lines[index].cell is not None:
                value_text = texts[index + 1]
                found.setdefault(label, front.clean_value(value_text) if _value_like(value_text) else None)
    return found


def _value_like(text: str) -> bool:
    return (
        len(text) < 120
        and not front.is_header_line(text)
        and re.sub(r"[\s\[\]【】：:]", "", text) not in front.LABELS
        and not front.CLUTTER.match(text)
    )


def _starts(lines: list[Line], title: str) -> bool:
    """Whether the article begins with its title, cut into lines."""
    wanted, so_far = re.sub(r"\s", "", title), ""
    for line in lines[:6]:
        so_far += re.sub(r"\s", "", line.text)
        if so_far == wanted:
            return True
        if not wanted.startswith(so_far):
            so_far = ""
    return False
