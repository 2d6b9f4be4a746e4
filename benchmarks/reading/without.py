"""Leave one out (留一法): each report read without the words of the packs that only this report needs.

Of all words of the lists facts are recognised by (``papers/facts*.yaml`` and the measure words), those that occur in
one annotated report and in no other are dropped when that report is read. What is left is what a reader built on the
other reports and on general knowledge of the genre would score on a report it has not seen. Measure words of one
letter (份, 名, 篇) stay: they are a closed class of the language, listed in every grammar.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch

from benchmarks.reading.gold import Annotated


def vocabulary() -> tuple[set[str], set[str]]:
    """Return the words of the fact lists and the measure words."""
    from yifa.lawkit.packs.loader import load_kind
    from yifa.lawkit.quantity import measures

    return {word for _, data in load_kind("papers") for word in _words(data)}, set(measures())


def only_in(report: Annotated, reports: list[Annotated], words: set[str]) -> frozenset[str]:
    """Words that occur in one report and in no other."""
    mine = report.path.read_text(encoding="utf-8")
    rest = "".join(other.path.read_text(encoding="utf-8") for other in reports if other.name != report.name)
    return frozenset(word for word in words if word in mine and word not in rest)


@contextmanager
def measures_without(dropped: frozenset[str]) -> Iterator[None]:
    """Read quantities without some measure words."""
    measures = import_module("yifa.lawkit.quantity.measures")
    parse = import_module("yifa.lawkit.quantity.parse")

    load = measures.load_kind

    def filtered(kind: str, region: str | None = None) -> list[tuple[Any, Any]]:
        rows = load(kind, region)
        return [
            (path, {"measure_words": [row for row in data["measure_words"] if row["word"] not in dropped]})
            for path, data in rows
        ]

    caches = (measures.measures, measures.pattern, parse._main, parse._ordinal, parse._many)
    with patch.object(measures, "load_kind", filtered):
        for cache in caches:
            cache.cache_clear()
        yield
    for cache in caches:
        cache.cache_clear()


def _words(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _words(value)
    elif isinstance(data, list):
        for value in data:
            if isinstance(value, str):
                yield value
            else:
                yield from _words(value)
