"""A paper of this module as a file to keep."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from yifa.kernel.downloads import attached
from yifa.papers import docmodel, writers


def answer(paper: docmodel.Document, fmt: str) -> HttpResponse:
    """Return a paper as a download; what cannot be printed says why."""
    try:
        data = writers.render(paper, fmt, Path(settings.HOME) / "fonts")
    except writers.CannotPrint as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return attached(data, f"{paper.full_title}.{fmt}")
