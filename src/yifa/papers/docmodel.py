"""One tree for every official paper (公文): what writers print and readers fill.

The tree says what a part *is* (title, addressee, second-level heading, figure), never how it looks; the looks of
《党政机关公文格式》 belong to the writers. Text is kept without its number: a heading carries a level and is numbered
when it is laid out (一、（一）1.（1）), unless a reader found another number and kept it in ``number``.

A figure (数字) is a :class:`Run` with ``figure_key``. Writers carry the key along (bookmark, ``data-figure``), so that
a printed number can be followed back to its records. ``mark`` flags a claim that may not stand as worded: ``stop``
(受阻) and ``hold`` (待证); a paper with any mark is a draft (草稿) whatever its ``meta`` says.

Standard library only; no Django, no database, no today().
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Mark = Literal["stop", "hold"]
MARK_WORDS: dict[str, str] = {"stop": "受阻", "hold": "待证"}
EDITIONS: dict[str, str] = {"submit": "报送稿", "public": "公开稿"}


@dataclass(slots=True)
class Run:
    """A stretch of text of one kind."""

    text: str
    figure_key: str | None = None
    bold: bool = False
    mark: Mark | None = None

    def __post_init__(self) -> None:
        if self.mark is not None and self.mark not in MARK_WORDS:
            raise ValueError(f"unknown mark: {self.mark!r}")


@dataclass(slots=True)
class Heading:
    """A heading of level 1 to 4 (层次序数).

    ``numbered`` asks for an automatic number; ``number`` is a literal one, as read from a paper, and wins over it.
    ``run_in`` heads (段首标题) share the line with the paragraph that follows. ``kind`` is the section kind of
    ``yifa report read`` (achievements, leader, shortcomings, plan, overview, other).
    """

    level: int
    text: str
    numbered: bool = True
    number: str | None = None
    run_in: bool = False
    kind: str | None = None
    key: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError("heading level must be 1 to 4")


@dataclass(slots=True)
class Paragraph:
    """A body paragraph. ``key`` is the outline slot it fills, if any."""

    runs: list[Run] = field(default_factory=list)
    key: str | None = None


@dataclass(slots=True)
class ListItem:
    """One item of a list. ``marker`` is printed as given (一是, 1., ①); 公文 knows no bullets."""

    runs: list[Run] = field(default_factory=list)
    marker: str = ""
    level: int = 1


Cell = str | list[Run]
Align = Literal["left", "center", "right"]


@dataclass(slots=True)
class Table:
    """A table. ``widths`` are relative weights; a cell is text or runs.

    groups: a row above the header, (words, how many columns they span); no words: the header stands in both rows.
    """

    rows: list[list[Cell]]
    header: list[Cell] = field(default_factory=list)
    widths: list[float] | None = None
    caption: str = ""
    align: list[Align] | None = None
    groups: list[tuple[str, int]] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return max([len(self.header), *(len(row) for row in self.rows)], default=0)

    def column_align(self, index: int) -> Align:
        return self.align[index] if self.align and index < len(self.align) else "left"


Block = Heading | Paragraph | ListItem | Table


@dataclass(slots=True)
class Attachment:
    """An attachment (附件): its title, and its text where it is printed with the paper."""

    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Header:
    """版头. The red 发文机关标志 prints only on a formal paper: mark and number present, not a draft."""

    issuer_mark: str = ""  # 发文机关标志, as printed: 己县机关事务管理局文件
    doc_no: str = ""  # 发文字号
    signer: str = ""  # 签发人, papers to a superior only
    secrecy: str = ""  # 密级和保密期限: only ever read from a paper; the product itself refuses secret matters
    urgency: str = ""  # 紧急程度
    copy_no: str = ""  # 份号


@dataclass(slots=True)
class Signature:
    """发文机关署名 and 成文日期. ``date`` is text only where a reader could not parse it."""

    issuer: str = ""
    date: date | str | None = None
    sealed: bool = True  # 加盖印章


@dataclass(slots=True)
class Imprint:
    """版记."""

    copies_to: list[str] = field(default_factory=list)  # 抄送
    printer: str = ""  # 印发机关
    printed_on: date | str | None = None  # 印发日期

    def __bool__(self) -> bool:
        return bool(self.copies_to or self.printer or self.printed_on)


@dataclass(slots=True)
class Meta:
    """What the paper says about itself; ``draft`` and ``demo`` print on every page."""

    draft: bool = False
    demo: bool = False
    data_as_of: datetime | date | str | None = None  # 数据截至
    edition: str = ""  # submit 报送稿 | public 公开稿
    bureau: str = ""
    ledger_seq: int | None = None  # 账本序号
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """A whole paper. ``title`` is a list of lines, broken where the sense breaks."""

    title: list[str]
    body: list[Block] = field(default_factory=list)
    addressee: str = ""  # 主送机关, without the colon
    header: Header = field(default_factory=Header)
    attachments: list[Attachment] = field(default_factory=list)
    signature: Signature = field(default_factory=Signature)
    note: str = ""  # 附注, without the brackets
    imprint: Imprint = field(default_factory=Imprint)
    info: list[tuple[str, str]] = field(default_factory=list)  # 公开稿 header block: 索引号, 发布机构 …
    meta: Meta = field(default_factory=Meta)
    code: str = ""  # 回传编号: printed at the end as a bar code, so that the signed paper finds its record (docx)

    @property
    def is_draft(self) -> bool:
        return self.meta.draft or any(run.mark for run in self.runs())

    @property
    def is_formal(self) -> bool:
        """Whether the red 版头 may print; a public edition (公开稿) has none."""
        named = bool(self.header.issuer_mark and self.header.doc_no)
        return named and not self.is_draft and self.meta.edition != "public"

    @property
    def full_title(self) -> str:
        return "".join(self.title)

    def runs(self) -> Iterator[Run]:
        """Every run in printing order: body, then attachments."""
        for blocks in (self.body, *(a.blocks for a in self.attachments)):
            for block in blocks:
                yield from block_runs(block)

    def figures(self) -> list[tuple[str, str]]:
        """(key, printed text) of every figure in printing order."""
        return [(run.figure_key, run.text) for run in self.runs() if run.figure_key]


@dataclass(slots=True)
class Flow:
    """One laid-out line of :func:`flow`: a block with its number, a run-in head already joined to its paragraph."""

    kind: Literal["heading", "paragraph", "item", "table"]
    block: Block
    level: int = 0  # heading level; of the run-in head for a paragraph that has one, else 0
    number: str = ""
    head: str = ""
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.number + self.head + "".join(run.text for run in self.runs)


def block_runs(block: Block) -> list[Run]:
    """The runs of a block; a heading counts as one plain run, a table as its cells row by row."""
    if isinstance(block, Heading):
        return [Run(block.text)]
    if isinstance(block, Table):
        return [run for row in (block.header, *block.rows) for cell in row for run in cell_runs(cell)]
    return block.runs


def cell_runs(cell: Cell) -> list[Run]:
    return [Run(cell)] if isinstance(cell, str) else cell


def text_of(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def width(text: str) -> float:
    """Width in characters: a Han sign is one, a digit or letter a half."""
    return sum(0.5 if ord(ch) < 0x2E80 and ch not in "“”‘’—…·" else 1.0 for ch in text)


def info_rows(info: Sequence[tuple[str, str]], most: float = 12.5) -> list[list[tuple[str, str]]]:
    """The header block of a 公开稿 in rows of two pairs; a value wider than ``most`` characters takes a row."""
    rows: list[list[tuple[str, str]]] = []
    for pair in info:
        wide = width(pair[1]) > most
        if rows and len(rows[-1]) == 1 and not wide and width(rows[-1][0][1]) <= most:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    return rows


def para(*parts: str | Run, key: str | None = None) -> Paragraph:
    """``para("召开会议", fig("23次", "decisions.meetings"), "。")``"""
    return Paragraph([Run(p) if isinstance(p, str) else p for p in parts], key=key)


def fig(text: str, key: str, mark: Mark | None = None) -> Run:
    return Run(text, figure_key=key, mark=mark)


_DIGITS = "零一二三四五六七八九"


def hanzi_number(n: int) -> str:
    """1 to 99 in Chinese numerals, enough for any 层次序数."""
    if not 1 <= n <= 99:
        raise ValueError("heading numbers run from 1 to 99")
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def heading_number(level: int, n: int) -> str:
    if level == 1:
        return f"{hanzi_number(n)}、"
    if level == 2:
        return f"（{hanzi_number(n)}）"
    return f"{n}." if level == 3 else f"（{n}）"


def flow(blocks: Sequence[Block]) -> Iterator[Flow]:
    """Lay blocks out: number the headings and join each run-in head to the paragraph after it.

    A heading restarts the count of all deeper levels; a literal or absent number does not use one up.
    """
    counts = [0, 0, 0, 0]
    pending: Flow | None = None
    for block in blocks:
        if pending is not None:
            if isinstance(block, Paragraph):
                yield Flow("paragraph", block, pending.level, pending.number, _close(pending.head), block.runs)
                pending = None
                continue
            yield pending
            pending = None
        if isinstance(block, Heading):
            number = block.number or ""
            if block.number is None and block.numbered:
                counts[block.level - 1] += 1
                number = heading_number(block.level, counts[block.level - 1])
            counts[block.level :] = [0] * (4 - block.level)
            line = Flow("heading", block, block.level, number, block.text)
            if block.run_in:
                pending = line
            else:
                yield line
        elif isinstance(block, Table):
            yield Flow("table", block)
        elif isinstance(block, ListItem):
            yield Flow("item", block, number=block.marker, runs=block.runs)
        else:
            yield Flow("paragraph", block, runs=block.runs)
    if pending is not None:
        yield pending


def _close(head: str) -> str:
    return head if head[-1:] in "。！？；：" else head + "。"


def cn_date(value: date | str | None) -> str:
    """2026年1月8日: Arabic numerals, no leading zero, as 成文日期 is written."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value.year}年{value.month}月{value.day}日"


def cn_moment(value: datetime | date | str | None) -> str:
    """2026年10月9日 14:32, or the date alone."""
    if isinstance(value, datetime):
        return f"{cn_date(value)} {value:%H:%M}"
    return cn_date(value)


def provenance(doc: Document) -> list[str]:
    """The words that stand by a paper: bureau, draft, edition, 数据截至, ledger number, demo."""
    meta = doc.meta
    parts = [meta.bureau] if meta.bureau else []
    if doc.is_draft:
        parts.append("草稿")
    if meta.edition:
        parts.append(EDITIONS.get(meta.edition, meta.edition))
    if meta.data_as_of:
        parts.append(f"数据截至 {cn_moment(meta.data_as_of)}")
    if meta.ledger_seq is not None:
        parts.append(f"账本序号 {meta.ledger_seq:,}")
    if meta.demo:
        parts.append("演示数据")
    return parts


def plain_text(doc: Document) -> str:
    """The paper as plain lines, numbered, without its header and imprint: what text checks read."""
    lines = list(doc.title)
    if doc.addressee:
        lines.append(f"{doc.addressee}：")
    lines += _plain_lines(doc.body)
    lines += [attachment_line(doc.attachments, index) for index in range(len(doc.attachments))]
    lines += [line for line in (doc.signature.issuer, cn_date(doc.signature.date)) if line]
    if doc.note:
        lines.append(f"（{doc.note}）")
    for index, attachment in enumerate(doc.attachments):
        if attachment.blocks:
            lines += [attachment_label(doc.attachments, index), attachment.title, *_plain_lines(attachment.blocks)]
    return "\n".join(lines) + "\n"


def attachment_label(attachments: Sequence[Attachment], index: int) -> str:
    return "附件" if len(attachments) == 1 else f"附件{index + 1}"


def attachment_line(attachments: Sequence[Attachment], index: int) -> str:
    """附件：1.名称 for the first, 2.名称 for those after it; a single attachment takes no number."""
    number = f"{index + 1}." if len(attachments) > 1 else ""
    return ("附件：" if index == 0 else "") + number + attachments[index].title


def _plain_lines(blocks: Sequence[Block]) -> list[str]:
    lines = []
    for line in flow(blocks):
        if isinstance(line.block, Table):
            if line.block.caption:
                lines.append(line.block.caption)
            rows = [line.block.header, *line.block.rows] if line.block.header else line.block.rows
            lines += ["\t".join(text_of(cell_runs(cell)) for cell in row) for row in rows]
        else:
            lines.append(line.text)
    return lines
