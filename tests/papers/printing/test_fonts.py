"""Fonts: whose come first, what is missing, and what mends it."""

import io

import paper_samples as samples
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yifa.papers import writers
from yifa.papers.docmodel import Document, Heading, para
from yifa.papers.writers.fonts import FontMissing, library
from yifa.papers.writers.pdf import render_pdf
from yifa.papers.writers.placed import sheets_of

NOWHERE = "\ue123"  # a private character no font of ours has


def own_font(shelf, path, family, text):
    """A font of the bureau's own under a name of its own, holding only the characters of ``text``."""
    face = shelf.roles["fang"][0]
    options = subset.Options(layout_features=[], font_number=face.index if face.path.endswith("c") else -1)
    font = subset.load_font(face.path, options)
    tool = subset.Subsetter(options)
    tool.populate(text=text)
    tool.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = family
        elif record.nameID == 6:
            record.string = "OwnFangSong"
    font.save(path)


def test_without_any_font_pdf_and_ofd_say_what_mends_it_and_docx_works(tmp_path):
    bare = library(tmp_path, system=False)
    with pytest.raises(FontMissing, match="make fonts") as refused:
        render_pdf(samples.formal(), bare)
    assert str(tmp_path) in str(refused.value)
    assert "docx" in str(refused.value)
    assert writers.render(samples.formal(), "docx")[:2] == b"PK"


@pytest.mark.parametrize(
    ("doc", "role"),
    [
        (Document(title=["标题"], body=[para(f"王{NOWHERE}同志")]), "仿宋"),
        (Document(title=[f"标{NOWHERE}"]), "小标宋"),
        (Document(title=["标题"], body=[Heading(1, NOWHERE)]), "黑体"),
        (Document(title=["标题"], body=[Heading(2, NOWHERE)]), "楷体"),
    ],
)
@pytest.mark.parametrize("fmt", ["pdf", "ofd"])
def test_a_missing_glyph_is_named_with_its_font(shelf, doc, role, fmt):
    with pytest.raises(FontMissing, match="U\\+E123") as refused:
        writers.render(doc, fmt, shelf.place)
    assert role in str(refused.value)
    assert NOWHERE in str(refused.value)


def test_rare_characters_of_names_are_taken_from_the_next_font(shelf):
    name = "燊喆堃珺昇镕㎡"
    sheets, _ = sheets_of(render_pdf(Document(title=["标题"], body=[para(name)]), shelf))
    letters = [letter for letter in sheets[0].letters if letter.char in name]
    assert "".join(letter.char for letter in letters) == name
    assert sheets_of(render_pdf(Document(title=["标题"], body=[para(name)]), shelf))[0][0].letters


def test_the_bureaus_own_font_comes_first_and_the_rest_fills_its_gaps(shelf, tmp_path):
    own_font(shelf, tmp_path / "own.otf", "仿宋_GB2312", "依法行政")
    own = library(tmp_path)
    assert own.families()["fang"][0] == "仿宋_GB2312"
    sheets, _ = sheets_of(render_pdf(Document(title=["标题"], body=[para("依法行政，合理行政")]), own))
    fonts = {letter.char: letter.font for letter in sheets[0].letters if letter.size == 16}
    assert fonts["依"] == fonts["政"] == "OwnFangSong"
    assert fonts["理"] != "OwnFangSong"


def test_a_font_dropped_in_later_is_seen(shelf, tmp_path):
    assert "仿宋_GB2312" not in library(tmp_path).families()["fang"]
    own_font(shelf, tmp_path / "own.otf", "仿宋_GB2312", "依法")
    assert library(tmp_path).families()["fang"][0] == "仿宋_GB2312"


def test_a_broken_font_file_is_passed_over(shelf, tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00 no font")
    assert render_pdf(samples.draft(), library(tmp_path))[:5] == b"%PDF-"


def test_the_made_font_is_a_font(shelf, tmp_path):
    own_font(shelf, tmp_path / "own.otf", "仿宋_GB2312", "依法")
    with TTFont(io.BytesIO((tmp_path / "own.otf").read_bytes())) as font:
        assert ord("依") in font.getBestCmap()


def test_the_folder_may_say_which_family_goes_first(shelf, tmp_path):
    own_font(shelf, tmp_path / "own.otf", "某局仿宋", "依法")
    before = library(tmp_path).families()
    assert "某局仿宋" not in before["fang"]
    (tmp_path / "roles.yaml").write_text("仿宋: [某局仿宋]\n楷体: 没有的字体\n", encoding="utf-8")
    families = library(tmp_path).families()
    assert families["fang"][0] == "某局仿宋"
    assert families["kai"] == before["kai"]


@pytest.mark.parametrize("text", ["仿宋体: [甲]", "[", "- 甲"])
def test_an_order_that_cannot_be_read_is_said_in_chinese(tmp_path, text):
    (tmp_path / "roles.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FontMissing, match=r"roles\.yaml"):
        library(tmp_path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_prints_or_is_refused_by_name(shelf, text):
    doc = Document(title=[text], body=[Heading(2, text), para(text)], note=text)
    try:
        assert render_pdf(doc, shelf)[:5] == b"%PDF-"
    except FontMissing as error:
        assert "缺字" in str(error)


def test_what_cannot_be_seen_needs_no_glyph(shelf):
    doc = Document(title=["标题"], body=[para("甲\u200b乙\u200d丙\ufe0f丁\u00ad戊\u2003己\u2028庚\u202e")])
    letters = sheets_of(render_pdf(doc, shelf))[0][0].letters
    assert "".join(letter.char for letter in letters if letter.char in "甲乙丙丁戊己庚") == "甲乙丙丁戊己庚"
