"""A copy of the series as it stands (副本), taken while gateways, writer and readers go on.

First the journal, then the manifest, then the files of its list: what was acknowledged before is in one of them, and a
segment that is in both is known by its name and not taken twice. Files never change once they are written, so links
do; where the writer took one away meanwhile, the copy begins again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from yifa.affairs.energy.series.records import SeriesError

MANIFEST, JOURNAL = "manifest.sqlite3", "journal"
#: how often a copy begins again
TRIES = 50


def taken(folder: Path, into: Path) -> None:
    """Put a copy of the folder into an empty one on the same disk."""
    for _ in range(TRIES):
        try:
            _once(folder, into)
        except FileNotFoundError:
            shutil.rmtree(into)
            into.mkdir()
        else:
            return
    raise SeriesError("读数目录一直在变，没有取到完整的副本，请稍后再备份")


def _once(folder: Path, into: Path) -> None:
    manifest = folder / MANIFEST
    listed, kinds = [], set()
    for path in sorted((folder / JOURNAL).glob("*")):
        if path.name != "lock":
            _link(path, into / JOURNAL / path.name)
    if manifest.exists():
        with closing(sqlite3.connect(manifest, timeout=20)) as source, closing(sqlite3.connect(into / MANIFEST)) as to:
            source.backup(to)
            to.execute("PRAGMA journal_mode=DELETE")
            listed = [row[0] for row in to.execute("SELECT name FROM file WHERE live = 1")]
            kinds = {row[0] for row in to.execute("SELECT DISTINCT kind FROM file")}
    for name in listed:
        _link(folder / name, into / name)
    for path in sorted(folder.rglob("*")):
        top = path.relative_to(folder).parts[0]
        if top == JOURNAL or top in kinds or top.startswith(MANIFEST) or path.suffix in (".lock", ".tmp"):
            continue
        if path.is_file():
            _link(path, into / path.relative_to(folder))


def _link(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, to)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        shutil.copyfile(path, to)
