"""Measure words (量词) from the pack ``measure_words``: what counts what, and where a word is not a measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from yifa.lawkit.packs.loader import PackError, load_kind


@dataclass(frozen=True)
class Measure:
    """One measure word. ``kind``: thing, event, person, place, part, money, area, energy, amount, time, rate, order."""

    id: str
    word: str
    kind: str
    counts: str = ""
    article: bool = False  # 一 before it is an article (一项任务), not a count
    manner: bool = False  # 多 before it describes manner (多种方式), not a number
    two: str = "两"
    not_before: str = ""  # what may not follow (部门, 组织): characters, or words parted by |
    base: str | None = None
    factor: int = 1
    digits: bool = False  # counts only after Arabic numerals; after Chinese ones it is part of a word (四面, 五门)
    ordinal: str = "may"  # may | only (第…届) | never (第三人)


@lru_cache(maxsize=16)
def measures(region: str | None = None) -> dict[str, Measure]:
    """Return word → Measure of the national pack with the overlays of the region; later layers replace by id."""
    by_id: dict[str, Measure] = {}
    for path, data in load_kind("measure_words", region):
        for row in data["measure_words"]:
            try:
                by_id[row["id"]] = Measure(**row)
            except TypeError as error:
                raise PackError(f"量词包 {path.name} 中 {row.get('id')} 有不认识的项：{error}") from error
    return {measure.word: measure for measure in by_id.values()}


def measure(word: str | None, region: str | None = None) -> Measure | None:
    """Return the Measure of a word, None where the pack does not know it."""
    return measures(region).get(word or "")


@lru_cache(maxsize=16)
def pattern(ordinal: bool = False, region: str | None = None) -> str:
    """Return a regular expression for one measure word, longest first, each with what may not follow it.

    Compounds need no entry of their own: a measure word with 次 (件次, 份次) and 大类, 中类, 小类.
    """
    out = []
    single = [item for item in measures(region).values() if len(item.word) == 1]
    counting = "".join(
        item.word for item in single if item.kind in ("thing", "event", "person") and item.word not in "次大"
    )
    compound = rf"[{counting}]次(?![品日年序生贷数])" + ("" if ordinal else "|[大中小]类(?![型别似])")
    for item in sorted(measures(region).values(), key=lambda m: (-len(m.word), m.word)):
        if len(item.word) == 1 and compound:
            out.append(compound)
            compound = ""
        if item.ordinal != ("never" if ordinal else "only"):
            words = item.not_before.split("|") if "|" in item.not_before else list(item.not_before)
            ban = f"(?!{'|'.join(map(re.escape, words))})" if words and not ordinal else ""
            out.append(re.escape(item.word) + ban)
    return "(?:" + "|".join(out) + ")"
