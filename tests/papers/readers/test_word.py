"""Word files: accepted view of tracked changes, automatic numbers, tables, notes, layout."""
# ruff: noqa: E501 (lines of XML and HTML are kept whole)

import makers
import pytest
from makers import docx, w_p

from yifa.papers.readers._docx_styles import write_number
from yifa.papers.reading import read


def paper(body: str, **parts):
    return read(docx(body, **parts), name="a.docx").paper


def report(*extra: str) -> str:
    return "".join(w_p(line) for line in makers.REPORT) + "".join(extra)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_plain_report():
    read_paper = paper(report())
    assert read_paper.text == "\n".join(makers.REPORT)
    assert makers.paths(read_paper) == makers.PATHS
    assert [block.ref for block in read_paper.blocks] == list(range(len(makers.REPORT)))


def test_tracked_changes_read_as_accepted():
    changed = w_p(
        run("全年开展检查")
        + '<w:del w:id="1" w:author="甲"><w:r><w:delText>9次</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2" w:author="甲">{run("7次")}</w:ins>'
        + f'<w:moveFrom w:id="3">{run("，旧处")}</w:moveFrom><w:moveTo w:id="4">{run("，新处")}</w:moveTo>'
        + run("。")
    )
    read_paper = paper(w_p(makers.TITLE) + w_p("一、主要工作") + changed)
    assert "全年开展检查7次，新处。" in read_paper.text
    assert {damage.kind: damage.count for damage in read_paper.damage} == {"tracked_change": 4}


def test_deleted_paragraph_mark_joins_the_next_paragraph():
    body = (
        w_p(makers.TITLE) + w_p("一、主要工作") + w_p("全年开展", '<w:rPr><w:del w:id="1"/></w:rPr>') + w_p("检查7次。")
    )
    assert "全年开展检查7次。" in paper(body).text


def test_hidden_text_is_not_read():
    body = w_p(makers.TITLE) + w_p("一、主要工作") + w_p(run("检查7次") + run("内部批注", "<w:vanish/>") + run("。"))
    read_paper = paper(body)
    assert read_paper.text.endswith("检查7次。")
    assert [damage.kind for damage in read_paper.damage] == ["hidden"]


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
)


def numbered(text: str, level: int) -> str:
    return w_p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')


def test_automatic_numbers():
    body = w_p(makers.TITLE) + "".join(
        (
            numbered("主要工作", 0), numbered("学法", 1), w_p("学法4次。"), numbered("审查", 1), numbered("合同。审查9件。", 2),
            numbered("制度。审查3件。", 2), numbered("存在不足", 0), numbered("人员", 1), w_p("力量薄弱。"),
        )
    )  # fmt: skip
    read_paper = paper(body, numbering=NUMBERING)
    assert makers.paths(read_paper) == ["一", "一/（一）", "一/（二）", "一/（二）/1", "一/（二）/2", "二", "二/（一）"]
    assert "（二）审查\n1.合同。审查9件。" in read_paper.text
    block = next(b for b in read_paper.blocks if read_paper.text[b.start : b.end].startswith("1.合同"))
    assert block.generated == 2


def test_numbers_of_a_style_and_of_its_base():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="局标题"/><w:basedOn w:val="H1"/></w:style>'
    )
    body = (
        w_p(makers.TITLE)
        + w_p("主要工作", '<w:pStyle w:val="H1"/>')
        + w_p("检查7次。")
        + w_p("存在不足", '<w:pStyle w:val="Mine"/>')
    )
    read_paper = paper(body + w_p("力量薄弱。"), numbering=NUMBERING, styles=styles)
    assert [section.number for section in read_paper.sections] == ["一", "二"]


def test_restart_of_a_list():
    numbering = NUMBERING + (
        '<w:num w:numId="6"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = w_p(makers.TITLE) + numbered("主要工作", 0) + numbered("存在不足", 0)
    body += w_p("下一步安排", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="6"/></w:numPr>') + w_p("组织培训。")
    assert [section.number for section in paper(body, numbering=numbering).sections] == ["一", "二", "一"]


@pytest.mark.parametrize(
    ("style", "value", "text"),
    [
        ("chineseCounting", 12, "十二"), ("japaneseCounting", 3, "三"), ("decimal", 7, "7"), ("decimalEnclosedCircle", 2, "②"),
        ("upperRoman", 4, "IV"), ("lowerLetter", 3, "c"), ("chineseLegalSimplified", 3, "叁"), ("ideographTraditional", 2, "乙"),
        ("decimalFullWidth", 12, "１２"),
    ],
)  # fmt: skip
def test_number_formats(style, value, text):
    assert write_number(value, style) == text


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_tables_with_merged_cells():
    table = (
        "<w:tbl><w:tr>" + cell(w_p("事项")) + cell(w_p("数量"), '<w:gridSpan w:val="2"/>') + "</w:tr>"
        "<w:tr>" + cell(w_p("审查"), '<w:vMerge w:val="restart"/>') + cell(w_p("合同")) + cell(w_p("86")) + "</w:tr>"
        "<w:tr>"
        + cell(w_p(""), "<w:vMerge/>")
        + cell(w_p("制度"))
        + cell(w_p("12") + w_p("（含修订）"))
        + "</w:tr></w:tbl>"
    )
    body = "".join(w_p(line) for line in makers.REPORT[:-2]) + table + "".join(w_p(line) for line in makers.REPORT[-2:])
    read_paper = paper(body)
    assert read_paper.tables[0].rows == [["事项", "数量", ""], ["审查", "合同", "86"], ["", "制度", "12\n（含修订）"]]
    spot = read_paper.tables[0].cells[1][2]
    assert read_paper.text[spot.start : spot.end] == "86"
    assert makers.paths(read_paper) == makers.PATHS
    assert read_paper.signer == "甲市机关事务管理局"


def test_a_form_around_the_paper_is_not_taken_for_a_table():
    inner = "".join(w_p(line) for line in makers.REPORT[1:-2])
    form = "<w:tbl><w:tr>" + cell(w_p("内容")) + cell(inner) + "</w:tr></w:tbl>"
    read_paper = paper(w_p(makers.TITLE) + form + "".join(w_p(line) for line in makers.REPORT[-2:]))
    assert makers.paths(read_paper) == makers.PATHS
    assert read_paper.tables == []


def test_lines_of_like_length_stay_lines():
    items = [f"推动第{number}类服务保障事项办理流程进一步优化完善" for number in "甲乙丙丁戊己"]
    read_paper = paper(
        w_p(makers.TITLE)
        + w_p("一、主要工作")
        + "".join(w_p(item) for item in items)
        + w_p("二、不足")
        + w_p("有差距。")
    )
    assert all(item in read_paper.text.split("\n") for item in items)


def test_footnotes_stand_apart():
    body = report()
    notes = f'<w:footnote w:type="separator" w:id="0">{w_p("")}</w:footnote><w:footnote w:id="2">{w_p("数据截至年底。")}</w:footnote>'
    read_paper = paper(body, footnotes=notes)
    assert [read_paper.text[span.start : span.end] for span in read_paper.footnotes] == ["数据截至年底。"]
    last = read_paper.sections[-1]
    assert "数据截至年底" not in read_paper.text[last.start : last.end]
    assert read_paper.signer == "甲市机关事务管理局"


def test_field_codes_contents_lists_and_controls():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("7次")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    styles = '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    control = f"<w:sdt><w:sdtContent>{w_p('一、主要工作')}</w:sdtContent></w:sdt>"
    body = (
        w_p(makers.TITLE)
        + w_p("一、主要工作\t1", '<w:pStyle w:val="T1"/>')
        + control
        + w_p(run("检查") + field + run("。"))
    )
    assert paper(body, styles=styles).text == f"{makers.TITLE}\n一、主要工作\n检查7次。"


def test_text_boxes_are_read_once():
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps">'
        f"<w:drawing><w:txbxContent>{w_p('甲市机关事务管理局文件')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<w:txbxContent>{w_p('甲市机关事务管理局文件')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    read_paper = paper(w_p(box) + report())
    assert read_paper.header["发文机关标志"] == "甲市机关事务管理局文件"
    assert read_paper.text.count("管理局文件") == 1
    assert read_paper.title == makers.TITLE


def test_fonts_and_page():
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="Head"><w:name w:val="一级"/><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>'
    )
    section = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:bottom="1985" w:left="1588" w:right="1474"/>'
        '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-842"/></w:sectPr>'
    )
    body = w_p(makers.TITLE, '<w:jc w:val="center"/>') + w_p("一、主要工作", '<w:pStyle w:val="Head"/>')
    body += w_p(run("检查") + run("7次", "<w:b/><w:color w:val='FF0000'/>") + run("。")) + section
    read_paper = paper(body, styles=styles)
    layout = read_paper.layout
    assert (layout.width, layout.height, layout.top, layout.left) == (210.0, 297.0, 37.0, 28.0)
    assert (layout.grid_lines, layout.grid_chars) == (22, 28)
    assert layout.font_at(read_paper.text.index("一、")).font == "黑体"
    face = layout.font_at(read_paper.text.index("7次"))
    assert (face.font, face.size, face.bold, face.color) == ("仿宋_GB2312", 16.0, True, "FF0000")


def test_own_writer_and_reader_agree():
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent.parent))
    import paper_samples

    from yifa.papers.docmodel import Heading
    from yifa.papers.writers.docx import render_docx

    document = paper_samples.formal()
    read_paper = read(render_docx(document), name="a.docx").paper
    assert read_paper.title == document.full_title
    assert read_paper.addressee == document.addressee
    assert read_paper.header["发文字号"] == document.header.doc_no
    assert read_paper.header["签发人"] == document.header.signer
    assert read_paper.copies_to == document.imprint.copies_to
    assert read_paper.signer == document.signature.issuer
    assert read_paper.date == document.signature.date.isoformat()
    heads = [block for block in document.body if isinstance(block, Heading)]
    assert [section.title for section in read_paper.walk()] == [head.text for head in heads]
    for head, section in zip(heads, read_paper.walk(), strict=True):
        assert head.kind in (None, section.kind)


def test_written_by_python_docx():
    import io

    import docx as library

    document = library.Document()
    for line in makers.REPORT:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    assert makers.paths(read(buffer.getvalue(), name="a.docx").paper) == makers.PATHS
