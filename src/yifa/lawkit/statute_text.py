"""A statute file as downloaded, read into title, issuer, dates, chapters, articles, paragraphs and items (法规文本).

``parse`` takes the paragraphs of a file (from docx, md or txt alike). A text with a hole in it is refused, not taken
by halves: a missing article would make every citation of it look wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from yifa.lawkit.citation import Place
from yifa.lawkit.quantity.numerals import HANZI, to_number

_STATE = "中华人民共和国"


class TextError(ValueError):
    """A file that is no statute text, or not a whole one; the message is Chinese and says the way on."""


@dataclass(frozen=True)
class Item:
    """项, with its 目."""

    number: int
    text: str
    subitems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """款."""

    text: str
    items: tuple[Item, ...] = ()

    def __str__(self) -> str:
        lines = [self.text]
        for item in self.items:
            lines += [item.text, *item.subitems]
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Article:
    """条, with the chapter it stands in."""

    number: int
    inserted: int
    paragraphs: tuple[Paragraph, ...]
    chapter: str = ""

    @property
    def place(self) -> Place:
        return Place(self.number, self.inserted)

    def __str__(self) -> str:
        return "\n".join(str(paragraph) for paragraph in self.paragraphs)


@dataclass(frozen=True)
class StatuteText:
    """One version of one act, word for word."""

    title: str
    kind: str
    issuer: str | None
    doc_no: str | None
    published: date | None
    effective: date | None
    articles: tuple[Article, ...]
    chapters: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)
    region: str | None = None

    @cached_property
    def _by_number(self) -> dict[tuple[int, int], Article]:
        return {(article.number, article.inserted): article for article in self.articles}

    def article(self, number: int, inserted: int = 0) -> Article | None:
        """One article, or None where the text has none of that number."""
        return self._by_number.get((number, inserted))

    @property
    def last(self) -> Place | None:
        """The last article."""
        return self.articles[-1].place if self.articles else None

    @property
    def year(self) -> int | None:
        """The year of this version, as the URN names it."""
        day = self.published or self.effective
        return day.year if day else None

    @cached_property
    def repeals(self) -> tuple[str, ...]:
        """Titles of the acts its closing articles put out of force."""
        found: list[str] = []
        for article in self.articles[-2:]:
            for sentence in re.split(r"[。；]", str(article)):
                if _REPEAL.search(sentence):
                    found += [title for title in _TITLE.findall(sentence) if title != self.title]
        return tuple(dict.fromkeys(found))

    def head(self) -> dict[str, Any]:
        """Everything but the text."""
        return {
            "title": self.title, "kind": self.kind, "region": self.region, "issuer": self.issuer,
            "doc_no": self.doc_no,
            "published": self.published.isoformat() if self.published else None,
            "effective": self.effective.isoformat() if self.effective else None,
            "chapters": list(self.chapters), "history": list(self.history), "repeals": list(self.repeals),
        }  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """The whole text as plain data."""
        return self.head() | {
            "articles": [
                {"n": a.number, "i": a.inserted, "c": a.chapter, "p": [
                    {"t": p.text, "items": [{"n": i.number, "t": i.text, "sub": list(i.subitems)} for i in p.items]}
                    for p in a.paragraphs]}
                for a in self.articles
            ]
        }  # fmt: skip

    @classmethod
    def of_json(cls, data: dict[str, Any]) -> StatuteText:
        """Read what ``as_json`` wrote."""
        articles = tuple(
            Article(
                a["n"], a["i"],
                tuple(
                    Paragraph(p["t"], tuple(Item(i["n"], i["t"], tuple(i["sub"])) for i in p["items"])) for p in a["p"]
                ),
                a["c"],
            )
            for a in data["articles"]
        )  # fmt: skip
        published, effective = (date.fromisoformat(day) if (day := data[name]) else None for name in _DATES)
        return cls(
            title=data["title"], kind=data["kind"], issuer=data["issuer"], doc_no=data["doc_no"], articles=articles,
            chapters=tuple(data["chapters"]), history=tuple(data["history"]), published=published, effective=effective,
            region=data.get("region"),
        )  # fmt: skip


_DATES = ("published", "effective")

# -- reading ---------------------------------------------------------------------------------------

_NUM = f"[{HANZI}0-9]+"
_ARTICLE = re.compile(rf"第\s*({_NUM})\s*条(?:\s*之\s*([{HANZI}]+))?(\s*)(.*)", re.S)
_CHAPTER = re.compile(rf"第\s*{_NUM}\s*(编|分编|章|节)(?:\s+(.*)|([^的第].{{0,30}}))?$")
_REPEAL = re.compile(r"(?:同时|即行|予以)?废止|停止执行")
_TITLE = re.compile(r"《([^《》]+)》")
_ITEM = re.compile(rf"[（(]\s*([{HANZI}]+)\s*[)）]\s*(.*)", re.S)
_SUBITEM = re.compile(r"\d{1,2}\s*[.．、]\s*\S")
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_FILE_DAY = re.compile(r"(\d{4})[-_.年]?(\d{2})[-_.月]?(\d{2})")
_MADE = re.compile(r"通过|公布|发布|修订|修正|修改|印发|批准")
_START = re.compile(r"自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*起(?:施行|实施|执行|生效)")
_AT_ONCE = re.compile(r"自(?:公布|发布|印发)之日起(?:施行|实施|执行)")
_ORDER = re.compile(r"([\u4e00-\u9fff、]{2,30}令)\s*第\s*(\d+)\s*号")
_DOC_NO = re.compile(r"[\u4e00-\u9fff]{1,8}〔\d{4}〕\d+号")
_END = re.compile(r"附\s*(?:件|表|录|图)\s*[0-9一二三四五六七八九十]*\s*[:：]?")
_MARKUP = re.compile(r"<!--.*?-->", re.S)
_INVISIBLE = re.compile("[\u200b-\u200f\ufeff\u2028\u2029\u00ad]")
_SENTENCE = "。；：！？”）)…:;!?"
_ISSUERS = (
    (re.compile(r"第[一二三四五六七八九十]+届全国人民代表大会常务委员会"), "全国人民代表大会常务委员会", "law"),
    (re.compile(r"第[一二三四五六七八九十]+届全国人民代表大会第"), "全国人民代表大会", "law"),
    (re.compile(r"中共中央、国务院"), "中共中央、国务院", "party"),
    (re.compile(r"中共中央办公厅、国务院办公厅"), "中共中央办公厅、国务院办公厅", "party"),
    (re.compile(r"中共中央"), "中共中央", "party"),
    (re.compile(r"(?:中华人民共和国)?国务院令|国务院第\d+次常务会议|国务院(?:公布|发布|批准)"), "国务院", "regulation"),
)
_LOCAL_ISSUER = re.compile(
    r"([\u4e00-\u9fff]{2,9}?(?:省|市|自治区|自治州|自治县))(?:第[一二三四五六七八九十]+届)?(人民代表大会常务委员会|人民代表大会|人民政府)"
)
_MINISTRY = re.compile(r"((?:国家)?[\u4e00-\u9fff]{2,14}?(?:部|委员会|总局|局|署))(?:令|公布|发布|公告)")


def _clean(line: str) -> str:
    line = _INVISIBLE.sub("", line).replace("\u3000", " ").replace("\xa0", " ").strip()
    line = re.sub(r"^#{1,6}\s*", "", line).replace("**", "")
    return re.sub(r"[ \t]+", " ", line).strip()


def _int(text: str) -> int:
    number = to_number(unicodedata.normalize("NFKC", text))
    return number if isinstance(number, int) else 0


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def parse(lines: Iterable[str], name: str = "") -> StatuteText:
    """Read the paragraphs of a statute file.

    Args:
        lines: paragraphs in order, as the file gives them.
        name: name of the file; a date in it (行政复议法(2023-09-01)) dates a version whose head does not.

    Raises:
        TextError: no title, no articles, an article missing or twice.
    """
    whole = _MARKUP.sub("", "\n".join(lines))
    kept = [line for line in (_clean(line) for line in whole.split("\n")) if line]
    if not kept:
        raise TextError("文件里没有文字。扫描件要先识别成文字再导入。")
    start = next((at for at, line in enumerate(kept) if _opens(line)), None)
    if start is None:
        if any(re.match(r"[一二三四五六七八九十]+、", line) for line in kept):
            raise TextError("这份文件不分条（一、二、三……），不能作为法规文本导入；法规库只收分条的法规。")
        raise TextError("没有读到“第一条”。确认下载的是法规全文，不是目录、解读或新闻。")
    title, head = _head(kept[:start])
    opening = start
    while opening and _CHAPTER.match(kept[opening - 1]):
        opening -= 1
    body = [line for line in kept[opening:start] if not _listed_again(line, kept[start:])]
    articles, chapters, notes = _Body(body + kept[start:]).read()
    published, effective, more = _dates(head, articles, name)
    issuer, kind, doc_no = _issuer(head, title)
    return StatuteText(
        title=title, kind=kind, issuer=issuer, doc_no=doc_no, published=published, effective=effective,
        articles=articles, chapters=chapters, history=tuple(line for line in head if _DAY.search(line)),
        notes=(*notes, *more),
    )  # fmt: skip


def _opens(line: str) -> bool:
    match = _ARTICLE.match(line)
    if not match or match.group(2) or match.group(4).startswith(("第", "规定")):
        return False
    return _int(match.group(1)) == 1


def _listed_again(line: str, rest: list[str]) -> bool:
    """Whether a chapter's name before the first article is of the table of contents only."""
    return line.replace(" ", "") in {other.replace(" ", "") for other in rest}


def _head(lines: list[str]) -> tuple[str, list[str]]:
    """Title and the lines between it and the first article, the table of contents left out."""
    plain = [line for line in lines if not _CHAPTER.match(line) and not re.fullmatch(r"目\s*录|前\s*言", line)]
    if not plain:
        raise TextError("第一条前面没有标题。在文件第一行写上法规的全称再导入。")
    at = 1
    title = plain[0].replace(" ", "")
    while at < len(plain) and not _DAY.search(plain[at]) and not title.endswith(_TITLE_ENDS) and len(plain[at]) < 40:
        title += plain[at].replace(" ", "")
        at += 1
    if len(title) > 120 or title.endswith(("。", "；")):
        raise TextError("第一行不像法规标题。把标题放在文件第一行，去掉前面的说明文字再导入。")
    if title.startswith("《") and title.endswith("》"):
        title = title[1:-1]
    return title, plain[at:]


_TITLE_ENDS = (
    "法", "法典", "条例", "规定", "办法", "细则", "规则", "准则", "章程", "决定", "解释", "纲要", "规程", "标准",
    "规范", "(试行)", "（试行）", "通则", "制度", "意见",
)  # fmt: skip


def _dates(head: list[str], articles: tuple[Article, ...], name: str) -> tuple[date | None, date | None, list[str]]:
    """Publication and first day in force of *this* version, and what could not be settled."""
    notes: list[str] = []
    made = _made(head)
    published = max(made, default=None)
    in_name = [day for found in _FILE_DAY.findall(name) if (day := _day(*found))]
    if in_name and (published is None or in_name[-1] > published):
        if published is not None:
            notes.append(f"文件名的日期 {in_name[-1]} 晚于文中公布日期 {published}，按文件名记为这一版本的日期")
        published = in_name[-1]
    effective = _in_head(head, published)
    if effective is None and articles:
        tail = "\n".join(str(article) for article in articles[-2:])
        starts = [day for found in _START.findall(tail) if (day := _day(*found))]
        if starts and (published is None or starts[-1] >= published):
            effective = starts[-1]
        elif _AT_ONCE.search(tail) and len({day.year for day in made}) <= 1:
            effective = published
        elif starts:
            notes.append(f"附则写明 {starts[-1]} 起施行，是最初的施行日期；这一版本的施行日期文中没有")
    if published is None:
        notes.append("文中没有公布日期")
    if effective is None:
        notes.append("这一版本的施行日期待核实")
    return published, effective, notes


def _made(head: list[str]) -> list[date]:
    """The days on which the act was passed, published or amended: a date and what is said behind it."""
    out: list[date] = []
    for line in head:
        found = list(_DAY.finditer(line))
        ends = [match.start() for match in found[1:]] + [len(line)]
        for match, end in zip(found, ends, strict=False):
            said = line[match.end() : end]
            day = _day(*match.groups())
            if day and _MADE.search(said) and not re.match(r"\s*起?(?:施行|实施|生效)", said):
                out.append(day)
    return out


def _in_head(head: list[str], published: date | None) -> date | None:
    found = []
    for line in head:
        for match in re.finditer(rf"{_DAY.pattern}\s*(?:起)?(?:施行|实施|生效)", line):
            if day := _day(*match.groups()):
                found.append(day)
    later = [day for day in found if published is None or day >= published]
    return max(later, default=None)


def _issuer(head: list[str], title: str) -> tuple[str | None, str, str | None]:
    """Who made it, its kind, and its number."""
    whole = "\n".join(head)
    order = _ORDER.findall(whole)
    doc_no = None
    if order:
        doc_no = f"{order[-1][0].removeprefix(_STATE)}第{order[-1][1]}号"
    elif match := _DOC_NO.search(whole):
        doc_no = match.group()
    if match := _LOCAL_ISSUER.search(whole):
        return match.group(1) + match.group(2), "local", doc_no
    for pattern, issuer, kind in _ISSUERS:
        if pattern.search(whole):
            return issuer, kind, doc_no
    if match := _MINISTRY.search(whole):
        return match.group(1).removeprefix(_STATE), "rule", doc_no
    if title.startswith(_STATE) and title.endswith(("法", "法典")):
        return None, "law", doc_no
    return None, "", doc_no


class _Body:
    """From the first article to the last."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.articles: list[Article] = []
        self.notes: list[str] = []
        self.levels: dict[str, str] = {}
        self.chapters: list[str] = []
        self.now: list[Paragraph] | None = None
        self.place = (0, 0)

    def read(self) -> tuple[tuple[Article, ...], tuple[str, ...], list[str]]:
        """All articles; TextError for a hole or a repetition."""
        ended = False
        for line in self.lines:
            if ended:
                break
            ended = self._line(line)
        self._close()
        if self.articles and not any(paragraph.text for article in self.articles for paragraph in article.paragraphs):
            raise TextError("只读到条号，没有读到条文。确认下载的是全文。")
        return tuple(self.articles), tuple(self.chapters), self.notes

    def _line(self, line: str) -> bool:
        """Take one line; True where the statute has ended."""
        if self._article(line):
            return False
        chapter = _CHAPTER.match(line)
        if chapter and len(line) < 40:
            self._chapter(chapter, line)
            return False
        if self.now is None:
            return False
        if _END.match(line) and len(line) < 60 and self.now and self._finished():
            return True
        self._text(line)
        return False

    def _chapter(self, match: re.Match[str], line: str) -> None:
        self._close()
        order = ("编", "分编", "章", "节")
        level = match.group(1)
        for deeper in order[order.index(level) :]:
            self.levels.pop(deeper, None)
        name = re.sub(r"\s+", " ", line).strip()
        head, _, rest = name.partition(" ")
        self.levels[level] = f"{head} {rest.replace(' ', '')}".strip()
        if level in ("编", "章") and self.levels[level] not in self.chapters:
            self.chapters.append(self.levels[level])

    def _article(self, line: str) -> bool:
        match = _ARTICLE.match(line)
        if not match:
            return False
        number, inserted = _int(match.group(1)), _int(match.group(2) or "")
        if not number:
            return False
        expected = self._expected(number, inserted)
        spaced = bool(match.group(3)) or not match.group(4)
        points = match.group(4).startswith(("规定", "第", "、", "和", "至", "的", "所", "，", "或", "中", "关于", "及"))
        if not spaced and (points or not expected):
            return False  # a sentence that begins with a reference to an article
        if not expected:
            if points:
                return False
            self._hole(number, inserted)
        self._close()
        self.place, self.now = (number, inserted), []
        if match.group(4).strip():
            self._text(match.group(4).strip())
        return True

    def _expected(self, number: int, inserted: int) -> bool:
        before, within = self.place
        return (number, inserted) in ((before + 1, 0), (before, within + 1)) or (inserted == 1 and number == before)

    def _hole(self, number: int, inserted: int) -> None:
        was, now = Place(*self.place), Place(number, inserted)
        if (number, inserted) == (1, 0):
            raise TextError(f"{was}之后又从第一条开始：文件里有不止一件法规。拆成一件一个文件再导入。")
        if (number, inserted) <= self.place:
            raise TextError(f"{was}之后又出现{now}，条号重复或倒退。重新下载全文，或改正文件里的条号。")
        raise TextError(f"{was}之后直接是{now}，中间缺条。重新下载全文，缺条的文本不导入。")

    def _finished(self) -> bool:
        last = self.now[-1] if self.now else None
        return bool(last) and str(last).rstrip().endswith(("。", "”"))

    def _text(self, line: str) -> None:
        assert self.now is not None
        item = _ITEM.match(line)
        if item and self.now and _int(item.group(1)):
            last = self.now[-1]
            self.now[-1] = Paragraph(last.text, (*last.items, Item(_int(item.group(1)), line)))
            return
        if _SUBITEM.match(line) and self.now and self.now[-1].items:
            last = self.now[-1]
            tail = last.items[-1]
            self.now[-1] = Paragraph(
                last.text, (*last.items[:-1], Item(tail.number, tail.text, (*tail.subitems, line)))
            )
            return
        if self.now and not str(self.now[-1]).endswith(tuple(_SENTENCE)):
            self._join(line)  # a hard line break inside a sentence
            return
        self.now.append(Paragraph(line))

    def _join(self, line: str) -> None:
        assert self.now is not None
        last = self.now[-1]
        if last.items:
            tail = last.items[-1]
            self.now[-1] = Paragraph(last.text, (*last.items[:-1], Item(tail.number, tail.text + line, tail.subitems)))
        else:
            self.now[-1] = Paragraph(last.text + line)

    def _close(self) -> None:
        if self.now is None:
            return
        chapter = " ".join(self.levels[level] for level in ("编", "分编", "章", "节") if level in self.levels)
        paragraphs = tuple(self.now) or (Paragraph(""),)
        self.articles.append(Article(self.place[0], self.place[1], paragraphs, chapter))
        self.now = None
