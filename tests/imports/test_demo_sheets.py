"""己县's first eight months came in from three ugly files through the importer."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl

from yifa.kernel.imports.actions import rows_of
from yifa.kernel.imports.models import ImportRecord
from yifa.site import demo_sheets


def test_three_files_stand_as_finished_imports_with_their_rows(house: Callable[[str], Any]) -> None:
    ji = house("ji")
    found = ImportRecord.objects.filter(bureau=ji.bureau, backfill=True, state="done")
    assert {r.resource for r in found} == set(demo_sheets.SHEETS)
    for record in found:
        rows = rows_of(record)
        assert rows.count() == record.created >= demo_sheets.LEAST and not record.skipped
        assert all(r.backfilled and r.source.startswith(record.file_name) for r in rows)
        assert all(date(ji.year, 1, 1) <= r.happened_on < date(ji.year, 9, 1) for r in rows)


def test_the_files_are_ugly_and_always_the_same(house: Callable[[str], Any]) -> None:
    ji = house("ji")
    unit = ji.unit("办公室")
    rows = [
        {"body": "party_group", "number": i, "title": f"第{i}回", "happened_on": date(ji.year, 1 + i // 2, 3 + i),
         "unit": unit, "chair": "郑某", "attendees": "班子成员", "paper": f"纪{i}号"}
        for i in range(1, 14)
    ]  # fmt: skip
    data = demo_sheets.workbook("decisions.meeting", rows, ji.year)
    assert data == demo_sheets.workbook("decisions.meeting", rows, ji.year)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    texts = [[c.value for c in row] for row in sheet.iter_rows()]
    assert texts[2][0] == "序号" and texts[2][1] == "会议" and texts[3][1] == "哪种会"
    assert any(row[0] == "合计" for row in texts) and any(not any(row) for row in texts)
    assert {type(row[4]).__name__ for row in texts[4:] if row[4]} == {"str", "datetime"}
    assert len(sheet.merged_cells.ranges) >= 6
