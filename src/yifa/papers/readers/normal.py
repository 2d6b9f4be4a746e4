"""From raw lines to the normalised text of a :class:`~yifa.papers.reading.model.Paper`, with the way back.

Dropped: spaces between Chinese letters and figures, indents, Word residue, control letters, page marks. Kept: every
letter and mark that was written. What was repaired is told once per kind.
"""

from __future__ import annotations

import re
import unicodedata

from yifa.papers.readers import wraps
from yifa.papers.readers.source import Line, Source
from yifa.papers.reading.model import Block, BlockKind, Damage, FontRun, LineUse, OffsetMap, Paper, Span, Table
from yifa.papers.structure import front, marks

RESIDUE = re.compile(
    r"\[bookmark:[^\]\n]{0,80}\]|\[(?:image|Image|图片|OLE_LINK\d*)(?::[^\]\n]{0,80})?\]|_GoBack\b|\bOLE_LINK\d+\b"
    r"|错误[!！]\s*(?:未定义书签|未找到引用源|超链接引用无效)[。.]?"
    r"|Error! (?:Bookmark not defined"
    r"|Reference source not found)\.?"
    r"|\\\* MERGEFORMAT|\bHYPERLINK\s+\"[^\"\n]{0,300}\"|PAGEREF _Toc\d+(?: \\h)?|<!--[^\n]{0,200}?-->|&nbsp;"
    r"|&ensp;|&emsp;"
)
#: written but not seen: zero width, marks of direction, soft hyphen, byte order mark
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\xad\ufffe\uffff")
_SPACE = frozenset(" \t\u3000\xa0\u2002\u2003\u2009\u2005\u2006\u2007\u2008\u200a\u202f\x0b\x0c\r\n")
_KEPT = ("footnote", "header", "title", "heading")

#: radicals some pdf makers put for the letters they look like
_RADICALS = str.maketrans(
    "⺠⻅⻆⻋⻓⻔⻘⻚⻛⻜⻢⻥⻦⻩⻬⻰⻄⻣⻤⻝⺟⻉⻨⻮⻳⺎⻁⻙⻞⻧⻪",
    "民见角车长门青页风飞马鱼鸟黄齐龙西骨鬼食母贝麦齿龟兀虎韦食卤黾",
)

MESSAGES = {
    "bookmark": "文中残留 Word 书签或域代码 {n} 处，已略去。",
    "broken_line": "有 {n} 处句子被换行或分页截断，已接上。",
    "halfwidth": "中文里用了半角标点 {n} 处。",
    "spaces": "汉字与汉字、数字之间有多余的空格 {n} 处，已略去。",
    "page_mark": "页码和页眉页脚 {n} 处，已略去。",
    "control": "有看不见的控制字符 {n} 个，已略去。",
    "encoding": "有 {n} 个字没有解出来（编码有误），请对照原件。",
    "unreadable": "有 {n} 个字用了自造字或缺字体，读不出来，请对照原件。",
    "tracked_change": "有修订痕迹 {n} 处，按接受全部修订后的文字读。",
    "hidden": "有隐藏文字 {n} 处，没有读。",
    "navigation": "网页的导航、按钮等 {n} 处，已略去。",
    "radical": "有 {n} 个字用的是部首的编码，已换成字。",
    "image": "有图片 {n} 张，图片里的文字没有读。",
    "missing_number": "有自动编号 {n} 处算不出来，请对照原件。",
}
#: kinds that repair a text break: in pdf, ofd they are the nature of the format and no damage
_NATURAL = {"pdf": {"page_mark"}, "ofd": {"page_mark"}, "html": {"navigation"}}


def build(source: Source) -> Paper:
    """The paper of a source: text, blocks, tables, damage. The structure is found afterwards."""
    maker = _Maker(source)
    for group in maker.groups():
        maker.paragraph(group)
    return maker.finish()


class _Maker:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text: list[str] = []
        self.length = 0
        self.pieces: list[tuple[int, int, int]] = []
        self.blocks: list[Block] = []
        self.counts: dict[str, int] = dict(source.damage)
        self.places: dict[str, list[Span]] = {}
        self.doubtful: list[Span] = []
        self.short = False  # a short line: its full-width spaces set parts of it off
        self.fonts: list[FontRun] = []
        self.cells: dict[int, list[tuple[int, int, Span, str]]] = {}

    def groups(self) -> list[list[Line]]:
        lines = []
        for line in self.source.lines:
            if line.kind == "" and marks.PAGE_MARK.match(line.text):
                self.count("page_mark")
            else:
                lines.append(line)
        groups, repaired = wraps.group(lines, paragraphs=self.source.format in ("docx", "html", "md"))
        if repaired and self.source.format not in ("pdf", "ofd"):
            self.count("broken_line", repaired)
        return groups

    def count(self, kind: str, n: int = 1, place: Span | None = None) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + n
        if place is not None and len(self.places.setdefault(kind, [])) < 200:
            self.places[kind].append(place)

    def paragraph(self, group: list[Line]) -> None:
        letters: list[tuple[str, int]] = []
        for index, line in enumerate(group):
            if index:
                letters.append(("\n", max(line.at - 1, 0)))
            letters += self._letters(line)
        loose = group[0].kind == "header" or front.is_header_line(group[0].text)
        start = self.length
        self.short = len(letters) < 60
        self._append(letters, loose)
        end = self.length
        if end == start:
            return
        first = group[0]
        cell = first.cell
        kind: BlockKind = "cell" if cell else first.kind if first.kind in _KEPT else "paragraph"  # type: ignore[assignment]
        block = Block(start, end, kind, first.ref, first.page, first.style, first.generated)
        self.blocks.append(block)
        if cell:
            self.cells.setdefault(cell[0], []).append(
                (cell[1], cell[2], Span(start, end), "".join(self.text[start:end]))
            )
        self._faces(group, start, end)
        self.text.append("\n")
        self.length += 1

    def _letters(self, line: Line) -> list[tuple[str, int]]:
        text = line.text
        if "[" in text or "!" in text or "！" in text or "_" in text or "\\" in text or "&" in text or "HYPER" in text:
            kept, last = [], 0
            for match in RESIDUE.finditer(text):
                self.count("bookmark", 1, Span(self.length, self.length))
                kept += [(text[i], line.at + i) for i in range(last, match.start())]
                last = match.end()
            kept += [(text[i], line.at + i) for i in range(last, len(text))]
            return kept
        return [(char, line.at + index) for index, char in enumerate(text)]

    def _append(self, letters: list[tuple[str, int]], loose: bool) -> None:
        depth = 0  # inside 《》
        gap: list[tuple[str, int]] = []
        before = ""
        for char, at in letters:
            if char in _SPACE:
                gap.append((char, at))
                continue
            if char in _INVISIBLE or (ord(char) < 32) or "\x7f" <= char <= "\x9f" or "\ufe00" <= char <= "\ufe0f":
                self.count("control")
                continue
            if gap and before:
                self._gap(gap, before, char, depth, loose)
            gap = []
            if char == "《":
                depth += 1
            elif char == "》" and depth:
                depth -= 1
            if char == "\ufffd":
                self.count("encoding", 1, Span(self.length, self.length + 1))
                self.doubtful.append(Span(self.length, self.length + 1))
            elif "\ue000" <= char <= "\uf8ff":
                self.count("unreadable", 1, Span(self.length, self.length + 1))
                self.doubtful.append(Span(self.length, self.length + 1))
            if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
                plain = unicodedata.normalize("NFKC", char.translate(_RADICALS))
                if len(plain) == 1 and plain != char:
                    self.count("radical")
                    char = plain
            self._put(char, at)
            before = char

    def _gap(self, gap: list[tuple[str, int]], before: str, after: str, depth: int, loose: bool) -> None:
        joined = any(char == "\n" for char, _ in gap)
        if joined and self.counts.get("broken_line") and len(self.places.setdefault("broken_line", [])) < 200:
            self.places["broken_line"].append(Span(self.length, self.length))
        if before.isascii() and after.isascii():
            if joined and (before.isdigit() or after.isdigit() or not (before.isalpha() and after.isalpha())):
                return
            self._put(" ", gap[0][1])
            return
        if joined:
            return
        wide = self.short and any(char in "\u3000\u2003" for char, _ in gap)
        wide = wide or sum(2 if char in "\u3000\u2003" else 4 if char == "\t" else 1 for char, _ in gap) >= 4
        if loose or (depth and not before.isascii() and not after.isascii()) or wide:
            self._put(" ", gap[0][1])
            return
        if before.isalnum() and after.isalnum():
            self.count("spaces", 1, Span(self.length, self.length))

    def _put(self, char: str, at: int) -> None:
        if self.pieces:
            text_at, raw_at, length = self.pieces[-1]
            if text_at + length == self.length and raw_at + length == at:
                self.pieces[-1] = (text_at, raw_at, length + 1)
            else:
                self.pieces.append((self.length, at, 1))
        else:
            self.pieces.append((self.length, at, 1))
        self.text.append(char)
        self.length += 1

    def _faces(self, group: list[Line], start: int, end: int) -> None:
        faces = [(line.at + face.start, face) for line in group for face in line.faces]
        if not faces:
            return
        index = 0
        run: FontRun | None = None
        for text_at, raw_at, length in self._pieces_in(start, end):
            for offset in range(length):
                raw = raw_at + offset
                while index + 1 < len(faces) and faces[index + 1][0] <= raw:
                    index += 1
                face = faces[index][1]
                key = (face.font, face.size, face.bold, face.color)
                position = text_at + offset
                if run and run.end == position and (run.font, run.size, run.bold, run.color) == key:
                    run.end = position + 1
                else:
                    run = FontRun(position, position + 1, *key)
                    self.fonts.append(run)

    def _pieces_in(self, start: int, end: int) -> list[tuple[int, int, int]]:
        found = []
        for piece in reversed(self.pieces):
            if piece[0] + piece[2] <= start:
                break
            if piece[0] < end:
                found.append(piece)
        return found[::-1]

    def finish(self) -> Paper:
        if self.text and self.text[-1] == "\n":
            self.text.pop()
            self.length -= 1
        text = "".join(self.text)
        self._halfwidth(text)
        layout = self.source.layout
        if layout is not None:
            layout.fonts = self.fonts
            self._lines(layout.lines)
        paper = Paper(
            text,
            blocks=self.blocks,
            header=dict(self.source.header),
            tables=[self._table(index) for index in sorted(self.cells)],
            layout=layout,
            doubtful=self.doubtful,
            format=self.source.format,
            raw=self.source.raw,
            map=OffsetMap(self.pieces),
        )
        natural = _NATURAL.get(self.source.format, set())
        paper.damage = [
            Damage(kind, MESSAGES[kind].format(n=n), n, self.places.get(kind, []))
            for kind, n in self.counts.items()
            if n and kind not in natural
        ]
        paper.footnotes = [Span(block.start, block.end) for block in self.blocks if block.kind == "footnote"]
        return paper

    def _lines(self, uses: list[LineUse]) -> None:
        """Where each printed line stands in the text."""
        if len(uses) != len(self.source.lines):
            return
        at = 0
        for line, use in zip(self.source.lines, uses, strict=True):
            end = line.at + len(line.text)
            while at < len(self.pieces) and self.pieces[at][1] + self.pieces[at][2] <= line.at:
                at += 1
            index = at
            found: list[int] = []
            while index < len(self.pieces) and self.pieces[index][1] < end:
                text_at, raw_at, length = self.pieces[index]
                first = max(raw_at, line.at)
                found += [text_at + first - raw_at, text_at + min(raw_at + length, end) - raw_at]
                index += 1
            use.start, use.end = (min(found), max(found)) if found else (0, 0)

    def _table(self, index: int) -> Table:
        cells = self.cells[index]
        rows: dict[int, dict[int, tuple[Span, str]]] = {}
        for row, column, span, text in cells:
            columns = rows.setdefault(row, {})
            if column in columns:  # a cell of several paragraphs
                first, so_far = columns[column]
                columns[column] = (Span(first.start, span.end), so_far + "\n" + text)
            else:
                columns[column] = (span, text)
        wide = max(max(columns) for columns in rows.values()) + 1
        texts, spans = [], []
        for row in sorted(rows):
            at = min(span.start for span, _ in rows[row].values())
            empty = (Span(at, at), "")
            texts.append([rows[row].get(column, empty)[1] for column in range(wide)])
            spans.append([rows[row].get(column, empty)[0] for column in range(wide)])
        start = min(span.start for _, _, span, _ in cells)
        end = max(span.end for _, _, span, _ in cells)
        return Table(texts, spans, start, end, self.source.captions.get(index, ""))

    def _halfwidth(self, text: str) -> None:
        heads = [b for b in self.blocks[:60] if b.kind == "header" or front.is_header_line(text[b.start : b.end])]
        for match in re.finditer(r"[,;:()?!]", text):
            at = match.start()
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            chinese = before >= "\u2e80" or (before.isdigit() and after >= "\u2e80")
            if chinese and not any(head.start <= at < head.end for head in heads):
                self.count("halfwidth", 1, Span(at, at + 1))
