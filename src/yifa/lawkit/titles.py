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
_PARTY = re.compile(r"^中共(?!中央)")
#: 市物业管理条例: the level alone, as an organ speaks of its own
_OWN_LEVEL = re.compile(r"(?:省|市|县)(?:委|政府|人大)?(?![场政容区辖级域际民内属直立])(?=[\u4e00-\u9fff]{4})")
#: (2021-2025) is written with and without 年
_SPAN = re.compile(r"\((\d{4}-\d{4})\)$")
_PERIOD = re.compile(r"\(\d{4}-\d{4}年?\)$|\(试行\)$|\(草案\)$|\(修订草案\)$")


def key_of(title: str) -> str:
    """Return the form titles are compared in: no quotes, spaces or 中华人民共和国, one kind of bracket and dash."""
    text = unicodedata.normalize("NFKC", title)
    text = _SPAN.sub(r"(\1年)", _DASH.sub("-", _DROP.sub("", text)))
    return text.replace(_STATE, "") or text


def version_mark(title: str) -> tuple[str, int | None]:
    """Split 行政复议法(2023修订) into the title and the year of the version it names."""
    match = _MARK.search(title.strip())
    return (title.strip()[: match.start()].strip(), int(match.group(1))) if match else (title.strip(), None)


@dataclass(frozen=True)
class TitleWords:
    """Word lists from the pack ``wording/title_words.yaml``."""

    normative: tuple[str, ...]
    not_law: tuple[str, ...]
    provinces: tuple[str, ...]
    not_places: tuple[str, ...]
    not_place_ends: tuple[str, ...]
    own_level: tuple[str, ...]
    house_rules: tuple[str, ...]
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

    def is_house_rule(self, title: str) -> bool:
        """True where the title ends like a rule that an organ makes for itself (制度, 守则, 流程)."""
        return self.bare(title).endswith(self.house_rules)

    def is_local(self, title: str) -> bool:
        """True where a province, a city, a county or a bureau of one stands at the head of the title."""
        key = _PARTY.sub("", key_of(title))
        if key.startswith((*self.provinces, *self.own_level)):
            return True
        if _OWN_LEVEL.match(key):
            return True
        match = self.place.match(key)
        if match is None or key.startswith(self.not_places):
            return False
        return not match.group().endswith(self.not_place_ends)


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
        not_place_ends=longest("not_place_ends"),
        own_level=longest("own_level"),
        house_rules=longest("house_rules"),
        place=re.compile(
            r"[\u4e00-\u9fff]{1,6}?(?:省|自治区|自治州|自治县|自治旗|地区|市(?!场)|县|区|盟|旗)(?=[\u4e00-\u9fff])"
        ),
    )
