"""Citations (引文): 《法规名》第X条第Y款第（Z）项, read, written and turned into URNs.

A *place* is a point in a statute: article 条 (with 之一), paragraph 款, item 项,
sub-item 目. The URN fragment is ``条.款.项.目`` with trailing parts left out:
``#33.2.1``; 第一百二十条之一 is ``#120-1``; an item of an article whose paragraph
is not named has paragraph 0 (第六十四条第一项 → ``#64.0.1``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yifa.lawkit.quantity.numerals import HANZI, to_hanzi, to_number


class CitationError(ValueError):
    """A citation that cannot be read; the message is Chinese."""


@dataclass(frozen=True, order=True)
class Place:
    """One point in a statute: 条, 之几, 款, 项, 目. Zero means not named."""

    article: int
    inserted: int = 0
    paragraph: int = 0
    item: int = 0
    subitem: int = 0

    @property
    def fragment(self) -> str:
        """The part of the URN after ``#``."""
        head = f"{self.article}-{self.inserted}" if self.inserted else str(self.article)
        parts = [self.paragraph, self.item, self.subitem]
        while parts and not parts[-1]:
            parts.pop()
        return ".".join([head, *map(str, parts)])

    def __str__(self) -> str:
        return self.tail(0)

    def tail(self, level: int) -> str:
        """Return the Chinese wording from one level down: 0 条, 1 款, 2 项, 3 目."""
        text = ""
        if level == 0:
            text += f"第{to_hanzi(self.article)}条" + (f"之{to_hanzi(self.inserted)}" if self.inserted else "")
        if level <= 1 and self.paragraph:
            text += f"第{to_hanzi(self.paragraph)}款"
        if level <= 2 and self.item:
            text += f"第（{to_hanzi(self.item)}）项"
        if self.subitem:
            text += f"第{self.subitem}目"
        return text

    @classmethod
    def of_fragment(cls, text: str) -> Place:
        """Read the part of a URN after ``#``."""
        match = _FRAGMENT.fullmatch(text)
        if not match:
            raise CitationError(f"条款编号“{text}”有误，应如 33、33.2、33.2.1 或 120-1")
        place = cls(*(int(part or 0) for part in match.groups()))
        if place.fragment != text:
            raise CitationError(f"条款编号“{text}”有误，应写作 {place.fragment}")
        return place


@dataclass(frozen=True)
class Span:
    """A run of places, both ends included: 第十四条至第三十条."""

    first: Place
    last: Place

    def __str__(self) -> str:
        return f"{self.first}至{self.last}"

    @property
    def fragment(self) -> str:
        return f"{self.first.fragment}~{self.last.fragment}"

    def __contains__(self, place: Place) -> bool:
        return (
            (self.first.article, self.first.inserted)
            <= (place.article, place.inserted)
            <= (
                self.last.article,
                self.last.inserted,
            )
        )


@dataclass(frozen=True)
class Label:
    """A place that is no article: 附录A, 表三, 第二章, a standard's clause 5.2.1, a section （六）…."""

    text: str

    def __str__(self) -> str:
        return self.text


Point = Place | Span | Label


@dataclass(frozen=True)
class Citation:
    """A title with the places cited, and where the citation stands in the text it was found in."""

    title: str
    places: tuple[Point, ...] = ()
    text: str = field(default="", compare=False)
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return format_citation(self.title, self.places)

    @property
    def article(self) -> str | None:
        """The first place in Arabic form (33, 33.2, 120-1), or None."""
        for place in self.places:
            if not isinstance(place, Label):
                return place.fragment
        return None


_FRAGMENT = re.compile(r"([1-9]\d*)(?:-([1-9]\d*))?(?:\.(\d+))?(?:\.(\d+))?(?:\.([1-9]\d*))?")
_NUM = f"(?:[0-9０-９]+|[{HANZI}]+)"
_INSERT = f"(?:之([{HANZI}]+|[0-9]+))?"
_JOIN = r"\s*(、|，|,|和|及|以及|与|或者|或|至|到|—|－|–|-|~|～)\s*"
_ARTICLE = re.compile(rf"第?\s*({_NUM})\s*条{_INSERT}")
_PARAGRAPH = re.compile(rf"第?\s*({_NUM})\s*款")
_ITEM = re.compile(rf"第?\s*[（(]?\s*({_NUM})\s*[)）]?\s*项")
_SUBITEM = re.compile(rf"第?\s*({_NUM})\s*目")
_BARE = re.compile(rf"第?\s*({_NUM})")
_BARE_ITEM = re.compile(rf"第?\s*[（(]\s*({_NUM})\s*[)）]")
_JOINER = re.compile(_JOIN)
_PENDING = re.compile(rf"第\s*[（(]?\s*({_NUM})\s*[)）]?(?={_JOIN})")
_TIGHT = set("、至到—－–-~～")
_RANGE = set("至到—－–-~～")
_LEVELS = (("article", _ARTICLE), ("paragraph", _PARAGRAPH), ("item", _ITEM), ("subitem", _SUBITEM))
_START = re.compile(rf"\s*第\s*(?:{_NUM}|[（(])")


def _int(text: str) -> int:
    """The value of a numeral, 0 where it is not a well-formed whole number (no place has number 0)."""
    number = to_number(text)
    return number if isinstance(number, int) else 0


def read_places(text: str, pos: int = 0) -> tuple[tuple[Point, ...], int]:
    """Read 第X条第Y款… with lists and ranges at ``pos``; return the places and where they end.

    A number without its measure word borrows the one behind it (第八十五、八十六条);
    a part without an article belongs to the article before it (第二十三条第一款、第二款).
    """
    steps, end = _scan(text, pos)
    unit = ""
    for _, parts in reversed(steps):  # a bare number takes the unit that follows it
        if "bare" in parts:
            parts[unit] = parts.pop("bare")
        unit = next(name for name, _ in _LEVELS if name in parts)
    points: list[Point] = []
    last = Place(0)
    for joiner, parts in steps:
        place = _fill(parts, last)
        if joiner in _RANGE and points and isinstance(points[-1], Place):
            points[-1] = Span(points[-1], place)
        else:
            points.append(place)
        last = place
    if any(p.article == 0 for point in points for p in _ends(point)):
        return (), pos
    return tuple(points), end


def _scan(text: str, pos: int) -> tuple[list[tuple[str, dict[str, int]]], int]:
    """Split a run of places into ``(joiner, {level: number})``; the key ``bare`` holds a number without its unit."""
    steps: list[tuple[str, dict[str, int]]] = []
    kept, end, joiner, at = 0, pos, "", pos
    while True:
        parts, solid, stop = _one(text, at)
        if not parts:
            break
        steps.append((joiner, parts))
        if any(name != "bare" for name in parts):
            kept, end = len(steps), solid
        match = _JOINER.match(text, stop)
        if not match or (match.group(1) not in _TIGHT and not text.startswith("第", match.end())):
            break
        joiner, at = match.group(1), match.end()
    steps = steps[:kept]
    if steps:
        steps[-1][1].pop("bare", None)
    return steps, end


def _one(text: str, at: int) -> tuple[dict[str, int], int, int]:
    """Read one place; return its parts, where the part with units ends, and where the whole ends."""
    parts: dict[str, int] = {}
    for name, pattern in _LEVELS:
        match = pattern.match(text, at)
        if not match:
            continue
        parts[name] = _int(match.group(1))
        if name == "article" and match.group(2):
            parts["inserted"] = _int(match.group(2))
        at = match.end()
    if not parts:
        match = _BARE_ITEM.match(text, at) or _BARE.match(text, at)
    else:
        match = _PENDING.match(text, at)
    if not match:
        return parts, at, at
    parts["bare"] = _int(match.group(1))
    return parts, at, match.end()


def _fill(parts: dict, last: Place) -> Place:
    if "article" in parts:
        return Place(**parts)
    base = {"article": last.article, "inserted": last.inserted}
    if "paragraph" not in parts:
        base["paragraph"] = last.paragraph
        if "item" not in parts:
            base["item"] = last.item
    return Place(**(base | parts))


def _ends(point: Point) -> tuple[Place, ...]:
    if isinstance(point, Span):
        return (point.first, point.last)
    return (point,) if isinstance(point, Place) else ()


_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_GAP = re.compile(r"\s*(?:[（(][^（）()]{1,20}[)）])?")
_SPACE = re.compile(r"\s+")


def find_citations(text: str) -> list[Citation]:
    """Return every 《…》 of a text with the places that follow it; a title nested inside belongs to the outer one."""
    found = []
    for match in _TITLE.finditer(text):
        mark = _GAP.match(text, match.end())
        gap = mark.end() if mark else match.end()
        places: tuple[Point, ...] = ()
        end = match.end()
        if _START.match(text, gap):
            places, stop = read_places(text, gap)
            end = stop if places else end
        found.append(Citation(_SPACE.sub("", match.group(1)), places, text[match.start() : end], match.start(), end))
    return found


def parse(text: str) -> Citation:
    """Read one citation as typed by a person: with or without 《》, Chinese or Arabic numerals.

    Also reads 政府信息公开条例33(2) and a URN's fragment behind a title (政府信息公开条例#33.2).
    """
    text = text.strip()
    if not text:
        raise CitationError("没有写出法规名称，例：《政府信息公开条例》第三十三条第二款")
    if "#" in text:
        title, _, fragment = text.partition("#")
        return Citation(clean_title(title), tuple(_point_of_fragment(part) for part in fragment.split(",")), text)
    match = _TITLE.match(text)
    if match:
        title, rest = match.group(1), text[match.end() :].strip()
    else:
        title, rest = _split_bare(text)
    if not rest:
        return Citation(clean_title(title), (), text)
    places, end = read_places(rest)
    if not places or rest[end:].strip():
        points = parse_articles(rest)
        if not points.places or any(isinstance(p, Label) for p in points.places):
            raise CitationError(f"看不懂“{rest}”，条款请写成：第三十三条第二款第（一）项")
        places = points.places
    return Citation(clean_title(title), places, text)


def _split_bare(text: str) -> tuple[str, str]:
    match = re.search(rf"\s*第\s*{_NUM}\s*(?:条|[、，,至到~－—-]\s*第?\s*{_NUM})", text)
    if match:
        return text[: match.start()], text[match.start() :].strip()
    match = re.search(r"(?<=[法典例定则法])\s*(\d[\d()（）一二三四五六七八九十、\-]*)$", text)
    if match and match.start():
        return text[: match.start()], match.group(1)
    return text, ""


def _point_of_fragment(text: str) -> Point:
    first, mark, last = text.partition("~")
    return Span(Place.of_fragment(first), Place.of_fragment(last)) if mark else Place.of_fragment(first)


def clean_title(title: str) -> str:
    """Take the outer 《》 and all white space off a title."""
    title = _SPACE.sub("", title)
    return title[1:-1] if title.startswith("《") and title.endswith("》") and title.count("《") == 1 else title


@dataclass(frozen=True)
class Articles:
    """What an article string of a rule or basis says: the places, and remarks that were in brackets."""

    places: tuple[Point, ...]
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return format_places(self.places)


_REMARK = re.compile(r"\[[^\]]*\]|\((?=[^)]*[A-Za-z])[^)]*\)")
_SHORT = re.compile(r"(\d+)(?:-(\d+)(?![\d]))?((?:[（(]\w+[)）]){0,3})")
_HEADING = re.compile(rf"[{HANZI}]+、(?![{HANZI}第\d])")
_PAREN = re.compile(r"[（(](\w+)[)）]")
_CLAUSE = re.compile(r"(?:附录)?[A-Z]?\d*(?:\.\d+)+")


def parse_articles(text: str | int | None) -> Articles:
    """Read the article string of a basis: '85、86', '203(2)', '64(一)', '23(1)(四)、23(2)', '22-36', '5.2.1', '附录A'.

    Arabic numerals in brackets are 款, Chinese ones are 项. What is no article
    becomes a Label; remarks in brackets (``[from memory]``) are kept apart.
    """
    text = "" if text is None else str(text)
    remarks = tuple(found.strip("[]() ") for found in _REMARK.findall(text))
    points: list[Point] = []
    plain = _REMARK.sub("", text).strip()
    pieces = [plain] if _HEADING.match(plain) else re.split(r"[、;；]|(?<![A-Z])/", plain)
    for piece in pieces:
        piece = piece.strip()
        if piece in ("", "-", "—"):
            continue
        points.extend(_short_point(piece))
    return Articles(tuple(points), remarks)


def _short_point(piece: str) -> list[Point]:
    match = _SHORT.fullmatch(piece)
    if match:
        first = _with_parens(int(match.group(1)), match.group(3))
        if not match.group(2):
            return [first]
        return [Span(Place(int(match.group(1))), _with_parens(int(match.group(2)), match.group(3)))]
    if _CLAUSE.fullmatch(piece):
        return [Label(piece)]
    places, end = read_places(piece)
    if places and end == len(piece):
        return list(places)
    return [Label(piece)]


def _with_parens(article: int, tail: str) -> Place:
    paragraph = item = subitem = 0
    for inner in _PAREN.findall(tail):
        number = _int(inner)
        if inner.isascii() and not item:
            paragraph = number
        elif not item:
            item = number
        else:
            subitem = number
    return Place(article, 0, paragraph, item, subitem)


def format_places(places: tuple[Point, ...]) -> str:
    """Write places in Chinese; a repeated article is not repeated: 第二十三条第一款、第二款."""
    out: list[str] = []
    last: Place | None = None
    for place in places:
        if isinstance(place, Place) and last and (place.article, place.inserted) == (last.article, last.inserted):
            same_paragraph = place.paragraph == last.paragraph and place.item and last.item
            level = 2 if same_paragraph else 1
            deeper = place.paragraph or (level == 2 and place.item)
            out.append(place.tail(level) if deeper else str(place))
        else:
            out.append(str(place))
        last = place if isinstance(place, Place) else (place.last if isinstance(place, Span) else None)
    return "、".join(out)


def format_citation(title: str, places: tuple[Point, ...] = ()) -> str:
    """Write a citation in Chinese: 《政府信息公开条例》第三十三条第二款."""
    inner = clean_title(title).replace("《", "〈").replace("》", "〉")
    return f"《{inner}》{format_places(places)}"


def urn(base: str, places: tuple[Point, ...] = ()) -> list[str]:
    """Return the URNs of the places of one statute version, or the bare URN where none is an article."""
    found = [f"{base}#{place.fragment}" for place in places if not isinstance(place, Label)]
    return found or [base]
