"""Styles, fonts and automatic numbers of a Word file, resolved without asking Word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from yifa.papers.structure.marks import hanzi

if TYPE_CHECKING:
    from lxml.etree import _Element

#: attributes and elements of both the transitional and the strict namespace are known by their local names
_TRADITIONAL = "甲乙丙丁戊己庚辛壬癸"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"


def local(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attr(element: _Element | None, name: str) -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first child of a name, and on down the path."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def children(element: _Element, name: str) -> Iterator[_Element]:
    return (e for e in element if local(e) == name)


def number(text: str | None) -> int | None:
    try:
        return round(float(text)) if text else None
    except (ValueError, OverflowError):
        return None


def on(element: _Element | None) -> bool | None:
    """A switch: present and not 0 or false; ``None`` where it does not stand."""
    return None if element is None else attr(element, "val") not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """The face of a run and what its paragraph is."""

    east: str = ""
    latin: str = ""
    size: float | None = None
    bold: bool = False
    color: str = ""
    hidden: bool = False
    center: bool = False
    outline: int | None = None
    num: tuple[str, int] | None = None
    line: float | None = None  # exact line pitch, points


@dataclass
class Styles:
    """The styles part."""

    base: Look = Look()
    looks: dict[str, Look] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    default: str = ""
    _elements: dict[str, _Element] = field(default_factory=dict)
    _theme: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: _Element | None, theme: _Element | None) -> Styles:
        styles = cls()
        if theme is not None:
            styles._read_theme(theme)
        if root is None:
            return styles
        defaults = child(root, "docDefaults")
        styles.base = styles.apply(Look(), child(defaults, "pPrDefault", "pPr"), child(defaults, "rPrDefault", "rPr"))
        for element in children(root, "style"):
            key = attr(element, "styleId") or ""
            styles._elements[key] = element
            styles.names[key] = (attr(child(element, "name"), "val") or "").lower()
            if attr(element, "type") == "paragraph" and attr(element, "default") in ("1", "true"):
                styles.default = key
        return styles

    def _read_theme(self, theme: _Element) -> None:
        for font in theme.iter():
            which = {"majorFont": "major", "minorFont": "minor"}.get(local(font))
            if which:
                east = attr(child(font, "ea"), "typeface") or ""
                if not east:
                    east = next(
                        (attr(e, "typeface") or "" for e in children(font, "font") if attr(e, "script") == "Hans"), ""
                    )
                self._theme[which + "EastAsia"] = east
                self._theme[which + "HAnsi"] = self._theme[which + "Ascii"] = (
                    attr(child(font, "latin"), "typeface") or ""
                )

    def look(self, key: str | None, depth: int = 0) -> Look:
        """The look of a style with all it is based on."""
        key = key or self.default
        if key in self.looks:
            return self.looks[key]
        element = self._elements.get(key)
        if element is None or depth > 20:
            return self.base
        parent = attr(child(element, "basedOn"), "val")
        base = self.look(parent, depth + 1) if parent and parent != key else self.base
        look = self.apply(base, child(element, "pPr"), child(element, "rPr"))
        self.looks[key] = look
        return look

    def apply(self, base: Look, ppr: _Element | None, rpr: _Element | None) -> Look:
        """A look with direct formatting laid over it."""
        new: dict[str, object] = {}
        if ppr is not None:
            for element in ppr:
                name = local(element)
                if name == "jc":
                    new["center"] = attr(element, "val") == "center"
                elif name == "outlineLvl":
                    new["outline"] = number(attr(element, "val"))
                elif name == "numPr":
                    key, level = attr(child(element, "numId"), "val"), number(attr(child(element, "ilvl"), "val")) or 0
                    if key is None and base.num:
                        key = base.num[0]
                    new["num"] = (key, min(level, 8)) if key and key != "0" else None
                elif name == "spacing" and attr(element, "lineRule") == "exact":
                    pitch = number(attr(element, "line"))
                    new["line"] = pitch / 20 if pitch else None
        if rpr is not None:
            for element in rpr:
                name = local(element)
                if name == "rFonts":
                    theme = attr(element, "eastAsiaTheme")
                    east = attr(element, "eastAsia") or (self._theme.get(theme, "") if theme else "")
                    latin = attr(element, "ascii") or self._theme.get(attr(element, "asciiTheme") or "", "")
                    new |= {"east": east} if east else {}
                    new |= {"latin": latin} if latin else {}
                elif name == "sz":
                    half = number(attr(element, "val"))
                    new["size"] = half / 2 if half else base.size
                elif name == "b":
                    new["bold"] = on(element)
                elif name == "vanish":
                    new["hidden"] = on(element)
                elif name == "color":
                    color = (attr(element, "val") or "").upper()
                    new["color"] = "" if color in ("AUTO", "000000") else color
        return replace(base, **new) if new else base  # type: ignore[arg-type]


@dataclass
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False


class Numbers:
    """Automatic numbers, counted along the document."""

    def __init__(self, root: _Element | None) -> None:
        self.abstract: dict[str, dict[int, _Level]] = {}
        self.nums: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()
        if root is None:
            return
        for element in children(root, "abstractNum"):
            levels = {number(attr(e, "ilvl")) or 0: _level(e) for e in children(element, "lvl")}
            self.abstract[attr(element, "abstractNumId") or ""] = levels
        for element in children(root, "num"):
            overrides: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for other in children(element, "lvlOverride"):
                at = number(attr(other, "ilvl")) or 0
                whole = child(other, "lvl")
                if whole is not None:
                    overrides[at] = _level(whole)
                start = number(attr(child(other, "startOverride"), "val"))
                if start is not None:
                    starts[at] = start
            key = attr(child(element, "abstractNumId"), "val") or ""
            self.nums[attr(element, "numId") or ""] = (key, overrides, starts)

    def next(self, num: tuple[str, int]) -> str | None:
        """The number of the next paragraph of a list; ``None`` where the list is not described."""
        key, at = num
        if key not in self.nums:
            return None
        abstract, overrides, starts = self.nums[key]
        levels = self.abstract.get(abstract, {}) | overrides
        level = levels.get(at)
        if level is None:
            return None
        counts = self.counts.setdefault(abstract, {})
        if key not in self._used:
            self._used.add(key)
            for place, start in starts.items():
                counts[place] = start - 1
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in [place for place in counts if place > at]:
            del counts[deeper]
        if level.format in ("bullet", "none"):
            return ""
        text = level.text
        for place in range(9):
            if f"%{place + 1}" in text:
                other = levels.get(place, _Level())
                value = counts.get(place, other.start)
                text = text.replace(f"%{place + 1}", write_number(value, "decimal" if level.legal else other.format))
        return text


def _level(element: _Element) -> _Level:
    start = number(attr(child(element, "start"), "val"))
    return _Level(
        attr(child(element, "numFmt"), "val") or "decimal",
        (attr(child(element, "lvlText"), "val") or "")[:40],
        1 if start is None else start,
        on(child(element, "isLgl")) or False,
    )


def write_number(value: int, style: str) -> str:
    """One count in a Word number format."""
    low = style.lower()
    if not 1 <= value <= 999:
        return str(value)
    if "enclosedcircle" in low:
        return chr(0x2460 + value - 1) if value <= 20 else str(value)
    if low == "decimalfullwidth" or low == "decimalfullwidth2":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(value))
    if "legal" in low:
        return "".join(_LEGAL[int(digit)] for digit in str(value)) if value > 9 else _LEGAL[value]
    if low in ("ideographtraditional", "ideographzodiac"):
        return _TRADITIONAL[(value - 1) % 10]
    if "counting" in low or low in (
        "ideographdigital",
        "japanesecounting",
        "ideographenclosedcircle",
        "koreancounting",
    ):
        return hanzi(value) if value < 100 else str(value)
    if low in ("lowerletter", "upperletter"):
        letter = chr(97 + (value - 1) % 26)
        return letter if low == "lowerletter" else letter.upper()
    if low in ("lowerroman", "upperroman"):
        roman = _roman(value)
        return roman.lower() if low == "lowerroman" else roman
    return str(value)


def _roman(value: int) -> str:
    text = ""
    for step, sign in zip(
        (100, 90, 50, 40, 10, 9, 5, 4, 1), ("C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"), strict=True
    ):
        while value >= step:
            text, value = text + sign, value - step
    return text
