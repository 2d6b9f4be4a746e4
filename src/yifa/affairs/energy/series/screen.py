"""Which readings of a register can be used, in columns: the decisions of ``engine.metering.registers``.

Only a fall calls for a decision. Between falls whole stretches are taken as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.metering.registers import LOOKAHEAD, SPIKE_RUN, Meter

if TYPE_CHECKING:
    from yifa.affairs.energy.series.limits import Limits
    from yifa.affairs.energy.series.records import Array

ROLLOVER, RESET = 0, 1


@dataclass
class Screened:
    """Rows put aside with their reason, and rows whose step from the row before is a rollover or a reset."""

    dips: list[tuple[int, int]] = field(default_factory=list)
    spikes: list[int] = field(default_factory=list)
    breaks: dict[int, int] = field(default_factory=dict)
    gained: dict[int, int] = field(default_factory=dict)


@dataclass
class Segment:
    """The rows of one physical meter."""

    np: Any
    meter: Meter
    limits: Limits
    scale: int
    time: Array
    value: Array
    manual: Array
    out: set[int] = field(default_factory=set)
    found: Screened = field(default_factory=Screened)

    def screen(self, falls: list[int]) -> Screened:
        """Decide at every fall (rows below the row before): dip, rollover, spike, or reset."""
        done, last_break = -1, -1
        for row in falls:
            if row <= done:
                continue
            back = None if self.manual[row] else self._recovers(row)
            if back is not None and back - row > SPIKE_RUN and self._was_spike(row, last_break):
                done = row
                continue
            if back is not None:
                self.found.dips.append((row, back))
                self.out.update(range(row, back))
                done = back
                continue
            before, after = int(self.value[row - 1]), int(self.value[row])
            unit = 10**self.scale
            gained = self.meter.rolls_over(
                Fraction(before, unit), Fraction(after, unit),
                timedelta(seconds=int(self.time[row]) - int(self.time[row - 1])),
            )  # fmt: skip
            if gained is not None:
                self.found.breaks[row], self.found.gained[row] = ROLLOVER, int(gained * unit)
                last_break = row
            elif not self._was_spike(row, last_break):
                self.found.breaks[row] = RESET
                last_break = row
            done = row
        return self.found

    def _recovers(self, row: int) -> int | None:
        before, since = int(self.value[row - 1]), int(self.time[row - 1])
        at = -1
        for end in (row + 16, row + LOOKAHEAD):
            stop = (self.value[row + 1 : end] >= before) | self.manual[row + 1 : end]
            if stop.any():
                at = row + 1 + int(stop.argmax())
                break
        if at < 0:
            return None
        if self.value[at] < before:
            return None
        leap, depth = int(self.value[at]) - int(self.value[at - 1]), before - int(self.value[row:at].min())
        fits = self.limits.plausible(int(self.value[at]) - before, int(self.time[at]) - since)
        return at if leap * 2 >= depth and fits else None

    def _was_spike(self, row: int, last_break: int) -> bool:
        value, at = int(self.value[row]), int(self.time[row])
        run: list[int] = []
        place = self._before(row)
        while place >= 0 and self.value[place] > value:
            run.append(place)
            place = self._before(place)
            if len(run) > SPIKE_RUN:
                return False
        if place < 0 or run[-1] <= last_break or any(self.manual[one] for one in run):
            return False
        first = run[-1]
        top = int(self.value[first])
        after = int(self.value[row + 1]) if row + 1 < len(self.value) else None
        confirmed = bool(self.manual[row]) or (after is not None and value <= after < top + (top - value))
        base, since = int(self.value[place]), int(self.time[place])
        absurd = not self.limits.plausible(top - base, int(self.time[first]) - since)
        if not (confirmed or absurd) or not self.limits.plausible(value - base, at - since):
            return False
        self.found.spikes += run
        self.out.update(run)
        return True

    def _before(self, row: int) -> int:
        """Return the kept row before a row; -1 where there is none."""
        row -= 1
        while row in self.out:
            row -= 1
        return row
