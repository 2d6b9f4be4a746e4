"""The empty package a paper is written into: styles, settings and fonts of GB/T 9704 《党政机关公文格式》.

Built here rather than taken from python-docx's own template, whose half megabyte of English styles, theme fonts and
compatibility mode would show through. Lengths are twips (1/20 pt) unless a name says otherwise.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from yifa.papers.writers._clean import clean

FANG, KAI, HEI, SONG, XBS = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
# What Word takes where the named font is not installed, and its family for a last guess.
FONTS = {
    FANG: ("仿宋", "modern"),
    KAI: ("楷体", "modern"),
    HEI: ("SimHei", "modern"),
    SONG: ("SimSun", "auto"),
    XBS: ("FZXiaoBiaoSong-B05S", "auto"),
}

# A4 with 天头 37 mm, 订口 28 mm and 版心 156 × 225 mm; 22 lines of 28 characters.
PAGE_W, PAGE_H = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1587, 1474
TEXT_W = PAGE_W - LEFT - RIGHT
LINE = 579  # 225 mm / 22
# 28 characters of 16 pt are 158 mm, so each gives up a quarter point. A linesAndChars grid would say the same, but
# LibreOffice then gives every character two cells because it is wider than one.
SQUEEZE = -5
HEADER_AT, FOOTER_AT = 1361, 1406  # the footer's line stands 7 mm under the 版心
EM3, EM4 = 320, 280  # one character of 3号 and 4号

FIGURES_NS = "urn:yifa:figures:1"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Style:
    """One paragraph style. ``ppr`` is raw XML in schema order; ``size`` is in half points."""

    id: str
    name: str
    ppr: str = ""
    font: str | None = None
    size: int | None = None
    based: str = "Normal"
    builtin: bool = False

    def xml(self) -> str:
        rpr = rfonts(self.font) if self.font else ""
        if self.size:
            rpr += f'<w:spacing w:val="0"/><w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>'
        custom = "" if self.builtin else ' w:customStyle="1"'
        return (
            f'<w:style w:type="paragraph"{custom} w:styleId="{self.id}"><w:name w:val={quoteattr(self.name)}/>'
            f'<w:basedOn w:val="{self.based}"/><w:qFormat/>'
            f"<w:pPr>{self.ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
        )


def rfonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _spacing(before: int = 0, line: int = LINE, rule: str = "exact", after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{rule}"/>'


_INDENT = '<w:ind w:firstLine="640" w:firstLineChars="200"/>'
_NO_GRID = '<w:snapToGrid w:val="0"/>'


def _heading(level: int, font: str) -> Style:
    ppr = f'<w:keepNext/>{_INDENT}<w:outlineLvl w:val="{level - 1}"/>'
    return Style(f"Heading{level}", f"heading {level}", ppr, font, builtin=True)


STYLES = (
    Style("BodyText", "Body Text", _INDENT, builtin=True),
    _heading(1, HEI),
    _heading(2, KAI),
    _heading(3, FANG),
    _heading(4, FANG),
    Style(
        "Title", "Title", f'<w:keepNext/>{_NO_GRID}{_spacing(line=660)}<w:jc w:val="center"/>', XBS, 44, builtin=True
    ),
    Style("YifaMark", "公文发文机关标志", f'{_NO_GRID}<w:jc w:val="center"/>', XBS),
    Style("YifaCorner", "公文份号密级紧急程度", "", HEI),
    Style("YifaDocNo", "公文发文字号", _spacing(before=2 * LINE)),
    Style("YifaRedLine", "公文红色分隔线", f"{_NO_GRID}{_spacing(line=227)}"),
    Style("YifaAddressee", "公文主送机关", _spacing(before=LINE)),
    Style("YifaAttachment", "公文附件说明", '<w:jc w:val="left"/>'),
    Style("YifaSignature", "公文署名", '<w:keepLines/><w:jc w:val="right"/>'),
    Style("YifaNote", "公文附注", _INDENT),
    Style("YifaAnnexNo", "公文附件序号", '<w:keepNext/><w:pageBreakBefore/><w:jc w:val="left"/>', HEI),
    Style(
        "YifaCaption",
        "公文表题",
        f'<w:keepNext/>{_NO_GRID}{_spacing(120, 420, "atLeast", 60)}<w:jc w:val="center"/>',
        HEI,
        28,
    ),
    Style("YifaCell", "公文表格", f'{_NO_GRID}{_spacing(20, 320, "atLeast", 20)}<w:jc w:val="left"/>', FANG, 24),
    Style("YifaCellHead", "公文表头", '<w:keepNext/><w:jc w:val="center"/>', HEI, based="YifaCell"),
    Style("YifaImprint", "公文版记", f'{_NO_GRID}{_spacing(line=480)}<w:jc w:val="left"/>', FANG, 28),
    Style("YifaGap", "公文间隔", f"{_NO_GRID}{_spacing(line=120)}", size=2),
    Style("Header", "header", f'{_NO_GRID}{_spacing(line=320)}<w:jc w:val="left"/>', HEI, 21, builtin=True),
    Style("Footer", "footer", f"{_NO_GRID}{_spacing(line=360)}", SONG, 28, builtin=True),
)


def _styles() -> str:
    defaults = (
        f'{rfonts(FANG)}<w:spacing w:val="{SQUEEZE}"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    )
    # widowControl off keeps 22 lines, overflowPunct off keeps stops inside the 版心, autoSpace off sets digits against
    # their measure words.
    off = ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN")
    normal = "".join(f'<w:{name} w:val="0"/>' for name in off) + _spacing()
    return (
        f'{_XML}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{normal}<w:jc w:val="both"/></w:pPr><w:rPr>{defaults}</w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{''.join(style.xml() for style in STYLES)}</w:styles>"
    )


def _settings() -> str:
    compat = "".join(
        f"<w:{name}/>"
        for name in (
            "spaceForUL",
            "balanceSingleByteDoubleByteWidth",
            "doNotLeaveBackslashAlone",
            "ulTrailSpace",
            "doNotExpandShiftReturn",
            "adjustLineHeightInTable",
            "useFELayout",
        )
    )
    return (
        f'{_XML}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        f'<w:compat>{compat}<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{alt}"/><w:charset w:val="86"/><w:family w:val="{family}"/>'
        f'<w:pitch w:val="{"variable" if family == "auto" else "fixed"}"/></w:font>'
        for name, (alt, family) in FONTS.items()
    )
    return f'{_XML}<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'


def _document() -> str:
    return (
        f'{_XML}<w:document xmlns:w="{W}" xmlns:r="{_R}"><w:body><w:sectPr>'
        f'<w:pgSz w:w="{PAGE_W}" w:h="{PAGE_H}"/><w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" '
        f'w:left="{LEFT}" w:header="{HEADER_AT}" w:footer="{FOOTER_AT}" w:gutter="0"/><w:cols w:space="425"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _figures(figures: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<figure bookmark="fig_{n}" key={quoteattr(clean(key))}>{escape(clean(text))}</figure>'
        for n, (key, text) in enumerate(figures, 1)
    )
    return f'{_XML}<figures xmlns="{FIGURES_NS}">{rows}</figures>'


def empty_package(figures: Sequence[tuple[str, str]]) -> io.BytesIO:
    """A package without text. ``figures`` go into a custom XML part that names the key behind each bookmark."""
    parts = {
        "word/document.xml": (_document(), f"{_TYPE}.document.main+xml"),
        "word/styles.xml": (_styles(), f"{_TYPE}.styles+xml"),
        "word/settings.xml": (_settings(), f"{_TYPE}.settings+xml"),
        "word/fontTable.xml": (_font_table(), f"{_TYPE}.fontTable+xml"),
    }
    rels = [("styles", "styles.xml"), ("settings", "settings.xml"), ("fontTable", "fontTable.xml")]
    if figures:
        parts["customXml/item1.xml"] = (_figures(figures), "application/xml")
        rels.append(("customXml", "../customXml/item1.xml"))
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (_, kind) in parts.items())
    content_types = (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        package.writestr("[Content_Types].xml", content_types)
        package.writestr("_rels/.rels", _rels([("officeDocument", "word/document.xml")]))
        package.writestr("word/_rels/document.xml.rels", _rels(rels))
        for name, (xml, _) in parts.items():
            package.writestr(name, xml)
    buffer.seek(0)
    return buffer


def _rels(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    ns = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_XML}<Relationships xmlns="{ns}">{items}</Relationships>'
