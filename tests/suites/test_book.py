"""收数表: out, filled in, and back; broken ones are refused with their places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from yifa.core.metrics.models import Answer
from yifa.suites.collection.board import Board
from yifa.suites.collection.book import LABELS, BookError, read

DAY = date(2026, 11, 23)


def _rows(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _write(rows: list[list[Any]], sheet: str = "收数表") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(r, c, value, form)
                elif value not in (None, ""):
                    page.write(r, c, value)
    return out.getvalue()


@pytest.fixture
def exported(sign_in: Any, house: Any, third_quarter: Any) -> list[list[Any]]:
    """The rows of the workbook of an office without an account."""
    unit = house("ji").unit("车辆管理处").pk
    answer = sign_in("legal").get(f"/collections/{third_quarter.pk}/book.xlsx?unit={unit}")
    return _rows(answer.content)


def _filled(rows: list[list[Any]], **changes: Any) -> list[list[Any]]:
    """Fill the first row after the heading, and the others by 零报告."""
    head = [str(v) for v in rows[0]]
    out = [rows[0]]
    for i, row in enumerate(r for r in rows[1:] if str(r[0]).startswith("2026年")):
        cells = dict(zip(head, row, strict=True))
        values = {"zero": "是", "answered_by": "张某", "confirmed_by": "赵某", "confirmed_on": date(2026, 10, 12)}
        if i == 0:
            values.update(changes)
        cells.update({LABELS[k]: v for k, v in values.items()})
        out.append([cells[h] for h in head])
    return out


def test_round_trip(sign_in: Any, house: Any, third_quarter: Any, exported: list[list[Any]]) -> None:
    """An office fills its workbook in; imported, every answer stands with the names on the paper."""
    upload = SimpleUploadedFile("收数表.xlsx", _write(_filled(exported)))
    legal = sign_in("legal")
    url = f"/collections/{third_quarter.pk}/import/"
    assert legal.post(url, {"file": upload, "paper": "车管便函〔2026〕4号"}).status_code == 302
    rows = Answer.objects.filter(collection=third_quarter, unit=house("ji").unit("车辆管理处"))
    assert {(a.state, a.kind, a.answered_by, a.confirmed_by) for a in rows} == {("confirmed", "zero", "张某", "赵某")}
    assert all(a.paper == "车管便函〔2026〕4号，2026-10-12签" for a in rows)
    again = legal.post(url, {"file": SimpleUploadedFile("收数表.xlsx", _write(_filled(exported))), "paper": "再交"})
    assert again.status_code == 400
    assert "已经答复" in again.content.decode()


@pytest.mark.parametrize(("change", "says"), [
    ({"zero": "", "entries": 3}, ["第 2 行“条数”", "填 3，台账里是 0 条"]),
    ({"entries": 2}, ["第 2 行“零报告”", "两格只填一格"]),
    ({"zero": "", "entries": "三条"}, ["第 2 行“条数”", "不是整数"]),
    ({"zero": "", "entries": -1}, ["第 2 行“条数”"]),
    ({"zero": "", "entries": 1.5}, ["第 2 行“条数”"]),
    ({"zero": "大概没有"}, ["第 2 行“零报告”", "大概没有"]),
    ({"zero": ""}, ["第 2 行“条数”", "都没有填"]),
    ({"answered_by": ""}, ["第 2 行“填报人”", "没有填"]),
    ({"confirmed_by": ""}, ["第 2 行“确认人”", "没有填"]),
    ({"confirmed_on": ""}, ["第 2 行“确认日期”"]),
    ({"confirmed_on": "上周五"}, ["第 2 行“确认日期”"]),
    ({"confirmed_on": date(2027, 1, 4)}, ["第 2 行“确认日期”", "晚于今天"]),
    ({"confirmed_on": date(2026, 9, 29)}, ["第 2 行“确认日期”", "季度终了以前"]),
    ({"quarter": "2026年第二季度"}, ["第 2 行“季度”", "2026年第三季度"]),
    ({"unit": "没有的处"}, ["第 2 行“处室（单位）”", "没有的处"]),
    ({"register": "没有的台账"}, ["第 2 行“台账”", "没有的台账"]),
])  # fmt: skip
def test_wrong_cells_are_named(
    third_quarter: Any, exported: list[list[Any]], change: dict[str, Any], says: list[str]
) -> None:
    """Each fault is named with sheet, row and column; nothing is written."""
    with pytest.raises(BookError) as caught:
        read(_write(_filled(exported, **change)), "收数表.xlsx", Board.of(third_quarter), DAY)
    text = str(caught.value)
    assert "“收数表”" in text
    for words in says:
        assert words in text


def test_a_date_written_as_text_is_read(third_quarter: Any, exported: list[list[Any]]) -> None:
    """2026年10月12日 is a date."""
    lines = read(_write(_filled(exported, confirmed_on="2026年10月12日")), "收数表.xlsx", Board.of(third_quarter), DAY)
    assert {line.confirmed_on for line in lines} == {date(2026, 10, 12)}


def test_the_same_register_twice(third_quarter: Any, exported: list[list[Any]]) -> None:
    """Two rows of one register: which one holds?"""
    rows = _filled(exported)
    with pytest.raises(BookError, match="同一本台账"):
        read(_write([*rows, rows[1]]), "收数表.xlsx", Board.of(third_quarter), DAY)


def _formula(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("收数表")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                page.write(r, c, "" if isinstance(value, date) else value)
        page.write_formula(1, [str(v) for v in rows[0]].index("条数"), "=1+1", None, "")
    data = out.getvalue()
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(fixed, "w") as new:
        for item in old.namelist():
            text = old.read(item)
            if item.endswith("sheet1.xml"):
                text = text.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f>")
            new.writestr(item, text)
    return fixed.getvalue()


_BROKEN: dict[str, Callable[[list[list[Any]]], bytes]] = {
    "empty": lambda rows: b"",
    "not a workbook": lambda rows: b"PK\x03\x04 nothing",
    "text": lambda rows: "你好".encode(),
    "old binary": lambda rows: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "too large": lambda rows: b"x" * (3 * 1024 * 1024),
    "no heading": lambda rows: _write(rows[1:]),
    "a column gone": lambda rows: _write([r[:-1] for r in rows]),
    "nothing filled in": lambda rows: _write([rows[0]]),
    "formula without value": _formula,
}


@pytest.mark.parametrize("kind", _BROKEN)
def test_broken_files_say_so_in_chinese(third_quarter: Any, exported: list[list[Any]], kind: str) -> None:
    """No broken file gets through, none ends in a trace."""
    with pytest.raises(BookError) as caught:
        read(_BROKEN[kind](_filled(exported)), "收数表.xlsx", Board.of(third_quarter), DAY)
    assert caught.value.faults
    assert all(any("\u4e00" <= ch <= "\u9fff" for ch in f) for f in caught.value.faults)


def test_one_fault_keeps_everything_out(sign_in: Any, third_quarter: Any, exported: list[list[Any]]) -> None:
    """All of a workbook or nothing."""
    data = _write(_filled(exported, confirmed_by=""))
    before = list(Answer.objects.filter(collection=third_quarter).values_list("pk", "state"))
    answer = sign_in("legal").post(
        f"/collections/{third_quarter.pk}/import/", {"file": SimpleUploadedFile("收数表.xlsx", data), "paper": "回函"}
    )
    assert answer.status_code == 400
    assert "第 2 行“确认人”" in answer.content.decode()
    assert list(Answer.objects.filter(collection=third_quarter).values_list("pk", "state")) == before
