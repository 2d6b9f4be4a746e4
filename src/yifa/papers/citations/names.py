"""Short names a text gives itself (简称): 《…》（以下简称《条例》）, and bare kind words that point back (《条例》)."""

from __future__ import annotations

import re

from yifa.lawkit.titles import key_of

_GIVEN = re.compile(
    r"\s*[（(][^（）()《》]{0,20}?(?:以下(?:统)?简称|下称|简称)(?:为)?[：:]?\s*[《“\"「]?([^《》“”\"「」（）()]{2,20}?)[》”\"」]?\s*[)）]"
)
#: titles that are a kind word alone, with or without the words that usually stand before it
_BARE = re.compile(
    r"(?:实施|暂行|若干|工作|管理)?(?:条例|办法|规定|意见|纲要|决定|准则|细则|规则|规范|标准|通知|方案|规划|要点|指南|法|计划|报告)"
)


def given(text: str, end: int) -> str | None:
    """The short name announced right behind a citation that ends at ``end``."""
    match = _GIVEN.match(text, end)
    return match.group(1).strip() if match else None


def is_bare(title: str) -> bool:
    """Whether a title is a kind word alone and so can only point back to one named before."""
    return bool(_BARE.fullmatch(key_of(title)))
