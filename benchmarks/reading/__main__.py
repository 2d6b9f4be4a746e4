"""``python -m benchmarks.reading [-v]``."""

from __future__ import annotations

import sys

from benchmarks.reading.run import main

if __name__ == "__main__":
    sys.exit(main("-v" in sys.argv[1:]))
