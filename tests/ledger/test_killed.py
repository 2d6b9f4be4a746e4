"""A process killed in mid-append leaves a whole ledger, and every acknowledged write is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

from tests.engines import ROOT

from yifa.governance.decisions.models import Meeting
from yifa.kernel.ledger import verify


def test_kill_in_mid_append(instance: Any) -> None:
    child = subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "tests" / "concurrency" / "writer.py"), "ji", "1", "100000"],
        env=instance.env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    acknowledged = []
    for line in child.stdout:
        acknowledged.append(int(line.split()[1]))
        if len(acknowledged) == 25:
            os.kill(child.pid, signal.SIGKILL)
            break
    acknowledged += [int(line.split()[1]) for line in child.stdout if line.endswith("\n")]
    child.wait()
    assert len(acknowledged) >= 25
    report = verify.verify()
    assert report.ok, report.findings[:3]
    there = set(Meeting.objects.filter(title__startswith="并发").values_list("pk", flat=True))
    assert set(acknowledged) <= there
    # At most the one in flight may have come through without being acknowledged.
    assert len(there) <= len(acknowledged) + 1
