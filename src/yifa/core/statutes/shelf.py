"""The library's files (文本库文件): one JSON for each version held, written from the table.

The table is the truth; the files are what commands without a database read. They can be written anew at any time.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from django.conf import settings

from yifa.core.statutes.models import StatuteText
from yifa.kernel.record import Life
from yifa.lawkit.library import FOLDER


def folder() -> Path:
    """Return where the files lie."""
    return Path(settings.HOME) / FOLDER


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def sync(slug: str, year: int) -> None:
    """Write the file of one version, or take it away where no bureau holds the text any more."""
    path = folder() / f"{slug}-{year}.json"
    held = StatuteText.objects.filter(slug=slug, year=year, life=Life.LIVE).order_by("-updated_at").first()
    if held is None:
        path.unlink(missing_ok=True)
        return
    _write(path, {**held.body, "region": held.region or None})


def write_all() -> int:
    """Write every file anew (after a restore); return how many texts are held."""
    held = set(StatuteText.objects.filter(life=Life.LIVE).values_list("slug", "year"))
    for path in folder().glob("*-*.json"):
        slug, _, year = path.stem.rpartition("-")
        if not year.isdigit() or (slug, int(year)) not in held:
            path.unlink(missing_ok=True)
    for name, version in sorted(held):
        sync(name, version)
    return len(held)
