"""How much of a file is read before it is refused (上限).

A report is a few pages. The limits are far above any report and far below what could hold a small machine up.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from yifa.papers.reading.errors import PaperError


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one reading; an instance may set its own and hand them to ``open_paper``."""

    file_mb: int = 60  # the file as it lies
    unpacked_mb: int = 200  # a docx or ofd, all parts together
    part_mb: int = 25  # one part of it that is read
    ratio: int = 250  # unpacked to packed, of a part larger than 1 MB
    parts: int = 5000
    pages: int = 600
    chars: int = 600_000
    seconds: float = 8.0


class Watch:
    """A reading's own time limit: asked between pages and parts.

    Counted is the processor's time of the reading's thread: a sound file is not refused because others keep the
    machine busy.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.until = time.thread_time() + limits.seconds

    def check(self) -> None:
        """Raise when the reading has taken too long."""
        if time.thread_time() > self.until:
            raise PaperError("文件太复杂，读了很久也没有读完。请另存为 docx 或 txt 后再试。")

    def chars(self, count: int) -> None:
        """Raise when there is more text than any report has."""
        if count > self.limits.chars:
            raise PaperError(f"正文超过 {self.limits.chars // 10000} 万字，不像一份报告。请只交报告本身。")
