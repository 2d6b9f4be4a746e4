"""The OFD: its structure by our written rules, and read back as it was written."""

import io
import re
import zipfile

import paper_samples as samples
import pytest
from lxml import etree

from yifa.papers import readers
from yifa.papers.docmodel import Document, para
from yifa.papers.writers.ofd import NS, render_ofd
from yifa.papers.writers.ofd_check import RULES, check_ofd
from yifa.papers.writers.pdf import render_pdf
from yifa.papers.writers.placed import sheets_of

PAGE = "Doc_0/Pages/Page_0/Content.xml"


@pytest.fixture(scope="module")
def formal(shelf):
    return render_ofd(samples.formal(), shelf)


def parts_of(blob):
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def squeezed(text):
    return re.sub(r"\s", "", text)


def all_of(blob, path):
    return [el for name, data in parts_of(blob).items() if name.endswith(".xml")
            for el in etree.fromstring(data).iterfind(f".//{{{NS}}}{path}")]  # fmt: skip


@pytest.mark.parametrize("make", [samples.draft, samples.formal, lambda: Document(title=["空"], body=[para("一")])])
def test_a_package_of_ours_keeps_every_rule(shelf, make):
    assert check_ofd(render_ofd(make(), shelf)) == []


def test_it_is_read_back_as_the_pdf_and_as_the_docx(shelf, formal):
    from yifa.papers import writers

    doc = samples.formal()
    blobs = {"ofd": render_ofd(doc, shelf), "pdf": render_pdf(doc, shelf), "docx": writers.render(doc, "docx")}
    papers = {fmt: readers.open_paper(blob, name=f"报告.{fmt}") for fmt, blob in blobs.items()}
    assert papers["ofd"].text == papers["pdf"].text
    assert squeezed(papers["ofd"].text) == squeezed(papers["docx"].text)
    heads = {fmt: [(s.level, s.number, s.title) for s in paper.sections] for fmt, paper in papers.items()}
    assert heads["ofd"] == heads["pdf"] == heads["docx"]
    tables = {fmt: [table.rows for table in paper.tables] for fmt, paper in papers.items()}
    assert tables["ofd"] == tables["pdf"] == tables["docx"]  # one goes over three pages with its head repeated
    assert [len(rows) for rows in tables["ofd"]] == [4, 41]
    assert papers["ofd"].title == doc.full_title
    assert papers["ofd"].header["签发人"] == "丁启明"


def test_every_letter_stands_where_the_pdf_has_it(shelf, formal):
    sheets, _ = sheets_of(render_pdf(samples.formal(), shelf))
    page = etree.fromstring(parts_of(formal)[PAGE])
    placed = []
    for item in page.iter(f"{{{NS}}}TextObject"):
        left, top, *_ = map(float, item.get("Boundary").split())
        code = item.find(f"{{{NS}}}TextCode")
        x, y = left + float(code.get("X")), top + float(code.get("Y"))
        steps = [0.0, *map(float, code.get("DeltaX", "").split())]
        for char, step in zip(code.text, steps, strict=True):
            x += step
            placed.append((char, x, y))
    wanted = [(letter.char, letter.x, letter.y) for letter in sheets[0].letters if not letter.char.isspace()]
    placed = [item for item in placed if not item[0].isspace()]
    assert [item[0] for item in placed] == [item[0] for item in wanted]
    for (_, x, y), (_, wanted_x, wanted_y) in zip(placed, wanted, strict=True):
        assert x == pytest.approx(wanted_x, abs=0.01)
        assert y == pytest.approx(wanted_y, abs=0.01)


def test_metadata_and_outline(formal):
    root = etree.fromstring(parts_of(formal)["OFD.xml"])
    info = {etree.QName(el).localname: el.text for el in root.iter()}
    assert info["Title"] == "己县机关事务管理局2026年法治政府建设情况报告"
    assert info["CreationDate"] == "2026-12-31"
    assert info["CustomData"] == "己管法〔2027〕3号"
    (outlines,) = all_of(formal, "Outlines")
    tops = [el.get("Title") for el in outlines]
    assert tops[:2] == ["一、主要举措和成效", "二、党政主要负责人履行第一责任人职责情况"]
    assert outlines[0].get("Count") == "2"


def test_fonts_are_subsets(formal):
    sizes = [len(data) for name, data in parts_of(formal).items() if "/Res/" in name]
    assert len(sizes) >= 3
    assert max(sizes) < 1_000_000


def test_the_same_tree_gives_the_same_bytes(shelf, formal):
    assert render_ofd(samples.formal(), shelf) == formal


def change(name, old, new):
    def apply(parts):
        before = parts[name].decode()
        assert re.search(old, before), old
        parts[name] = re.sub(old, new, before, count=1).encode()

    return apply


def without(pattern):
    def apply(parts):
        for name in [name for name in parts if re.search(pattern, name)]:
            del parts[name]

    return apply


def put(name, data):
    return lambda parts: parts.__setitem__(name, data)


DAMAGE = [
    ("OFD-01", without("^OFD.xml$")),
    ("OFD-02", put(PAGE, b"<broken")),
    ("OFD-02", change(PAGE, re.escape(NS), "http://example.org/ofd")),
    ("OFD-03", change("OFD.xml", 'DocType="OFD"', 'DocType="PDF"')),
    ("OFD-03", change("OFD.xml", "<ofd:DocID>[^<]+", "<ofd:DocID>1")),
    ("OFD-04", without("Page_1/Content")),
    ("OFD-04", without("font_1")),
    ("OFD-05", put("Doc_0/left.bin", b"x")),
    ("OFD-06", change(PAGE, 'TextObject ID="(\\d+)"', 'TextObject ID="1"')),
    ("OFD-06", change(PAGE, 'TextObject ID="(\\d+)"', 'TextObject ID="a"')),
    ("OFD-07", change("Doc_0/Document.xml", "<ofd:MaxUnitID>\\d+", "<ofd:MaxUnitID>9")),
    ("OFD-08", change(PAGE, 'Font="\\d+"', 'Font="99999"')),
    ("OFD-08", change("Doc_0/Document.xml", 'PageID="\\d+"', 'PageID="1"')),
    ("OFD-09", change(PAGE, "<ofd:PhysicalBox>[^<]+", "<ofd:PhysicalBox>0 0 210")),
    ("OFD-10", change(PAGE, '(<ofd:TextObject[^>]*?Boundary=")[^"]+', "\\g<1>200 280 50 50")),
    ("OFD-11", change(PAGE, 'DeltaX="[\\d.]+ ', 'DeltaX="')),
    ("OFD-11", change(PAGE, 'DeltaX="', 'DeltaX="900')),
    ("OFD-12", put("Doc_0/Res/font_1.otf", b"no font")),
    ("OFD-13", change("OFD.xml", "<ofd:CreationDate>[^<]+", "<ofd:CreationDate>2026年1月")),
    ("OFD-14", change("OFD.xml", "(<ofd:DocInfo>.*</ofd:DocInfo>)(<ofd:DocRoot>.*</ofd:DocRoot>)", "\\2\\1")),
    ("OFD-15", change(PAGE, "<ofd:AbbreviatedData>M", "<ofd:AbbreviatedData>X")),
]


@pytest.mark.parametrize(("rule", "damage"), DAMAGE, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(DAMAGE)])
def test_damage_is_found_by_its_rule(formal, rule, damage):
    parts = parts_of(formal)
    suffix = next(name for name in parts if "font_1." in name).rsplit(".", 1)[1]
    damage(parts)
    if suffix != "otf" and "Doc_0/Res/font_1.otf" in parts:
        parts[f"Doc_0/Res/font_1.{suffix}"] = parts.pop("Doc_0/Res/font_1.otf")
    assert rule in {fault.rule for fault in check_ofd(packed(parts))}


def test_every_rule_has_a_damage_that_breaks_it():
    assert {rule for rule, _ in DAMAGE} == set(RULES)


def test_a_text_letter_without_glyph_is_found(formal):
    parts = parts_of(formal)
    change(PAGE, "(<ofd:TextCode[^>]*>).", "\\g<1>\ue123")(parts)
    assert "OFD-12" in {fault.rule for fault in check_ofd(packed(parts))}


def test_what_is_no_zip_is_a_fault_and_no_crash():
    assert [fault.rule for fault in check_ofd(b"%PDF-1.7")] == ["OFD-01"]
