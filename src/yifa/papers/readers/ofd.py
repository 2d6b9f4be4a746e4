"""OFD files (GB/T 33190): our own reader; no maintained library under a free licence does it.

Package: ``OFD.xml`` names each document, ``Document.xml`` its pages and templates, each page holds layers of
``TextObject``s, whose ``TextCode`` gives the text with the place of its first letter and the steps to the others.
"""

from __future__ import annotations

import math
import posixpath
from typing import TYPE_CHECKING

from yifa.papers.readers import grid, package, placed
from yifa.papers.readers._docx_styles import child, children, local
from yifa.papers.readers.limits import Watch
from yifa.papers.readers.source import Source
from yifa.papers.readers.wraps import width
from yifa.papers.reading.errors import SCANNED, PaperError

if TYPE_CHECKING:
    from lxml.etree import _Element

_LOCKED = "文件加了密，打不开。请交没有加密的文件。"
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read(data: bytes, watch: Watch) -> Source:
    """Read an OFD file."""
    parts = package.Package(data, watch)
    if parts.has("Encryptions.xml"):
        raise PaperError(_LOCKED)
    root_name = next((name for name in parts.infos if posixpath.basename(name).lower() == "ofd.xml"), "OFD.xml")
    root = parts.xml(root_name)
    if root is None or local(root) != "OFD":
        raise PaperError(package.BROKEN)
    pages: list[placed.Page] = []
    title = ""
    for body in children(root, "DocBody"):
        info = child(body, "DocInfo")
        title = title or (_text(child(info, "Title")) or "")
        where = _text(child(body, "DocRoot"))
        if where:
            _Document(parts, watch, _join(posixpath.dirname(root_name), where), pages).read()
    if not pages:
        raise PaperError(package.BROKEN)
    letters = sum(len(page.glyphs) for page in pages)
    if letters < 15 * len(pages) and any(page.images for page in pages):
        raise PaperError(SCANNED)
    if not letters:
        raise PaperError("里面没有文字。")
    out, layout, damage = placed.lines_of(pages, watch)
    return Source("ofd", out.raw, out.lines, layout=layout, damage=dict(damage))


class _Document:
    def __init__(self, parts: package.Package, watch: Watch, name: str, pages: list[placed.Page]) -> None:
        self.parts, self.watch, self.name, self.pages = parts, watch, name, pages
        self.fonts: dict[str, str] = {}
        self.templates: dict[str, str] = {}
        self.box = (0.0, 0.0, 210.0, 297.0)
        self.letters = 0

    def read(self) -> None:
        root = self.parts.xml(self.name)
        if root is None:
            raise PaperError(package.BROKEN)
        base = posixpath.dirname(self.name)
        common = child(root, "CommonData")
        self.box = _box(child(common, "PageArea", "PhysicalBox")) or self.box
        for element in common if common is not None else ():
            if local(element) in ("PublicRes", "DocumentRes") and _text(element):
                self._resources(_join(base, _text(element) or ""))
            elif local(element) == "TemplatePage":
                self.templates[element.get("ID", "")] = _join(base, element.get("BaseLoc", ""))
        listed = child(root, "Pages")
        for element in listed if listed is not None else ():
            if local(element) != "Page":
                continue
            if len(self.pages) >= self.watch.limits.pages:
                raise PaperError(f"超过 {self.watch.limits.pages} 页，不像一份报告。请只交报告本身。")
            self.watch.check()
            content = self.parts.xml(_join(base, element.get("BaseLoc", "")))
            if content is not None:
                self._page(content)

    def _resources(self, name: str) -> None:
        root = self.parts.xml(name)
        for element in root.iter() if root is not None else ():
            if local(element) == "Font":
                self.fonts[element.get("ID", "")] = element.get("FontName") or element.get("FamilyName") or ""

    def _page(self, content: _Element) -> None:
        _, _, wide, high = _box(child(content, "Area", "PhysicalBox")) or self.box
        page = placed.Page(wide, high)
        for template in children(content, "Template"):
            name = self.templates.get(template.get("TemplateID", ""))
            below = self.parts.xml(name) if name else None
            if below is not None:
                self._objects(child(below, "Content"), page, 0)
        self._objects(child(content, "Content"), page, 0)
        self.pages.append(page)

    def _objects(self, parent: _Element | None, page: placed.Page, depth: int) -> None:
        if parent is None:
            return
        if depth > 30:
            raise PaperError(package.BROKEN)
        for element in parent:
            name = local(element)
            if name in ("Layer", "PageBlock"):
                self._objects(element, page, depth + 1)
            elif name == "TextObject":
                self._letters(element, page)
            elif name == "ImageObject":
                page.images += 1
            elif name == "PathObject" and len(page.rules) < grid.MOST:
                page.rules += _rules(element)
        self.watch.chars(self.letters)

    def _letters(self, element: _Element, page: placed.Page) -> None:
        if element.get("Visible") == "false":
            return
        box = _numbers(element.get("Boundary"), 4)
        left, top = (box[0], box[1]) if box else (0.0, 0.0)
        matrix = _numbers(element.get("CTM"), 6) or list(_IDENTITY)
        a, b, c, d, e, f = matrix
        size = _float(element.get("Size"), 5.0)
        stretch = _float(element.get("HScale"), 1.0)
        tall = size * math.hypot(c, d)
        across = math.hypot(a, b)
        font = self.fonts.get(element.get("Font", ""), "")
        bold = _float(element.get("Weight"), 400) >= 600 or "bold" in font.lower()
        color = _color(child(element, "FillColor"))
        x = y = 0.0
        for code in children(element, "TextCode"):
            text = "".join(code.itertext())
            x, y = _float(code.get("X"), x), _float(code.get("Y"), y)
            steps_x, steps_y = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
            at_x, at_y = x, y
            self.letters += len(text)
            spaced = False
            for index, char in enumerate(text):
                advance = width(char) * size * stretch
                if not char.isspace() and 0.2 < tall < 200:
                    place_x = a * at_x + c * at_y + e + left
                    place_y = b * at_x + d * at_y + f + top
                    if math.isfinite(place_x) and math.isfinite(place_y) and abs(place_x) < 1e5 and abs(place_y) < 1e5:
                        step = steps_x[index] if index < len(steps_x) else 0.0
                        advance = max(advance, step) if step <= 1.4 * size else advance
                        page.glyphs.append(
                            placed.Glyph(
                                char,
                                place_x,
                                place_x + advance * across,
                                place_y,
                                tall * placed.PT,
                                font,
                                bold,
                                color,
                                spaced,
                            )
                        )
                spaced = char.isspace()
                at_x += steps_x[index] if index < len(steps_x) else (0.0 if steps_y else width(char) * size * stretch)
                at_y += steps_y[index] if index < len(steps_y) else 0.0


def _rules(element: _Element) -> list[grid.Rule]:
    """The straight lines of a drawn path: a thin box, the sides of a stroked one, or its segments."""
    box = _numbers(element.get("Boundary"), 4)
    if not box or element.get("Visible") == "false":
        return []
    left, top, wide, high = box
    if thin := grid.rule(left, top, left + wide, top + high):
        return [thin]
    if element.get("Stroke") == "false":
        return []
    a, b, c, d, e, f = _numbers(element.get("CTM"), 6) or list(_IDENTITY)
    out: list[grid.Rule] = []
    pen = start = (0.0, 0.0)
    words = (_text(child(element, "AbbreviatedData")) or "").split()[:2000]
    index = 0
    while index < len(words):
        if words[index] in ("M", "S", "L") and index + 2 < len(words):
            x, y = _float(words[index + 1], 0.0), _float(words[index + 2], 0.0)
            place = (a * x + c * y + e + left, b * x + d * y + f + top)
            if words[index] == "L" and (made := grid.rule(*pen, *place)):
                out.append(made)
            start = start if words[index] == "L" else place
            pen, index = place, index + 3
            continue
        if words[index] == "C" and (made := grid.rule(*pen, *start)):
            out.append(made)
        index += 1
    return out


def _steps(text: str | None, most: int) -> list[float]:
    """``5.6 5.6 g 10 5.6`` into single steps; ``g n v`` repeats v n times."""
    out: list[float] = []
    words = (text or "").split()
    index = 0
    while index < len(words) and len(out) <= most:
        if words[index] == "g" and index + 2 < len(words):
            times = int(min(max(_float(words[index + 1], 0), 0), most))
            out += [_float(words[index + 2], 0.0)] * times
            index += 3
        else:
            out.append(_float(words[index], 0.0))
            index += 1
    return out


def _float(text: str | None, default: float) -> float:
    try:
        value = float(text) if text else default
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) < 1e6 else default


def _numbers(text: str | None, count: int) -> list[float] | None:
    parts = (text or "").split()
    return [_float(part, 0.0) for part in parts] if len(parts) == count else None


def _box(element: _Element | None) -> tuple[float, float, float, float] | None:
    values = _numbers(_text(element), 4)
    if not values or not (0 < values[2] < 5000 and 0 < values[3] < 5000):
        return None
    return values[0], values[1], values[2], values[3]


def _text(element: _Element | None) -> str | None:
    return (element.text or "").strip() if element is not None else None


def _color(element: _Element | None) -> str:
    values = _numbers(element.get("Value"), 3) if element is not None else None
    if not values:
        return ""
    color = "".join(f"{int(min(max(value, 0), 255)):02X}" for value in values)
    return "" if color == "000000" else color


def _join(base: str, name: str) -> str:
    return name.lstrip("/") if name.startswith("/") else posixpath.normpath(posixpath.join(base, name))
