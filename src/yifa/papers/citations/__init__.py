"""Cited titles of a report (引文) and their status in the report year.

Every 《…》 is resolved against the catalogue: by its exact title, by a short name in use or announced in the text,
else by the nearest title. Whether a cited article exists is asked of the library of statute texts (法规文本库), which
the caller may hand in; without one nothing is said about articles.
"""

from __future__ import annotations

from yifa.lawkit.library import Library
from yifa.papers.citations.problems import Problem, problems
from yifa.papers.citations.resolve import Resolver
from yifa.papers.reading.model import Citation, Paper

__all__ = ["Problem", "find", "problems"]


def find(paper: Paper, *, region: str | None = None, library: Library | None = None) -> list[Citation]:
    """Every 《》 of the paper, in reading order.

    Args:
        paper: the report; its ``year`` is the year by which the status of each title is judged.
        region: six-digit code whose local catalogue is laid over the national one.
        library: statute texts against which articles are checked; by default those of the instance.
    """
    return Resolver(paper, region=region, library=library).citations()
