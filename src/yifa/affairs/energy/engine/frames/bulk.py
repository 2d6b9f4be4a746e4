"""DL/T 645 in bulk: the same frames as ``Dlt645``, found and read a whole block of bytes at a time with numpy.

What is common (answers with one number, requests) is read in columns. Whatever else stands in the stream (noise with
the mark of a head in it, wrong checksums, cuts, blocks, error answers) goes through the reference decoder at its
place, so that both give the same list for any bytes; a property test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.frames.dlt645 import HEAD, LONGEST, OFFSET, TAIL, Dlt645, Item, item_1997, item_2007
from yifa.affairs.energy.engine.frames.stream import END, START, Frame

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

NUMBER, NO_NUMBER, APART = 0, 1, 2


@dataclass
class Bulk:
    """Right frames in columns, in order of place; ``apart`` holds the frames that the reference decoder read.

    ``kind``: NUMBER has one number in ``mantissa`` with ``decimals`` places, NO_NUMBER is right and carries none,
    APART stands in ``apart`` under its row. ``bad`` are the frames that cannot be used.
    """

    start: Array
    end: Array
    address: Array
    control: Array
    di: Array
    kind: Array
    mantissa: Array
    decimals: Array
    units: Array
    apart: dict[int, Frame] = field(default_factory=dict)
    bad: list[Frame] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.start)

    def frames(self) -> list[Frame]:
        """Return every frame as the reference decoder does."""
        return sorted([*self._right(), *self.bad], key=lambda frame: frame.start)

    def _right(self) -> Iterator[Frame]:
        for row in range(len(self)):
            if row in self.apart:
                yield self.apart[row]
                continue
            number = self.kind[row] == NUMBER
            value = Decimal(int(self.mantissa[row])).scaleb(-int(self.decimals[row])) if number else None
            control = int(self.control[row])
            width = 8 if control & 0x1F > 0x10 else 4
            yield Frame(
                int(self.start[row]), int(self.end[row]), f"{int(self.address[row]):012X}", f"{control:02X}",
                f"{int(self.di[row]):0{width}X}", value, UNITS[int(self.units[row])] if number else None, True, None,
            )  # fmt: skip


UNITS = ("", "kWh", "kvarh", "kVAh", "V", "A", "kW", "kvar", "kVA", "1", "Hz")
_PLACE = {unit: number for number, unit in enumerate(UNITS)}


class BulkDlt645(Dlt645):
    """A decoder that is fed large blocks; the reference search runs only where something is wrong."""

    def bulk(self, data: bytes) -> Bulk:
        """Return the frames that are complete now, in columns."""
        import numpy as np

        self._held += data
        block = np.frombuffer(self._held, dtype=np.uint8)
        begin, end = _right_frames(np, block)
        found: list[Frame] = []
        used = self._gaps(np, block, begin, end, found)
        result = self._columns(np, block, begin, end)
        result.bad = found
        del block
        del self._held[:used]
        self._at += used
        return result

    def feed(self, data: bytes) -> list[Frame]:
        """See ``Stream.feed``."""
        return self.bulk(data).frames()

    def _gaps(self, np: Any, block: Array, begin: Array, end: Array, found: list[Frame]) -> int:
        """Let the reference search look at every gap that holds a head mark; return how many bytes are done with."""
        low = np.concatenate(([0], end))
        high = np.concatenate((begin, [len(block)]))
        some = np.flatnonzero(high > low)
        marks = np.zeros(len(block) + 1, dtype=np.int64)
        np.cumsum(block == START, out=marks[1:])
        for gap in some[marks[high[some]] > marks[low[some]]].tolist():
            at, _, broken, waiting = self._search(int(low[gap]), found)
            if at >= 0:
                self._pass(found, broken, waiting, at)
                continue
            if waiting is None or (broken and broken[0] < waiting):
                self._flush(found, broken, len(block))
            return len(block) if waiting is None else waiting
        return len(block)

    def _columns(self, np: Any, block: Array, begin: Array, end: Array) -> Bulk:
        count = len(begin)
        address = np.zeros(count, dtype=np.int64)
        for place in range(6, 0, -1):
            address = address << 8 | block[begin + place]
        control, size = block[begin + 8], block[begin + 9]
        function, answer = control & 0x1F, control & 0x80 > 0
        new = np.isin(function, (0x11, 0x12, 0x14))
        old = np.isin(function, (0x01, 0x02, 0x04))
        width = np.where(new, 4, np.where(old, 2, 0))
        plain = (width > 0) & (size >= width) & ~(answer & (control & 0x40 > 0))
        di = np.zeros(count, dtype=np.int64)
        for place in (3, 2, 1, 0):
            row = np.minimum(begin + HEAD + place, len(block) - 1)
            part = (block[row] - OFFSET & 0xFF).astype(np.int64)
            di = np.where(width > place, di << 8 | part, di)
        valued = answer & np.isin(function, (0x11, 0x01)) & (size > width)
        quiet = plain & (np.where(np.isin(function, (0x12, 0x02)), size == width, ~valued | (size == width)))
        kind = np.where(quiet, NO_NUMBER, APART).astype(np.int8)
        mantissa, decimals, units = (np.zeros(count, dtype=kind_) for kind_ in (np.int64, np.int8, np.int8))
        for row in (rows := _Rows(np, block, begin, size, width, di)).each(plain & valued):
            mantissa[row.which], decimals[row.which], units[row.which] = row.value, row.decimals, row.unit
            kind[row.which] = NUMBER
        result = Bulk(self._at + begin, self._at + end, address, control, di, kind, mantissa, decimals, units)
        del rows
        for number in np.flatnonzero(kind == APART).tolist():
            one, other = int(begin[number]), int(end[number])
            result.apart[number] = self.read(bytes(self._held[one:other]), self._at + one)
        return result


@dataclass
class _Group:
    which: Array
    value: Array
    decimals: int
    unit: int


class _Rows:
    """The frames that carry one number, group by group of the same identifier."""

    def __init__(self, np: Any, block: Array, begin: Array, size: Array, width: Array, di: Array) -> None:
        self.np, self.block, self.begin, self.size, self.width, self.di = np, block, begin, size, width, di

    def each(self, wanted: Array) -> Iterator[_Group]:
        np = self.np
        rows = np.flatnonzero(wanted)
        key = self.di[rows] << 3 | self.width[rows]
        for one in _distinct(np, key):
            item = _item(one >> 3, one & 7)
            if item is None:
                continue
            which = rows[key == one] if len(rows) else rows
            which = which[self.size[which] >= (one & 7) + item.size]
            yield from self._read(which, item, (one & 7) == 4 and one >> 19 == 0)

    def _read(self, which: Array, item: Item, sign_unsure: bool) -> Iterator[_Group]:
        np, first = self.np, self.begin[which] + HEAD + self.width[which]
        value = np.zeros(len(which), dtype=np.int64)
        good = np.ones(len(which), dtype=bool)
        negative = None
        for place in range(item.size - 1, -1, -1):
            part = self.block[first + place] - np.uint8(OFFSET)
            if place == item.size - 1 and item.signed:
                negative, part = part & 0x80 > 0, part & 0x7F
            if place == item.size - 1 and sign_unsure:
                good &= part < 0x80
            high, low = part >> 4, part & 0x0F
            good &= (high < 10) & (low < 10)
            value = value * 100 + high * np.int64(10) + low
        if negative is not None:
            value = np.where(negative, -value, value)
            good &= ~(negative & (value == 0))
        yield _Group(which[good], value[good], item.decimals, _PLACE[item.unit])


def _distinct(np: Any, key: Array) -> list[int]:
    """Return the distinct identifiers; there are few, so each is taken out in turn."""
    found: list[int] = []
    while len(key) and len(found) < 32:
        found.append(int(key[0]))
        key = key[key != key[0]]
    return found + (np.unique(key).tolist() if len(key) else [])


@lru_cache(maxsize=4096)
def _item(di: int, width: int) -> Item | None:
    """Return how one number under the identifier is written; None where it is unknown or a block."""
    found = item_2007(di.to_bytes(4, "big")) if width == 4 else item_1997(di.to_bytes(2, "big"))
    return None if found is None or found[1] else found[0]


def _right_frames(np: Any, block: Array) -> tuple[Array, Array]:
    """Return begin and end of the right frames, none inside another: from the left, as the reference takes them."""
    many = len(block)
    begin = np.flatnonzero(block[: max(many - HEAD - TAIL + 1, 0)] == START)
    begin = begin[block[begin + 7] == START]
    size = block[begin + 9].astype(np.int64)
    fits = (size <= LONGEST) & (begin + HEAD + TAIL + size <= many)
    begin, size = begin[fits], size[fits]
    end = begin + HEAD + TAIL + size
    closed = block[end - 1] == END
    begin, end = begin[closed], end[closed]
    sums = np.zeros(many + 1, dtype=np.uint8)
    np.cumsum(block, dtype=np.uint8, out=sums[1:])
    right = sums[end - 2] - sums[begin] == block[end - 2]
    begin, end = begin[right], end[right]
    if not (begin[1:] < end[:-1]).any():
        return begin, end
    kept, last = [], 0
    for number, (one, other) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        if one >= last:
            kept.append(number)
            last = other
    return begin[kept], end[kept]
