"""The PDF as somebody with a ruler and a PDF reader finds it."""

from collections import Counter
from itertools import pairwise

import paper_samples as samples
import pypdfium2
import pytest

from yifa.papers import writers
from yifa.papers.docmodel import Attachment, Document, Header, Heading, Meta, Run, Signature, Table, para
from yifa.papers.writers.pdf import render_pdf
from yifa.papers.writers.pdf.content import break_title
from yifa.papers.writers.placed import sheets_of


def pages_of(doc, shelf):
    return sheets_of(render_pdf(doc, shelf))[0]


def lines_of(sheet):
    """Letters by baseline, top to bottom, the page number left out."""
    rows = {}
    for letter in sheet.letters:
        rows.setdefault(round(letter.y, 1), []).append(letter)
    return ["".join(letter.char for letter in row) for y, row in sorted(rows.items()) if 36 < y < 263]


def words(sheet):
    return "".join(letter.char for letter in sheet.letters)


def bands(flags):
    """How many runs of ink there are."""
    return sum(1 for before, here in zip([False, *flags], flags, strict=False) if here and not before)


@pytest.mark.parametrize("char", ["国", "闽"])
def test_a_full_page_shows_22_lines_of_28_characters(shelf, char):
    doc = Document(title=["版面"], body=[para(char * 3000)])
    document = pypdfium2.PdfDocument(render_pdf(doc, shelf))
    image = document[1].render(scale=3, grayscale=True)
    top, bottom = (round(mm / 25.4 * 72 * 3) for mm in (36, 263))
    data, stride = bytes(image.buffer), image.stride
    rows = [data[y * stride : y * stride + image.width] for y in range(top, bottom)]
    assert bands([any(pixel < 128 for pixel in row) for row in rows]) == 22
    columns = [any(row[x] < 128 for row in rows) for x in range(image.width)]
    assert bands(columns) == 28
    left, right = columns.index(True), image.width - 1 - columns[::-1].index(True)
    assert 27 <= left / 3 / 72 * 25.4 <= 30
    assert 182 <= right / 3 / 72 * 25.4 <= 185


def test_headings_and_the_title_keep_the_grid(shelf):
    body = [Heading(1, "工作"), Heading(2, "审查"), para("文" * 900), Heading(3, "合同"), para("文" * 900)]
    doc = Document(title=["某局", "年度报告"], addressee="某委", body=body)
    first, second, *_ = pages_of(doc, shelf)
    for sheet in (first, second):
        steps = {round((letter.y - 37) / (225 / 22) % 1, 2) for letter in sheet.letters if 70 < letter.y < 263}
        assert len(steps) == 1
    assert len(lines_of(second)) == 22


def test_no_heading_stands_alone_at_the_foot_of_a_page(shelf):
    for extra in range(18, 24):
        body = [para("文" * (28 * extra - 2)), Heading(1, "末尾标题"), para("下文" * 40)]
        first = pages_of(Document(title=["标题"], body=body), shelf)[0]
        assert "末尾标题" not in lines_of(first)[-1]


def test_a_heading_one_character_too_long_stays_on_its_line(shelf):
    doc = Document(title=["标题"], body=[Heading(1, "党政主要负责人履行推进法治建设第一责任人职责情况"), para("文")])
    assert "一、党政主要负责人履行推进法治建设第一责任人职责情况" in lines_of(pages_of(doc, shelf)[0])


def test_page_numbers_stand_on_the_outer_side_under_the_type_area(shelf):
    for number, sheet in enumerate(pages_of(Document(title=["标题"], body=[para("文" * 2000)]), shelf), 1):
        foot = [letter for letter in sheet.letters if letter.y > 263]
        assert "".join(letter.char for letter in foot).replace(" ", "") == f"—{number}—"
        assert all(267 < letter.y < 273 and letter.size == 14 for letter in foot)
        side = foot[0].x < 60
        assert side is (number % 2 == 0)


def test_it_is_pdf_a_2b_with_every_font_embedded(shelf):
    blob = render_pdf(samples.formal(), shelf)
    assert b"<pdfaid:part>2</pdfaid:part>" in blob
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in blob
    fonts = [
        item.get_font()
        for page in pypdfium2.PdfDocument(blob)
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    ]
    assert len({font.get_base_name() for font in fonts}) >= 3
    assert all(font.is_embedded for font in fonts)


def test_the_same_tree_gives_the_same_bytes(shelf):
    assert render_pdf(samples.formal(), shelf) == render_pdf(samples.formal(), shelf)


def test_metadata_come_from_the_paper(shelf):
    meta = pypdfium2.PdfDocument(render_pdf(samples.formal(), shelf)).get_metadata_dict()
    assert meta["Title"] == "己县机关事务管理局2026年法治政府建设情况报告"
    assert meta["Author"] == "己县机关事务管理局"
    assert meta["CreationDate"].startswith("D:20261231")


def test_bookmarks_are_the_headings_in_their_order_and_place(shelf):
    sheets, marks = sheets_of(render_pdf(samples.formal(), shelf))
    assert [(mark.level, mark.text) for mark in marks][:5] == [
        (0, "一、主要举措和成效"), (1, "（一）领导干部带头学法"), (1, "（二）审查关口前移"), (2, "1.合同审查"),
        (3, "（1）公务用车维修框架协议"),
    ]  # fmt: skip
    assert "附件1 2026年法治政府建设主要数据表" in [mark.text for mark in marks]
    for mark in marks:
        assert mark.text.split()[-1] in words(sheets[mark.page])


def test_a_table_over_pages_repeats_its_head(shelf):
    table = Table(header=["序号", "事项名目"], rows=[[str(n), f"第{n}项"] for n in range(1, 90)], widths=[1, 5])
    sheets = pages_of(Document(title=["表"], body=[table]), shelf)
    assert len(sheets) > 2
    assert all("事项名目" in words(sheet) for sheet in sheets)
    assert sum(words(sheet).count("第77项") for sheet in sheets) == 1


def test_a_formal_paper_bears_the_red_head_and_its_signer(shelf):
    sheet = pages_of(samples.formal(), shelf)[0]
    red = [letter for letter in sheet.letters if letter.colour[0] > 200 and letter.colour[1] < 50]
    assert "".join(letter.char for letter in red) == "己县机关事务管理局文件"
    assert 37 + 35 - 1 <= min(letter.y - 0.85 * letter.size * 25.4 / 72 for letter in red) <= 37 + 35 + 1
    text = words(sheet)
    assert "己管法〔2027〕3号" in text
    assert "签发人：丁启明" in text
    (rule,) = [shape for shape in sheet.shapes if shape.colour[0] > 200]
    assert rule.w == pytest.approx(156, abs=0.5)
    title = next(letter for letter in sheet.letters if letter.size == 22)
    assert title.y - rule.y > 2 * 225 / 22


def test_a_draft_says_so_on_every_page_and_has_no_red_head(shelf):
    doc = samples.draft()
    doc.header = samples.formal().header
    for sheet in pages_of(doc, shelf):
        assert "草　稿" in words(sheet)
        assert "演示数据" in words(sheet)
        assert "管理局文件" not in words(sheet)
    assert "〔受阻〕" in words(pages_of(doc, shelf)[0])


def test_a_public_edition_has_its_header_block_and_no_red_head(shelf):
    doc = samples.formal()
    doc.meta.edition = "public"
    doc.info = [("索引号", "JSJ-2027-0003"), ("发布机构", "己县机关事务管理局"), ("公开日期", "2027年3月20日")]
    sheet = pages_of(doc, shelf)[0]
    text = words(sheet)
    assert "索引号" in text and "JSJ-2027-0003" in text
    assert "管理局文件" not in text and "签发人" not in text
    assert not [shape for shape in sheet.shapes if shape.colour[0] > 200]


def test_urgency_is_printed_at_the_upper_left(shelf):
    doc = samples.formal()
    doc.header.urgency = "特急"
    sheet = pages_of(doc, shelf)[0]
    letters = [letter for letter in sheet.letters if letter.char in "特急" and letter.y < 60]
    assert "".join(letter.char for letter in letters) == "特急"
    assert letters[0].x == pytest.approx(28, abs=0.5)


@pytest.mark.parametrize("fmt", writers.FORMATS)
def test_a_secret_paper_is_refused_in_every_format(fmt):
    doc = samples.formal()
    doc.header.secrecy = "秘密★1年"
    with pytest.raises(writers.CannotPrint, match="秘密★1年"):
        writers.render(doc, fmt)


def test_the_signature_is_never_alone_on_a_page(shelf):
    for extra in range(16, 23):
        doc = Document(
            title=["标题"], body=[para("文" * (28 * extra - 2)), para("特此报告。")],
            signature=Signature("某市机关事务管理局", "2027年1月15日"),
        )  # fmt: skip
        last = pages_of(doc, shelf)[-1]
        assert "某市机关事务管理局" in words(last)
        assert "特此报告" in words(last)


def test_the_date_stands_four_characters_in_and_the_issuer_centred_over_it(shelf):
    sheet = pages_of(Document(title=["标题"], body=[para("文。")], signature=samples.formal().signature), shelf)[0]
    em = (16 - 0.21) * 25.4 / 72
    date = [letter for letter in sheet.letters if letter.char == "日"][-1]
    assert 184 - 4 * em == pytest.approx(date.x + em, abs=1)
    issuer = [letter for letter in sheet.letters if letter.char in "己局"][-2:]
    when = [letter for letter in sheet.letters if letter.y == date.y]
    middle = (issuer[0].x + issuer[-1].x + em) / 2
    assert middle == pytest.approx((when[0].x + date.x + em) / 2, abs=1.5)


def test_the_imprint_stands_at_the_foot_of_the_last_page(shelf):
    *before, last = pages_of(samples.formal(), shelf)
    assert "抄送：" in words(last) and "印发" in words(last)
    assert not any("抄送：" in words(sheet) for sheet in before)
    lowest = max(shape.y + shape.h for shape in last.shapes)
    assert lowest == pytest.approx(262, abs=1)


def test_words_are_words_and_never_markup(shelf):
    trap = '#panic("x") *粗* _斜_ $x^2$ @ref <a> [b] \\ = 标题 // 注 `码`'
    doc = Document(title=["#set"], body=[Heading(1, "#pagebreak()"), para(trap)], note="#1")
    text = "".join(words(sheet) for sheet in pages_of(doc, shelf))
    assert "".join(trap.split()) in text.replace(" ", "")
    assert "一、#pagebreak()" in text


def test_control_characters_and_line_ends_do_no_harm(shelf):
    doc = Document(title=["标\n题"], body=[para("甲\x00乙\x07\r\n丙\t丁\ud800")], meta=Meta(bureau="\x01局"))
    text = "".join(words(sheet) for sheet in pages_of(doc, shelf)).replace("　", "")
    assert "甲乙" in text and "丙丁" in text


def test_an_empty_paper_and_odd_tables_print(shelf):
    odd = [Table(rows=[]), Table(rows=[["甲"], ["乙", "丙", [Run("丁", bold=True)]]]), Table(header=["头"], rows=[])]
    assert len(pages_of(Document(title=[]), shelf)) == 1
    text = "".join(words(sheet) for sheet in pages_of(Document(title=["表"], body=odd), shelf))
    assert all(char in text for char in "甲乙丙丁头")


def test_a_cell_longer_than_a_page_goes_over_pages(shelf):
    doc = Document(title=["表"], body=[Table(header=["长"], rows=[["文" * 4000]])])
    sheets = pages_of(doc, shelf)
    assert Counter("".join(words(sheet) for sheet in sheets))["文"] == 4000
    assert all(letter.y < 263 for sheet in sheets for letter in sheet.letters if letter.char == "文")


def test_ten_attachments_are_listed_under_each_other(shelf):
    doc = Document(title=["标题"], body=[para("文。")], attachments=[Attachment(f"附表{n}") for n in range(1, 11)])
    lines = lines_of(pages_of(doc, shelf)[0])
    listed = [line for line in lines if "附表" in line]
    assert listed[0].startswith("附件：1.附表1")
    assert listed[9].startswith("10.附表10")


def test_a_paper_without_number_has_no_red_head(shelf):
    doc = samples.formal()
    doc.header = Header(issuer_mark="己县机关事务管理局文件")
    assert "管理局文件" not in words(pages_of(doc, shelf)[0])


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("关于报送年度报告的函", 1),
        ("关于印发全市机关事务管理系统法治政府建设实施方案的通知", 2),
        ("关于2026年度全市机关事务管理系统贯彻落实《法治政府建设与责任落实督察工作规定》有关情况的综合报告", 3),
    ],
)
def test_long_titles_break_evenly_and_never_in_a_number(line, lines):
    parts = break_title(line)
    assert "".join(parts) == line
    assert len(parts) == lines
    assert not any(part[0] in "的》，和" or part[-1] in "《（" for part in parts)
    assert not any(a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(parts))
    assert max(map(len, parts)) - min(map(len, parts)) <= 6


def test_a_long_issuer_mark_stays_on_one_line(shelf):
    doc = samples.formal()
    doc.header.issuer_mark = "某某壮族自治区某某市机关事务管理服务中心文件"
    red = [letter for letter in pages_of(doc, shelf)[0].letters if letter.colour[0] > 200]
    assert len({round(letter.y, 1) for letter in red}) == 1
