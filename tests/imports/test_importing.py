"""From a sheet to records: the same rules as the screen, all errors at once, all rows or none, undone as a whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.imports.books import HEADS, book, meetings
from yifa.governance.decisions.models import Meeting
from yifa.kernel import clockwork, db, registry
from yifa.kernel.action import Blocked, Refused, run
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.imports import apply, doctor, marked, uploads
from yifa.kernel.imports.actions import Cancel, Undo
from yifa.kernel.imports.check import Checked, Options, check
from yifa.kernel.imports.models import ColumnMapping, ImportRecord
from yifa.kernel.imports.sheets import SheetError, open_book
from yifa.kernel.ledger.models import Entry

KEY = "decisions.meeting"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def ji(house: Callable[[str], Any]) -> Any:
    return house("ji")


def tried(ji: Any, data: bytes, name: str = "会议.xlsx", ctx: Any = None, **options: Any) -> Checked:
    return check(KEY, ctx or ji.ctx(), open_book(data, name), Options(**options))


def brought(ji: Any, data: bytes, name: str = "会议.xlsx", **options: Any) -> ImportRecord:
    checked = tried(ji, data, name, **options)
    assert not checked.errors, checked.lines()
    return apply.apply_at_once(checked, ji.ctx(), uploads.store(data))


def own(record: ImportRecord) -> Any:
    return Meeting.objects.filter(import_ref=record.pk)


def large(ji: Any, count: int, start: int = 1) -> tuple[bytes, Checked, ImportRecord]:
    data = book(("会议", [HEADS, *meetings(count, start)]))
    checked = tried(ji, data, "大表.xlsx", partial=True)
    return data, checked, apply.start(checked, ji.ctx(), uploads.store(data))


def test_rows_come_in_with_their_source_and_count(ji: Any) -> None:
    before = Meeting.objects.counted().count()
    record = brought(ji, book(("会议", [HEADS, *meetings(7, 301)])))
    assert (record.state, record.created) == ("done", 7)
    assert own(record).get(number=301).source == "会议.xlsx 会议 第2行"
    assert Meeting.objects.counted().count() == before + 7
    acts = set(
        Entry.objects.filter(resource=KEY, object_ref__in=own(record).values("pk")).values_list("action", flat=True)
    )
    assert acts == {f"{KEY}.record"}
    assert Entry.objects.filter(resource="kernel_imports.record", object_ref=record.pk).count() == 2


def test_all_errors_of_all_rows_at_once_and_nothing_is_written(ji: Any) -> None:
    rows = meetings(5, 301)
    rows[0][0], rows[1][3], rows[2][1], rows[3][2], rows[4][4] = "碰头会", "2026.13.2", "很多", None, "甲市办公室"
    checked = tried(ji, book(("十一月", [HEADS, *rows])))
    cells = {(p.row, p.head) for p in checked.errors}
    assert cells == {(2, "会议类别"), (3, "发生日"), (4, "次序"), (5, "会议名称"), (6, "承办单位")}
    lines = "\n".join(checked.lines())
    assert "会议.xlsx “十一月”表 第 3 行“发生日”（D3） 写的是“2026.13.2”：没有 13 月。改成实际日期。" in lines
    assert "可填：党组会议" in lines or "是不是" in lines
    assert not Meeting.objects.filter(number__in=range(301, 306), bureau=ji.bureau).exists()


def test_a_reading_that_repeats_is_told_once_with_its_number(ji: Any) -> None:
    rows = meetings(4, 301)
    for row in rows:
        row[0] = "党组会"
    lines = tried(ji, book(("会议", [HEADS, *rows]))).lines()
    assert len(lines) == 1 and "（A2）" in lines[0] and "另有 3 行同样" in lines[0]


def test_error_workbook_marks_the_cells_and_keeps_the_rest(ji: Any) -> None:
    rows = meetings(2, 301)
    rows[0][3], rows[1][2] = "2026.13.2", "=1+1试验"
    checked = tried(ji, book(("会议", [HEADS, *rows])), "会议.xlsx")
    opened = openpyxl.load_workbook(io.BytesIO(marked.workbook(checked)))
    sheet = opened["会议"]
    assert "没有 13 月" in sheet["D2"].comment.text and sheet["D2"].fill.fgColor.rgb != "00000000"
    assert sheet["C2"].value == rows[0][2] and sheet["C2"].comment is None
    assert [r[5].value for r in opened["问题清单"].iter_rows(min_row=2, max_row=2)] == ["没有 13 月。"]


def test_another_bureaus_unit_is_refused(ji: Any, house: Callable[[str], Any]) -> None:
    ji.do("core_org.unit", "record", name="独有处", kind="office", parent=ji.bureau, reports=False, leads_law=False)
    rows = meetings(1, 301)
    rows[0][4] = "独有处"
    data = book(("会议", [HEADS, *rows]))
    assert not tried(ji, data).errors
    other = tried(house("jia"), data)
    assert [p.text for p in other.errors] == ["本机关没有名为“独有处”的承办单位。"]


def test_a_role_that_may_not_record_may_not_import(ji: Any) -> None:
    with pytest.raises(Refused):
        tried(ji, book(("会议", [HEADS, *meetings(1)])), ctx=ji.ctx("auditor"))


def test_old_rows_need_backfill_and_backfill_needs_its_paper(ji: Any) -> None:
    rows = meetings(2, 301, month=3)
    data = book(("会议", [HEADS, *rows]))
    assert all("补录" in p.text for p in tried(ji, data).errors)
    record = brought(ji, data, backfill=True)
    made = own(record).order_by("number").first()
    assert made.backfilled and made.source == "会议.xlsx 会议 第2行"
    rows = [[*r[:6], None] for r in meetings(2, 321, month=3)]
    bare = tried(ji, book(("会议", [HEADS, *rows])), backfill=True)
    assert {p.head for p in bare.errors} == {"佐证文号"}
    checked = tried(ji, book(("会", [HEADS[:6], *[r[:6] for r in meetings(2, 311, 3)]])), backfill=True,
                    constants={"paper": "会议记录本2026年第1册"})  # fmt: skip
    assert not checked.errors


def test_an_import_does_not_pass_a_statutory_gate(ji: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(Gate):
        key, title, force, house_basis = "test.gate", "试验闸口", Force.STATUTORY, "试验依据"

        def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
            return Block("没有合法性审查", "先送审") if data["number"] == 302 else None

    monkeypatch.setattr(registry.get_action(KEY, "record"), "gates", (Closed(),))
    data = book(("会议", [HEADS, *meetings(3, 301)]))
    checked = tried(ji, data, partial=True)
    assert [(p.row, p.text) for p in checked.errors] == [(3, "没有合法性审查。先送审。（法定：试验依据）")]
    assert [r.number for r in checked.creates] == [2, 4]
    checked.creates[0].data["number"] = 302
    with pytest.raises(Blocked):
        apply.apply_at_once(checked, ji.ctx(), "0" * 64)
    assert not Meeting.objects.filter(bureau=ji.bureau, number=302).exists()


def test_backfill_answers_gates_by_column_or_for_all(ji: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(Gate):
        key, title, force, house_basis = "test.gate", "会前审查", Force.HOUSE, "试验依据"

    monkeypatch.setattr(registry.get_action(KEY, "backfill"), "gates", (Asked(),))
    rows = [[*r, a] for r, a in zip(meetings(3, 301, 3), ["有据", "无据", None], strict=True)]
    data = book(("会议", [[*HEADS, "会前审查"], *rows]))
    from yifa.kernel.gates.models import GateEvent

    record = brought(ji, data, backfill=True, answers={"test.gate": "unknown"})
    found = {own(record).get(pk=e.object_ref).number: e.answer for e in GateEvent.objects.filter(gate="test.gate")}
    assert found == {301: "proven", 302: "unproven", 303: "unknown"}


def test_reimport_updates_by_business_key_and_leaves_identical_rows(ji: Any) -> None:
    rows = meetings(3, 301)
    brought(ji, book(("会议", [HEADS, *rows])))
    rows[1][5] = "周某"
    checked = tried(ji, book(("会议", [HEADS, *rows, *meetings(1, 304)])))
    assert (len(checked.creates), len(checked.updates), checked.same) == (1, 1, 2)
    record = apply.apply_at_once(checked, ji.ctx(), "0" * 64)
    changed = Meeting.objects.get(bureau=ji.bureau, number=302)
    assert changed.chair == "周某" and changed.version == 2
    entry = Entry.objects.filter(resource=KEY, object_ref=changed.pk).latest("seq")
    assert entry.action == f"{KEY}.reimport" and "重新导入" in entry.text
    run(Undo(), ji.ctx(), record, {"reason": "试验"})
    changed.refresh_from_db()
    assert changed.chair == "郑某"
    again = tried(ji, book(("会议", [HEADS, *meetings(3, 301)])))
    assert (len(again.creates), len(again.updates), again.same) == (0, 0, 3)


def test_a_reimport_in_batches_keeps_what_each_changed_and_gives_all_of_it_back(ji: Any, steps: None) -> None:
    rows = meetings(70, 301)
    brought(ji, book(("会议", [HEADS, *rows])))
    for row in rows:
        row[5] = "周某"
    checked = tried(ji, book(("会议", [HEADS, *rows])))
    record = apply.apply_batches(apply.start(checked, ji.ctx(), "0" * 64), checked, ji.ctx())
    changed = Meeting.objects.filter(bureau=ji.bureau, number__gte=301)
    assert (record.updated, changed.filter(chair="周某").count()) == (70, 70)
    run(Undo(), ji.ctx(), record, {"reason": "试验"})
    apply.sweep(ImportRecord.objects.get(pk=record.pk), ji.ctx(), "试验")
    assert changed.filter(chair="郑某").count() == 70
    assert set(changed.values_list("version", flat=True)) == {3}


def test_a_repeated_row_is_named(ji: Any) -> None:
    checked = tried(ji, book(("会议", [HEADS, *meetings(1, 301), *meetings(1, 301)])))
    assert [p.text for p in checked.errors] == ["和第 2 行重复（会议类别、次序、发生日相同）。"]


def test_any_sheet_is_read_and_its_mapping_is_offered_next_month(ji: Any) -> None:
    def month(name: str, number: int) -> bytes:
        heads = ["序号", "开会时间", "何会", "第几次", "主题", "科室", "参会"]
        rows = [["己县局2026年11月会议"], heads, [1, "11月3日", "党组会", f"第{number}次", name, "办公室", "全体"]]
        return book(("说明", [["填表说明"]]), ("一月一报", rows))

    chosen = {
        "开会时间": "happened_on",
        "何会": "body",
        "第几次": "number",
        "主题": "title",
        "科室": "unit",
        "参会": "attendees",
    }
    values = {"body": {"党组会": "party_group"}}
    first = brought(ji, month("甲", 301), "11月.xlsx", columns=chosen, values=values)
    assert first.sheet == "一月一报" and own(first).get().attendees == "全体"
    kept = ColumnMapping.objects.filter(bureau=ji.bureau, resource=KEY).latest("pk")
    assert kept.values == values
    next_month = tried(ji, month("乙", 302), "12月.xlsx")
    assert not next_month.errors and next_month.creates[0].data["number"] == 302


def test_wrong_sheet_is_answered_with_the_sheets(ji: Any) -> None:
    data = book(("封面", [["己县局"]]), ("会议", [HEADS, *meetings(1, 301)]))
    with pytest.raises(SheetError, match="“会议”表更像"):
        tried(ji, data, sheet="封面")
    with pytest.raises(SheetError, match="现有：封面、会议"):
        tried(ji, data, sheet="没有的表")
    with pytest.raises(SheetError, match=r"找不到表头.*封面"):
        tried(ji, book(("封面", [["己县局"]])))


def test_missing_required_column_is_said_once(ji: Any) -> None:
    checked = tried(ji, book(("会议", [[h for h in HEADS if h != "会议类别"], *[r[1:] for r in meetings(3, 301)]])))
    assert [p.text for p in checked.errors] == ["缺“会议类别”列。"] and checked.hopeless


def test_formula_without_value_is_an_error_by_address(ji: Any) -> None:
    def shape(made: Any, sheet: Any) -> None:
        sheet.write_formula("B2", "=ROW()", None, "")

    from tests.imports.books import edited

    data = book(("会议", [HEADS, *meetings(1, 301)]), then=shape)
    data = edited(data, "xl/worksheets/sheet1.xml", lambda x: x.replace(b'<c r="B2" t="str">', b'<c r="B2">'))
    checked = tried(ji, data)
    assert "B2 是公式（=ROW()）" in checked.errors[0].text and not checked.creates


def test_five_thousand_rows_in_batches_count_only_at_the_end(ji: Any) -> None:
    _, checked, record = large(ji, 5000, 1001)
    before = Meeting.objects.counted().count()
    seen: list[int] = []

    def told(done: int, total: int) -> None:
        seen.append(done)
        assert Meeting.objects.counted().count() == before

    ended = apply.apply_batches(record, checked, ji.ctx(), told)
    assert (ended.state, ended.created) == ("done", 5000) and len(seen) > 2
    assert Meeting.objects.counted().count() == before + 5000


@pytest.mark.parametrize(("hold", "batches"), [(0.0, [20, 40, 50]), (3600.0, [50])])
def test_a_batch_lets_others_in_when_its_time_is_up(
    ji: Any, monkeypatch: pytest.MonkeyPatch, hold: float, batches: list[int]
) -> None:
    monkeypatch.setattr(apply, "HOLD", hold)
    monkeypatch.setattr(apply, "STEP", 20)
    _, checked, record = large(ji, 50, 1001)
    seen: list[int] = []
    apply.apply_batches(record, checked, ji.ctx(), lambda done, total: seen.append(done))
    assert seen == batches and own(record).count() == 50


class Killed(BaseException):
    """The process dies."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch is one step, however quick the machine."""
    monkeypatch.setattr(apply, "HOLD", 0.0)
    monkeypatch.setattr(db, "let_others_in", lambda: None)


def test_killed_in_the_middle_resumes_without_loss_or_double(ji: Any, steps: None) -> None:
    _, checked, record = large(ji, 700, 1001)
    before = Meeting.objects.counted().count()

    def die(done: int, total: int) -> None:
        if done > 150:
            raise Killed

    with pytest.raises(Killed):
        apply.apply_batches(record, checked, ji.ctx(), die)
    record.refresh_from_db()
    assert record.state == "running" and 150 < own(record).count() == record.done < 700
    assert Meeting.objects.counted().count() == before
    ImportRecord.objects.filter(pk=record.pk).update(touched_at=clockwork.now() - timedelta(hours=1))
    told = doctor.problems()
    assert [p["code"] for p in told] == ["IMP-01"] and "大表.xlsx" in told[0]["text"] and "继续导入" in told[0]["mend"]
    record.refresh_from_db()
    ended = apply.perform(record, ji.ctx())
    assert (ended.state, ended.created) == ("done", 700)
    assert own(record).count() == 700 == own(record).values("number").distinct().count()
    assert not doctor.problems()


def test_killed_in_the_middle_can_be_cancelled(ji: Any, steps: None) -> None:
    _, checked, record = large(ji, 600, 1001)

    def die(done: int, total: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        apply.apply_batches(record, checked, ji.ctx(), die)
    record.refresh_from_db()
    run(Cancel(), ji.ctx(), record, {})
    assert own(record).count() and not own(record).filter(life="live").exists()
    assert not Meeting.objects.counted().filter(import_ref=record.pk).exists()


def test_undo_voids_all_rows_unless_one_was_touched(ji: Any) -> None:
    record = brought(ji, book(("会议", [HEADS, *meetings(60, 301)])))
    row = own(record).first()
    ji.do(KEY, "correct", row, chair="周某", reason="试验", checker="孙某")
    with pytest.raises(Refused, match="有 1 条记录后来办理过"):
        run(Undo(), ji.ctx(), record, {"reason": "传错表"})
    second = brought(ji, book(("会议", [HEADS, *meetings(60, 401)])))
    run(Undo(), ji.ctx(), second, {"reason": "传错表"})
    second.refresh_from_db()
    assert second.state == "undone" and second.reason == "传错表"
    assert set(own(second).values_list("life", flat=True)) == {"void"}


def test_undo_is_refused_while_other_records_point_to_the_rows(ji: Any) -> None:
    record = brought(ji, book(("会议", [HEADS, *meetings(2, 301)])))
    meeting = own(record).first()
    ji.do("legal_study.session", "record", kind="pre_meeting", title="试验学法", happened_on=meeting.happened_on,
          unit=ji.unit("办公室"), meeting=meeting)  # fmt: skip
    with pytest.raises(Refused, match="指向这一批记录"):
        run(Undo(), ji.ctx(), record, {"reason": "试验"})


def test_a_large_file_is_checked_whole_by_the_job_before_a_row_is_written(ji: Any) -> None:
    rows = meetings(620, 1001)
    rows[610][3] = "不知道"
    data = book(("会议", [HEADS, *rows]))
    checked = tried(ji, data, "大表.xlsx")
    record = apply.begin_later(checked, replace(ji.ctx(), channel="screen"), uploads.store(data))
    assert record.state == "cancelled" and not own(record).exists()
    assert "读不出日期" in record.errors[0]["message"]
    rows[610][3] = "2026-11-02"
    good = book(("会议", [HEADS, *rows]))
    done = apply.begin_later(tried(ji, good, "大表.xlsx"), ji.ctx(), uploads.store(good))
    assert (done.state, done.created) == ("done", 620)


def test_an_export_comes_back_as_nothing_new(ji: Any, tmp_path: Path) -> None:
    from yifa.kernel.exports import exporting

    rows = meetings(3, 301)
    rows[0][2], rows[1][2] = "=cmd|' /C calc'!A0", "@SUM(A1)"
    for row in rows:
        ji.do(
            KEY, "record", body="party_group", number=row[1], title=row[2], happened_on=ji.day, unit=ji.unit("办公室")
        )
    resource = registry.get_resource(KEY)
    found = Meeting.objects.filter(bureau=ji.bureau, number__in=(301, 302, 303))
    for kind in ("xlsx", "csv"):
        target = tmp_path / f"out.{kind}"
        exporting.write(str(target), kind, resource, found, ji.scope(), ["试验机关"], ji.now)
        checked = tried(ji, target.read_bytes(), target.name)
        assert not checked.errors, checked.lines()
        assert (len(checked.creates), len(checked.updates), checked.same) == (0, 0, 3)
    assert b'"=cmd' not in (tmp_path / "out.csv").read_bytes() and b"\n=cmd" not in (tmp_path / "out.csv").read_bytes()


def test_our_own_template_has_lists_and_its_example_is_skipped(ji: Any) -> None:
    from yifa.kernel.imports.matching import Lookups, creating_action

    resource = registry.get_resource(KEY)
    action = creating_action(resource, False)
    data = marked.template(resource, action, Lookups(resource, action, ji.ctx()))
    opened = openpyxl.load_workbook(io.BytesIO(data))
    assert "说明" in opened.sheetnames and opened[resource.title].data_validations.dataValidation
    sheet = opened[resource.title]
    heads = [c.value for c in sheet[1]]
    for head, value in zip(HEADS, meetings(1, 301)[0], strict=True):
        if head in heads:
            sheet.cell(3, heads.index(head) + 1, value)
    out = io.BytesIO()
    opened.save(out)
    checked = tried(ji, out.getvalue(), "空表.xlsx")
    assert not checked.errors, checked.lines()
    assert len(checked.creates) == 1 and checked.layout.skipped[0][1] == "示例行"
