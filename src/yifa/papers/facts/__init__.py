"""Counted and measured statements of a report (事实)."""

from __future__ import annotations

from yifa.papers.reading.model import Fact, Paper


def find(paper: Paper) -> list[Fact]:
    """Every counted statement of the running text, in reading order."""
    return []
