"""Any bytes at all: every reader answers with a paper or one Chinese line."""
# ruff: noqa: E501 (lines of XML are kept whole)

import io
import zipfile

import makers
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yifa.papers.reading import PaperError, read

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.ofd", "a", ""])
PIECES = st.sampled_from(
    "一、 （一） 1. 1.5 （1） 一是 二是 ① 第一部分 。 ； ： ， 《 》 （ “ ” \n \n\n \t \u3000 工作 法治 机关 报告 2024年 甲市机关事务管理局 附件 附件1 抄送： "
    "索引号： 发布日期： 2025年1月16日 〔2024〕3号 签发人： - 1 - | # * [bookmark:x] \ufffd \ue000 \u200b 𠀀 ⺠ & < > \x0c \r 41次 500余 95% "
    "打印 字体： 市委、市政府：".split(" ")
)


def sound(data: bytes, name: str) -> None:
    """Read, and hold the promises of a paper where there is one."""
    try:
        reading = read(data, name=name)
    except PaperError as error:
        assert any("\u4e00" <= char <= "\u9fff" for char in str(error))
        return
    paper = reading.paper
    size = len(paper.text)
    assert len(paper.folded) == size
    for section in paper.walk():
        assert 0 <= section.start < section.end <= size
        assert section.start <= section.head_end <= section.end
        for child in section.children:
            assert section.start <= child.start and child.end <= section.end
    last = 0
    for block in paper.blocks:
        assert last <= block.start < block.end <= size
        last = block.end
    for index in range(0, size, 7):
        start, end = paper.raw_span(index, index + 1)
        assert 0 <= start < end <= len(paper.raw) + 1
    for place in (*paper.header_spans, paper.title_span, paper.addressee_span, paper.signature_span, paper.body):
        assert place is None or 0 <= place.start <= place.end <= size
    reading.as_json(with_text=True)


@QUICK
@given(st.binary(max_size=3000), NAMES)
def test_any_bytes(data, name):
    sound(data, name)


@QUICK
@given(st.text(max_size=600), NAMES)
def test_any_text(text, name):
    sound(text.encode("utf-8", "replace"), name)


@settings(QUICK, max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=120), NAMES)
@example(["发布日期：", "①"], "a.txt")
def test_texts_made_of_the_words_of_the_genre(pieces, name):
    sound("".join(pieces).encode(), name)


@QUICK
@given(st.lists(st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<h1>", "</h1>", "<b>",
       "<style>", "<td colspan=9999>", "<td rowspan=-3>", "<!--", "-->", "工作报告", "2024年法治工作。", "索引号：", "001", "&nbsp;", "&#x110000;"]),
       max_size=80))  # fmt: skip
def test_any_page(pieces):
    sound(("<html><body>" + "".join(pieces)).encode(), "a.html")


def damaged(data: bytes):
    """A good file with some bytes changed, cut or doubled."""
    return st.tuples(
        st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=20),
        st.integers(0, len(data)),
        st.booleans(),
    ).map(lambda how: _damage(data, *how))


def _damage(data: bytes, changes, cut: int, whole: bool) -> bytes:
    made = bytearray(data)
    for at, value in changes:
        made[at] = value
    return bytes(made if whole else made[:cut])


DOCX = makers.docx("".join(makers.w_p(line) for line in makers.REPORT))
OFD = makers.ofd(makers.REPORT)


@pytest.mark.parametrize(("data", "name"), [(DOCX, "a.docx"), (OFD, "a.ofd")])
def test_damaged_packages(data, name):
    @QUICK
    @given(damaged(data))
    def inner(broken):
        sound(broken, name)

    inner()


def test_damaged_pdf():
    font = makers.cjk_font()
    if font is None:
        pytest.skip("no Chinese font here to make a pdf with")

    @settings(QUICK, max_examples=40)
    @given(damaged(makers.pdf(makers.REPORT, fonts=font)))
    def inner(broken):
        sound(broken, "a.pdf")

    inner()


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """A package with one part exchanged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "part"),
    [
        (DOCX, "a.docx", "word/document.xml"),
        (OFD, "a.ofd", "Doc_0/Pages/Page_0/Content.xml"),
        (OFD, "a.ofd", "Doc_0/Document.xml"),
        (OFD, "a.ofd", "OFD.xml"),
    ],
)
def test_damaged_parts(data, name, part):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        inside = package.read(part)

    @QUICK
    @given(damaged(inside))
    def inner(broken):
        sound(repacked(data, part, broken), name)

    inner()


VALUES = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1e309",
        "nan",
        "甲",
        "99999999999",
        "g 5 5",
        "g 99999999 1",
        "0 0 0 0",
        "1 0 0 1 0 0",
        "inf inf inf inf",
    ]
)


@QUICK
@given(st.lists(VALUES, min_size=7, max_size=7))
def test_any_numbers_in_an_ofd(values):
    x, y, delta, boundary, matrix, size, box = values
    content = (
        f'<ofd:Page xmlns:ofd="{makers.OFD}"><ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer>'
        f'<ofd:TextObject Boundary="{boundary}" CTM="{matrix}" Size="{size}"><ofd:TextCode X="{x}" Y="{y}" DeltaX="{delta}">'
        f"{makers.REPORT[2]}</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    )
    sound(repacked(OFD, "Doc_0/Pages/Page_0/Content.xml", content.encode()), "a.ofd")


@QUICK
@given(st.lists(VALUES, min_size=8, max_size=8))
def test_any_numbers_in_a_docx(values):
    a, b, c, d, e, f, g, h = values
    body = makers.w_p(
        f'<w:r><w:rPr><w:sz w:val="{a}"/></w:rPr><w:t>{makers.REPORT[2]}</w:t></w:r>',
        f'<w:numPr><w:ilvl w:val="{b}"/><w:numId w:val="5"/></w:numPr><w:outlineLvl w:val="{c}"/><w:spacing w:line="{d}" w:lineRule="exact"/>',
    )
    body += f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="{e}"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="{f}"/></w:tcPr>{makers.w_p("工作")}'
    body += f'</w:tc><w:tc>{makers.w_p("二")}</w:tc></w:tr></w:tbl><w:sectPr><w:pgSz w:w="{g}" w:h="{h}"/><w:docGrid w:type="lines" w:linePitch="{g}"/></w:sectPr>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{h}"/><w:numFmt w:val="{g}"/><w:lvlText w:val="%1%2%9"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    )
    sound(makers.docx(body, numbering=numbering), "a.docx")
