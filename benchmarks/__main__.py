"""``make bench``: run every benchmark of this folder, or those named (``python -m benchmarks ledger``).

``--engine sqlite`` or ``--engine postgres``: those that run on both engines, on that one alone. The table as printed is
kept in ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial

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


#: those that run on both engines
BOTH = ("lists", "board", "users", "flood", "faults")


def main(arguments: list[str]) -> int:
    """Return 0 if every target was met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(ALL))
    parser.add_argument("--engine", choices=("sqlite", "postgres"), help=f"of {', '.join(BOTH)}")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(ALL):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    runs = {n: partial(ALL[n], (asked.engine,)) if asked.engine and n in BOTH else ALL[n] for n in ALL}
    print(f"machine: {table.machine()}\n")
    print(f"{'what':<44} {'target':<18} {'measured':<18} {'':<7} {'ratio':>7}   to the baseline of this run")
    return max(int(runs[name]() or 0) for name in asked.names or [one for one in ALL if one not in LONG])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
