"""Bad input and faults, walked on a served demo of each engine; ``flood`` (a form posted 10,000 times) goes with it.

Every walk is a function of an instance, starts the servers it needs and prints its rows. To add one: a line in WALKS.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import large
from benchmarks.faults import doors, files, jobs, killed, platform, reviews, slow, vehicles

WALKS: tuple[Callable[[large.Large], bool], ...] = (
    files.walk,
    doors.walk,
    slow.walk,
    platform.walk,
    vehicles.racing,
    vehicles.exchanging,
    killed.importing,
    reviews.approving,
    jobs.exporting,
    jobs.streaming,
    jobs.delivering,
    jobs.beginning,
)


def main(engines: tuple[str, ...] = ("sqlite", "postgres")) -> int:
    """Print the rows of every engine; return 1 if a target was missed."""
    good = True
    for engine in engines:
        with large.demo(engine) as found:
            print(f"({found.engine})", flush=True)
            for walk in WALKS:
                good &= walk(found)
    return int(not good)
