"""Readers (读入): one per format, all filling the same :class:`~yifa.papers.reading.model.Paper`."""

from __future__ import annotations

from pathlib import Path

from yifa.papers.reading.model import Paper


def open_paper(source: Path | bytes, *, name: str | None = None, year: int | None = None) -> Paper:
    """Open a file of any known format; see :func:`yifa.papers.reading.read`."""
    from yifa.papers.readers import opener

    return opener.open_paper(source, name=name, year=year)
