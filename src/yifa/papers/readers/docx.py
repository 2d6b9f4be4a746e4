"""Word files (docx): the text as it reads with all tracked changes accepted, with its numbers, tables and notes.

Read from the XML itself: python-docx knows neither the accepted view nor automatic numbers, and opens any package.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from yifa.papers.readers import package
from yifa.papers.readers._docx_styles import Look, Numbers, Styles, attr, child, children, local, number
from yifa.papers.readers.limits import Watch
from yifa.papers.readers.source import Face, Line, LineKind, Lines, Source
from yifa.papers.reading.errors import PaperError
from yifa.papers.reading.model import Layout

if TYPE_CHECKING:
    from lxml.etree import _Element

_MM = 56.6929  # twips to the millimetre
_OPEN = {
    "ins",
    "moveTo",
    "smartTag",
    "customXml",
    "sdtContent",
    "hyperlink",
    "fldSimple",
    "dir",
    "bdo",
    "ruby",
    "rubyBase",
}
_SKIP = {
    "del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "rt", "rubyPr",
    "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "commentReference", "annotationRef", "footnoteRef", "endnoteRef",
    "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "proofErr", "lastRenderedPageBreak",
}  # fmt: skip


def read(data: bytes, watch: Watch) -> Source:
    """Read a Word file."""
    parts = package.Package(data, watch)
    types = parts.read("[Content_Types].xml") or b""
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in parts.infos):
        raise PaperError("文件含宏，不能打开。请另存为不含宏的 .docx 后再交。")
    main = parts.xml("word/document.xml")
    body = child(main, "body")
    if main is None or body is None:
        raise PaperError(package.BROKEN)
    theme = parts.xml("word/theme/theme1.xml") if parts.has("word/theme/theme1.xml") else None
    styles = Styles.of(parts.xml("word/styles.xml"), theme)
    walk = _Walk(styles, Numbers(parts.xml("word/numbering.xml")), watch)
    walk.refs = {element: index for index, element in enumerate(e for e in main.iter() if local(e) == "p")}
    walk.blocks(body, None)
    for name in ("footnotes", "endnotes"):
        notes = parts.xml(f"word/{name}.xml")
        if notes is not None:
            walk.note(notes)
    if not walk.out.raw.strip():
        if walk.damage["image"]:
            raise PaperError("里面只有图片，没有文字。请交文字版，或用文字识别后另存。")
        raise PaperError("里面没有文字。")
    layout = _layout(body, walk, parts)
    return Source("docx", walk.out.raw, walk.out.lines, layout=layout, damage=dict(walk.damage))


class _Walk:
    """Walks the body once, in reading order."""

    def __init__(self, styles: Styles, numbers: Numbers, watch: Watch) -> None:
        self.styles, self.numbers, self.watch = styles, numbers, watch
        self.out = Lines()
        self.refs: dict[_Element, int] = {}
        self.tables = 0
        self.damage: Counter[str] = Counter()
        self.goes_on = False  # the paragraph mark before was deleted
        self.kind: LineKind = ""
        self.pitches: Counter[float] = Counter()
        self.depth = 0

    def blocks(self, parent: _Element, cell: tuple[int, int, int] | None) -> None:
        self.depth += 1
        if self.depth > 60:
            raise PaperError(package.BROKEN)
        for element in parent:
            name = local(element)
            if name == "p":
                self.paragraph(element, cell)
            elif name == "tbl":
                self.table(element, cell)
            elif name in ("del", "moveFrom"):
                self.damage["tracked_change"] += 1
            elif name == "AlternateContent":
                chosen = child(element, "Choice")
                chosen = chosen if chosen is not None else child(element, "Fallback")
                if chosen is not None:
                    self.blocks(chosen, cell)
            elif name == "sdt":
                content = child(element, "sdtContent")
                if content is not None:
                    self.blocks(content, cell)
            elif name in _OPEN:
                self.damage["tracked_change"] += name in ("ins", "moveTo")
                self.blocks(element, cell)
        self.depth -= 1

    def table(self, element: _Element, outer: tuple[int, int, int] | None) -> None:
        rows = list(children(element, "tr"))
        single = len(rows) == 1 and sum(1 for _ in children(rows[0], "tc")) == 1
        if outer or single or any(_holds_paper(piece) for row in rows for piece in children(row, "tc")):
            # a table within a cell, a frame, or a form around the paper: its text only
            for row in rows:
                for piece in children(row, "tc"):
                    self.blocks(piece, outer)
            return
        index = self.tables
        self.tables += 1
        for at, row in enumerate(rows):
            if child(row, "trPr", "del") is not None:
                self.damage["tracked_change"] += 1
                continue
            column = number(attr(child(row, "trPr", "gridBefore"), "val")) or 0
            column = min(max(column, 0), 60)
            for piece in row.iter():
                if (
                    local(piece) != "tc"
                    or next((a for a in piece.iterancestors() if local(a) == "tr"), None) is not row
                ):
                    continue
                properties = child(piece, "tcPr")
                merge = child(properties, "vMerge")
                if merge is None or attr(merge, "val") == "restart":
                    self.blocks(piece, (index, at, column))
                column += min(max(number(attr(child(properties, "gridSpan"), "val")) or 1, 1), 60)

    def note(self, notes: _Element) -> None:
        self.kind = "footnote"
        for element in notes:
            if local(element) in ("footnote", "endnote") and attr(element, "type") in (None, "normal"):
                self.blocks(element, None)
        self.kind = ""

    def paragraph(self, element: _Element, cell: tuple[int, int, int] | None) -> None:
        self.watch.check()
        properties = child(element, "pPr")
        style = attr(child(properties, "pStyle"), "val")
        name = self.styles.names.get(style or "", "")
        if name.startswith("toc ") or name in ("table of figures", "header", "footer"):
            return
        look = self.styles.apply(self.styles.look(style), properties, None)
        prefix = ""
        if look.num:
            made = self.numbers.next(look.num)
            if made is None:
                self.damage["missing_number"] += 1
            prefix = made or ""
        run = _Runs(self, look)
        run.walk(element, 0)
        for box in run.boxes:
            self.blocks(box, cell)
        mark = child(properties, "rPr")
        removed = child(mark, "del") is not None or child(mark, "moveFrom") is not None
        pieces = run.pieces()
        if not any(text.strip() for text, _ in pieces):
            self.goes_on = self.goes_on and removed
            return
        if look.line:
            self.pitches[look.line] += 1
        for index, (text, faces) in enumerate(pieces):
            if not text.strip():
                continue
            line = Line(text, 0, self._kind(look, name, faces, text), cell=cell, ref=self.refs.get(element), style=name)
            line.faces = faces
            if not index and prefix:
                line.text = prefix + text
                line.generated = len(prefix)
                for face in faces:
                    face.start += len(prefix)
                faces.insert(0, Face(0, len(prefix), look.east, look.size, look.bold, look.color))
            if not index and self.goes_on:
                line.joins = True
                line.kind = self.out.lines[-1].kind if self.out.lines else line.kind
            self.out.add(line)
        self.watch.chars(self.out.length)
        self.goes_on = removed

    def _kind(self, look: Look, name: str, faces: list[Face], text: str) -> LineKind:
        if self.kind:
            return self.kind
        if name in ("title", "标题") and len(text) < 100:
            return "title"
        size = max((face.size or 0 for face in faces), default=0)
        red = any(face.color.startswith(("FF00", "F000", "E000", "C000", "ED1C")) for face in faces)
        if look.center and size >= 20 and len(text) < 60 and not red and not text.rstrip().endswith("文件"):
            return "title"
        if (look.outline is not None and look.outline < 9) or name.startswith("heading "):
            return "heading" if len(text) < 100 else ""
        return ""


def _holds_paper(cell: _Element) -> bool:
    """Whether a cell holds running text with headings rather than a value."""
    if sum(1 for _ in children(cell, "p")) < 4:
        return False
    words = "".join(element.text or "" for element in cell.iter() if local(element) == "t")
    return len(words) > 300 and words.count("。") > 3


class _Runs:
    """The runs of one paragraph, cut at line breaks."""

    def __init__(self, walk: _Walk, look: Look) -> None:
        self.walker, self.look = walk, look
        self.parts: list[tuple[str, Look]] = []
        self.boxes: list[_Element] = []
        self.count = 0
        self.field = 0  # inside a field's instruction

    def walk(self, element: _Element, depth: int) -> None:
        if depth > 60:
            raise PaperError(package.BROKEN)
        for item in element:
            name = local(item)
            if name == "r":
                self.run(item, depth)
            elif name in ("del", "moveFrom"):
                self.walker.damage["tracked_change"] += 1
            elif name == "sdt":
                content = child(item, "sdtContent")
                if content is not None:
                    self.walk(content, depth + 1)
            elif name == "AlternateContent":
                self._choice(item, depth)
            elif name in ("oMath", "oMathPara"):
                self.parts.append(("".join(t.text or "" for t in item.iter() if local(t) == "t"), self.look))
            elif name in _OPEN or name not in _SKIP:
                self.walker.damage["tracked_change"] += name in ("ins", "moveTo")
                self.walk(item, depth + 1)

    def _choice(self, item: _Element, depth: int) -> None:
        chosen = child(item, "Choice")
        chosen = chosen if chosen is not None else child(item, "Fallback")
        if chosen is not None:
            self.content(chosen, self.look, depth + 1)

    def run(self, item: _Element, depth: int) -> None:
        self.count += 1
        if self.count % 500 == 0:
            self.walker.watch.check()
        properties = child(item, "rPr")
        style = attr(child(properties, "rStyle"), "val")
        look = self.look
        if style and style in self.walker.styles.names:
            named = self.walker.styles.look(style)
            look = look if named == self.walker.styles.base else named
        look = self.walker.styles.apply(look, None, properties)
        if look.hidden:
            self.walker.damage["hidden"] += 1
            return
        self.content(item, look, depth)

    def content(self, item: _Element, look: Look, depth: int) -> None:
        if depth > 60:
            raise PaperError(package.BROKEN)
        for element in item:
            name = local(element)
            if name == "t":
                if not self.field:
                    self.parts.append((element.text or "", look))
            elif name == "fldChar":
                kind = attr(element, "fldCharType")
                self.field = 1 if kind == "begin" else 0
            elif name in ("tab", "ptab"):
                self.parts.append(("\t", look))
            elif name in ("br", "cr"):
                if attr(element, "type") in (None, "textWrapping"):
                    self.parts.append(("\n", look))
            elif name == "noBreakHyphen":
                self.parts.append(("-", look))
            elif name == "sym":
                self.parts.append(("\ue000", look))
            elif name == "AlternateContent":
                self._choice(element, depth)
            elif name == "ruby":
                base = child(element, "rubyBase")
                if base is not None:
                    self.walk(base, depth + 1)
            elif name in ("drawing", "pict", "object"):
                self._drawing(element)
            elif name == "r":
                self.run(element, depth + 1)

    def _drawing(self, element: _Element) -> None:
        boxes: list[_Element] = []
        for inner in element.iter():
            name = local(inner)
            if name == "txbxContent" and not any(box in inner.iterancestors() for box in boxes):
                boxes.append(inner)
            elif name in ("blip", "imagedata"):
                self.walker.damage["image"] += 1
        self.boxes += boxes

    def pieces(self) -> list[tuple[str, list[Face]]]:
        lines: list[tuple[list[str], list[Face]]] = [([], [])]
        for text, look in self.parts:
            for index, piece in enumerate(text.split("\n")):
                if index:
                    lines.append(([], []))
                if piece:
                    parts, faces = lines[-1]
                    start = faces[-1].start + faces[-1].length if faces else 0
                    parts.append(piece)
                    faces.append(Face(start, len(piece), look.east or look.latin, look.size, look.bold, look.color))
        return [("".join(parts), faces) for parts, faces in lines]


def _layout(body: _Element, walk: _Walk, parts: package.Package) -> Layout:
    layout = Layout()
    section = next((e for e in body.iter() if local(e) == "sectPr"), None)
    if section is not None:
        page, margins, grid = child(section, "pgSz"), child(section, "pgMar"), child(section, "docGrid")
        layout.width, layout.height = _mm(attr(page, "w")), _mm(attr(page, "h"))
        layout.top, layout.bottom = _mm(attr(margins, "top")), _mm(attr(margins, "bottom"))
        layout.left, layout.right = _mm(attr(margins, "left")), _mm(attr(margins, "right"))
        pitch = number(attr(grid, "linePitch"))
        if grid is not None and attr(grid, "type") in ("lines", "linesAndChars", "snapToChars") and pitch and pitch > 0:
            layout.line_pitch = pitch / 20
    if walk.pitches:
        layout.line_pitch = walk.pitches.most_common(1)[0][0]
    if layout.line_pitch and layout.height and layout.top is not None and layout.bottom is not None:
        room = (layout.height - layout.top - layout.bottom) / 25.4 * 72
        layout.grid_lines = int(room / layout.line_pitch + 0.05) if room > 0 else None
    sizes = Counter[float]()
    for line in walk.out.lines:
        for face in line.faces:
            if face.size:
                sizes[face.size] += face.length
    if sizes and layout.width and layout.left is not None and layout.right is not None:
        room = (layout.width - layout.left - layout.right) / 25.4 * 72
        letter = sizes.most_common(1)[0][0]
        if section is not None and attr(child(section, "docGrid"), "type") in ("linesAndChars", "snapToChars"):
            letter += (number(attr(child(section, "docGrid"), "charSpace")) or 0) / 4096
        layout.grid_chars = int(room / letter + 0.15) if room > 0 and letter > 1 else None
    layout.page_numbers = any(
        b"PAGE" in (parts.read(name) or b"") for name in parts.infos if name.startswith("word/footer")
    )
    return layout


def _mm(twips: str | None) -> float | None:
    value = number(twips)
    return None if value is None else round(abs(value) / _MM, 1)
