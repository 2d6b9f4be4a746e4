"""Short names a text gives itself (简称): 《…》（以下简称《条例》）, and bare kind words that point back (《条例》)."""

from __future__ import annotations

import re

from yifa.lawkit.titles import key_of

_GIVEN = re.compile(
    r"\s*[（(][^（）()《》]{0,120}?(?:以下(?:统)?简称|下称|简称)(?:为)?[：:]?\s*[《“\"「]{0,2}"
    r"([^《》“”\"「」（）()]{2,20}?)[》”\"」]{0,2}(?:[，,、；][^《》（）()]{0,20})?\s*[)）]"
)
#: titles that are a kind word alone, with or without the words that usually stand before it
_BARE = re.compile(
    r"(?:实施|暂行|若干|工作|管理)?(?:条例|办法|规定|意见|纲要|决定|准则|细则|规则|规范|标准|通知|方案|规划|要点|指南|法|计划|报告)"
)


def given(text: str, end: int) -> str | None:
    """The short name announced right behind a citation that ends at ``end``."""
    match = _GIVEN.match(text, end)
    return match.group(1).strip() if match else None


_BEING_MADE = re.compile(
    r"\s*(?:《[^《》]{2,60}》[、，和及与]?\s*)*(?:等[^，。；]{0,8}?)?的?(?:\d+[件部项])?(?:法律法规)?(?:的)?"
    r"(?:起草|立法|制定|制订|制修订|修订|修改|草案|送审稿|征求意见|意见征集|调研|论证|审议|出台)"
)
_MAKES = re.compile(
    r"(?:起草|参与制定|推动制定|推动出台|加快制定|研究制定|研究起草|牵头制定)(?:了)?(?:《[^《》]{2,60}》[、，和及与]?)*$"
)


def in_making(text: str, start: int, end: int) -> bool:
    """Whether the sentence speaks of an act still being drafted: 推进《…法》制修订, 起草《…条例》."""
    return bool(_BEING_MADE.match(text, end) or _MAKES.search(text, max(0, start - 120), start))


def is_bare(title: str) -> bool:
    """Whether a title is a kind word alone and so can only point back to one named before."""
    return bool(_BARE.fullmatch(key_of(title)))
