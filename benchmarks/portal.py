"""From the call of ``yifa demo`` (what ``make run`` does on a set-up clone) to the first answer of the portal.

Baseline of the same run: an empty Django process.
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import table

TARGET = 10.0


def _until_answer(home: Path) -> float:
    begin = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "yifa", "demo"], env={**table.env(home), "YIFA_PORT": "8650"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert child.stdout
        address = next(part.split()[0] for line in child.stdout if (part := line.partition("：")[2]).startswith("http"))
        while True:
            try:
                with urllib.request.urlopen(address + "healthz", timeout=5) as answer:  # noqa: S310
                    assert answer.status == 200
                    return time.perf_counter() - begin
            except OSError:
                time.sleep(0.05)
    finally:
        child.terminate()
        child.wait()


def main() -> int:
    """Print the rows; return 1 if the target was missed. The first start also loads the demo and has no target."""
    with TemporaryDirectory(prefix="yifa-bench-") as folder:
        home = Path(folder) / "home"
        first = _until_answer(home)
        again = _until_answer(home)
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import django; django.setup()"], env=table.env(home), check=True)
        base = time.perf_counter() - begin
    name = f"an empty Django process {base:.1f} s"
    good = table.line(
        "portal answers, demo there", f"<= {TARGET:.0f} s", f"{again:.1f} s", again <= TARGET, again / base, name
    )
    table.line("portal answers, demo loaded first", "(none)", f"{first:.1f} s", True, first / base, name)
    return int(not good)
