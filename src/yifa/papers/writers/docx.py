"""Word writer: the document tree laid out by GB/T 9704-2012 《党政机关公文格式》, on python-docx.

The same tree gives the same bytes: core properties come from the tree and archive time stamps are fixed. A draft
(草稿) carries its line in the page header and never the red 版头. Each figure is wrapped in a bookmark ``fig_<n>``;
a custom XML part names the key behind it, and :func:`read_figures` gives both back.

The 版记 stands at the foot of the last page; moving it to an even page, as print shops do, is left to printing.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from docx import Document as open_docx
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph
from lxml import etree

from yifa.papers.docmodel import (
    MARK_WORDS,
    Attachment,
    Block,
    Cell,
    Document,
    Flow,
    Run,
    Table,
    attachment_label,
    cell_runs,
    cn_date,
    flow,
    info_rows,
    provenance,
    width,
)
from yifa.papers.writers._clean import clean, settle_zip
from yifa.papers.writers._docx_parts import (
    EM3,
    EM4,
    FANG,
    FIGURES_NS,
    HEI,
    KAI,
    LINE,
    TEXT_W,
    W,
    empty_package,
)
from yifa.papers.writers.qr import png

_NS = f'xmlns:w="{W}"'
_RED = RGBColor(0xFF, 0, 0)
_HEAD_FONTS = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
_MARKS = {"stop": ("double", "B0261C", "FCEFED"), "hold": ("dash", "8A4F08", "FBF3E4")}
_UNCERTAIN = re.compile("[“”‘’…—·]")  # signs Word sets in the Western font unless told otherwise
_EPOCH = datetime(2000, 1, 1)
_PPR_ORDER = (
    "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs "
    "overflowPunct autoSpaceDE autoSpaceDN snapToGrid spacing ind jc outlineLvl sectPr"
).split()


def render_docx(doc: Document, trace: bool = True) -> bytes:
    """The paper as docx bytes. ``trace=False`` leaves the figure keys out."""
    return _Writer(doc, trace).render()


def write_docx(doc: Document, target: str | Path | BinaryIO, trace: bool = True) -> None:
    blob = render_docx(doc, trace)
    if isinstance(target, (str, Path)):
        Path(target).write_bytes(blob)
    else:
        target.write(blob)


def read_figures(source: str | Path | BinaryIO) -> list[tuple[str, str, str]]:
    """(bookmark, figure key, printed text) of every figure a docx of ours carries, in printing order."""
    with zipfile.ZipFile(source) as package:
        for name in sorted(n for n in package.namelist() if re.fullmatch(r"customXml/item\d*\.xml", n)):
            root = etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
            if root.tag == f"{{{FIGURES_NS}}}figures":
                return [(el.get("bookmark", ""), el.get("key", ""), el.text or "") for el in root]
    return []


class _Writer:
    def __init__(self, doc: Document, trace: bool):
        self.doc = doc
        self.trace = trace
        self.out: DocxDocument = open_docx(empty_package(doc.figures() if trace else []))
        self.figure = 0

    def render(self) -> bytes:
        doc = self.doc
        self.core_properties()
        self.page_furniture()
        if doc.is_formal:
            self.letterhead()
        if doc.info:
            self.info(doc.info)
        above = 2 * LINE if doc.is_formal else LINE if doc.info else 0
        self.title(doc.title, before=above, after=0 if doc.addressee else LINE)
        if doc.addressee:
            self.paragraph("YifaAddressee", f"{doc.addressee}：")
        self.blocks(doc.body)
        self.attachment_list(doc.attachments)
        self.signature()
        if doc.note:
            self.paragraph("YifaNote", f"（{doc.note}）")
        for index, attachment in enumerate(doc.attachments):
            if attachment.blocks:
                self.annex(index, attachment)
        if doc.code:
            self.return_code(doc.code)
        if doc.imprint:
            self.imprint()
        self.arrange()
        buffer = io.BytesIO()
        self.out.save(buffer)
        return settle_zip(buffer.getvalue())

    # -- the parts of the page --------------------------------------------------------------------------------------

    def core_properties(self) -> None:
        doc, core = self.doc, self.out.core_properties
        stamp = doc.meta.data_as_of or doc.signature.date
        if isinstance(stamp, datetime):
            stamp = stamp.replace(tzinfo=None, microsecond=0)
        elif isinstance(stamp, date):
            stamp = datetime(stamp.year, stamp.month, stamp.day)
        else:
            stamp = _EPOCH
        core.created = core.modified = stamp
        core.title = clean(doc.full_title)[:255]
        core.author = core.last_modified_by = clean(doc.meta.bureau or doc.signature.issuer)[:255]
        core.language = "zh-CN"
        core.comments = clean("　".join(provenance(doc)))[:255]
        core.revision = 1

    def page_furniture(self) -> None:
        section = self.out.sections[0]
        parts = []
        if self.doc.is_draft:
            parts = [part for part in provenance(self.doc) if part != self.doc.meta.bureau]
        elif self.doc.meta.demo:
            parts = ["演示数据"]
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            self.set_style(paragraph, "Header")
            if parts:
                self.draft_line(paragraph, parts)
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            self.set_style(paragraph, "Footer")
            ppr = paragraph._p.get_or_add_pPr()
            ppr.append(parse_xml(f'<w:ind {_NS} w:{side}="{EM4}" w:{side}Chars="100"/>'))
            ppr.append(parse_xml(f'<w:jc {_NS} w:val="{side}"/>'))
            paragraph.add_run("— ")
            for kind in ("begin", "PAGE", "separate", "1", "end"):
                self.field_part(paragraph, kind)
            paragraph.add_run(" —")

    @staticmethod
    def field_part(paragraph: DocxParagraph, kind: str) -> None:
        run = paragraph.add_run()
        if kind in ("begin", "separate", "end"):
            run._r.append(parse_xml(f'<w:fldChar {_NS} w:fldCharType="{kind}"/>'))
        elif kind == "PAGE":
            run._r.append(parse_xml(f'<w:instrText {_NS} xml:space="preserve"> PAGE </w:instrText>'))
        else:
            run.text = kind

    def draft_line(self, paragraph: DocxParagraph, parts: Sequence[str]) -> None:
        ppr = paragraph._p.get_or_add_pPr()
        ppr.append(
            parse_xml(f'<w:pBdr {_NS}><w:bottom w:val="single" w:sz="4" w:space="3" w:color="808080"/></w:pBdr>')
        )
        ppr.append(parse_xml(f'<w:tabs {_NS}><w:tab w:val="right" w:pos="{TEXT_W}"/></w:tabs>'))
        lead = "草稿" if self.doc.is_draft else parts[0]
        rest = "　".join(part for part in parts if part != lead)
        head = paragraph.add_run("　".join(lead) if lead == "草稿" else lead)
        head.font.size = Pt(14)
        if rest:
            self.font(paragraph.add_run(clean(f"\t{rest}")), FANG)

    def letterhead(self) -> None:
        """版头: red 发文机关标志 35 mm under the edge of the 版心, number, signer and the red line."""
        head = self.doc.header
        corner = [text for text in (head.copy_no, head.secrecy, head.urgency) if text]
        for text in corner:
            self.paragraph("YifaCorner", text)
        mark = self.paragraph("YifaMark", head.issuer_mark)
        longest = max(len(line) for line in head.issuer_mark.split("\n"))
        size = max(16, min(60, TEXT_W // 20 // max(longest, 1)))
        for run in mark.runs:
            run.font.size, run.font.color.rgb = Pt(size), _RED
        height = size * 26  # 1.3 lines
        before = max(0, 1984 - LINE * len(corner) - (height - size * 20) // 2)
        self.set_spacing(mark, before, height)
        number = self.paragraph("YifaDocNo", f"　{head.doc_no}\t签发人：" if head.signer else head.doc_no)
        if head.signer:
            self.font(number.add_run(clean(head.signer)), KAI)
            ppr = number._p.get_or_add_pPr()
            ppr.append(parse_xml(f'<w:tabs {_NS}><w:tab w:val="right" w:pos="{TEXT_W - EM3}"/></w:tabs>'))
        else:
            number._p.get_or_add_pPr().append(parse_xml(f'<w:jc {_NS} w:val="center"/>'))
        rule = self.paragraph("YifaRedLine", "")
        rule._p.get_or_add_pPr().append(
            parse_xml(f'<w:pBdr {_NS}><w:bottom w:val="single" w:sz="12" w:space="0" w:color="FF0000"/></w:pBdr>')
        )

    def info(self, pairs: Sequence[tuple[str, str]]) -> None:
        """The header block of a public edition: label and value, two pairs a row."""
        rows = info_rows(pairs)
        borders = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 4)
        table = self.new_table(len(rows), _twips([1.4, 3, 1.4, 3], 4), borders)
        for row, items in zip(table.rows, rows, strict=True):
            cells = list(row.cells)
            if len(items) == 1:
                cells = [cells[0], cells[1].merge(cells[3])]
            for cell, text in zip(cells, (text for pair in items for text in pair), strict=True):
                paragraph = cell.paragraphs[0]
                self.set_style(paragraph, "YifaCell")
                if cell is cells[0] or (len(cells) > 2 and cell is cells[2]):
                    self.font(paragraph.add_run(clean(text)), HEI)
                else:
                    self.runs(paragraph, [Run(text)])
        self.paragraph("YifaGap", "")

    def title(self, lines: Sequence[str], before: int, after: int) -> None:
        self.set_spacing(self.paragraph("Title", "\n".join(lines)), before, 660, after)

    def attachment_list(self, attachments: Sequence[Attachment]) -> None:
        """附件说明: one line under the body, names aligned under each other, no stop at the end."""
        several = len(attachments) > 1
        names_at = EM3 * 5 + (0 if not several else 400 if len(attachments) < 10 else 560)
        for index, attachment in enumerate(attachments):
            self.keep_last_with_next()
            number = f"{index + 1}.\t" if several else ""
            paragraph = self.paragraph("YifaAttachment", ("附件：" if index == 0 else "") + number + attachment.title)
            first = EM3 * 2 if index == 0 else EM3 * 5
            if index == 0:
                self.set_spacing(paragraph, LINE, LINE)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:ind {_NS} w:left="{names_at}" w:hanging="{names_at - first}"/>')
            )

    def signature(self) -> None:
        """Date four characters in, the issuer centred over it (加盖印章); two in and one under where unsealed."""
        sign = self.doc.signature
        when = cn_date(sign.date)
        if not (sign.issuer or when):
            return
        issuer_w, date_w = width(sign.issuer), width(when)
        if sign.sealed:
            date_in = 4.0 if when else 0.0
            issuer_in = date_in + date_w / 2 - issuer_w / 2 if when else 4.0
            if issuer_in < 0:  # a long name: both move, the name stays whole
                date_in, issuer_in = date_in - issuer_in, 0.0
        else:
            issuer_in = 2.0 if date_w + 2 <= issuer_w else 4.0 + date_w - issuer_w
            date_in = issuer_in + issuer_w - 2 - date_w if date_w + 2 <= issuer_w else 2.0
        before = 2 * LINE if sign.sealed else LINE
        self.keep_last_with_next()  # never a signature alone on a page
        for text, indent in ((sign.issuer, issuer_in), (when, date_in)):
            if not text:
                continue
            paragraph = self.paragraph("YifaSignature", text)
            self.set_spacing(paragraph, before, LINE)
            before = 0
            chars = round(indent * 100)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:ind {_NS} w:right="{round(indent * EM3)}" w:rightChars="{chars}"/>')
            )
            paragraph.paragraph_format.keep_with_next = text is sign.issuer and bool(when)

    def return_code(self, code: str) -> None:
        """The code by which the signed paper is filed, as a QR code and in figures."""
        drawn = self.paragraph("YifaCell", "")
        self.set_spacing(drawn, LINE, LINE)
        ppr = drawn._p.get_or_add_pPr()
        ppr.get_or_add_spacing().set(qn("w:lineRule"), "atLeast")  # a picture is cut off by an exact line
        drawn.add_run().add_picture(io.BytesIO(png(code)), width=Cm(2))
        drawn.paragraph_format.keep_with_next = True
        self.paragraph("YifaCell", f"回传编号 {code}")

    def keep_last_with_next(self) -> None:
        body = self.out.element.body
        last = body[-2] if len(body) > 1 else None  # the last child is the section
        if last is not None and last.tag == qn("w:p"):
            DocxParagraph(last, self.out).paragraph_format.keep_with_next = True

    def annex(self, index: int, attachment: Attachment) -> None:
        """An attachment's own text: 附件N flush left in 黑体, its title on the third line."""
        self.paragraph("YifaAnnexNo", attachment_label(self.doc.attachments, index))
        self.title([attachment.title], before=LINE, after=LINE // 2)
        self.blocks(attachment.blocks)

    def imprint(self) -> None:
        """版记: a table floating at the foot of the 版心, thick line above and below, thin between.

        LibreOffice before 7.6 knows no floating tables and leaves it right under the text.
        """
        imprint = self.doc.imprint
        tab = f'<w:tabs {_NS}><w:tab w:val="right" w:pos="{TEXT_W - EM4}"/></w:tabs>'
        rows = []
        if imprint.copies_to:
            indent = f'<w:ind {_NS} w:left="{EM4 * 4}" w:right="{EM4}" w:hanging="{EM4 * 3}"/>'
            rows.append((f"抄送：{'，'.join(imprint.copies_to)}。", indent))
        if imprint.printer or imprint.printed_on:
            issued = f"{cn_date(imprint.printed_on)}印发" if imprint.printed_on else ""
            rows.append((f"{imprint.printer}\t{issued}", f'<w:ind {_NS} w:left="{EM4}"/>'))
        borders = {"top": 8, "bottom": 8, "insideH": 6}
        place = (
            f'<w:tblpPr {_NS} w:leftFromText="0" w:rightFromText="0" w:topFromText="120" w:bottomFromText="0" '
            'w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
        )
        table = self.new_table(len(rows), [TEXT_W], borders, place, padding=0)
        for row, (text, indent) in zip(table.rows, rows, strict=True):
            paragraph = row.cells[0].paragraphs[0]
            self.set_style(paragraph, "YifaImprint")
            paragraph._p.pPr.extend([parse_xml(indent), parse_xml(tab)])
            self.runs(paragraph, [Run(text)])
        self.paragraph("YifaGap", "")

    # -- blocks -----------------------------------------------------------------------------------------------------

    def blocks(self, blocks: Sequence[Block]) -> None:
        for line in flow(blocks):
            if isinstance(line.block, Table):
                self.table(line.block)
                continue
            self.flow_line(line)

    def flow_line(self, line: Flow) -> None:
        if line.kind == "heading":
            self.paragraph(f"Heading{line.level}", line.number + line.head)
            return
        paragraph = self.paragraph("BodyText", "")
        if line.level:
            self.font(paragraph.add_run(clean(line.number + line.head)), _HEAD_FONTS[line.level])
        elif line.number:
            self.runs(paragraph, [Run(line.number)])
        self.runs(paragraph, line.runs)

    def table(self, block: Table) -> None:
        columns = block.columns
        if not columns:
            return
        if block.caption:
            self.paragraph("YifaCaption", block.caption)
        top: list[Cell] = [w for words, span in block.groups for w in (words, *[""] * (span - 1))]
        heads: list[list[Cell]] = [top, block.header] if top and block.header else [block.header] * bool(block.header)
        rows = [*heads, *block.rows]
        borders = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), 4)
        table = self.new_table(len(rows), _twips(block.widths, columns), borders)
        for index, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            head = index < len(heads)
            trpr = row._tr.get_or_add_trPr()
            trpr.append(parse_xml(f"<w:cantSplit {_NS}/>"))
            if head:
                trpr.append(parse_xml(f"<w:tblHeader {_NS}/>"))
            for column, target in enumerate(row.cells):
                paragraph = target.paragraphs[0]
                self.set_style(paragraph, "YifaCellHead" if head else "YifaCell")
                target._tc.get_or_add_tcPr().append(parse_xml(f'<w:vAlign {_NS} w:val="center"/>'))
                align = block.column_align(column)
                if not head and align != "left":
                    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:jc {_NS} w:val="{align}"/>'))
                if column < len(cells):
                    self.runs(paragraph, cell_runs(cells[column]))
        at = 0
        for words, span in block.groups if len(heads) > 1 else ():
            ends = [(at, at + span - 1, 0)] if words else [(column, column, 1) for column in range(at, at + span)]
            for left, right, low in ends:
                merged = table.cell(0, left).merge(table.cell(low, right))
                for empty in [p for p in merged.paragraphs if not p.text][: len(merged.paragraphs) - 1]:
                    empty._p.getparent().remove(empty._p)
            at += span
        self.paragraph("YifaGap", "")

    def new_table(
        self, rows: int, widths: Sequence[int], borders: dict[str, int], place: str = "", padding: int = 85
    ) -> DocxTable:
        """A fixed table as wide as the 版心; ``borders`` are eighths of a point by side."""
        table = self.out.add_table(rows=rows, cols=len(widths))
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
            for side, eighths in borders.items()
        )
        sides = "".join(f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("left", "right"))
        properties = (
            place,
            f'<w:tblW {_NS} w:w="{TEXT_W}" w:type="dxa"/>',
            f"<w:tblBorders {_NS}>{lines}</w:tblBorders>",
            f'<w:tblLayout {_NS} w:type="fixed"/>',
            f"<w:tblCellMar {_NS}>{sides}</w:tblCellMar>",
        )
        table._tbl.tblPr[:] = [parse_xml(xml) for xml in properties if xml]
        for column, wide in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
            column.set(qn("w:w"), str(wide))
        for cells in (row.cells for row in table.rows):
            for cell, wide in zip(cells, widths, strict=True):
                cell.width = wide * 635  # twips to EMU
        return table

    # -- runs -------------------------------------------------------------------------------------------------------

    def runs(self, paragraph: DocxParagraph, runs: Sequence[Run]) -> None:
        for mark, group in groupby(runs, key=lambda run: run.mark):
            if mark:
                tag = paragraph.add_run(f"〔{MARK_WORDS[mark]}〕")
                tag.bold = True
                tag.font.size = Pt(12)
                tag.font.color.rgb = RGBColor.from_string(_MARKS[mark][1])
            for run in group:
                self.run(paragraph, run)

    def run(self, paragraph: DocxParagraph, run: Run) -> None:
        name = ""
        if run.figure_key and self.trace:
            self.figure += 1
            name = f"fig_{self.figure}"
            attrs = f'w:id="{self.figure}" w:name={quoteattr(name)}'
            paragraph._p.append(parse_xml(f"<w:bookmarkStart {_NS} {attrs}/>"))
        text = clean(run.text)
        piece = paragraph.add_run(text)
        if _UNCERTAIN.search(text):
            piece._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
        if run.bold:
            piece.bold = True
        if run.mark:
            line, colour, fill = _MARKS[run.mark]
            rpr = piece._r.get_or_add_rPr()
            rpr.append(parse_xml(f'<w:u {_NS} w:val="{line}" w:color="{colour}"/>'))
            rpr.append(parse_xml(f'<w:shd {_NS} w:val="clear" w:color="auto" w:fill="{fill}"/>'))
        if name:
            paragraph._p.append(parse_xml(f'<w:bookmarkEnd {_NS} w:id="{self.figure}"/>'))

    def paragraph(self, style_id: str, text: str) -> DocxParagraph:
        paragraph = self.out.add_paragraph()
        self.set_style(paragraph, style_id)
        if text:
            self.runs(paragraph, [Run(text)])
        return paragraph

    @staticmethod
    def set_style(paragraph: DocxParagraph, style_id: str) -> None:
        paragraph._p.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), style_id)

    @staticmethod
    def font(run, name: str) -> None:
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("ascii", "eastAsia", "hAnsi", "cs"):
            fonts.set(qn(f"w:{slot}"), name)
        fonts.set(qn("w:hint"), "eastAsia")

    def arrange(self) -> None:
        """Put paragraph properties into the order the schema asks for; Word refuses some others."""
        section = self.out.sections[0]
        furniture = (section.header, section.even_page_header, section.footer, section.even_page_footer)
        for root in (self.out.element.body, *(part._element for part in furniture)):
            for ppr in root.iter(qn("w:pPr")):
                ppr[:] = sorted(ppr, key=lambda el: _PPR_ORDER.index(etree.QName(el).localname))

    @staticmethod
    def set_spacing(paragraph: DocxParagraph, before: int, line: int, after: int = 0) -> None:
        ppr = paragraph._p.get_or_add_pPr()
        spacing = ppr.get_or_add_spacing()
        for name, value in (("before", before), ("after", after), ("line", line), ("lineRule", "exact")):
            spacing.set(qn(f"w:{name}"), str(value))


def _twips(weights: Sequence[float] | None, columns: int) -> list[int]:
    parts = list(weights or [])[:columns]
    parts += [sum(parts) / len(parts) if parts else 1.0] * (columns - len(parts))
    total = sum(parts) or 1.0
    widths = [int(TEXT_W * part / total) for part in parts]
    widths[-1] += TEXT_W - sum(widths)
    return widths
