"""The series kept up by the worker: what gateways sent is taken over and normalised; the demo's meters go on."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yifa.affairs.energy.control import demo as control
from yifa.affairs.energy.directory import campus
from yifa.kernel.jobs.periodic import chore

#: seconds
EVERY = 900


@chore("energy.series", "整理表计读数", "minute", quiet=True)
def beat(now: datetime) -> None:
    """Once in a quarter of an hour, where there is a series at all."""
    folder, local = Path(settings.HOME) / "series", now.astimezone(timezone.get_current_timezone()).replace(tzinfo=None)
    manifest = folder / "manifest.sqlite3"
    if not manifest.exists():
        return
    live = (folder / "campus.json").exists()
    if not live and not any((folder / "journal").glob("*")):
        return
    if now.timestamp() - manifest.stat().st_mtime < EVERY:
        return
    from yifa.affairs.energy.series import glance
    from yifa.affairs.energy.series.hours import Reckoner
    from yifa.affairs.energy.series.journal import Busy
    from yifa.affairs.energy.series.store import Writer

    with suppress(Busy):  # somebody else holds the series: next time
        with Writer(folder) as writer:
            if writer.drain().segments or writer.manifest.touched():
                Reckoner(writer, 1).run([])
                glance.refresh(writer)
                writer.vacuum()
        if live:
            control.read(folder, local)
            campus.live(folder, local)
    manifest.touch()
