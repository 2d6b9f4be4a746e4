"""Saved pages of government sites."""
# ruff: noqa: E501 (lines of XML and HTML are kept whole)

import makers

from yifa.papers.reading import read

HEAD = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"><title>2024年法治政府建设工作报告_甲市机关事务管理局</title>{meta}'
    "<style>p{{color:red}}</style></head><body>"
)
MENU = "<div class=nav><ul><li><a href=/>首页</a></li><li><a>机构概况</a></li><li><a>信息公开</a></li></ul></div>"
CRUMBS = "<div>当前位置：<a>首页</a> &gt; <a>法治政府</a></div>"
CATALOGUE = (
    "<table><tr><td>索 引 号：</td><td>001/2025-0007</td><td>发布机构：</td><td>甲市机关事务局</td></tr>"
    "<tr><td>成文日期：</td><td>2025年1月16日</td><td>发文字号：</td><td></td></tr></table>"
)
FOOT = "<div class=foot>主办单位：甲市机关事务管理局　版权所有　甲ICP备00000000号</div><script>var a='。。。。。。'</script></body></html>"


def page(
    article: str, *, meta: str = "", charset: str = "utf-8", catalogue: str = CATALOGUE, around: str = ""
) -> bytes:
    text = HEAD.format(charset=charset, meta=meta) + MENU + CRUMBS + catalogue + article + around + FOOT
    return text.encode("gb18030" if charset == "gb2312" else charset)


def article(lines=None, tag: str = "p") -> str:
    lines = lines or makers.REPORT
    inner = "".join(
        f"<{tag} style='text-indent:2em'><span>&nbsp;&nbsp;&emsp;{line}</span></{tag}>\n" for line in lines[1:]
    )
    return f"<div class=main><h1>{lines[0]}</h1><div>发布时间：2025-01-20　字体：【大 中 小】</div><div id=zoom>{inner}</div></div>"


def test_article_out_of_the_clutter():
    paper = read(page(article()), name="a.html").paper
    assert paper.title == makers.TITLE
    assert makers.paths(paper) == makers.PATHS
    assert paper.addressee == "中共甲市委、甲市人民政府"
    assert (paper.signer, paper.date) == ("甲市机关事务管理局", "2025-01-16")
    for word in ("首页", "机构概况", "ICP", "版权", "。。。"):
        assert word not in paper.text
    assert paper.text[paper.body.start :].startswith("2024年，甲市机关事务管理局")


def test_catalogue_header():
    header = read(page(article()), name="a.html").paper.header
    assert header["索引号"] == "001/2025-0007"
    assert header["发布机构"] == "甲市机关事务局"
    assert header["成文日期"] == "2025-01-16"
    assert header["发文字号"] is None
    assert header["发布时间"] == "2025-01-20"


def test_catalogue_header_as_a_list():
    catalogue = "<ul><li><b>索引号</b><em>001/2025-0007</em></li><li><b>发布机构：</b><em>甲市机关事务局</em></li></ul>"
    header = read(page(article(), catalogue=catalogue), name="a.html").paper.header
    assert header["索引号"] == "001/2025-0007"
    assert header["发布机构"] == "甲市机关事务局"


def test_meta_tags_are_believed():
    meta = f'<meta name="ArticleTitle" content="{makers.TITLE}"><meta name="PubDate" content="2025-01-20 10:00">'
    body = article().replace(f"<h1>{makers.TITLE}</h1>", "")
    paper = read(page(body, meta=meta, catalogue=""), name="a.html").paper
    assert paper.title == makers.TITLE
    assert paper.header["发布日期"] == "2025-01-20 10:00"


def test_charset_named_by_the_page():
    assert read(page(article(), charset="gb2312"), name="a.html").paper.title == makers.TITLE


def test_lines_parted_by_br_only():
    lines = makers.REPORT
    body = f"<div><h1>{lines[0]}</h1><div id=zoom>" + "<br>".join("　　" + line for line in lines[1:]) + "</div></div>"
    assert makers.paths(read(page(body), name="a.html").paper) == makers.PATHS


def test_article_inside_a_layout_table():
    body = (
        "<table><tr><td width=200>栏目</td><td>"
        + "".join(f"<p>{line}</p>" for line in makers.REPORT)
        + "</td></tr></table>"
    )
    paper = read(page(body, catalogue=""), name="a.html").paper
    assert makers.paths(paper) == makers.PATHS
    assert paper.tables == []


def test_table_of_figures_inside_the_article():
    table = "<table><tr><th>事项</th><th>数量</th></tr><tr><td>合同审查</td><td>86</td></tr></table>"
    body = article().replace("</div></div>", table + "</div></div>")
    assert read(page(body), name="a.html").paper.tables[0].rows == [["事项", "数量"], ["合同审查", "86"]]


def test_hidden_parts_are_not_read():
    paper = read(
        page(article(), around="<div style='display: none'>内部说明。</div><nav>导航。</nav>"), name="a.html"
    ).paper
    assert "内部说明" not in paper.text
    assert "导航" not in paper.text


def test_own_html_reads_back():
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent.parent))
    import paper_samples

    from yifa.papers.writers.html import render_html

    document = paper_samples.formal()
    paper = read(render_html(document).encode(), name="a.html").paper
    assert paper.title == document.full_title
    assert [section.number for section in paper.sections] == ["一", "二", "三", "四"]
    assert paper.copies_to == document.imprint.copies_to
