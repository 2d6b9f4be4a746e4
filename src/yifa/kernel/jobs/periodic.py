"""Recurring work: each piece once per period, by a unique (work, period) key, whoever asks how often."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from yifa.kernel.jobs import queue
from yifa.kernel.jobs.models import Job

log = logging.getLogger("yifa.jobs")
_FORMATS = {"minute": "%Y-%m-%dT%H:%M", "hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d"}


@dataclass(frozen=True)
class Chore:
    """One piece of recurring work. ``every``: minute, hour or day. ``quiet``: done in place, without a job row."""

    name: str
    title: str
    every: str
    run: Callable[[datetime], None]
    quiet: bool


_chores: dict[str, Chore] = {}


def chore(
    name: str, title: str, every: str = "day", quiet: bool = False
) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Decorator: do this once per period."""

    def keep(run: Callable[[datetime], None]) -> Callable[[datetime], None]:
        _chores[name] = Chore(name, title, every, run, quiet)
        return run

    return keep


@queue.handler("chore", left="下次到时候自动再办。")
def _do(progress: queue.Progress, name: str) -> None:
    from yifa.kernel import clockwork

    _chores[name].run(clockwork.now())


def run_due(now: datetime) -> list[str]:
    """Start what is due and not yet done in its period; return the names. Idempotent."""
    started = []
    queue.revive()
    for item in _chores.values():
        if item.quiet:
            try:
                item.run(now)
            except Exception:
                log.exception("chore %s failed", item.name)
            started.append(item.name)
            continue
        period = timezone.localtime(now).strftime(_FORMATS[item.every])
        if queue.enqueue("chore", item.title, {"name": item.name}, key=f"{item.name}:{period}") is not None:
            started.append(item.name)
    return started


def last_run(name: str) -> Job | None:
    """Return the last job of a piece of recurring work (``yifa doctor`` asks)."""
    return Job.objects.filter(key__startswith=f"{name}:", state=Job.State.DONE).order_by("-pk").first()
