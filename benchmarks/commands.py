"""Commands that need no database: the whole process, from the shell's call to its end.

Target: at most 0.5 s each. Baseline: an empty Python process of the same interpreter, in the same run.
"""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.table import line

TARGET = 0.5
RUNS = 5
CALLS = {
    "clock due": ["-m", "yifa", "clock", "due", "GID-02", "--from", "2025-01-20", "--json"],
    "law show": ["-m", "yifa", "law", "show", "政府信息公开条例第三十三条", "--json"],
}


def _best(arguments: list[str]) -> float:
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=False, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> int:
    """Print the rows; return 1 if a target was missed."""
    base = _best(["-c", "pass"])
    missed = 0
    for name, arguments in CALLS.items():
        took = _best(arguments)
        missed |= not line(
            f"yifa {name}", f"<= {TARGET} s", f"{took:.2f} s", took <= TARGET, took / base, f"empty Python {base:.3f} s"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
