"""Files made for the reader tests: docx, pdf, ofd out of plain lines. Every name and figure is invented."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

TITLE = "甲市机关事务管理局2024年法治政府建设工作报告"
REPORT = [
    TITLE,
    "中共甲市委、甲市人民政府：",
    "2024年，甲市机关事务管理局认真落实依法行政要求，围绕服务保障主责，扎实推进法治机关建设。现将有关情况报告如下：",
    "一、主要举措和成效",
    "（一）健全学法制度",
    "局党组全年安排集体学法11次，邀请法律顾问讲授合同管理、办公用房管理等内容，参加学习的干部职工超过九成，学习成果在日常审查、"
    "采购监督和资产处置中得到运用。",
    "（二）严格合同审查",
    "1.前置审查。对拟签合同逐份出具审查意见，全年审查合同86份，提出修改建议143条。",
    "2.履约监督。组织对物业、餐饮、维修等合同的履行情况开展检查4次，督促整改问题9个，推动建立履约评价台账。",
    "二、存在的不足和原因",
    "一是制度更新不够及时。由于机构职能调整后衔接不畅，个别办法与上位规定不一致。二是基层法治力量薄弱。主要原因是专业人员配备不足。",
    "三、党政主要负责人履行推进法治建设第一责任人职责情况",
    "局主要负责人全年听取法治工作专题汇报9次，带头讲授法治课6次，对重要事项亲自协调、亲自督办。",
    "四、下一年度工作安排",
    "2025年，我局将制定年度审查清单，年内组织专题培训不少于7次，推动法治建设与机关事务保障深度融合。",
    "甲市机关事务管理局",
    "2025年1月16日",
]
PATHS = ["一", "一/（一）", "一/（二）", "一/（二）/1", "一/（二）/2", "二", "二/一是", "二/二是", "三", "四"]
KINDS = {"一": "achievements", "二": "shortcomings", "三": "leader", "四": "plan"}


def text(lines: list[str] | None = None) -> str:
    return "\n".join(lines or REPORT) + "\n"


def paths(paper) -> list[str]:
    """The path of every section of a paper."""

    def walk(sections, above):
        for section in sections:
            yield above + section.number
            yield from walk(section.children, above + section.number + "/")

    return list(walk(paper.sections, ""))


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def docx(body: str, **parts: str | bytes) -> bytes:
    """A Word file from the XML of its body; other parts by name (``numbering``, ``styles``, ``footnotes``)."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    for name, xml in parts.items():
        files[f"word/{name}.xml"] = xml if isinstance(xml, bytes) else f'<w:{name} xmlns:w="{W}">{xml}</w:{name}>'
    return zipped(files)


def w_p(content: str, properties: str = "") -> str:
    """One Word paragraph: plain text, or runs where it begins with ``<``."""
    runs = content if content.startswith("<") else f'<w:r><w:t xml:space="preserve">{escape(content)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def pdf(lines: list[str], *, indent: bool = True, header: str = "", fonts: str = "Noto Serif CJK SC") -> bytes:
    """A pdf in the look of an official paper; the first line is the title."""
    import typst

    def clean(line: str) -> str:
        return "".join("\\" + char if char in '#$*_@<>[]`=-+/\\~"' else char for char in line)

    first = "(amount:2em,all:true)" if indent else "0em"
    between = "0pt" if indent else "14pt"
    source = (
        "#set page(width:210mm,height:297mm,margin:(top:37mm,bottom:35mm,left:28mm,right:26mm),"
        f"footer:context align(center)[— #counter(page).display() —],header:[{header}])\n"
        f'#set text(font:"{fonts}",size:16pt,lang:"zh",top-edge:"ascender",bottom-edge:"descender")\n'
        f"#set par(justify:true,leading:6pt,first-line-indent:{first},spacing:{between} + 6pt)\n"
        f"#align(center)[#text(size:22pt)[{clean(lines[0])}]]\n\n" + "\n\n".join(clean(line) for line in lines[1:])
    )
    return typst.compile(source.encode())


def cjk_font() -> str | None:
    """A Chinese font the pdf maker can use, or ``None``."""
    import typst

    known = set(typst.Fonts().families())
    wanted = ("Noto Serif CJK SC", "Noto Sans CJK SC", "FangSong", "SimSun", "Source Han Serif SC")
    return next((name for name in wanted if name in known), None)


OFD = "http://www.ofdspec.org/2016"


def ofd(lines: list[str], *, chars: int = 28, rows: int = 22, title: bool = True, image: bool = False) -> bytes:
    """An OFD with the text set line by line on a grid; the first line is the title."""
    size, pitch, left, top = 5.64, 10.2, 28.0, 37.0
    pages: list[list[str]] = [[]]
    row = 0
    number = 100

    def put(text_line: str, x: float, letter: float) -> None:
        nonlocal row, number
        if row >= rows:
            pages.append([])
            row = 0
        y = top + pitch * (row + 1) - 3
        number += 1
        steps = f"g {len(text_line) - 1} {letter}" if len(text_line) > 1 else ""
        boundary = f"{x:.2f} {y - letter:.2f} {letter * len(text_line) + 5:.2f} {letter + 2:.2f}"
        pages[-1].append(_ofd_text(number, boundary, letter, steps, text_line))
        row += 1

    for index, line in enumerate(lines):
        if index == 0 and title:
            put(line, 105 - len(line) * 7.0 / 2, 7.0)
            row += 1
            continue
        flush = line.endswith("：") and index == 1
        rest, first = line, not flush
        while rest:
            room = chars - 2 if first else chars
            put(rest[:room], left + (2 * size if first else 0), size)
            rest, first = rest[room:], False
    listed = "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    files: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>'
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res xmlns:ofd="{OFD}" BaseLoc="Res"><ofd:Fonts>'
        '<ofd:Font ID="3" FontName="仿宋_GB2312"/></ofd:Fonts></ofd:Res>',
    }
    for n, objects in enumerate(pages):
        mark = f"— {n + 1} —"
        objects.append(_ofd_text(9000 + n, "95 272 30 6", 4.9, f"g {len(mark) - 1} 3", mark))
        inner = '<ofd:ImageObject ID="50" Boundary="0 0 210 297" ResourceID="4"/>' if image else "".join(objects)
        files[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer ID="{8000 + n}">{inner}</ofd:Layer></ofd:Content>'
            "</ofd:Page>"
        )
    return zipped(files)


def _ofd_text(number: int, boundary: str, letter: float, steps: str, words: str) -> str:
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{boundary}" Font="3" Size="{letter}">'
        f'<ofd:TextCode X="0" Y="{letter:.2f}" DeltaX="{steps}">{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )
