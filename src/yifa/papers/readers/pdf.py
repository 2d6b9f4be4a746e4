"""Pdf files with text, by pdfium: letters with their places, nothing guessed by the format."""

from __future__ import annotations

import ctypes
import re
import unicodedata

import pypdfium2
import pypdfium2.raw as pdfium

from yifa.papers.readers import grid, placed
from yifa.papers.readers.limits import Watch
from yifa.papers.readers.source import Source
from yifa.papers.reading.errors import SCANNED, PaperError

_LOCKED = "文件加了密码，打不开。请去掉密码另存后再交。"
_BROKEN = "pdf 文件损坏，打不开。请重新导出后再交。"
_GARBLED = "这份 pdf 的字体没有带文字对照，读出来是乱码。请交原来的 docx，或重新导出 pdf。"


_SPACES = frozenset((0x20, 0xA0, 0x3000))
_BLANK = _SPACES | {0, 0x09, 0x0A, 0x0D, 0xFFFE, 0x02}
_Box = tuple[float, float, float, float]


def read(data: bytes, watch: Watch) -> Source:
    """Read a pdf file."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PaperError(_LOCKED if "assword" in str(error) else _BROKEN) from error
    try:
        return _read(document, watch)
    except pypdfium2.PdfiumError as error:
        raise PaperError(_BROKEN) from error
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument, watch: Watch) -> Source:
    count = len(document)
    if count > watch.limits.pages:
        raise PaperError(f"有 {count} 页，不像一份报告。请只交报告本身。")
    pages: list[placed.Page] = []
    letters = 0
    for index in range(count):
        watch.check()
        page = document[index]
        try:
            pages.append(_page(page, watch, letters < 200_000))
        finally:
            page.close()
        letters += len(pages[-1].glyphs)
        watch.chars(letters)
    if not count:
        raise PaperError(_BROKEN)
    if letters < 15 * count and any(page.images for page in pages):
        raise PaperError(SCANNED)
    if not letters:
        raise PaperError("里面没有文字。如果是扫描件，请交文字版，或用文字识别后另存为 docx。")
    strange = sum(_strange(glyph.char) for page in pages for glyph in page.glyphs)
    if strange > 0.3 * letters:
        raise PaperError(_GARBLED)
    out, layout, damage = placed.lines_of(pages, watch)
    damage["image"] = sum(1 for page in pages if page.images and len(page.glyphs) < 15)
    return Source("pdf", out.raw, out.lines, layout=layout, damage=dict(damage))


def _strange(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or unicodedata.category(char) in ("Cn", "Cc")


def _page(page: pypdfium2.PdfPage, watch: Watch, faces: bool) -> placed.Page:
    wide, high = page.get_size()
    crop = page.get_cropbox()
    turn = page.get_rotation()
    mm = 25.4 / 72
    made = placed.Page(wide * mm, high * mm)
    if not (0 < wide < 15000 and 0 < high < 15000):
        raise PaperError(_BROKEN)
    made.images = sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    if turn == 0:
        made.rules = _rules(page, crop, watch)
    text = page.get_textpage()
    try:
        raw = text.raw
        x, y = ctypes.c_double(), ctypes.c_double()
        box = pdfium.FS_RECTF()
        buffer = ctypes.create_string_buffer(256)
        flags = ctypes.c_int()
        red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
        high_half = 0
        spaced = False
        for index in range(min(text.count_chars(), watch.limits.chars + 1)):
            if index % 2000 == 0:
                watch.check()
            code = pdfium.FPDFText_GetUnicode(raw, index)
            if 0xD800 <= code < 0xDC00:
                high_half = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high_half - 0xD800) << 10) + code - 0xDC00 if high_half else 0xFFFD
            high_half = 0
            if code in _BLANK or code > 0x10FFFF:
                spaced = spaced or (code in _SPACES and not pdfium.FPDFText_IsGenerated(raw, index))
                continue
            if not pdfium.FPDFText_GetCharOrigin(raw, index, x, y) or not pdfium.FPDFText_GetLooseCharBox(
                raw, index, box
            ):
                continue
            size = pdfium.FPDFText_GetFontSize(raw, index)
            tall = abs(box.top - box.bottom)
            if not 1 < size < 400 or size < 0.55 * tall or size > 1.8 * tall:
                size = tall / 1.15  # scaled by a matrix
            if size < 1:
                continue
            x0, x1, base = _turned(turn, crop, (box.left, box.right, box.bottom, box.top), y.value)
            if turn == 0:
                x0 = x.value - crop[0]  # the pen, not the ink: some marks reach over the letter before
            glyph = placed.Glyph(chr(code), x0 * mm, x1 * mm, base * mm, round(size, 2))
            if faces:
                length = pdfium.FPDFText_GetFontInfo(raw, index, buffer, 256, flags)
                if 0 < length <= 256:
                    name = buffer.raw[: length - 1].decode("utf-8", "replace")
                    glyph.font = re.sub(r"^[A-Z]{6}\+", "", name)
                    glyph.bold = "bold" in name.lower() or "heavy" in name.lower()
                if pdfium.FPDFText_GetFillColor(raw, index, red, green, blue, alpha):
                    color = f"{red.value & 255:02X}{green.value & 255:02X}{blue.value & 255:02X}"
                    glyph.color = "" if color == "000000" else color
            glyph.spaced, spaced = spaced, False
            made.glyphs.append(glyph)
    finally:
        text.close()
    return made


def _rules(page: pypdfium2.PdfPage, crop: _Box, watch: Watch) -> list[grid.Rule]:
    """The straight lines drawn on a page: thin boxes, and the level and upright segments of stroked paths."""
    mm = 25.4 / 72
    out: list[grid.Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for number, item in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if len(out) >= grid.MOST or number >= grid.MOST:
            break
        if number % 200 == 0:
            watch.check()
        x0, y0, x1, y1 = item.get_pos() if hasattr(item, "get_pos") else item.get_bounds()
        if thin := grid.rule((x0 - crop[0]) * mm, (crop[3] - y0) * mm, (x1 - crop[0]) * mm, (crop[3] - y1) * mm):
            out.append(thin)
            continue
        if not pdfium.FPDFPath_GetDrawMode(item.raw, fill, stroke) or not stroke.value:
            continue
        matrix = item.get_matrix()
        pen = start = (0.0, 0.0)
        for index in range(min(pdfium.FPDFPath_CountSegments(item.raw), 2000)):
            part = pdfium.FPDFPath_GetPathSegment(item.raw, index)
            pdfium.FPDFPathSegment_GetPoint(part, x, y)
            at_x, at_y = matrix.on_point(x.value, y.value)
            place = ((at_x - crop[0]) * mm, (crop[3] - at_y) * mm)
            kind = pdfium.FPDFPathSegment_GetType(part)
            if kind == pdfium.FPDF_SEGMENT_LINETO and (made := grid.rule(*pen, *place)):
                out.append(made)
            start = place if kind == pdfium.FPDF_SEGMENT_MOVETO else start
            if pdfium.FPDFPathSegment_GetClose(part) and (made := grid.rule(*place, *start)):
                out.append(made)
            pen = place
    return out


def _turned(turn: int, crop: _Box, box: _Box, base: float) -> tuple[float, float, float]:
    """A letter's left, right and baseline from the upper left corner of the page as it is seen.

    ``crop`` is left, bottom, right, top of the page, ``box`` left, right, bottom, top of the letter.
    """
    left, bottom, right, top = crop
    x0, x1, y0, y1 = box
    if turn == 90:
        return y0 - bottom, y1 - bottom, x1 - left
    if turn == 180:
        return right - x1, right - x0, base - bottom
    if turn == 270:
        return top - y1, top - y0, right - x0
    return x0 - left, x1 - left, top - base
