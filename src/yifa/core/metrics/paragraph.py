"""Paragraphs that modules offer to the statutory reports, their sentences bound to metrics."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


@dataclass(frozen=True)
class Sentence:
    """One sentence; ``{module.metric}`` stands for a figure.

    It prints if every figure in it has evidence and may be claimed. ``zero`` is the sentence for a proved
    zero (default: the same). ``evidence``: for a sentence without figures, the metrics whose evidence it needs.
    """

    text: str
    zero: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[str, ...]:
        """The metric keys in the text, in order."""
        return tuple(TOKEN.findall(self.text))


@dataclass(frozen=True)
class Paragraph:
    """A paragraph for a section of the outline (``packs/national/outlines``)."""

    key: str
    section: str
    order: int
    sentences: tuple[Sentence, ...]
    report: str = "fazhi"

    @property
    def figures(self) -> tuple[str, ...]:
        """All metric keys of the paragraph."""
        return tuple(key for s in self.sentences for key in (*s.figures, *s.evidence))
