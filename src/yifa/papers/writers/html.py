"""HTML writer: a fragment for the screen, or a page that stands on its own.

The fragment has no inline style and no script (the product's CSP forbids both); its looks are the house's ``y-``
classes. Only a page written to a file may carry its own small ``<style>``, and only where no stylesheet is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from yifa.papers.docmodel import (
    MARK_WORDS,
    Block,
    Document,
    Flow,
    ListItem,
    Run,
    Table,
    attachment_label,
    attachment_line,
    cell_runs,
    cn_date,
    flow,
    provenance,
)
from yifa.papers.writers._clean import clean

Href = Callable[[str], str | None]
_SIDES = {"stop": "y-alarm", "hold": "y-warn"}

_STYLE = """
body{margin:0;background:#f4f5f2;color:#000}
.y-paper{max-width:28em;margin:24px auto;padding:60px 50px;background:#fff;text-align:justify;
font:400 18px/2 "仿宋_GB2312",FangSong,STFangsong,"Noto Serif CJK SC",serif}
.y-paper p,.y-paper h2,.y-paper h3,.y-paper h4,.y-paper h5{margin:0;text-indent:2em;font-size:18px;font-weight:400}
.y-paper .y-p1{text-align:center;text-indent:0;margin-bottom:1em;
font:400 25px/1.5 "方正小标宋简体","Noto Serif CJK SC",SimSun,serif}
.y-paper .y-h1{font-family:"黑体",SimHei,"Noto Sans CJK SC",sans-serif}
.y-paper .y-h2{font-family:"楷体_GB2312",KaiTi,STKaiti,"Noto Serif CJK SC",serif}
.y-paper .y-to,.y-paper caption,.y-paper .y-docno{text-indent:0}
.y-paper ul{margin:0;padding:0;list-style:none}.y-paper li{text-indent:2em}
.y-paper .y-sign{text-align:right;margin-right:4em;text-indent:0}
.y-paper .y-issuer{color:#e60000;text-align:center;text-indent:0;font-size:34px}
.y-paper .y-docno{border-bottom:2px solid #e60000}.y-paper .y-draft{text-indent:0;font-size:14px;color:#5f6964}
.y-paper table{width:100%;border-collapse:collapse;margin:8px 0;font-size:15px;line-height:1.6}
.y-paper td,.y-paper th{border:1px solid #000;padding:2px 6px}.y-paper th{text-align:center;font-weight:600}
.y-num{text-align:right}.y-mid{text-align:center}
.y-fig{border-bottom:1px solid #1f4f93;white-space:nowrap}
.y-stop{background:#fcefed;border-bottom:2px solid #b0261c}.y-hold{background:#fbf3e4;border-bottom:2px dashed #cb8427}
.y-side{font-size:13px;font-weight:700}.y-alarm{color:#b0261c}.y-warn{color:#8a4f08}
.y-side::after{content:" "}.y-imprint{border-top:2px solid #000;border-bottom:2px solid #000;font-size:16px}
@page{size:A4;margin:37mm 26mm 35mm 28mm}
@media print{body{background:none}.y-paper{max-width:none;margin:0;padding:0}.y-fig{border:0}}
"""


def render_html(
    doc: Document,
    *,
    standalone: bool = False,
    stylesheet: str | None = None,
    heading: int | None = None,
    figure_href: Href | None = None,
    trace: bool = True,
) -> str:
    """The paper as HTML.

    ``stylesheet`` is the address a standalone page links to; without it the page embeds a small style of its own.
    ``heading`` is the HTML level of a first-level heading (2 on a page of its own, else 3). ``figure_href`` gives the
    address of a figure's list by its key; a figure without one is a ``span``. ``trace=False`` leaves figure keys out.
    """
    writer = _Writer(doc, heading or (2 if standalone else 3), figure_href, trace, standalone)
    article = writer.article()
    if not standalone:
        return article
    look = f'<link rel="stylesheet" href="{_attr(stylesheet)}">' if stylesheet else f"<style>{_STYLE}</style>"
    return (
        f'<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(doc.full_title)}</title>\n{look}\n</head>\n<body>\n{article}</body>\n</html>\n"
    )


class _Writer:
    def __init__(self, doc: Document, heading: int, figure_href: Href | None, trace: bool, standalone: bool):
        self.doc, self.heading, self.figure_href, self.trace = doc, heading, figure_href, trace
        self.title_tag = "h1" if standalone else "p"
        self.figure = 0

    def article(self) -> str:
        doc = self.doc
        out = ['<article class="y-paper">']
        words = provenance(doc)
        if doc.is_draft or doc.meta.demo:
            out.append(f'<p class="y-draft">{_text("　".join(words))}</p>')
        if doc.is_formal:
            head = doc.header
            out += [f'<p class="y-to y-h1">{_text(line)}</p>' for line in (head.copy_no, head.urgency) if line]
            out.append(f'<p class="y-issuer">{_text(head.issuer_mark)}</p>')
            signer = f"　签发人：{head.signer}" if head.signer else ""
            out.append(f'<p class="y-docno">{_text(head.doc_no + signer)}</p>')
        if doc.info:
            rows = "".join(f'<tr><th scope="row">{_text(a)}</th><td>{_text(b)}</td></tr>' for a, b in doc.info)
            out.append(f'<table class="y-table y-info"><tbody>{rows}</tbody></table>')
        title = "<br>".join(_text(line) for line in doc.title)
        out.append(f'<{self.title_tag} class="y-p1">{title}</{self.title_tag}>')
        if doc.addressee:
            out.append(f'<p class="y-to">{_text(doc.addressee)}：</p>')
        out += self.blocks(doc.body)
        if doc.attachments:
            lines = (attachment_line(doc.attachments, index) for index in range(len(doc.attachments)))
            out.append("\n".join(f'<p class="y-annex">{_text(line)}</p>' for line in lines))
        if doc.signature.issuer:
            out.append(f'<p class="y-sign">{_text(doc.signature.issuer)}</p>')
        if doc.signature.date:
            out.append(f'<p class="y-sign">{_time(doc.signature.date)}</p>')
        if doc.note:
            out.append(f"<p>（{_text(doc.note)}）</p>")
        for index, attachment in enumerate(doc.attachments):
            if attachment.blocks:
                label = attachment_label(doc.attachments, index)
                out.append(f'<section class="y-annex-text"><p class="y-to y-h1">{label}</p>')
                out.append(f'<p class="y-p1">{_text(attachment.title)}</p>')
                out += [*self.blocks(attachment.blocks), "</section>"]
        if doc.imprint:
            out.append(self.imprint())
        if words and not (doc.is_draft or doc.meta.demo):
            out.append(f'<p class="y-print">{_text("　".join(words))}</p>')
        out.append("</article>")
        return "\n".join(out) + "\n"

    def imprint(self) -> str:
        imprint = self.doc.imprint
        lines = []
        if imprint.copies_to:
            lines.append(f'<p class="y-to">抄送：{_text("，".join(imprint.copies_to))}。</p>')
        if imprint.printer or imprint.printed_on:
            issued = f"　{_time(imprint.printed_on)}印发" if imprint.printed_on else ""
            lines.append(f'<p class="y-to">{_text(imprint.printer)}{issued}</p>')
        return f'<footer class="y-imprint">{"".join(lines)}</footer>'

    def blocks(self, blocks: Sequence[Block]) -> list[str]:
        out = []
        for is_list, lines in groupby(flow(blocks), key=lambda line: line.kind == "item"):
            if is_list:
                out.append(f'<ul class="y-items">{"".join(self.item(line) for line in lines)}</ul>')
            else:
                out += [self.line(line) for line in lines]
        return out

    def item(self, line: Flow) -> str:
        level = line.block.level if isinstance(line.block, ListItem) else 1
        extra = f' class="is-l{level}"' if level > 1 else ""
        return f"<li{extra}>{_text(line.number)}{self.runs(line.runs)}</li>"

    def line(self, line: Flow) -> str:
        if isinstance(line.block, Table):
            return self.table(line.block)
        if line.kind == "heading":
            tag = f"h{min(6, self.heading + line.level - 1)}"
            return f'<{tag} class="y-h{line.level}">{_text(line.number + line.head)}</{tag}>'
        head = f'<span class="y-h{line.level}">{_text(line.number + line.head)}</span>' if line.level else ""
        return f"<p>{head}{self.runs(line.runs)}</p>"

    def table(self, block: Table) -> str:
        classes = {"right": ' class="y-num"', "center": ' class="y-mid"', "left": ""}
        out = ['<table class="y-table">']
        if block.caption:
            out.append(f"<caption>{_text(block.caption)}</caption>")
        if block.header:
            heads = [f">{self.runs(cell_runs(cell))}</th>" for cell in block.header]
            top, under, at = [], [], 0
            for words, span in block.groups:
                if words:
                    top.append(f'<th scope="colgroup" colspan="{span}">{_text(words)}</th>')
                    under += [f'<th scope="col"{cell}' for cell in heads[at : at + span]]
                else:
                    top += [f'<th scope="col" rowspan="2"{cell}' for cell in heads[at : at + span]]
                at += span
            above = f"<tr>{''.join(top)}</tr>" if top else ""
            under += [f'<th scope="col"{cell}' for cell in heads[at:]]
            out.append(f"<thead>{above}<tr>{''.join(under)}</tr></thead>")
        out.append("<tbody>")
        for row in block.rows:
            cells = "".join(
                f"<td{classes[block.column_align(index)]}>{self.runs(cell_runs(cell))}</td>"
                for index, cell in enumerate(row)
            )
            out.append(f"<tr>{cells}</tr>")
        out.append("</tbody></table>")
        return "".join(out)

    def runs(self, runs: Sequence[Run]) -> str:
        out = []
        for mark, group in groupby(runs, key=lambda run: run.mark):
            inner = "".join(self.run(run) for run in group)
            if mark:
                side = f'<span class="y-side {_SIDES[mark]}">{MARK_WORDS[mark]}</span>'
                inner = f'{side}<span class="y-{mark}">{inner}</span>'
            out.append(inner)
        return "".join(out)

    def run(self, run: Run) -> str:
        text = _text(run.text)
        if run.bold:
            text = f"<b>{text}</b>"
        if not run.figure_key or not self.trace:
            return text
        self.figure += 1
        attrs = f'class="y-fig" id="fig-{self.figure}" data-figure="{_attr(run.figure_key)}"'
        href = self.figure_href(run.figure_key) if self.figure_href else None
        if href and _safe(href):
            return f'<a {attrs} href="{_attr(href)}">{text}</a>'
        return f"<span {attrs}>{text}</span>"


def _text(text: str) -> str:
    return escape(clean(text), quote=False).replace("\n", "<br>")


def _attr(text: str) -> str:
    return escape(clean(text).replace("\n", " "), quote=True)


def _safe(href: str) -> bool:
    """Own pages, fragments and plain web addresses; no other scheme."""
    return href.startswith(("/", "#", "?", "https://", "http://")) and not href.startswith(("//", "/\\"))


def _time(value) -> str:
    words = _text(cn_date(value))
    return words if isinstance(value, str) else f'<time datetime="{value:%Y-%m-%d}">{words}</time>'
