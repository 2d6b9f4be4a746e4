"""``make bench``: run every benchmark of this folder, or those named (``python -m benchmarks ledger``).

The table as printed is kept in ``docs/benchmarks.md``.
"""

from __future__ import annotations

import sys

from benchmarks import (
    batch,
    board,
    commands,
    due_dates,
    energy_close,
    energy_nation,
    energy_pages,
    energy_series,
    exports,
    faults,
    flood,
    imports,
    ledger,
    lists,
    portal,
    printing,
    reports,
    table,
    users,
)
from benchmarks.reading import run as reading

ALL = {
    "ledger": ledger.main, "reports": reports.main, "commands": commands.main, "portal": portal.main,
    "imports": imports.main, "due_dates": due_dates.main, "reading": reading.main, "printing": printing.main,
    "energy_series": energy_series.main, "energy_city": energy_series.city,
    "energy_city_year": energy_series.city_year,
    "energy_close": energy_close.main, "energy_nation": energy_nation.main, "energy_pages": energy_pages.main,
    "batch": batch.main,
    "lists": lists.main, "exports": exports.main, "board": board.main, "users": users.main,
    "flood": flood.main, "faults": faults.main,
}  # fmt: skip
#: run only by name: minutes, and gigabytes of disk
LONG = {"energy_city_year"}


def main(names: list[str]) -> int:
    """Return 0 if every target was met."""
    if unknown := set(names) - set(ALL):
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    print(f"machine: {table.machine()}\n")
    print(f"{'what':<44} {'target':<18} {'measured':<18} {'':<7} {'ratio':>7}   to the baseline of this run")
    return max(int(ALL[name]() or 0) for name in names or [one for one in ALL if one not in LONG])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
