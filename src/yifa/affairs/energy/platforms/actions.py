"""Verbs of layouts: 按平台模板建立, 核对栏目, 登记核对结果."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.energy.engine import layouts
from yifa.affairs.energy.engine.numbers import EnergyError, exact
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.platforms.models import PlatformLayout
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.files.attach import tie
from yifa.kernel.imports.sheets import SheetError, open_book, text_of
from yifa.kernel.record import Life
from yifa.kernel.registry import action

LAYOUT, PURPOSE, LARGEST = "energy.layout", "平台模板", 5 << 20


def grid_of(data: bytes, name: str, sheet: str = "") -> tuple[str, list[list[str]]]:
    """Return the name and the text of a sheet; a form error where the file is no workbook."""
    if len(data) > LARGEST:
        raise ValidationError({"file": "文件太大，不是导入模板。核对是不是选错了文件。"})
    try:
        book = open_book(data, name)
        chosen = sheet if sheet in book.sheet_names else book.sheet_names[0]
        grid = book.grid(chosen)
    except SheetError as error:
        raise ValidationError({"file": str(error)}) from error
    return chosen, [[text_of(cell).strip() for cell in row] for row in grid.cells]


@action
class Learn(Action):
    """按平台模板建立布局."""

    resource, verb, label, on, main, rules = LAYOUT, "learn", "按平台模板建立", "none", True, ("ENE-14",)
    extra = {
        "name": forms.CharField(label="平台和表名", max_length=80, help_text="如省平台年度能耗导入表"),
        "file": forms.FileField(label="平台模板", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})),
    }
    help = "上传本局从平台下载的导入模板（xlsx），按表头认出各栏对应的指标和单位，认不出的再逐栏核对。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A workbook whose headings can be told."""
        name, file = (data.get("name") or "").strip(), data.get("file")
        rows = PlatformLayout.objects.filter(bureau_id=ctx.scope.bureau_id, name=name, life=Life.LIVE)
        if rows.exists():
            raise ValidationError({"name": "这个布局已有。模板变了的，先作废原来的。"})
        if file is not None and not str(file.name).lower().endswith(".xlsx"):
            raise ValidationError({"file": "模板要用 xlsx 文件。平台给的是 xls 的，另存为 xlsx。"})
        if file is not None:
            self._learnt(ctx, file)

    def _learnt(self, ctx: Ctx, file: Any) -> tuple[str, int, list[layouts.Column]]:
        file.seek(0)
        sheet, grid = grid_of(file.read(), file.name)
        file.seek(0)
        packs = reading.sets(ctx.scope.bureau_id or 0)
        try:
            row, columns = layouts.matched(packs, packs.form(ctx.day), grid)
        except EnergyError as error:
            raise ValidationError({"file": f"{error}。"}) from error
        return sheet, row, columns

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the layout, and the copy it was learnt from."""
        sheet, row, columns = self._learnt(work.ctx, data["file"])
        assert work.scope.bureau_id is not None
        made = work.create(
            PlatformLayout(
                bureau_id=work.scope.bureau_id, unit_id=work.scope.home_unit_id or work.scope.bureau_id,
                happened_on=work.day, name=data["name"].strip(), sheet=sheet[:60], head_row=row + 1,
                columns=[one.row() for one in columns],
            )
        )  # fmt: skip
        tie(work, LAYOUT, made, data["file"], purpose=PURPOSE, sensitivity="internal")
        return made


@action
class Assign(Action):
    """核对栏目: which column is which indicator, and in how many of our units."""

    resource, verb, label, hidden = LAYOUT, "assign", "核对栏目", True
    extra = {"columns": forms.JSONField(label="栏目", help_text="列序号到指标代码和倍数")}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep what the officer says; a key is used once, a multiple is a number."""
        assert obj is not None
        packs = reading.sets(obj.bureau_id)
        keys = {f.key for f in packs.form(work.day).fields} | {layouts.CODE, layouts.NAME}
        said, seen, columns = data.get("columns") or {}, set(), []
        for one in obj.columns:
            key, scale = said.get(str(one["at"]), (one["key"], one["scale"]))
            if key and (key not in keys or key in seen):
                raise Refused(f"“{one['heading']}”对应的指标重复，或不是本期报表的指标。")
            try:
                if key and exact(scale or "1") <= 0:
                    raise EnergyError("")
            except EnergyError:
                raise Refused(f"“{one['heading']}”的倍数应是大于零的数。") from None
            seen.add(key) if key else None
            columns.append({**one, "key": key, "scale": scale or "1"})
        if not seen & {layouts.CODE, layouts.NAME}:
            raise Refused("至少要有统一社会信用代码或机构名称一栏。")
        return work.update(obj, columns=columns)


@action
class Checked(Action):
    """登记核对结果: how many places of the platform's export differ from ours."""

    resource, verb, label, hidden = LAYOUT, "checked", "登记核对", True
    extra = {"differing": forms.IntegerField(label="不符处", min_value=0)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the count and the day."""
        assert obj is not None
        return work.update(obj, checked_on=work.day, differing=int(data["differing"]))
