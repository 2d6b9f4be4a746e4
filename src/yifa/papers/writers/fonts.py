"""Fonts for pages we lay out ourselves (PDF, OFD): for each role of GB/T 9704 an ordered list of families.

The bureau's own fonts (方正小标宋, 仿宋_GB2312 …) come first, then free substitutes. A folder of the instance
(``YIFA_HOME/fonts``) goes before the fonts of the machine; its ``roles.yaml`` may put other families first. A
character is looked for along its role's list; one that no font of the list has is an error naming both, for a box in
an official paper is worse than no paper.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
import yaml
from fontTools.ttLib import TTFont

from yifa.papers.writers import CannotPrint

MEND = "make fonts"


class FontMissing(CannotPrint):
    """No font, or no glyph, for what is to be printed; says what mends it."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font file (one face of a collection)."""

    family: str
    weight: int
    path: str
    index: int


@dataclass(frozen=True, slots=True)
class Role:
    """What a font is for: its Chinese name, the wanted weight, and families in the order of preference."""

    name: str
    weight: int
    families: tuple[str, ...]


_SONG = ("宋体", "SimSun", "STSong", "FandolSong", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC")
_KAI = ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "FandolKai", "LXGW WenKai", "AR PL UKai CN")
_HEI = ("黑体", "SimHei", "STHeiti", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei")
# The last of each list are there for characters the first do not have (names, ㎡), or where nothing better is.
_LAST = ("LXGW WenKai", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC")
ROLES: dict[str, Role] = {
    "title": Role(
        "小标宋", 700,
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FandolSong",
         "Noto Serif CJK SC", "Source Han Serif SC", *_LAST),
    ),
    "fang": Role(
        "仿宋", 400,
        ("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "FZFangSong-Z02", "仿宋", "FangSong", "STFangsong",
         "FandolFang R", "FandolFang", *_LAST),
    ),
    "kai": Role("楷体", 400, (*_KAI, *_LAST)),
    "hei": Role("黑体", 400, (*_HEI, *_LAST)),
    "song": Role("宋体", 400, (*_SONG, *_LAST)),
}  # fmt: skip


def folder() -> Path:
    """The font folder of this instance."""
    return Path(os.environ.get("YIFA_HOME") or "var") / "fonts"


class Library:
    """The fonts at hand: those of a folder, then those of the machine (unless told not to look there)."""

    def __init__(self, place: Path, system: bool = True) -> None:
        self.place = place
        paths = [place] if place.is_dir() else []
        self.typst = typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=paths)
        found: dict[str, list[Face]] = {}
        for info in self.typst.fonts():
            if info.path and info.style == "normal":
                found.setdefault(info.family, []).append(Face(info.family, info.weight, info.path, info.index))
        own = _own_order(place)
        self.roles = {key: self._chain(role, found, own.get(role.name, ())) for key, role in ROLES.items()}
        self._cover: dict[Face, frozenset[int]] = {}

    @staticmethod
    def _chain(role: Role, found: dict[str, list[Face]], first: Sequence[str] = ()) -> tuple[Face, ...]:
        chain = []
        for family in dict.fromkeys((*first, *role.families)):
            faces = found.get(family)
            if faces:
                chain.append(min(faces, key=lambda face: (abs(face.weight - role.weight), face.path, face.index)))
        return tuple(chain)

    def require(self) -> None:
        """Refuse where there is no Chinese font at all.

        Raises:
            FontMissing: says the one command that mends it.
        """
        lacking = [ROLES[key].name for key, chain in self.roles.items() if not chain]
        if lacking:
            raise FontMissing(
                f"没有可用的中文字体（{'、'.join(lacking)}），排不了版。"
                f"运行 {MEND}，或把字体文件放进 {self.place}；也可以先导出 docx。"
            )

    def families(self) -> dict[str, list[str]]:
        """For each role the families to try, in order."""
        return {key: [face.family for face in chain] for key, chain in self.roles.items()}

    def check(self, role: str, text: Iterable[str]) -> None:
        """Refuse characters that no font of the role has.

        Raises:
            FontMissing: names the characters and the fonts asked.
        """
        open_ = {ord(char) for char in text} - _UNSEEN
        for face in self.roles[role]:
            if not open_:
                return
            open_ -= self.cover(face)
        if open_:
            shown = "、".join(f"“{chr(code)}”（U+{code:04X}）" for code in sorted(open_)[:8])
            names = "、".join(face.family for face in self.roles[role])
            raise FontMissing(
                f"{ROLES[role].name}缺字：{shown}，字体 {names} 里都没有。把有这个字的字体放进 {self.place} 再排版。"
            )

    def cover(self, face: Face) -> frozenset[int]:
        """The characters a face has."""
        if face not in self._cover:
            with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
                self._cover[face] = frozenset(font.getBestCmap() or ())
        return self._cover[face]


def _own_order(place: Path) -> dict[str, list[str]]:
    """What ``roles.yaml`` in the folder says: role → families that go first (仿宋: [方正仿宋_GBK])."""
    path = place / "roles.yaml"
    if not path.is_file():
        return {}
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FontMissing(f"{path} 读不懂，应写成：仿宋: [字体一, 字体二]。") from error
    known = {role.name for role in ROLES.values()}
    if not isinstance(data, dict) or set(map(str, data)) - known:
        raise FontMissing(f"{path} 只能写这几种：{'、'.join(sorted(known))}。")
    return {str(k): [str(name) for name in (v if isinstance(v, list) else [v])] for k, v in data.items()}


#: Characters that leave no mark on paper.
_UNSEEN = frozenset((0x09, 0x0A, 0x20, 0x3000, 0xA0, 0x200B, 0xFEFF))


def library(place: Path | None = None, system: bool = True) -> Library:
    """The library of a folder, read again only when a file in it changes."""
    place = place or folder()
    stamp = tuple(sorted((p.name, p.stat().st_mtime_ns) for p in place.iterdir())) if place.is_dir() else ()
    return _library(place, system, stamp)


@lru_cache(maxsize=4)
def _library(place: Path, system: bool, stamp: tuple[tuple[str, int], ...]) -> Library:
    return Library(place, system)
