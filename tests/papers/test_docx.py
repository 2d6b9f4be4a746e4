import io
import shutil
import subprocess
import time
import zipfile

import paper_samples as samples
import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.shared import Mm

from yifa.papers import readers
from yifa.papers.docmodel import Document, Heading, Meta, Run, Signature, Table, fig, para
from yifa.papers.writers.docx import read_figures, render_docx, write_docx


def opened(doc, **options):
    return open_docx(io.BytesIO(render_docx(doc, **options)))


def by_style(out, name):
    return [p for p in out.paragraphs if p.style.name == name]


def near(length, mm):
    return abs(length - Mm(mm)) < Mm(0.1)


def test_page_is_a4_with_the_margins_of_the_standard():
    section = opened(samples.draft()).sections[0]
    assert near(section.page_width, 210)
    assert near(section.page_height, 297)
    assert near(section.top_margin, 37)
    assert near(section.bottom_margin, 35)
    assert near(section.left_margin, 28)
    assert near(section.right_margin, 26)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (
        22
        <= (section.page_height - section.top_margin - section.bottom_margin) / 635 / int(grid.get(qn("w:linePitch")))
        < 23
    )


def test_28_characters_and_no_more_fit_a_line():
    out = opened(samples.draft())
    section = out.sections[0]
    width = (section.page_width - section.left_margin - section.right_margin) / 635
    rpr = out.styles["Normal"].element.rPr
    squeeze = int(rpr.find(qn("w:spacing")).get(qn("w:val")))
    pitch = int(rpr.find(qn("w:sz")).get(qn("w:val"))) * 10 + squeeze
    assert 28 * pitch <= width < 29 * pitch


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", None),
        ("Heading 2", "楷体_GB2312", None),
        ("Heading 3", "仿宋_GB2312", None),
        ("Heading 4", "仿宋_GB2312", None),
        ("Footer", "宋体", 14),
    ],
)
def test_fonts_are_set_for_both_scripts(style, font, points):
    found = opened(samples.draft()).styles[style]
    fonts = found.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "eastAsia", "hAnsi")} == {font}
    assert points is None or found.font.size.pt == points


def test_headings_are_numbered_styled_and_in_the_outline():
    out = opened(samples.draft())
    heads = [(p.style.name, p.text) for p in out.paragraphs if p.style.name.startswith("Heading")]
    assert heads[:5] == [
        ("Heading 1", "一、主要举措和成效"),
        ("Heading 2", "（一）领导干部带头学法"),
        ("Heading 2", "（二）审查关口前移"),
        ("Heading 3", "1.合同审查"),
        ("Heading 4", "（1）公务用车维修框架协议"),
    ]
    assert out.styles["Heading 2"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "1"


def test_body_is_indented_two_characters_and_the_addressee_flush():
    out = opened(samples.draft())
    indent = out.styles["Body Text"].element.pPr.find(qn("w:ind"))
    assert indent.get(qn("w:firstLineChars")) == "200"
    (addressee,) = by_style(out, "公文主送机关")
    assert addressee.text == "县委全面依法治县委员会办公室："
    assert addressee.style.element.pPr.find(qn("w:ind")) is None


def test_run_in_heading_keeps_its_font():
    (line,) = [p for p in opened(samples.draft()).paragraphs if p.text.startswith("2.制度审查。")]
    assert line.style.name == "Body Text"
    assert line.runs[0].text == "2.制度审查。"
    assert line.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_draft_says_so_on_every_page_and_has_no_red_head():
    doc = samples.draft()
    doc.header = samples.formal().header
    out = opened(doc)
    section = out.sections[0]
    for header in (section.header, section.even_page_header):
        assert "草　稿" in header.paragraphs[0].text
        assert "演示数据" in header.paragraphs[0].text
    assert by_style(out, "公文发文机关标志") == []
    marks = [p.text for p in out.paragraphs if "〔受阻〕" in p.text or "〔待证〕" in p.text]
    assert len(marks) == 2


def test_formal_paper_has_red_head_number_signer_and_no_header_line():
    out = opened(samples.formal())
    (mark,) = by_style(out, "公文发文机关标志")
    assert mark.text == "己县机关事务管理局文件"
    assert str(mark.runs[0].font.color.rgb) == "FF0000"
    assert by_style(out, "公文发文字号")[0].text == "　己管法〔2027〕3号\t签发人：丁启明"
    assert by_style(out, "公文红色分隔线")
    assert out.sections[0].header.paragraphs[0].text == ""


def test_a_final_demo_paper_still_says_demo():
    doc = Document(["关于节日值班的通知"], [para("请各单位落实带班。")], meta=Meta(demo=True))
    assert opened(doc).sections[0].header.paragraphs[0].text == "演示数据"


def test_page_numbers_stand_outside():
    out = opened(samples.draft())
    section = out.sections[0]
    assert out.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert [el.text.strip() for el in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]


def signature(issuer, date, sealed=True):
    out = opened(Document(["题"], [para("正文。")], signature=Signature(issuer, date, sealed)))
    return [int(p._p.pPr.find(qn("w:ind")).get(qn("w:rightChars"))) for p in by_style(out, "公文署名")]


def test_signature_is_centred_over_a_date_four_characters_in():
    issuer, date = signature("己县机关事务管理局", samples.date(2027, 1, 15))
    assert date == 400
    assert issuer == 275  # 9 characters over 6.5


def test_a_long_name_stays_whole():
    issuer, date = signature("己县机关事务管理局公共机构节能监督管理服务中心", samples.date(2027, 1, 5))
    assert issuer == 0
    assert date > 400


def test_unsealed_signature_is_two_in_and_the_date_two_further():
    issuer, date = signature("己县机关事务管理局办公室秘书科", samples.date(2027, 1, 15), sealed=False)
    assert issuer == 200
    assert date == 200 + 1500 - 200 - 650
    issuer, date = signature("县机关局", samples.date(2027, 1, 15), sealed=False)
    assert date == 200
    assert issuer == 650


def test_attachments_and_imprint():
    out = opened(samples.formal())
    assert [p.text for p in by_style(out, "公文附件说明")] == [
        "附件：1.\t2026年法治政府建设主要数据表",
        "2.\t2027年重点任务分工表",
    ]
    assert [p.text for p in by_style(out, "公文附件序号")] == ["附件1"]
    imprint = out.tables[-1]
    assert imprint.rows[0].cells[0].text.startswith("抄送：县人大监察和司法委员会，")
    assert imprint.rows[0].cells[0].text.endswith("局属各单位。")
    assert imprint.rows[1].cells[0].text == "己县机关事务管理局办公室\t2027年1月18日印发"


def test_tables_repeat_their_head_and_keep_their_width():
    table = opened(samples.draft()).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    widths = [int(col.get(qn("w:w"))) for col in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert sum(widths) == 8845
    assert [cell.text for cell in table.rows[1].cells] == ["合同合法性审查", "法规处", "62"]


def test_ragged_and_empty_tables_do_not_break_the_paper():
    doc = Document(["题"], [Table([["甲"], ["乙", "丙", "丁"]], widths=[2]), Table([]), Heading(1, "后文")])
    assert opened(doc).tables[0].rows[0].cells[2].text == ""


def test_figures_can_be_traced_through_the_file():
    blob = render_docx(samples.draft())
    figures = read_figures(io.BytesIO(blob))
    assert figures[0] == ("fig_1", "decisions.party_group_meetings", "23次")
    assert [(key, text) for _, key, text in figures] == samples.draft().figures()
    names = [el.get(qn("w:name")) for el in open_docx(io.BytesIO(blob)).element.iter(qn("w:bookmarkStart"))]
    assert names == [name for name, _, _ in figures]


def test_keys_can_be_left_out():
    blob = render_docx(samples.draft(), trace=False)
    assert read_figures(io.BytesIO(blob)) == []
    with zipfile.ZipFile(io.BytesIO(blob)) as package:
        assert not any(b"decisions.party" in package.read(name) for name in package.namelist())


def test_hostile_text_is_only_text():
    doc = Document(
        ["甲<b>&\x00乙"],
        [Heading(1, "\x1f题\ud800"), para("]]><w:br/>\x08", fig("1<件", 'k"><x/>'), "\r\n换行")],
        signature=Signature("局\x0b", "时间不详"),
    )
    blob = render_docx(doc)
    out = open_docx(io.BytesIO(blob))
    assert by_style(out, "Title")[0].text == "甲<b>&乙"
    assert out.paragraphs[2].text == "]]><w:br/>1<件\n换行"
    assert read_figures(io.BytesIO(blob)) == [("fig_1", 'k"><x/>', "1<件")]


def test_same_paper_same_bytes(tmp_path, monkeypatch):
    first = render_docx(samples.formal())
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)  # what a zip stamps its parts with
    assert render_docx(samples.formal()) == first
    write_docx(samples.formal(), tmp_path / "a.docx")
    assert (tmp_path / "a.docx").read_bytes() == first
    other = samples.formal()
    other.body.append(para(Run("补充。")))
    assert render_docx(other) != first


def test_paragraph_properties_stand_in_schema_order():
    order = "pStyle keepNext keepLines pageBreakBefore pBdr tabs snapToGrid spacing ind jc".split()
    for ppr in opened(samples.formal()).element.iter(qn("w:pPr")):
        places = [order.index(el.tag.rpartition("}")[2]) for el in ppr]
        assert places == sorted(places)


def test_libreoffice_prints_it(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office or not shutil.which("pdftotext"):
        pytest.skip("libreoffice-writer-nogui or poppler-utils is not installed")
    write_docx(samples.draft(), tmp_path / "draft.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "draft.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "draft.pdf", "-"], check=True, capture_output=True, timeout=30
    ).stdout.decode()
    pages = text.split("\f")
    assert "草 稿" in " ".join(pages[0].split())
    assert "—1—" in pages[0].replace(" ", "")
    assert "—2—" in pages[1].replace(" ", "")
    body = [line.strip().replace(" ", "") for line in pages[0].splitlines() if "数据截至" not in line]
    longest = max(len(line) for line in body)
    assert 26 <= longest <= 31  # 28 Han characters; digits are half as wide


def test_an_office_opens_it_and_what_it_saves_reads_the_same(tmp_path):
    make = samples.formal
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("libreoffice-writer-nogui is not installed")
    write_docx(make(), tmp_path / "paper.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, "--headless", profile, "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "saved"]
    subprocess.run([*command, tmp_path / "paper.docx"], check=True, capture_output=True, timeout=120)
    before, after = (readers.open_paper(path) for path in (tmp_path / "paper.docx", tmp_path / "saved" / "paper.docx"))
    assert after.title == before.title == make().full_title
    assert "".join(after.text.split()) == "".join(before.text.split())
    assert [(s.level, s.number, s.title) for s in after.sections] == [
        (s.level, s.number, s.title) for s in before.sections
    ]
    styles = {p.style.name for p in open_docx(tmp_path / "saved" / "paper.docx").paragraphs}
    assert {"Heading 1", "Heading 2", "Title", "Body Text"} <= styles
