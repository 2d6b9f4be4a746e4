"""Look through an xlsx before anybody reads it: caps, no entities, and what a reader would silently lose.

A capped streaming pass over the XML finds formula cells (with or without a stored value), error values,
merged ranges and the true last row and column. Nothing is fetched and nothing is expanded.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

MAX_FILE = 20 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_UNPACKED = 120 * 1024 * 1024
MAX_RATIO = 250
#: 100,000 records, with room for title, headings and remarks.
MAX_ROWS = 100_100
MAX_COLUMNS = 300

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_CELL = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_DOCTYPE = [text.encode(code) for text in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")]


_BOMB = (
    "这个文件解压后过大，没有读：像压缩炸弹，或者空行空列也带着格式。"
    "用表格软件删去数据下方和右边的空行空列，另存一份 xlsx 再传。"
)
#: Rows and cells with a place of their own and nothing in them: formatting down to the last row.
_BARE = rb'<c r="[A-Z]{1,3}\d{1,7}"(?:[^<>]*/>|[^<>/]*></c>)'
_BARE_ROW = rb'<row r="\d{1,7}"(?:[^<>]*/>|[^<>/]*>(?:%s)*</row>)' % _BARE
_BROKEN = "文件已损坏，打不开。用表格软件打开后另存为 xlsx 再传。"


class SheetError(Exception):
    """A file that cannot be read; the message is Chinese and says the way on."""


@dataclass
class SheetScan:
    """What the pass found in one sheet. Places are (row, column), both from 0."""

    name: str
    path: str
    visible: bool = True
    last_row: int = -1
    last_column: int = -1
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    unstored: dict[tuple[int, int], str] = field(default_factory=dict)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class BookScan:
    """What the pass found in one workbook.

    ``stale``: no spreadsheet program has computed its formulas yet. ``clean``: the same workbook packed anew from
    the XML that was looked through, so that the reader after us sees no other bytes than we did.
    """

    sheets: list[SheetScan]
    stale: bool = False
    clean: bytes = b""


def letter(column: int) -> str:
    """Return the letters of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """Return the address of a cell counted from 0: (0, 0) is A1."""
    return f"{letter(column)}{row + 1}"


def place(text: str) -> tuple[int, int] | None:
    """Return (row, column) of an address, None if it is none."""
    found = _CELL.match(text.replace("$", ""))
    if not found:
        return None
    column = 0
    for sign in found[1]:
        column = column * 26 + ord(sign) - 64
    return int(found[2]) - 1, column - 1


def _unpack(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: list[int]) -> bytes:
    """Return one part; stop a bomb while it unpacks, whatever its directory claims."""
    limit = max(1024 * 1024, entry.compress_size * MAX_RATIO)
    pieces: list[bytes] = []
    seen, tail = 0, b""
    try:
        with pack.open(entry) as stream:
            while data := stream.read(65536):
                seen += len(data)
                budget[0] -= len(data)
                if budget[0] < 0 or seen > limit:
                    raise SheetError(_BOMB)
                if any(mark in tail + data for mark in _DOCTYPE):
                    raise SheetError("这个文件带有外部实体定义，可能有害，没有读。用表格软件另存一份 xlsx 再传。")
                tail = data[-40:]
                pieces.append(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise SheetError(_BROKEN) from error
    return b"".join(pieces)


def _without_bare(text: bytes) -> bytes:
    """Return a sheet without rows and cells that only carry formatting, where each of its rows and cells is placed."""
    if b"<![CDATA[" in text or any(
        text.count(b"<%s " % tag) + text.count(b"<%s>" % tag) != text.count(b'<%s r="' % tag) for tag in (b"c", b"row")
    ):
        return text
    return re.sub(_BARE, b"", re.sub(_BARE_ROW, b"", text))  # whole rows first: of a million nothing is held


def look_through(data: bytes) -> BookScan:
    """Return what the pass finds; raise SheetError for a file that must not be read."""
    if len(data) > MAX_FILE:
        raise SheetError(f"文件超过 {MAX_FILE // 1024 // 1024} MB。按年度或按处室拆成几个文件再传。")
    try:
        pack = zipfile.ZipFile(io.BytesIO(data))
        entries = pack.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SheetError(_BROKEN) from error
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise SheetError(_BOMB)
    if any(e.flag_bits & 1 for e in entries):
        raise SheetError("文件有密码。去掉打开密码后再传。")
    names = {e.filename: e for e in entries}
    _kind_of(names)
    budget = [MAX_UNPACKED]
    parts = {n: _unpack(pack, e, budget) for n, e in names.items() if n.lower().endswith((".xml", ".rels"))}
    stale, listed = _workbook(parts)
    scans = []
    for name, path, visible in listed:
        if path in parts and "/worksheets/" in f"/{path}":
            scan = SheetScan(name, path, visible)
            parts[path] = _without_bare(parts[path])
            _sheet(parts[path], scan)
            scans.append(scan)
    if not scans:
        raise SheetError("文件里没有工作表。")
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as out:
        for name, text in parts.items():
            out.writestr(name, text)
    return BookScan(scans, stale, clean.getvalue())


def _kind_of(names: dict[str, Any]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise SheetError("这是二进制工作簿（xlsb）。用表格软件打开，另存为“Excel 工作簿（*.xlsx）”再传。")
    if any(n.startswith("word/") for n in names):
        raise SheetError("这是 Word 文档。把表格复制到 Excel，另存为 xlsx 再传。")
    if "content.xml" in names:
        raise SheetError("这是 ODF 表格（ods）。用表格软件打开，另存为“Excel 工作簿（*.xlsx）”再传。")
    raise SheetError("这不是 Excel 工作簿。用表格软件打开，另存为“Excel 工作簿（*.xlsx）”再传。")


def _events(text: bytes, tags: tuple[str, ...]) -> Iterator[Any]:
    """Yield elements as they end, freed behind; no entity, no network, no huge tree."""
    wanted = [ns + t for t in tags for ns in (_NS, _STRICT)] + [f"{{*}}{t}" for t in ("Relationship",) if t in tags]
    try:
        for _, element in etree.iterparse(
            io.BytesIO(text), events=("end",), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        ):  # fmt: skip
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise SheetError("文件内部有错，读不出来。用表格软件打开后另存为 xlsx 再传。") from error


def _workbook(parts: dict[str, bytes]) -> tuple[bool, list[tuple[str, str, bool]]]:
    targets: dict[str, str] = {}
    if rels := parts.get("xl/_rels/workbook.xml.rels"):
        for element in _events(rels, ("Relationship",)):
            target = element.get("Target", "")
            targets[element.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    stale, listed = False, []
    for element in _events(parts["xl/workbook.xml"], ("sheet", "calcPr")):
        if element.tag.endswith("}calcPr"):
            stale = element.get("fullCalcOnLoad") in ("1", "true")
            continue
        ref = element.get(_REL) or element.get(_REL_STRICT) or ""
        visible = element.get("state", "visible") == "visible"
        listed.append((element.get("name", ""), targets.get(ref, ""), visible))
    return stale, listed


def _sheet(text: bytes, scan: SheetScan) -> None:
    row, column = -1, -1
    at_row: Any = None
    for element in _events(text, ("c", "row", "mergeCell")):
        tag = etree.QName(element).localname
        if tag == "mergeCell":
            first, _, last = element.get("ref", "").partition(":")
            a, b = place(first), place(last or first)
            if a and b:
                scan.merged.append((a[0], a[1], b[0], b[1]))
            continue
        if tag == "row":
            row = int(element.get("r") or row + 2) - 1 if at_row is None else at_row
            column, at_row = -1, None
            continue
        spot = place(element.get("r", ""))
        if spot is None:
            parent = element.getparent()
            number = parent.get("r") if parent is not None else None
            spot = (int(number) - 1 if number and number.isdigit() else row + 1, column + 1)
        at_row, column = spot
        _cell(element, spot, scan)
    if scan.last_row >= MAX_ROWS:
        raise SheetError(f"“{scan.name}”表第 {scan.last_row + 1} 行还有内容，超过 {MAX_ROWS} 行。拆成几个文件再传。")
    if scan.last_column >= MAX_COLUMNS:
        raise SheetError(
            f"“{scan.name}”表 {letter(scan.last_column)} 列还有内容，超过 {MAX_COLUMNS} 列。删去右边无关的内容再传。"
        )


def _cell(element: Any, spot: tuple[int, int], scan: SheetScan) -> None:
    kind = element.get("t", "n")
    formula = stored = None
    inline = False
    for child in element:
        name = etree.QName(child).localname
        if name == "f":
            formula = child.text or ""
        elif name == "v":
            stored = child.text
            if stored is None and kind == "str":
                stored = ""
        elif name == "is":
            inline = True
    if formula is not None:
        (scan.unstored if stored is None else scan.formulas)[spot] = formula
    if kind == "e":
        scan.faults[spot] = stored or "#N/A"
    if formula is not None or stored is not None or inline:
        scan.last_row, scan.last_column = max(scan.last_row, spot[0]), max(scan.last_column, spot[1])
