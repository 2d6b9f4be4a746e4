"""Hostile files through the page of the import and as attachments; a formula as a name, and how it comes out again."""

from __future__ import annotations

import html
import io
import re
import time
import zipfile
from datetime import date, timedelta

import openpyxl

from benchmarks import served, table
from benchmarks.large import Large

REGISTER = "/r/decisions.meeting/"
FORMULA, SLOWEST, MOST = "=cmd|'/C calc'!A0", 5.0, 400
#: What lies in a file that an entity asks for.
INSIDE = "ONLY-ON-THE-SERVER-7f3a"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _book(rows: list[list[object]]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    made.save(out)
    return out.getvalue()


def _edited(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in good.namelist():
            text = good.read(name)
            made.writestr(name, text.replace(old, new, 1) if name == part else text)
    return out.getvalue()


def _package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "."), content)
    return out.getvalue()


def _sheets(entity: bytes) -> list[tuple[str, str, bytes, str]]:
    """Return what is hostile to an import: label, name, content, and what the page says (empty: it is read)."""
    good = _book([["会议类别", "次序", "会议名称", "发生日"], ["党组会议", 1, "甲会", "2026-03-05"]])
    page = "xl/worksheets/sheet1.xml"
    rows = b"".join(b'<row r="%d" ht="15"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_048_577))
    empty = _edited(good, page, b"</sheetData>", rows + b"</sheetData>")
    return [
        ("1,048,576 rows, all but two of them empty", "空行.xlsx", empty, ""),
        ("a zip bomb", "炸弹.xlsx", _edited(good, page, b"</worksheet>", b"</worksheet>" + b" " * (60 << 20)), "炸弹"),
        ("XXE", "实体.xlsx", _edited(good, page, b"<worksheet", entity + b"<worksheet"), "外部实体"),
        ("an executable renamed .xlsx", "程序.xlsx", b"MZ\x90\x00" + b"\0" * 4096, "xlsx"),
    ]  # fmt: skip


def _papers(entity: bytes) -> list[tuple[str, str, bytes, str]]:
    xml = f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'.encode()
    word = {"[Content_Types]__xml": b"<Types/>"}
    return [
        ("an executable renamed .docx", "纪要.docx", b"MZ\x90\x00" + b"\0" * 4096, "不收程序"),
        ("an executable inside a .docx", "纪要.docx", _package(**word, word__x=b"", **{"word/document__xml": b"<x/>",
         "word/run__exe": b"MZ\x90\x00"}), "程序或脚本"),
        ("a zip bomb", "炸.zip", _package(big__txt=b"\0" * (200 << 20)), "过大"),
        ("a .docx with XXE", "意见.docx", _package(**word, **{"word/document__xml": entity + xml}), ""),
    ]  # fmt: skip


def walk(large: Large) -> bool:
    """Hand in each; print the rows."""
    with served.site(large, 8788, "legal") as site:
        good = _sent(site, _entity(large))
        good &= _formula(site)
        memory = site.memory()
    return good & table.line(
        "  the server's memory after all of it", f"<= {MOST} MB", f"{memory:.0f} MB", memory <= MOST, memory / MOST,
        f"{MOST} MB",
    )  # fmt: skip


def _entity(large: Large) -> bytes:
    """Return a definition that asks for a file of the server."""
    place = large.home / "secret.txt"
    place.write_text(INSIDE)
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "{place.as_uri()}">]>'.encode()


def _sent(site: served.Site, entity: bytes) -> bool:
    good, today = True, date.today()
    proof = {"purpose": "会议纪要", "sensitivity": "internal", "proves_from": str(today - timedelta(days=3)),
             "proves_to": str(today)}  # fmt: skip
    place = site.led(f"{REGISTER}new/", "legal", _meeting("4001", "收坏文件的会"))
    doors = ((f"{REGISTER}import/", {"mode": "live"}, _sheets(entity)), (f"{place}do/attach/", proof, _papers(entity)))
    for door, more, hostile in doors:
        for label, name, data, says in hostile:
            status, page, took = site.upload(door, "legal", name, data, **more)
            text = html.unescape(page.decode(errors="replace"))
            if not says and status == 302:  # taken in: the page it leads to holds nothing that it should not
                status, page, more_took = site.ask(text, "legal")
                text, took = html.unescape(page.decode()), took + more_took
                ok = status == 200 and "系统出错" not in text and INSIDE not in text
            else:
                ok = status == 200 and says in text and "系统出错" not in text
            said = "read" if not says and ok else "refused, in Chinese" if ok else f"{status}"
            good &= table.line(label, "refused" if says else "read", said, ok and took <= SLOWEST, took / SLOWEST,
                               f"{SLOWEST:.0f} s")  # fmt: skip
    return good


def _meeting(number: str, title: str) -> dict[str, str]:
    return {"body": "topic", "number": number, "title": title, "happened_on": time.strftime("%Y-%m-%d")}


def _formula(site: served.Site) -> bool:
    site.led(f"{REGISTER}new/", "legal", _meeting("4002", FORMULA))
    found = f"{REGISTER}export.%s?body=topic&number=4002"
    text = site.ask(found % "csv", "legal")[1].decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(site.ask(found % "xlsx", "legal")[1]))
    cells = [c for row in book.active.iter_rows() for c in row if c.value and FORMULA in str(c.value)]  # type: ignore[union-attr]
    csv = bool(re.search(rf"(^|,)\"?'{re.escape(FORMULA)}", text, re.M))
    sheet = bool(cells) and all(c.data_type == "s" for c in cells)
    return table.line(
        "a formula as a name, exported", "a text", f"csv {csv}, xlsx {sheet}", csv and sheet, 1.0, "itself"
    )
