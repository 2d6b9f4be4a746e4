"""``yifa report check`` from the shell: one report cold, and a thousand in one call that uses every core.

The reports are ours (``reading/written``), each filled up with paragraphs of three others to the length of a real one.
Baselines of the same run: an empty Python process; the same thousand with ``--jobs 1``.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import table
from benchmarks.reading import written

COUNT, COLD, FASTER, RUNS = 1000, 1.5, 1.5, 5


def fill(folder: Path) -> int:
    """Write the reports; return how many characters the longest has."""
    texts = [report.text for report in written.reports()]
    longest = 0
    for number in range(COUNT):
        own = texts[number % len(texts)].splitlines()
        others = [texts[(number * step + step) % len(texts)].splitlines() for step in (1, 3, 7)]
        more = [line for lines in others for line in lines if len(line) > 80]
        at = next(index for index, line in enumerate(own) if line.startswith("（一）") or len(line) > 120) + 1
        text = "\n".join([*own[:at], *(line.partition("。")[2] or line for line in more), *own[at:]])
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")
        longest = max(longest, len(text))
    return longest


def _call(home: Path, *arguments: str) -> tuple[float, float]:
    """Run the command; return seconds on the clock and of processors."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "yifa", "report", "check", *arguments], env=table.env(home), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    took, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr[-2000:])
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the rows; return 1 if a target was missed."""
    cores = len(os.sched_getaffinity(0))
    with TemporaryDirectory(prefix="yifa-bench-") as name:
        home = Path(name) / "home"
        papers = Path(name) / "papers"
        papers.mkdir()
        chars = fill(papers)
        cold = min(_call(home, str(papers / "0001.txt")) for _ in range(RUNS))
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        base = time.perf_counter() - begun
        good = table.line(
            f"a report of {chars:,} characters checked, cold", f"<= {COLD} s", f"{cold[0]:.2f} s", cold[0] <= COLD,
            cold[0] / base, f"empty Python {base:.3f} s; {cold[1]:.2f} s of processor",
        )  # fmt: skip
        one = _call(home, str(papers), "--format", "json", "--out", str(Path(name) / "one"), "--jobs", "1")
        all_ = _call(home, str(papers), "--format", "json", "--out", str(Path(name) / "all"))
        faster = one[0] / all_[0]
        good &= table.line(
            f"{COUNT:,} reports checked by one command", f">= {FASTER}x one process", f"{all_[0]:.0f} s",
            faster >= FASTER or cores < 2, faster,
            f"one process {one[0]:.0f} s; {all_[1]:.0f} s of processor on {cores} cores",
        )  # fmt: skip
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
