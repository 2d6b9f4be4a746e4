"""Search terms (检索词) of Chinese text: bigrams of Han runs, whole words of anything else.

Most legal words have two characters, so a run of Han characters is cut into
overlapping pairs; a character that stands alone is its own term. The same cut
is used for indexing and for asking, so every query of two characters or more
is found wherever it stands. A single character finds only runs of one: the
caller may widen it with ``expand_single``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f々〇]+|[0-9a-z]+")


def normalise(text: str) -> str:
    """NFKC and lower case: full width becomes half width, ① becomes 1."""
    return unicodedata.normalize("NFKC", text).lower()


def _cut(text: str) -> Iterable[str]:
    for match in _RUN.finditer(normalise(text)):
        run = match.group()
        if run[0].isascii():
            yield run
        elif len(run) == 1:
            yield run
        else:
            yield from (run[i : i + 2] for i in range(len(run) - 1))


def terms(text: str) -> list[str]:
    """Return the terms of a text in order, repeats kept."""
    return list(_cut(text))


def query_terms(query: str) -> list[str]:
    """Return the terms that must all be present, each once."""
    return list(dict.fromkeys(_cut(query)))


def expand_single(term: str, vocabulary: Iterable[str]) -> list[str]:
    """Return the terms of a vocabulary that hold a single Han character (车 → 车辆, 公车)."""
    return sorted({word for word in vocabulary if term in word})
