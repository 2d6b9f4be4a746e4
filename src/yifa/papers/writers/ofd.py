"""OFD writer (GB/T 33190 《电子文件存储与交换格式 版式文档》): our own, on lxml and fontTools.

The pages are those of the PDF (:mod:`yifa.papers.writers.pdf`): every letter stands at the same place, so lines and
pages break alike. Fonts are embedded as subsets, text stays text (selectable, searchable), headings become 大纲.
Structure is checked by :mod:`yifa.papers.writers.ofd_check`; no certified validator was run (检查过结构，未经认证).
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from fontTools import subset
from fontTools.ttLib import TTFont
from lxml import etree

from yifa.papers.docmodel import Document, provenance
from yifa.papers.writers._clean import clean
from yifa.papers.writers.fonts import Face, FontMissing, Library, library
from yifa.papers.writers.pdf import render_pdf, stamp_of
from yifa.papers.writers.placed import Letter, Mark, Shape, Sheet, sheets_of

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

NS = "http://www.ofdspec.org/2016"
_PT = 25.4 / 72
_EPOCH = (1980, 1, 1, 0, 0, 0)
_GAP = 3.0  # letters further apart than so many sizes are two texts
_BLACK = (0, 0, 0)


def render_ofd(doc: Document, fonts: Library | Path | None = None) -> bytes:
    """The paper as OFD bytes; the same tree and fonts give the same bytes.

    Raises:
        FontMissing: as for PDF.
    """
    shelf = fonts if isinstance(fonts, Library) else library(fonts)
    sheets, marks = sheets_of(render_pdf(doc, shelf))
    return _Package(doc, shelf, sheets, marks).write()


class _Package:
    def __init__(self, doc: Document, shelf: Library, sheets: list[Sheet], marks: list[Mark]) -> None:
        self.doc, self.sheets, self.marks = doc, sheets, marks
        self.last = 0
        self.parts: dict[str, bytes] = {}
        self.faces = {_postscript(face): face for chain in shelf.roles.values() for face in chain}
        used: dict[str, set[str]] = {}
        for sheet in sheets:
            for letter in sheet.letters:
                used.setdefault(letter.font, set()).add(letter.char)
        self.fonts = {name: self.id() for name in sorted(used)}
        self.used = used

    def id(self) -> int:
        """The next identifier; MaxUnitID is the last one given."""
        self.last += 1
        return self.last

    def write(self) -> bytes:
        self.resources()
        pages = [self.id() for _ in self.sheets]
        for number, sheet in enumerate(self.sheets):
            self.page(number, sheet)
        self.document(pages)
        self.root()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.parts, key=lambda name: (name != "OFD.xml", name)):
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                archive.writestr(info, self.parts[name])
        return out.getvalue()

    def root(self) -> None:
        doc = self.doc
        root = _element("OFD", Version="1.0", DocType="OFD")
        body = _sub(root, "DocBody")
        info = _sub(body, "DocInfo")
        made = stamp_of(doc).date()
        key = uuid.uuid5(uuid.NAMESPACE_URL, NS + doc.full_title + "".join(map(str, self.parts.values())))
        _sub(info, "DocID", key.hex)
        _sub(info, "Title", clean(doc.full_title))
        _sub(info, "Author", clean(doc.meta.bureau or doc.signature.issuer))
        _sub(info, "Abstract", clean("　".join(provenance(doc))))
        _sub(info, "CreationDate", made.isoformat())
        if isinstance(doc.signature.date, date):
            _sub(info, "ModDate", max(made, doc.signature.date).isoformat())
        _sub(info, "DocUsage", "Normal")
        _sub(info, "Creator", "Yifa")
        if doc.header.doc_no:
            extra = _sub(info, "CustomDatas")
            _sub(extra, "CustomData", clean(doc.header.doc_no), Name="发文字号")
        _sub(body, "DocRoot", "Doc_0/Document.xml")
        self.put("OFD.xml", root)

    def document(self, pages: list[int]) -> None:
        root = _element("Document")
        common = _sub(root, "CommonData")
        maximum = _sub(common, "MaxUnitID")
        area = _sub(common, "PageArea")
        _sub(area, "PhysicalBox", f"0 0 {_n(self.sheets[0].width)} {_n(self.sheets[0].height)}")
        _sub(common, "PublicRes", "PublicRes.xml")
        listed = _sub(root, "Pages")
        for number, page in enumerate(pages):
            _sub(listed, "Page", ID=str(page), BaseLoc=f"Pages/Page_{number}/Content.xml")
        if self.marks:
            self.outlines(_sub(root, "Outlines"), pages)
        maximum.text = str(self.last)
        self.put("Doc_0/Document.xml", root)

    def outlines(self, parent: _Element, pages: list[int]) -> None:
        """大纲: the headings as a tree, each leading to its place."""
        path: list[tuple[int, _Element]] = [(-1, parent)]
        for mark in self.marks:
            while path[-1][0] >= mark.level:
                path.pop()
            item = etree.SubElement(path[-1][1], _q("OutlineElem"), Title=clean(mark.text), Expanded="true")
            action = _sub(_sub(item, "Actions"), "Action", Event="CLICK")
            place = {"Left": _n(mark.x), "Top": _n(mark.y), "Zoom": "0"}
            _sub(_sub(action, "Goto"), "Dest", Type="XYZ", PageID=str(pages[mark.page]), **place)
            path.append((mark.level, item))
        for item in parent.iter(_q("OutlineElem")):
            if below := len(item.findall(_q("OutlineElem"))):
                item.set("Count", str(below))

    def resources(self) -> None:
        root = _element("Res", BaseLoc="Res")
        fonts = _sub(root, "Fonts")
        for name, number in self.fonts.items():
            face = self.faces.get(name)
            if face is None:
                raise FontMissing(f"字体 {name} 的文件找不到，不能嵌入。")
            data, suffix = _subset(face, frozenset(self.used[name]))
            file = f"font_{number}.{suffix}"
            weight = {"Bold": "true"} if face.weight >= 600 else {}
            entry = _sub(fonts, "Font", ID=str(number), FontName=name, FamilyName=face.family, **weight)
            _sub(entry, "FontFile", file)
            self.parts[f"Doc_0/Res/{file}"] = data
        self.put("Doc_0/PublicRes.xml", root)

    def page(self, number: int, sheet: Sheet) -> None:
        root = _element("Page")
        area = _sub(root, "Area")
        _sub(area, "PhysicalBox", f"0 0 {_n(sheet.width)} {_n(sheet.height)}")
        layer = _sub(_sub(root, "Content"), "Layer", ID=str(self.id()), Type="Body")
        for shape in sheet.shapes:
            self.shape(layer, shape)
        for letters in _texts(sheet.letters):
            self.text(layer, letters)
        self.put(f"Doc_0/Pages/Page_{number}/Content.xml", root)

    def shape(self, layer: _Element, shape: Shape) -> None:
        w, h = _n(max(shape.w, 0.05)), _n(max(shape.h, 0.05))
        item = _sub(
            layer, "PathObject", ID=str(self.id()), Boundary=f"{_n(shape.x)} {_n(shape.y)} {w} {h}", Stroke="false",
            Fill="true",
        )  # fmt: skip
        _sub(item, "FillColor", Value=_colour(shape.colour))
        _sub(item, "AbbreviatedData", f"M 0 0 L {w} 0 L {w} {h} L 0 {h} C")

    def text(self, layer: _Element, letters: Sequence[Letter]) -> None:
        """One row of letters of one font, size and colour; DeltaX are the steps of the pen."""
        first, size = letters[0], letters[0].size * _PT
        wide = letters[-1].x - first.x + size
        box = f"{_n(first.x)} {_n(first.y - 0.88 * size)} {_n(wide)} {_n(1.2 * size)}"
        item = _sub(
            layer, "TextObject", ID=str(self.id()), Boundary=box, Font=str(self.fonts[first.font]), Size=_n(size)
        )  # fmt: skip
        if first.colour != _BLACK:
            _sub(item, "FillColor", Value=_colour(first.colour))
        # whole thousandths, so that steps rounded one by one do not drift
        pens = [round((letter.x - first.x) * 1000) for letter in letters]
        steps = " ".join(_n((b - a) / 1000) for a, b in pairwise(pens))
        attributes = {"X": "0", "Y": _n(0.88 * size)}
        if steps:
            attributes["DeltaX"] = steps
        _sub(item, "TextCode", "".join(letter.char for letter in letters), **attributes)

    def put(self, name: str, root: _Element) -> None:
        etree.cleanup_namespaces(root)
        self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _texts(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters that stand in one row and look alike; a space at an edge is dropped."""
    row: list[Letter] = []
    for letter in letters:
        if row and not _same(row[-1], letter):
            yield from _trimmed(row)
            row = []
        row.append(letter)
    yield from _trimmed(row)


def _same(a: Letter, b: Letter) -> bool:
    look = (a.font, a.size, a.colour) == (b.font, b.size, b.colour)
    return look and abs(a.y - b.y) < 0.02 and 0 <= b.x - a.x <= _GAP * a.size * _PT


def _trimmed(row: list[Letter]) -> Iterator[list[Letter]]:
    while row and row[0].char.isspace():
        row = row[1:]
    while row and row[-1].char.isspace():
        row = row[:-1]
    if row:
        yield row


def _postscript(face: Face) -> str:
    return _names(face.path, face.index)


_NAMES: dict[tuple[str, int], str] = {}


def _names(path: str, index: int) -> str:
    if (path, index) not in _NAMES:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            _NAMES[path, index] = font["name"].getDebugName(6) or ""
    return _NAMES[path, index]


def _subset(face: Face, chars: frozenset[str]) -> tuple[bytes, str]:
    """The font with only these characters, and the suffix of its file."""
    options = subset.Options(
        notdef_outline=True, layout_features=[], hinting=False, name_IDs=[1, 2, 4, 6], recalc_timestamp=False
    )
    options.font_number = face.index if face.path.lower().endswith((".ttc", ".otc")) else -1
    font = subset.load_font(face.path, options, dontLoadGlyphNames=True)
    tool = subset.Subsetter(options)
    tool.populate(unicodes=[ord(char) for char in chars])
    tool.subset(font)
    out = io.BytesIO()
    font.save(out)
    suffix = "otf" if "CFF " in font or "CFF2" in font else "ttf"
    font.close()
    return out.getvalue(), suffix


def _q(name: str) -> str:
    return f"{{{NS}}}{name}"


def _element(name: str, **attributes: str) -> _Element:
    return etree.Element(_q(name), attributes, nsmap={"ofd": NS})


def _sub(parent: _Element, name: str, text: str = "", **attributes: str) -> _Element:
    item = etree.SubElement(parent, _q(name), attributes)
    if text:
        item.text = text
    return item


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _colour(colour: tuple[int, int, int]) -> str:
    return " ".join(map(str, colour))
