"""What people upload is read as they meant it, or they are told what to do."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from tests.imports.books import HEADS, book, edited
from yifa.kernel.imports import layout
from yifa.kernel.imports.sheets import SheetError, open_book
from yifa.kernel.imports.values import BadValue, to_bool, to_date, to_decimal, to_integer

WORDS = ("会议类别", "会议名称", "会议日期", "发生日", "主持人", "次序", "承办单位", "佐证文号")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def found(data: bytes, name: str = "会议.xlsx", sheet: str | None = None) -> tuple[layout.Layout, list[list[object]]]:
    opened = open_book(data, name)
    grid = opened.grid(sheet or opened.sheet_names[0])
    made = layout.find(grid, WORDS, file_name=name)
    assert made is not None
    return made, [grid.cells[r] for r in made.rows]


def test_title_rows_merged_two_row_headings_blank_and_total_rows() -> None:
    def shape(made: object, sheet: object) -> None:
        sheet.merge_range("A1:F1", "己县局2026年会议一览表")
        sheet.merge_range("A3:A4", "序号")
        sheet.merge_range("B3:C3", "会议")
        sheet.write_row("B4", ["名称", "类别"])
        sheet.merge_range("D3:D4", "会议日期")
        sheet.merge_range("E3:E4", "主持人")
        sheet.write_row("A5", [1, "甲会", "党组会议", "3月5日", "郑某"])
        sheet.write_row("A7", [2, "乙会", "专题会", "2026.4.1", "郑某"])
        sheet.write_row("A8", [4, "丙会", "专题会", "2026.4.2", "郑某"])
        sheet.write_row("A9", ["合计", "4次"])
        sheet.write("A10", "填表人：王某")

    made, rows = found(book(("Sheet1", []), then=shape))
    assert [h.text for h in made.heads] == ["序号", "会议／名称", "会议／类别", "会议日期", "主持人"]
    assert (made.top, made.depth, made.year) == (2, 2, 2026)
    assert [r[1] for r in rows] == ["甲会", "乙会", "丙会"]
    assert [why for _, why in made.skipped] == ["合计行", "表下的说明"]
    assert any("从 2 跳到 4" in text for _, text in made.warnings)


def test_merged_data_cells_give_their_value_to_every_row() -> None:
    def shape(made: object, sheet: object) -> None:
        sheet.write_row("A1", ["会议类别", "会议名称", "会议日期"])
        sheet.merge_range("A2:A3", "党组会议")
        sheet.write_row("B2", ["甲会", "2026-03-05"])
        sheet.write_row("B3", ["乙会", "2026-03-06"])

    _, rows = found(book(("表", []), then=shape))
    assert [r[0] for r in rows] == ["党组会议", "党组会议"]


def test_formula_without_stored_value_is_named_and_one_with_value_is_read() -> None:
    def shape(made: object, sheet: object) -> None:
        sheet.write_row("A1", ["会议名称", "次序", "会议日期"])
        sheet.write_row("A2", ["甲会"])
        sheet.write_formula("B2", "=1+1", None, 2)
        sheet.write_formula("C2", "=DATE(2026,3,5)", None, "")

    data = book(("表", []), then=shape)
    data = edited(data, "xl/worksheets/sheet1.xml", lambda x: x.replace(b'<c r="C2" t="str">', b'<c r="C2">'))
    grid = open_book(data, "a.xlsx").grid("表")
    assert grid.cells[1][1] == 2 and (1, 1) in grid.formulas
    assert grid.unstored == {(1, 2): "DATE(2026,3,5)"}
    assert any("公式" in note for note in grid.notes)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("台账.xls", OLE, "xls"),
        ("台账.et", OLE, "WPS 表格"),
        ("台账.doc", OLE, "Word"),
        ("台账.wps", OLE, "WPS 文字"),
        ("台账.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("台账.xlsx", b"PK\x03\x04broken", "损坏"),
        ("台账.pdf", b"%PDF-1.7", "PDF"),
        ("台账.xlsx", b"<html><table></table></html>", "网页"),
        ("台账.csv", bytes(range(1, 32)) * 3, "读不出文字"),
        ("台账.xlsx", b"", "空"),
    ],
)
def test_other_files_are_answered_with_the_way_on(name: str, data: bytes, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        open_book(data, name)


def test_old_formats_say_how_to_save() -> None:
    for name in ("a.xls", "a.et", "a.doc", "a.wps"):
        with pytest.raises(SheetError, match=r"另存为“Excel 工作簿（\*\.xlsx）”"):
            open_book(OLE, name)


def test_bombs_and_entities_are_not_read() -> None:
    good = book(("表", [HEADS]))
    bomb = edited(good, "xl/worksheets/sheet1.xml", lambda x: x + b" " * 40_000_000)
    with pytest.raises(SheetError, match="压缩炸弹"):
        open_book(bomb, "a.xlsx")
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    xxe = edited(good, "xl/sharedStrings.xml", lambda x: entity + x.split(b"?>", 1)[1].replace("次序".encode(), b"&e;"))
    with pytest.raises(SheetError, match="外部实体"):
        open_book(xxe, "a.xlsx")
    wide = edited(entity and good, "xl/worksheets/sheet1.xml", lambda x: x.replace(b'r="A1"', b'r="XFA1"'))
    with pytest.raises(SheetError, match="列还有内容"):
        open_book(wide, "a.xlsx")
    far = edited(good, "xl/worksheets/sheet1.xml", lambda x: x.replace(b'r="A1"', b'r="A999999"'))
    with pytest.raises(SheetError, match="行还有内容"):
        open_book(far, "a.xlsx")


def test_rows_that_only_carry_formatting_down_to_the_last_are_no_rows() -> None:
    bare = b"".join(b'<row r="%d" ht="15"><c r="A%d" s="1"/><c r="B%d" s="1"></c></row>' % (n, n, n)
                    for n in range(4, 1_048_577, 7))  # fmt: skip
    rows = [HEADS, ("党组会议", 1, "甲会", "2026-03-05"), ("党组会议", 2, None, "2026-03-06")]
    data = edited(
        book(("会议", rows)), "xl/worksheets/sheet1.xml", lambda x: x.replace(b"</sheetData>", bare + b"</sheetData>")
    )
    made, read = found(data)
    assert [r[:4] for r in read] == [list(rows[1]), list(rows[2])]
    assert len(made.rows) == 2


def test_a_lying_zip_directory_does_not_help_a_bomb() -> None:
    good = book(("表", [HEADS]))
    bomb = bytearray(edited(good, "xl/worksheets/sheet1.xml", lambda x: x + b" " * 40_000_000))
    size = (40_000_000 + len(zipfile.ZipFile(io.BytesIO(good)).read("xl/worksheets/sheet1.xml"))).to_bytes(4, "little")
    assert size in bomb
    with pytest.raises(SheetError):
        open_book(bytes(bomb).replace(size, (2000).to_bytes(4, "little")), "a.xlsx")


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_every_coding_and_with_every_separator(code: str, mark: str) -> None:
    text = f"会议名称{mark}会议日期\r\n甲会{mark}2026-03-05\r\n"
    _, rows = found(text.encode(code), "会议.csv")
    assert rows == [["甲会", "2026-03-05"]]


@pytest.mark.parametrize(
    ("value", "year", "day"),
    [
        ("2026.3.5", None, date(2026, 3, 5)),
        ("2026年3月5日", None, date(2026, 3, 5)),
        ("２０２６年３月５日", None, date(2026, 3, 5)),
        ("3月5日", 2026, date(2026, 3, 5)),
        ("20260305", None, date(2026, 3, 5)),
        (20260305, None, date(2026, 3, 5)),
        (46086, None, date(2026, 3, 5)),
        ("26/3/5", None, date(2026, 3, 5)),
        ("2026-03-05 周四", None, date(2026, 3, 5)),
        ("2026-03-05 14:30", None, date(2026, 3, 5)),
    ],
)
def test_dates_as_people_write_them(value: object, year: int | None, day: date) -> None:
    assert to_date(value, year) == day


@pytest.mark.parametrize(
    ("value", "said"),
    [("2026.13.2", "13 月"), ("2026年2月30日", "没有 30 日"), ("3月5日", "缺年份"), ("2026年3月", "缺日"),
     ("待定", "读不出"), ("2026年3月5日-7日", "一段日期")],
)  # fmt: skip
def test_bad_dates_say_what_is_wrong(value: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        to_date(value)


def test_numbers_as_people_write_them() -> None:
    assert to_decimal("１，２３４．５") == to_decimal("1,234.5") == to_decimal(1234.5)
    assert to_decimal("12.5万元") == 125000 and to_decimal("3", to_decimal(10000)) == 30000
    assert to_integer("第十四次") == to_integer("14次") == 14
    assert to_bool("√") and not to_bool("否")
    with pytest.raises(BadValue):
        to_decimal("见附件")


def test_unit_in_the_heading_is_seen() -> None:
    made, _ = found(book(("表", [["会议名称", "会议日期", "合同价（万元）"], ["甲", "2026-03-05", 3]])))
    assert made.heads[2].unit == "万元"
