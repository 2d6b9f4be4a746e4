"""Cited titles of a report (引文) and their status in the report year."""

from __future__ import annotations

from yifa.papers.reading.model import Citation, Paper


def find(paper: Paper) -> list[Citation]:
    """Every 《》 of the paper, in reading order."""
    return []
