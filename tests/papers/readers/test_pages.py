"""Pdf and OFD: lines joined by their places, page marks and running heads gone, layout measured."""

import makers
import pytest

from yifa.papers.reading import PaperError, read


@pytest.fixture(scope="module")
def font():
    name = makers.cjk_font()
    if name is None:
        pytest.skip("no Chinese font here to make a pdf with")
    return name


@pytest.mark.parametrize(("indent", "header"), [(True, ""), (False, ""), (True, "甲市机关事务管理局文件汇编")])
def test_pdf(font, indent, header):
    data = makers.pdf(
        [*makers.REPORT[:-2], *makers.REPORT[2:-2], *makers.REPORT[-2:]], indent=indent, header=header, fonts=font
    )
    paper = read(data, name="a.pdf").paper
    assert paper.title == makers.TITLE
    assert paper.addressee == "中共甲市委、甲市人民政府"
    assert paper.text.replace("\n", "") == "".join([*makers.REPORT[:-2], *makers.REPORT[2:-2], *makers.REPORT[-2:]])
    assert makers.paths(paper) == [*makers.PATHS, *makers.PATHS]
    assert paper.damage == []


def test_pdf_layout(font):
    paper = read(makers.pdf(makers.REPORT, fonts=font), name="a.pdf").paper
    layout = paper.layout
    assert (layout.width, layout.height, layout.page_numbers) == (210.0, 297.0, True)
    assert abs(layout.left - 28) < 1.5
    assert layout.grid_chars == 28
    assert layout.font_at(0).size == 22.0
    assert layout.font_at(paper.body.start).size == 16.0
    first = next(line for line in layout.lines if paper.text[line.start : line.end].startswith("2024年"))
    assert len(paper.text[first.start : first.end]) > 20


@pytest.mark.parametrize("chars", [24, 28, 34])
def test_ofd(chars):
    paper = read(makers.ofd(makers.REPORT, chars=chars), name="a.ofd").paper
    assert paper.text == "\n".join(makers.REPORT)
    assert makers.paths(paper) == makers.PATHS
    assert (paper.signer, paper.date) == ("甲市机关事务管理局", "2025-01-16")
    assert paper.layout.pages > 1
    assert paper.layout.font_at(paper.body.start).font == "仿宋_GB2312"


def test_ofd_grid_is_measured():
    layout = read(makers.ofd([*makers.REPORT[:-2], *makers.REPORT[2:]]), name="a.ofd").paper.layout
    assert (layout.grid_lines, layout.grid_chars) == (22, 28)
    assert (layout.width, layout.height) == (210.0, 297.0)
    assert abs(layout.left - 28) < 0.5


def test_scanned_ofd_says_so():
    with pytest.raises(PaperError, match="扫描件"):
        read(makers.ofd(makers.REPORT, image=True), name="a.ofd")


def test_scanned_pdf_says_so():
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    page = document.new_page(595, 842)
    bitmap = pypdfium2.PdfBitmap.new_native(20, 20, pypdfium2.raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 0, 0, 255), 0, 0, 20, 20)
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(bitmap)
    image.set_matrix(pypdfium2.PdfMatrix().scale(500, 700))
    page.insert_obj(image)
    page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    with pytest.raises(PaperError, match="扫描件"):
        read(buffer.getvalue(), name="a.pdf")
