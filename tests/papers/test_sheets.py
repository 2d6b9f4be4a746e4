import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from yifa.papers.writers._sheet import Book, Column, cut_units, settle
from yifa.papers.writers.evidence_xlsx import (
    EvidenceBook,
    EvidenceFigure,
    EvidenceRow,
    render_evidence,
    write_evidence,
)
from yifa.papers.writers.table_xlsx import PROVENANCE, guard, iter_csv, write_csv, write_table

HOSTILE = [
    '=HYPERLINK("http://example.invalid","点")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "http://example.invalid/x",
    "{=1}",
    "00123",
    "_x0041_",
    "<r><t>假</t></r>",
    "末尾空格 ",
]


def cells(blob, sheet):
    return CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def xml_of(blob):
    with zipfile.ZipFile(io.BytesIO(blob)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))}


def contracts(rows=3):
    for n in range(1, rows + 1):
        yield {
            "no": f"己管合〔2026〕{n:03d}号",
            "title": f"办公楼空调维保合同（第{n}批）",
            "amount": Decimal("12.50") * n,
            "signed": date(2026, 7, 6),
            "reviewed": datetime(2026, 7, 4, 9, 30, tzinfo=UTC),
            "phone": "010-00000000",
            "backfilled": n == 2,
        }


COLUMNS = [
    ("no", "合同编号", "text"),
    ("title", "合同名称", "text"),
    ("amount", "金额（万元）", "money"),
    ("signed", "签订日期", "date"),
    ("reviewed", "审查时刻", "datetime"),
    Column("phone", "经办电话", internal=True),
]


def book(edition="internal", **options):
    figures = [
        EvidenceFigure(
            "contracts.total",
            "全年签订合同",
            "3件",
            "件",
            "签订日在2026年内，作废的不计",
            ["本局《合同管理办法》第四条"],
            COLUMNS,
            contracts(),
            source="合同台账",
            value=3,
        ),
        EvidenceFigure(
            "study.exam", "学法考试[线上/线下]:合格率*?", "100%", columns=[("name", "单位")], rows=[["会议服务中心"]]
        ),
        EvidenceFigure("disputes.litigation", "行政诉讼", "无一起", note="登记簿已零报告", columns=[("no", "案号")]),
    ]
    return EvidenceBook(
        "2026年法治政府建设情况报告佐证册",
        "己县机关事务管理局",
        2026,
        edition,
        data_as_of=datetime(2026, 12, 31, 14, 32),
        ledger_head="a" * 64,
        ledger_seq=41882,
        seal_hash="b" * 64,
        printed_by="沈文（法规处）",
        demo=True,
        figures=figures,
        **options,
    )


def test_cover_lists_every_figure_with_its_counts():
    blob = render_evidence(book())
    cover = cells(blob, "目录")
    flat = {row[0]: row[1] for row in cover if row[0]}
    assert cover[0][0] == "2026年法治政府建设情况报告佐证册"
    assert flat["单位"] == "己县机关事务管理局"
    assert flat["版本"] == "内部版"
    assert flat["数据截至"] == "2026年12月31日 14:32"
    assert flat["账本末条摘要"] == "a" * 64
    assert flat["封存摘要"] == "b" * 64
    assert any("演示数据" in str(row[0]) for row in cover)
    lines = [row for row in cover if isinstance(row[0], float)]
    assert [row[1:6] for row in lines] == [
        ["全年签订合同", "3件", "件", 3.0, 1.0],
        ["学法考试[线上/线下]:合格率*?", "100%", "", 1.0, 0.0],
        ["行政诉讼", "无一起", "", 0.0, 0.0],
    ]
    assert lines[0][8] == "contracts.total"


def test_links_lead_to_real_sheets():
    parts = xml_of(render_evidence(book()))
    names = CalamineWorkbook.from_filelike(io.BytesIO(render_evidence(book()))).sheet_names
    targets = re.findall(r"location=\"'(.+?)'!A1\"", parts["xl/worksheets/sheet1.xml"])
    assert targets == names[1:]


def test_a_figure_sheet_shows_rows_dates_and_backfill():
    sheet = cells(render_evidence(book()), "01 全年签订合同")
    top = next(index for index, row in enumerate(sheet) if row[0] == "序号")
    assert sheet[top] == ["序号", "合同编号", "合同名称", "金额（万元）", "签订日期", "审查时刻", "经办电话", "补录"]
    assert sheet[top + 1][:4] == [1.0, "己管合〔2026〕001号", "办公楼空调维保合同（第1批）", 12.5]
    assert sheet[top + 1][4] == date(2026, 7, 6)
    assert sheet[top + 1][5] == datetime(2026, 7, 4, 17, 30)  # China time
    assert [row[7] for row in sheet[top + 1 : top + 4]] == ["", "补录", ""]
    assert sheet[-1][0] == "共 3 条，其中补录 1 条"
    above = " ".join(str(cell) for row in sheet[:top] for cell in row)
    for words in (
        "来源：合同台账",
        "条件：签订日在2026年内",
        "数据截至：2026年12月31日",
        "打印人：沈文",
        "账本序号：41,882",
    ):
        assert words in above
    assert cells(render_evidence(book()), "03 行政诉讼")[-1][0] == "没有记录"


def test_external_edition_leaves_internal_columns_and_keys_out():
    parts = xml_of(render_evidence(book("external")))
    text = "".join(parts.values())
    assert "外部版" in text
    assert "010-00000000" not in text
    assert "经办电话" not in text
    assert "contracts.total" not in text
    with pytest.raises(ValueError):
        render_evidence(book("secret"))


def test_backfill_words_and_long_lists_go_on_in_the_next_sheet():
    rows = (EvidenceRow([n], backfilled="补录：2025年台账.xlsx 第3行" if n == 4 else False) for n in range(5))
    figure = EvidenceFigure("a.b", "巡检", "6次", columns=[("n", "编号", "int")], rows=rows)
    buffer = io.BytesIO()
    counts = write_evidence(EvidenceBook("册", "局", 2026, figures=[figure]), buffer, sheet_rows=2)
    assert (counts[0].rows, counts[0].backfilled) == (5, 1)
    names = CalamineWorkbook.from_filelike(io.BytesIO(buffer.getvalue())).sheet_names
    assert names == ["目录", "01 巡检", "01续 巡检", "01续 巡检~2"]
    last = cells(buffer.getvalue(), names[-1])
    assert ["5.0", "4.0", "补录：2025年台账.xlsx 第3行"] == [str(cell) for cell in last[-3]]


def test_hostile_text_stays_text():
    figure = EvidenceFigure("a.b", HOSTILE[0], HOSTILE[1], columns=[("t", "=标题")], rows=[[text] for text in HOSTILE])
    evidence = render_evidence(EvidenceBook("=1", "@局", 2026, figures=[figure]))
    buffer = io.BytesIO()
    write_table(buffer, "=台账", [("t", "+列")], [[text] for text in HOSTILE], provenance=["=1"])
    for blob in (evidence, buffer.getvalue()):
        parts = xml_of(blob)
        assert not any("<f>" in xml or "<f " in xml for name, xml in parts.items() if "worksheets" in name)
        assert "example.invalid" not in "".join(xml for name, xml in parts.items() if name.endswith(".rels"))
    column = [row[0] for row in cells(buffer.getvalue(), "=台账")]
    assert column[0] == "+列"
    expected = [*HOSTILE]
    expected[9] += " "  # kept from passing for rich-text XML
    assert [text.strip("\t") for text in column[1:12]] == [text.strip("\t") for text in expected]


def test_control_characters_and_long_texts():
    buffer = io.BytesIO()
    long = "字" * 40_000
    write_table(buffer, "表", [("t", "列")], [["甲\x00\x0b乙\ud800"], [long], ["𠮷" * 20_000]])
    column = [row[0] for row in cells(buffer.getvalue(), "表")]
    assert column[1] == "甲乙"
    assert column[2].endswith("已截断）")
    assert len(column[2]) == 32767
    assert column[3].endswith("已截断）")


@pytest.mark.parametrize(
    "label",
    ["[]:*?/\\", "'引号'", "History", "甲" * 60, "𠮷" * 40, "", "  ", "a/b", "A?B", "a b", "表\n二", "\x00"],
)
def test_sheet_names_are_safe_and_unique(label):
    out = Book(io.BytesIO(), "题")
    names = [out.sheet(label).get_name() for _ in range(12)]
    assert len({name.lower() for name in names}) == 12
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'" != name[-1]
        assert name.lower() != "history"
    out.close()


def test_settle():
    assert settle(True, "bool") == "是"
    assert settle(12345678901234567890, "int") == "12345678901234567890"
    assert settle(Decimal("1.10"), "money") == 1.1
    assert settle(Decimal("0.12345678901234567"), "number") == "0.12345678901234567"
    assert settle(float("nan"), "number") == "nan"
    assert settle("2026-03-01", "date") == date(2026, 3, 1)
    assert settle("去年三月", "date") == "去年三月"
    assert settle(date(1899, 1, 1), "date") == "1899-01-01"
    assert settle("", "text") is None
    assert cut_units("甲𠮷乙", 2) == "甲"


def test_same_book_same_bytes():
    assert render_evidence(book()) == render_evidence(book())


def test_register_comes_back_as_it_was(tmp_path):
    path = tmp_path / "合同.xlsx"
    count = write_table(path, "合同台账", COLUMNS, contracts(), ["来源：合同台账", "数据截至：2026年12月31日"])
    assert count == 3
    sheet = cells(path.read_bytes(), "合同台账")
    assert sheet[0][:4] == ["合同编号", "合同名称", "金额（万元）", "签订日期"]
    assert sheet[3][2] == 37.5
    assert [row[0] for row in sheet[4:]] == ["", PROVENANCE + "来源：合同台账", PROVENANCE + "数据截至：2026年12月31日"]
    empty = io.BytesIO()
    assert write_table(empty, "空", COLUMNS, []) == 0
    assert cells(empty.getvalue(), "空")[0][0] == "合同编号"


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        write_table(io.BytesIO(), "表", [("t", "列")], [["甲", "乙"]])


def test_csv(tmp_path):
    path = tmp_path / "t.csv"
    rows = [["=1+1", -5, date(2026, 1, 8)], [" @x", Decimal("2.50"), None], ['他说“好”,"是"', 3, "2026-01-09"]]
    columns = [("a", "文", "text"), ("b", "数", "number"), ("c", "日", "date")]
    assert write_csv(path, columns, rows, ["来源：测试", "打印人：沈文"]) == 3
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").split("\r\n") == [
        "文,数,日",
        "'=1+1,-5,2026-01-08",
        "' @x,2.5,",
        '"他说“好”,""是""",3,2026-01-09',
        "",
        "说明：来源：测试；打印人：沈文",
        "",
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "  =1", "\x00=1"])
def test_guard(text):
    assert guard(text).startswith("'")
    assert guard("甲=1") == "甲=1"


def test_csv_streams():
    def endless():
        n = 0
        while True:
            n += 1
            yield [str(n)]

    pieces = iter_csv([("n", "号")], endless())
    assert next(pieces) == b"\xef\xbb\xbf"
    assert next(pieces).startswith("号\r\n1\r\n".encode())
