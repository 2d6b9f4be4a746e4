"""What stands where on the pages of a PDF of ours: letters with their pen positions, rules and grounds, bookmarks.

The OFD writer prints the same pages from it, so that both formats break every line alike. Millimetres from the upper
left corner of the page.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

_MM = 25.4 / 72
_SUBSET = re.compile(r"^[A-Z]{6}\+")
Colour = tuple[int, int, int]


@dataclass(slots=True)
class Letter:
    """One character: where the pen was set down, its size in points, the PostScript name of its font."""

    char: str
    x: float
    y: float
    size: float
    font: str
    colour: Colour


@dataclass(slots=True)
class Shape:
    """A rule or a ground: a filled rectangle."""

    x: float
    y: float
    w: float
    h: float
    colour: Colour


@dataclass(slots=True)
class Sheet:
    """One page."""

    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)


@dataclass(slots=True)
class Mark:
    """A bookmark: its text, its depth from 0, the page from 0 and the place on it."""

    text: str
    level: int
    page: int
    x: float
    y: float


def sheets_of(pdf: bytes) -> tuple[list[Sheet], list[Mark]]:
    """The pages of a PDF and its bookmarks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheets, heights = [], []
        for index in range(len(document)):
            page = document[index]
            heights.append(page.get_height())
            sheets.append(_sheet(page))
            page.close()
        marks = []
        for item in document.get_toc():
            dest = item.get_dest()
            if dest is None:
                continue
            page_index, (_, view) = dest.get_index() or 0, dest.get_view()
            x, y = (*view, 0.0, 0.0)[:2]
            marks.append(Mark(item.get_title(), item.level, page_index, x * _MM, (heights[page_index] - y) * _MM))
        return sheets, marks
    finally:
        document.close()


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    wide, high = page.get_size()
    sheet = Sheet(wide * _MM, high * _MM)
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=8):
        sheet.shapes.append(_shape(item, high))
    text = page.get_textpage()
    raw = text.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(256)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in (0, 0x0A, 0x0D, 0xFFFE) or pdfium.FPDFText_IsGenerated(raw, index):
            continue
        if not pdfium.FPDFText_GetCharOrigin(raw, index, x, y):
            continue
        pdfium.FPDFText_GetFillColor(raw, index, red, green, blue, alpha)
        length = pdfium.FPDFText_GetFontInfo(raw, index, buffer, 256, flags)
        name = _SUBSET.sub("", buffer.raw[: max(length - 1, 0)].decode("utf-8", "replace"))
        size = pdfium.FPDFText_GetFontSize(raw, index)
        colour = (red.value, green.value, blue.value)
        sheet.letters.append(Letter(chr(code), x.value * _MM, (high - y.value) * _MM, size, name, colour))
    text.close()
    return sheet


def _shape(item: pypdfium2.PdfObject, high: float) -> Shape:
    left, bottom, right, top = item.get_bounds()
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item.raw, mode, stroked)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if stroked.value:
        pdfium.FPDFPageObj_GetStrokeColor(item.raw, red, green, blue, alpha)
        wide = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(item.raw, wide)
        # pdfium's bounds are a stroke wider on every side; a rule of ours is straight, and as thick as its stroke
        if right - left >= top - bottom:
            middle = (top + bottom) / 2
            left, right = left + wide.value, right - wide.value
            bottom, top = middle - wide.value / 2, middle + wide.value / 2
        else:
            middle = (left + right) / 2
            bottom, top = bottom + wide.value, top - wide.value
            left, right = middle - wide.value / 2, middle + wide.value / 2
    else:
        pdfium.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
    colour = (red.value, green.value, blue.value)
    return Shape(left * _MM, (high - top) * _MM, (right - left) * _MM, (top - bottom) * _MM, colour)
