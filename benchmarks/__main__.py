"""``make bench``: run every benchmark of this folder, one after the other."""

from __future__ import annotations

import sys

from benchmarks import commands, due_dates


def main() -> int:
    """Return 0 if every target was met."""
    return max(int(run() or 0) for run in (due_dates.main, commands.main))


if __name__ == "__main__":
    sys.exit(main())
