"""The append journal (追加日志): a reading is acknowledged only after it is on the disk.

A segment is a file of groups; a group is one commit: mark, length, count, CRC-32, then readings as stored. Many
callers append, one thread writes what has gathered and calls fsync once for all of them. The open segment ends in
``.open``; closed ones in ``.log`` are turned into Parquet by the writer (``store``). Each segment carries a name of
its own in its head, so that a number used again is not taken for the segment that had it before.
"""

from __future__ import annotations

import fcntl
import os
import struct
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yifa.affairs.energy.series.records import SIZE, SeriesError, dtype

if TYPE_CHECKING:
    from yifa.affairs.energy.series.records import Array

MARK = b"YFG1"
FIRST = b"YFJ1"
NAME = 12
HEAD = struct.Struct("<4sIII")
#: longest time between the first reading of a group and its fsync
DELAY = 0.02
#: a group is committed at once when it holds so much
ENOUGH = 1 << 20
SEGMENT = 64 << 20
#: callers wait while so much stands in the queue: a flood costs the flooder time, not us memory
QUEUE = 64 << 20


class Busy(SeriesError):
    """Another process holds the lock."""


class Lock:
    """A lock of one process on a folder, freed by the system when the process dies."""

    def __init__(self, path: Path, what: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise Busy(f"{what}已由另一个进程在做，不能同时做两次") from None

    def close(self) -> None:
        """Free the lock."""
        os.close(self._file)


@dataclass(frozen=True)
class Held:
    """What a segment holds: its own name, the readings, the bytes of a torn end, how many groups are damaged."""

    name: str
    block: Array
    torn: int
    damaged: int


def group(payload: bytes) -> bytes:
    """Return a group as written."""
    return HEAD.pack(MARK, len(payload), len(payload) // SIZE, zlib.crc32(payload)) + payload


def read(path: Path) -> Held:
    """Return the readings of a segment.

    What follows the last whole group was never acknowledged and is left out; a damaged group that whole ones follow
    was, and is counted, so that a person looks.
    """
    import numpy as np

    data, found, damaged = path.read_bytes(), [], 0
    at = len(FIRST) + NAME
    if not data.startswith(FIRST) or len(data) < at:
        return Held("", np.zeros(0, dtype=dtype()), len(data), 0)
    name = data[len(FIRST) : at].hex()
    while at < len(data):
        size = _whole(data, at)
        if size:
            found.append(data[at + HEAD.size : at + size])
            at += size
            continue
        after = data.find(MARK, at + 1)
        while after >= 0 and not _whole(data, after):
            after = data.find(MARK, after + 1)
        if after < 0:
            break
        damaged, at = damaged + 1, after
    return Held(name, np.frombuffer(b"".join(found), dtype=dtype()), len(data) - at, damaged)


def _whole(data: bytes, at: int) -> int:
    """Return the length of the group here; 0 where none is whole."""
    if at + HEAD.size > len(data):
        return 0
    mark, length, count, crc = HEAD.unpack_from(data, at)
    end = at + HEAD.size + length
    if mark != MARK or length != count * SIZE or end > len(data):
        return 0
    return HEAD.size + length if zlib.crc32(memoryview(data)[at + HEAD.size : end]) == crc else 0


def closed(folder: Path) -> list[tuple[int, Path]]:
    """Return the closed segments in order."""
    return sorted((int(path.stem), path) for path in folder.glob("*.log"))


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder last."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


class Journal:
    """The one writer of a journal folder."""

    def __init__(
        self,
        folder: Path,
        delay: float = DELAY,
        segment: int = SEGMENT,
        sync: Callable[[int], None] = os.fdatasync,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.delay, self.segment, self._sync = folder, delay, segment, sync
        self._lock = Lock(folder / "lock", "接收读数")
        self._gathered = threading.Condition()
        self._queue: list[tuple[bytes, Future[int]]] = []
        self._queued = 0
        self._stop = self._turn = False
        self._file = -1
        self._length = 0
        try:
            self._recover()
            self._number = max((number for number, _ in closed(folder)), default=0)
        except BaseException:
            self._lock.close()
            raise
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def append(self, block: Array | bytes) -> Future[int]:
        """Queue readings; the result of the future (their number) is the acknowledgement."""
        payload = bytes(block) if isinstance(block, bytes) else block.tobytes()
        if len(payload) % SIZE:
            raise SeriesError("读数的字节数不对")
        ticket: Future[int] = Future()
        with self._gathered:
            while self._queued > QUEUE and not self._stop:
                self._gathered.wait()
            if self._stop:
                raise SeriesError("接收已停止")
            self._queue.append((payload, ticket))
            self._queued += len(payload)
            self._gathered.notify_all()
        return ticket

    def write(self, block: Array | bytes) -> int:
        """Append and wait for the acknowledgement."""
        return self.append(block).result()

    def rotate(self) -> None:
        """Close the open segment, so that the writer may take it."""
        with self._gathered:
            self._turn = True
            self._gathered.notify_all()
            while self._turn and not self._stop:
                self._gathered.wait()

    def close(self) -> None:
        """Write what is queued, close the segment and free the lock."""
        with self._gathered:
            self._stop = True
            self._gathered.notify_all()
        self._thread.join()
        self._lock.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the writing thread -------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._gathered:
                while not (self._queue or self._turn or self._stop):
                    self._gathered.wait()
                self._gather()
                batch, self._queue, self._queued = self._queue, [], 0
                turn, stop = self._turn, self._stop
                self._gathered.notify_all()
            if batch:
                self._commit(batch)
            if turn or stop or self._length >= self.segment:
                with suppress(OSError):
                    self._seal()
            with self._gathered:
                self._turn = self._turn and not turn
                self._gathered.notify_all()
                if stop and not self._queue:
                    return

    def _gather(self) -> None:
        """Wait a little for others to join the group."""
        until = time.monotonic() + self.delay
        while self._queue and self._queued < ENOUGH and not (self._turn or self._stop):
            left = until - time.monotonic()
            if left <= 0 or not self._gathered.wait(left):
                return

    def _commit(self, batch: list[tuple[bytes, Future[int]]]) -> None:
        try:
            if self._file < 0:
                self._open()
            self._put(group(b"".join(payload for payload, _ in batch)))
        except OSError as error:
            self._abandon()
            wrong = SeriesError(f"读数没有写到磁盘上（{error.strerror}），未确认，请源头保留重发")
            for _, ticket in batch:
                ticket.set_exception(wrong)
            return
        for payload, ticket in batch:
            ticket.set_result(len(payload) // SIZE)

    def _put(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._sync(self._file)
        self._length += len(data)

    def _open(self) -> None:
        self._number += 1
        path = self.folder / f"{self._number:08}.open"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._length = 0
        self._put(FIRST + os.urandom(NAME))
        sync_folder(self.folder)

    def _abandon(self) -> None:
        """After a failed write: keep what was acknowledged, cut off the rest, and begin a new segment."""
        if self._file < 0:
            return
        with suppress(OSError):
            os.ftruncate(self._file, self._length)
        with suppress(OSError):
            self._seal()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _seal(self) -> None:
        if self._file < 0:
            return
        os.fsync(self._file)
        os.close(self._file)
        self._file = -1
        path = self.folder / f"{self._number:08}.open"
        path.rename(path.with_suffix(".log"))
        sync_folder(self.folder)

    def _recover(self) -> None:
        """Close the segments that a dead process left open; a torn end stays in the file and is passed over."""
        for path in sorted(self.folder.glob("*.open")):
            path.rename(path.with_suffix(".log"))
        sync_folder(self.folder)
