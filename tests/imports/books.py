"""Workbooks for the tests, good and hostile, made by code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

HEADS = ("会议类别", "次序", "会议名称", "发生日", "承办单位", "主持人", "佐证文号")


def book(*sheets: tuple[str, Sequence[Sequence[Any]]], then: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return an xlsx with some sheets; ``then(workbook, last sheet)`` adds what rows cannot say."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = None
    for name, rows in sheets:
        sheet = made.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
    if then:
        then(made, sheet)
    made.close()
    return out.getvalue()


def meetings(count: int, start: int = 1, month: int = 11, body: str = "党组会议", year: int = 2026) -> list[list[Any]]:
    """Return rows under HEADS; the day is text."""
    return [
        [body, n, f"第{n}次试验会议", f"{year}-{month:02d}-{(n - 1) % 20 + 1:02d}", "办公室", "郑某", f"试纪{n}号"]
        for n in range(start, start + count)
    ]


def edited(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an xlsx with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            text = old.read(entry)
            new.writestr(entry.filename, change(text) if entry.filename == part else text)
    return out.getvalue()
