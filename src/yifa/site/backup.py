"""The whole instance in one file, and back: database, files, seals, fonts, secret key, with digests of each.

SQLite is copied by its online backup, PostgreSQL table by table in one snapshot, both while people work. The database
is read first: evidence is only ever added, so all that the copy names is there. Meter readings are copied by their own
list, while gateways send. Restoring checks every digest before it
touches anything, builds the instance beside the present one and verifies the ledger before it takes its place.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, connections

from yifa.kernel import db
from yifa.kernel.ledger import seal, verify
from yifa.site import boot, tables

KIND, FORMAT = "yifa-backup", 1
SERIES = "series"
FOLDERS = ("files", SERIES, "seals", "fonts", "laws", "relay")
#: The key that opens what was handed in outside and is not yet fetched goes with the rest: nothing else opens it.
SINGLES = ("secret.key", "demo-accounts.json", "keys/relay-seal.key")
#: Stays out of every backup: whoever holds it signs in the bureau's name (ADR 0062). Kept offline by itself.
SIGNING_KEY = "keys/sm2.pem"
_SQLITE = "database/db.sqlite3"


class BackupError(Exception):
    """A backup that cannot be made, read or restored; the message is Chinese."""


# -- writing ---------------------------------------------------------------
class _Archive:
    """A zip file whose members' digests are kept."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self.zip, self.members = file, {}  # type: ignore[var-annotated]

    def add(self, name: str, source: IO[bytes]) -> None:
        """Write one member and keep its digest."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(name, "w", force_zip64=True) as target:
            while chunk := source.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}


def make(target: Path, now: datetime) -> dict[str, Any]:
    """Write the backup and return its manifest; the file appears only when it is whole and verified."""
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file:
            archive = _Archive(file)
            about = _postgres(archive) if db.is_postgres() else _sqlite(archive)
            _home(archive, about["head"]["seq"])
            manifest = {
                "kind": KIND, "format": FORMAT, "at": now.astimezone(UTC).isoformat(), "engine": connection.vendor,
                **about, "members": archive.members,
            }  # fmt: skip
            file.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        raw.flush()
        os.fsync(raw.fileno())
    check(part)
    os.replace(part, target)
    return manifest


def _sqlite(archive: _Archive) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=boot.home(), prefix="backup-") as folder:
        copy = Path(folder) / "db.sqlite3"
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(copy)) as to:
            source.backup(to)
            to.execute("PRAGMA journal_mode=DELETE")
            head = to.execute("SELECT seq, hash FROM kernel_ledger_head WHERE id = 1").fetchone() or (0, "")
            applied = [list(row) for row in to.execute("SELECT app, name FROM django_migrations ORDER BY id")]
        with open(copy, "rb") as file:
            archive.add(_SQLITE, file)
    return {"head": {"seq": head[0], "hash": head[1]}, "migrations": applied}


def _postgres(archive: _Archive) -> dict[str, Any]:
    with db.read_snapshot(), connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM kernel_ledger_head WHERE id = 1")
        head = cursor.fetchone() or (0, "")
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        applied = [list(row) for row in cursor.fetchall()]
        columns: dict[str, list[str]] = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in tables.NOT_CARRIED:
                continue
            columns[table] = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            with tempfile.TemporaryFile() as spool:
                tables.copy_out(cursor, table, columns[table], spool)
                spool.seek(0)
                archive.add(f"database/{table}.copy", spool)
    return {"head": {"seq": head[0], "hash": head[1]}, "migrations": applied, "columns": columns}


def _home(archive: _Archive, end: int) -> None:
    """Add the files beside the database; seals made after the copy was taken would not fit it and stay out."""
    home = boot.home()
    for name in SINGLES:
        if (home / name).is_file():
            archive.add(f"home/{name}", io.BytesIO((home / name).read_bytes()))
    if (home / SERIES).is_dir():
        _series(archive, home)
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")) if folder != SERIES else ():
            if not path.is_file() or path.name.endswith(".part"):
                continue
            if folder == "seals" and _later(path, end):
                continue
            with suppress(FileNotFoundError), open(path, "rb") as file:  # gone: a draft deleted meanwhile
                archive.add(f"home/{path.relative_to(home).as_posix()}", file)


def _series(archive: _Archive, home: Path) -> None:
    from yifa.affairs.energy.series import copy
    from yifa.affairs.energy.series.records import SeriesError

    with tempfile.TemporaryDirectory(dir=home, prefix="backup-") as folder:
        stage = Path(folder) / SERIES
        stage.mkdir()
        try:
            copy.taken(home / SERIES, stage)
        except SeriesError as error:
            raise BackupError(str(error)) from error
        for path in sorted(stage.rglob("*")):
            if path.is_file():
                with open(path, "rb") as file:
                    archive.add(f"home/{SERIES}/{path.relative_to(stage).as_posix()}", file)


def _later(path: Path, end: int) -> bool:
    try:
        return int(seal.read(path)["seq"]) > end
    except seal.SealError:
        return False


# -- reading ---------------------------------------------------------------
def manifest_of(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup; BackupError where the file is none."""
    try:
        with zipfile.ZipFile(source) as file:
            manifest = json.loads(file.read("manifest.json"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BackupError(f"“{source}”不是备份文件，或已损坏。") from error
    if manifest.get("kind") != KIND or manifest.get("format") != FORMAT:
        raise BackupError(f"“{source}”不是本版本能读的备份。")
    return dict(manifest)


def check(source: Path) -> dict[str, Any]:
    """Compare every member with its digest; BackupError names the first that differs."""
    manifest = manifest_of(source)
    with zipfile.ZipFile(source) as file:
        names = set(file.namelist()) - {"manifest.json"}
        for name, wanted in manifest["members"].items():
            if name not in names:
                raise BackupError(f"备份不完整：缺 {name}。没有动现有数据。")
            if ".." in Path(name).parts or Path(name).is_absolute():
                raise BackupError(f"备份里有不该有的路径 {name}。没有动现有数据。")
            digest = hashlib.sha256()
            try:
                with file.open(name) as member:
                    while chunk := member.read(1 << 20):
                        digest.update(chunk)
            except (zipfile.BadZipFile, OSError) as error:
                raise BackupError(f"备份已损坏：{name} 读不出来。没有动现有数据。") from error
            if digest.hexdigest() != wanted["sha256"]:
                raise BackupError(f"备份已损坏：{name} 的摘要不符。没有动现有数据。")
        if extra := names - set(manifest["members"]):
            raise BackupError(f"备份里多出 {min(extra)}，不在清单中。没有动现有数据。")
    return manifest


def restore(source: Path, now: datetime, say: Callable[[str], None] = lambda text: None) -> verify.Report:
    """Restore into this instance, which must be empty; return the verification of what was restored."""
    manifest = check(source)
    say("摘要全部相符。")
    if not empty():
        raise BackupError("这个实例里已有数据。恢复只进空的实例：换一个空的 YIFA_HOME（或空的数据库）再试。")
    home = boot.home()
    home.mkdir(parents=True, exist_ok=True)
    stage = home / "restoring"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        with zipfile.ZipFile(source) as file:
            for name in manifest["members"]:
                if name.startswith("home/") or name == _SQLITE:
                    file.extract(name, stage)
            with _settings(HOME=stage / "home"):
                report = _database(file, manifest, stage, say)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    if report.ok:
        _settle(stage, home)
    else:
        shutil.rmtree(stage, ignore_errors=True)
    return report


def _database(
    file: zipfile.ZipFile, manifest: dict[str, Any], stage: Path, say: Callable[[str], None]
) -> verify.Report:
    if db.is_postgres():
        try:
            if manifest["engine"] == "postgresql":
                tables.load_copies(file, manifest)
            else:
                tables.load_sqlite(stage / _SQLITE, manifest)
        except tables.TableError as error:
            raise BackupError(str(error)) from error
        say("数据库已装入，核验账本。")
        report = verify.verify()
        if not report.ok:
            tables.wipe()
        return report
    if manifest["engine"] != "sqlite":
        raise BackupError("PostgreSQL 的备份不能恢复到 SQLite。设好 YIFA_DATABASE_URL 再试。")
    say("核验账本。")
    target = connection.settings_dict["NAME"]
    with _database_at(stage / _SQLITE):
        if unknown := tables.unknown_migrations():
            raise BackupError(f"备份来自更新的版本（{unknown[0]}）。用那个版本恢复。没有动现有数据。")
        boot.migrate()
        report = verify.verify()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if report.ok:
        for tail in ("", "-wal", "-shm"):
            Path(f"{target}{tail}").unlink(missing_ok=True)
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(stage / _SQLITE, target)
    return report


def _settle(stage: Path, home: Path) -> None:
    """Put the restored files into their places, the secret key last."""
    restored = stage / "home"
    for folder in FOLDERS:
        if (restored / folder).is_dir():
            shutil.copytree(restored / folder, home / folder, dirs_exist_ok=True)
    for name in reversed(SINGLES):
        if (restored / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(restored / name, home / name)
            os.chmod(home / name, 0o600)
    shutil.rmtree(stage, ignore_errors=True)


def empty() -> bool:
    """Whether this instance holds no ledger entry and no unit."""
    if not db.is_postgres() and not Path(connection.settings_dict["NAME"]).exists():
        return True
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in ("kernel_ledger_entry", "core_org_unit"):
            if table in names:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    return False
    return True


@contextmanager
def _settings(**values: Any) -> Iterator[None]:
    before = {name: getattr(settings, name) for name in values}
    for name, value in values.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


@contextmanager
def _database_at(path: Path) -> Iterator[None]:
    """Point the default connection at another SQLite file."""
    target = connections["default"]
    before = target.settings_dict["NAME"]
    target.close()
    target.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        target.close()
        target.settings_dict["NAME"] = before
