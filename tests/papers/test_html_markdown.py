import io
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import paper_samples as samples
import pytest

from yifa.papers.docmodel import Document, Heading, ListItem, Run, Signature, Table, fig, para
from yifa.papers.writers import FORMATS, render
from yifa.papers.writers.docx import read_figures
from yifa.papers.writers.html import render_html
from yifa.papers.writers.markdown import render_markdown

SRC = Path(__file__).parents[2] / "src"
EVIL = "<script>alert(1)</script>\"' onload=x &amp; \x07"


def evil():
    return Document(
        [EVIL],
        [
            Heading(1, EVIL),
            para(EVIL, fig(EVIL, EVIL), Run(EVIL, bold=True, mark="stop")),
            ListItem([Run(EVIL)], marker=EVIL),
            Table([[EVIL]], header=[EVIL], caption=EVIL),
        ],
        addressee=EVIL,
        signature=Signature(EVIL, EVIL),
        note=EVIL,
    )


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open, self.seen, self.attrs = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attrs += attrs
        if tag not in ("br", "meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_fragment_has_no_style_no_script_and_balanced_tags():
    for doc in (samples.draft(), samples.formal(), evil()):
        page = Tags(render_html(doc))
        assert page.open == []
        assert not {"script", "style", "link"} & set(page.seen)
        assert not [name for name, _ in page.attrs if name == "style" or name.startswith("on")]


def test_figures_carry_their_key_and_open_their_list():
    html = render_html(
        samples.draft(), figure_href=lambda key: f"/figures/{key}/" if key != "contracts.total" else None
    )
    assert (
        '<a class="y-fig" id="fig-1" data-figure="decisions.party_group_meetings" '
        'href="/figures/decisions.party_group_meetings/">23次</a>'
    ) in html
    assert re.search(r'<span class="y-fig" id="fig-\d+" data-figure="contracts.total">62</span>', html)
    assert "data-figure" not in render_html(samples.draft(), trace=False)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//else.where/", "data:text/html,x", "/\\else.where"])
def test_a_foreign_address_is_not_linked(href):
    assert "href" not in render_html(samples.draft(), figure_href=lambda key: href)


def test_marks_have_a_word_in_the_margin():
    html = render_html(samples.draft())
    assert (
        '<span class="y-side y-alarm">受阻</span><span class="y-stop">全局签订的合同均在签订前完成审查</span>' in html
    )
    assert '<span class="y-side y-warn">待证</span><span class="y-hold">' in html


def test_headings_keep_their_order():
    html = render_html(samples.draft())
    assert '<h3 class="y-h1">一、主要举措和成效</h3>\n<h4 class="y-h2">（一）领导干部带头学法</h4>' in html
    page = render_html(samples.draft(), standalone=True)
    assert page.count("<h1") == 1
    assert '<h2 class="y-h1">一、主要举措和成效</h2>' in page


def test_standalone_page_links_a_stylesheet_or_carries_its_own():
    own = render_html(samples.formal(), standalone=True)
    assert own.startswith("<!doctype html>")
    assert "<style>" in own
    assert "<link" not in own
    linked = render_html(samples.formal(), standalone=True, stylesheet="yifa.css")
    assert '<link rel="stylesheet" href="yifa.css">' in linked
    assert "<style" not in linked
    assert Tags(own).open == Tags(linked).open == []


def test_html_escapes():
    html = render_html(evil(), standalone=True)
    assert "<script" not in html
    assert "\x07" not in html
    assert 'data-figure="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27; onload=x &amp;amp; "' in html


def test_markdown_reads_well():
    text = render_markdown(samples.draft())
    assert "# 己县机关事务管理局 2026年法治政府建设情况报告\n" in text
    assert "\n## 一、主要举措和成效\n\n### （一）领导干部带头学法\n\n全年召开局党组会议23次，" in text
    assert "**2.制度审查**。按照《公共机构节能条例》" in text
    assert "\n- 一是办公用房权属登记资料的补齐；\n- 二是" in text
    assert "| 事项 | 责任处室 | 办结数（件） |\n| --- | :---: | ---: |\n| 合同合法性审查 | 法规处 | 62 |" in text
    assert "〔受阻〕全局签订" in text


def test_markdown_escapes():
    text = render_markdown(evil())
    assert "<script" not in text.replace("\\<script", "")
    doc = Document(
        ["题"],
        [
            para("# 不是标题"),
            para("1. 不是列表"),
            para("- 不是列表"),
            para("a*b_c`d[e](f)|g"),
            Table([["甲|乙\n丙"]], header=["列"]),
        ],
    )
    text = render_markdown(doc)
    assert "\\# 不是标题" in text
    assert "1\\. 不是列表" in text
    assert "\\- 不是列表" in text
    assert "a\\*b\\_c\\`d\\[e\\](f)\\|g" in text
    assert "| 甲\\|乙 丙 |" in text


def test_render_knows_every_format():
    for fmt in FORMATS:
        blob = render(samples.draft(), fmt)
        assert isinstance(blob, bytes)
        if fmt not in ("docx", "pdf", "ofd"):  # these have a test of their own
            assert blob == render(samples.draft(), fmt)
    with pytest.raises(ValueError):
        render(samples.formal(), "wps")


@pytest.mark.parametrize("fmt", ["docx", "html"])
def test_the_public_edition_carries_no_keys(fmt):
    doc = samples.formal()
    doc.meta.edition = "public"
    blob = render(doc, fmt)
    if fmt == "docx":
        assert read_figures(io.BytesIO(blob)) == []
    else:
        assert b"contracts.total" not in blob


def test_writers_do_not_load_django():
    code = (
        "import sys; from yifa.papers.docmodel import Document, para; from yifa.papers.writers import FORMATS, render; "
        "[render(Document(['题'], [para('文')]), f) for f in FORMATS]; "
        "import yifa.papers.writers.evidence_xlsx, yifa.papers.writers.table_xlsx; "
        "sys.exit('django' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(SRC)}, timeout=60)
