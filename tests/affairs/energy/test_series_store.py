"""No acknowledged reading is lost and none counted twice, whatever happens to the process or the disk."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.affairs.energy.killed import FEBRUARY, block

from yifa.affairs.energy.series import copy, journal, store
from yifa.affairs.energy.series.journal import Busy, Journal
from yifa.affairs.energy.series.records import DOUBTFUL, SeriesError, packed
from yifa.affairs.energy.series.store import DOUBT, RAW, Series, Writer


def numbers(series, months=None):
    return sorted(
        number
        for file in series.manifest.files(RAW, months)
        for number in store.read(series.path(file), 0, 1 << 30)["seq"].tolist()
    )


def kept(folder, *blocks):
    """Write blocks, each in a segment of its own, and take them over."""
    for one in blocks:
        with Journal(folder / "journal", delay=0) as log:
            assert log.write(one) == len(one)
    with Writer(folder) as writer:
        return writer.drain()


def whole_or_not_at_all(report):
    """A month close that was killed has closed the month or has not; done again it comes to the same."""
    plain = report.pop("")
    first, second = plain["then"], plain["reopened"]
    assert not plain["killed"] and len(first["digests"]) == 1 and first["sum"] != second["sum"]
    for step, found in report.items():
        assert found["killed"], step
        done = step == "listed"
        assert found["then"] == (first if done else {"digests": [], "files": 0, "waste": 0, "sum": "0"}), step
        assert found["again"] == first, step
        assert found["reopening"] == (second if done else first), step
        assert found["reopened"]["digests"][-2:] == second["digests"], step
        assert found["reopened"]["sum"] == second["sum"] and not found["reopened"]["waste"], step


def test_killed_at_any_step(tmp_path):
    root = Path(__file__).resolve().parents[3]
    path = os.pathsep.join([str(root / "src"), str(root)])
    done = subprocess.run(
        [sys.executable, "-m", "tests.affairs.energy.killed", str(tmp_path)], env={**os.environ, "PYTHONPATH": path},
        cwd=root, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    whole_or_not_at_all(report.pop("close"))
    receiving = report.pop("journal")
    assert receiving["killed"] and receiving["acknowledged"] == 41
    once = list(range(41 * 50))
    assert receiving["held"] in (once, once + list(range(10**6, 10**6 + 50)))
    for step, found in report.items():
        expected = list(range(75 if step.startswith("compact") else 50))
        assert found == {"killed": True, "held": expected}, step


def test_readings_stand_in_their_month_once(tmp_path):
    first = kept(tmp_path, block(0), block(25))
    assert (first.segments, first.readings, first.repeats) == (2, 100, 0)
    assert kept(tmp_path).segments == 0
    with Writer(tmp_path) as writer:
        assert writer.months() == ["2025-01", "2025-02"]
        assert len(numbers(writer)) == 100
        assert [writer.compact(month) for month in writer.months()] == [0, 25]
        assert numbers(writer) == list(range(75)) and numbers(writer, ["2025-01"]) == [0, 1, 2, 3]
        old = [writer.path(file) for file in writer.manifest.dropped()]
        assert old and all(path.exists() for path in old), "a reader may still hold the older list"
        writer.vacuum()
        assert not any(path.exists() for path in old)
        stray = tmp_path / "raw" / "2025-02" / "stray.parquet"
        stray.write_bytes(b"not listed")
        assert stray not in writer.paths(RAW)


def test_a_copy_taken_while_readings_come_in_and_files_go_holds_each_once(tmp_path):
    """What ``yifa backup`` carries: gateways, writer, compaction and deletion go on meanwhile."""
    folder, acknowledged, ended = tmp_path / "series", [], threading.Event()

    def busy():
        with Writer(folder) as writer, Journal(folder / "journal", delay=0, segment=4096) as log:
            number = 0
            while not ended.is_set():
                log.write(block(number, 10))
                number += 10
                acknowledged.append(number)
                if number % 50 == 0:
                    log.rotate()
                    writer.drain()
                    for month in writer.months():
                        writer.compact(month)
                    writer.vacuum()

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(busy)
        try:
            while not acknowledged and not work.done():
                time.sleep(0.01)
            for turn in range(12):
                here = tmp_path / f"copy{turn}"
                here.mkdir()
                before = acknowledged[-1]
                copy.taken(folder, here)
                Journal(here / "journal").close()
                with Writer(here) as writer:
                    writer.drain()
                    for month in writer.months():
                        writer.compact(month)
                    found = numbers(writer)
                assert found == list(range(len(found))) and len(found) >= before
                assert not list(here.glob("**/*.tmp")) and not (here / "manifest.sqlite3-wal").exists()
        finally:
            ended.set()
        work.result()


def test_one_writer_and_one_receiver(tmp_path):
    with Journal(tmp_path / "journal"), pytest.raises(Busy, match="另一个进程"):
        Journal(tmp_path / "journal")
    with Writer(tmp_path), pytest.raises(Busy):
        Writer(tmp_path)
    Series(tmp_path).close()


def test_a_full_disk_is_said_and_costs_nothing_that_was_acknowledged(tmp_path):
    state = {"full": False}

    def sync(file):
        if state["full"]:
            raise OSError(errno.ENOSPC, "No space left on device")
        os.fdatasync(file)

    with Journal(tmp_path / "journal", delay=0, sync=sync) as log:
        log.write(block(0))
        state["full"] = True
        with pytest.raises(SeriesError, match="未确认"):
            log.write(block(100))
        state["full"] = False
        log.write(block(200))
    with Writer(tmp_path) as writer:
        writer.drain()
        assert numbers(writer) == [*range(50), *range(200, 250)]


def test_a_full_disk_stops_the_writer_and_leaves_everything_as_it_was(tmp_path, monkeypatch):
    kept(tmp_path, block(0))
    with Journal(tmp_path / "journal", delay=0) as log:
        log.write(block(50))

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with Writer(tmp_path) as writer:
        with monkeypatch.context() as patch, pytest.raises(SeriesError, match="原有数据不变"):
            patch.setattr(store.os, "fsync", full)
            writer.drain()
        assert numbers(writer) == list(range(50)) and not list(tmp_path.glob("*/*/*.tmp"))
        writer.drain()
        assert numbers(writer) == list(range(100))


def test_a_damaged_group_is_told_and_kept(tmp_path):
    with Journal(tmp_path / "journal", delay=0) as log:
        log.write(block(0))
        log.write(block(50))
    ((_, path),) = journal.closed(tmp_path / "journal")
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    with Writer(tmp_path) as writer:
        taken = writer.drain()
        assert "校验码不符" in taken.damaged[0] and numbers(writer) == list(range(50, 100))
    assert path.with_suffix(".damaged").exists()


def test_doubtful_times_are_kept_apart(tmp_path):
    taken = kept(tmp_path, packed([(1, 0, 2, DOUBTFUL, FEBRUARY * 3, 1, 5), (1, 0, 2, 0, FEBRUARY, 2, 5)]))
    assert taken.doubtful == 1
    with Writer(tmp_path) as writer:
        assert writer.months() == ["2025-02"] and len(writer.manifest.files(DOUBT)) == 1
        with pytest.raises(SeriesError, match="还没有月结"):
            writer.retire("2025-03")
