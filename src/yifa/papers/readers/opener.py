"""From a file to a paper: what kind of file it is, the reader of that kind, then the structure."""

from __future__ import annotations

from pathlib import Path

from yifa.papers.reading.errors import PaperError
from yifa.papers.reading.model import Block, OffsetMap, Paper, Span


def open_paper(source: Path | bytes, *, name: str | None = None, year: int | None = None) -> Paper:
    data = source if isinstance(source, bytes) else source.read_bytes()
    try:
        raw = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PaperError("读不出文字") from error
    paper = Paper(raw, raw=raw, map=OffsetMap([(0, 0, len(raw))]), body=Span(0, len(raw)), year=year)
    paper.blocks = [Block(0, len(raw))]
    return paper
