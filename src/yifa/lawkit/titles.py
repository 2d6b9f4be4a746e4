"""What a title alone tells: its key for comparison, the version it names, whether a place or bureau issued it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from yifa.lawkit.packs.loader import ROOT, load_kind

_STATE = "中华人民共和国"
_DROP = re.compile(r"[\s《》〈〉“”\"'‘’「」·•.,，、]")
_DASH = re.compile(r"[—–－―~～]+")
_MARK = re.compile(r"[（(](\d{4})年?(?:修订|修正|修改|版|公布|发布|文本)?[)）]$")
_PERIOD = re.compile(r"\(\d{4}-\d{4}年?\)$|\(试行\)$|\(草案\)$|\(修订草案\)$")


def key_of(title: str) -> str:
    """Return the form titles are compared in: no quotes, spaces or 中华人民共和国, one kind of bracket and dash."""
    text = unicodedata.normalize("NFKC", title)
    text = _DASH.sub("-", _DROP.sub("", text))
    return text.replace(_STATE, "") or text


def version_mark(title: str) -> tuple[str, int | None]:
    """Split 行政复议法(2023修订) into the title and the year of the version it names."""
    match = _MARK.search(title.strip())
    return (title.strip()[: match.start()].strip(), int(match.group(1))) if match else (title.strip(), None)


def edits(one: str, two: str, most: int) -> int | None:
    """Return the edit distance of two strings, or None where it is more than ``most``."""
    if abs(len(one) - len(two)) > most:
        return None
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(two, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))
        if min(new) > most:
            return None
        row = new
    return row[-1] if row[-1] <= most else None


@dataclass(frozen=True)
class TitleWords:
    """Word lists from the pack ``wording/title_words.yaml``."""

    normative: tuple[str, ...]
    not_law: tuple[str, ...]
    provinces: tuple[str, ...]
    not_places: tuple[str, ...]
    place: re.Pattern[str]

    @classmethod
    def load(cls, region: str | None = None, root: Path = ROOT) -> TitleWords:
        """Load the word lists once per region."""
        return _load(region, root)

    def bare(self, title: str) -> str:
        """The key of a title without a trailing period or (试行)."""
        return _PERIOD.sub("", key_of(version_mark(title)[0]))

    def ending(self, title: str) -> str:
        """The plain kind word a title ends with (条例, 办法, 纲要, 法 …), or an empty string."""
        bare = self.bare(title)
        found = [word for word in self.normative if bare.endswith(word)]
        return min(found, key=lambda word: (len(word) < 2, len(word)), default="")

    def is_not_law(self, title: str) -> bool:
        """True where the title ends like a working paper, a book or an article, or like nothing known."""
        bare = self.bare(title)
        return any(bare.endswith(word) for word in self.not_law) or not self.ending(title)

    def is_normative(self, title: str) -> bool:
        """True where the title ends like something that lays down rules."""
        bare = self.bare(title)
        return not any(bare.endswith(word) for word in self.not_law) and bool(self.ending(title))

    def is_local(self, title: str) -> bool:
        """True where a province, a city, a county or a bureau of one stands at the head of the title."""
        key = key_of(title)
        if any(key.startswith(name) for name in self.provinces):
            return True
        match = self.place.match(key)
        return bool(match) and not any(key.startswith(word) for word in self.not_places)


@lru_cache(maxsize=16)
def _load(region: str | None, root: Path) -> TitleWords:
    words: dict[str, list[str]] = {}
    for _path, data in load_kind("wording", region, root):
        for name, values in (data.get("title_words") or {}).items():
            words.setdefault(name, []).extend(values)

    def longest(name: str) -> tuple[str, ...]:
        return tuple(sorted(words.get(name, []), key=len, reverse=True))

    return TitleWords(
        normative=longest("normative"),
        not_law=longest("not_law"),
        provinces=longest("provinces"),
        not_places=longest("not_places"),
        place=re.compile(r"[\u4e00-\u9fff]{1,6}?(?:自治州|自治县|自治旗|地区|市|县|区|盟|旗)(?=[\u4e00-\u9fff])"),
    )
