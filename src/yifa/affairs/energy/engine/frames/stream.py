"""Finding frames in a stream of bytes with noise, cuts and wrong checksums.

A frame is looked for at every start byte. What has the shape of a frame and a wrong checksum is reported, not used;
what is cut short waits for more bytes, but never holds back a whole frame that follows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

START, END, LEAD = 0x68, 0x16, 0xFE
#: start, end and error of a bad frame
Broken = tuple[int, int, str]
BAD_SUM, CUT, NO_BCD = "校验码不符", "报文不完整", "数据不是BCD码"


@dataclass(frozen=True)
class Frame:
    """One frame with its place in the stream; ``value`` only where the frame is right and carries one number."""

    start: int
    end: int
    address: str
    control: str
    di: str | None
    value: Decimal | None
    unit: str | None
    ok: bool
    error: str | None
    more: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the frame as ``yifa energy decode --json`` prints it."""
        row = {name: getattr(self, name) for name in ("start", "end", "address", "control", "di", "value", "unit")}
        row["value"] = None if self.value is None else format(self.value, "f")
        return row | {"ok": self.ok, "error": self.error} | {name: _text(value) for name, value in self.more.items()}


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return [_text(item) for item in value] if isinstance(value, list | tuple) else value


class Stream:
    """A decoder that is fed bytes as they come; ``offset`` counts from the first byte ever fed."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._at = 0

    @property
    def rest(self) -> bytes:
        """The bytes that may still become a frame."""
        return bytes(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Return the frames that are complete now."""
        self._held += data
        found, used = self._scan()
        del self._held[:used]
        self._at += used
        return found

    # -- what a protocol says ---------------------------------------------------------------------

    def length(self, at: int) -> int | None:
        """Return the length a frame at this place would have; None: no frame starts here; 0: too few bytes to say."""
        raise NotImplementedError

    def surely(self, at: int) -> bool:
        """True where the head is so plain that a frame without its end is worth a line."""
        return False

    def read(self, raw: bytes, start: int) -> Frame:
        """Return the meaning of a frame whose checksum is right."""
        raise NotImplementedError

    def wrong(self, raw: bytes, start: int, error: str) -> Frame:
        """Return a frame that cannot be used."""
        raise NotImplementedError

    # -- the search ---------------------------------------------------------------------------------

    def _scan(self) -> tuple[list[Frame], int]:
        held, found = self._held, list[Frame]()
        at, size, broken, waiting = self._search(0, found)
        while at >= 0:
            self._pass(found, broken, waiting, at)
            found.append(self.read(bytes(held[at : at + size]), self._at + at))
            at, size, broken, waiting = self._search(at + size, found)
        if waiting is None or (broken and broken[0] < waiting):
            self._flush(found, broken, len(held))
        return sorted(found, key=lambda frame: frame.start), len(held) if waiting is None else waiting

    def _search(self, begin: int, found: list[Frame]) -> tuple[int, int, Broken | None, int | None]:
        """Return the next right frame (place -1: none) and its length, the bad frame not yet passed, and what waits."""
        held = self._held
        at, waiting = held.find(START, begin), None
        broken: Broken | None = None
        while at >= 0:
            size = self.length(at)
            whole = size is not None and size > 0 and at + size <= len(held)
            if size == 0 or (size and not whole):
                waiting = at if waiting is None else waiting
            elif whole and size and held[at + size - 1] == END:
                if sum(held[at : at + size - 2]) & 0xFF == held[at + size - 2]:
                    return at, size, broken, waiting
                if broken is None:
                    broken = (at, at + size, BAD_SUM)
            elif whole and size and broken is None and self.surely(at):
                broken = (at, at + size, CUT)
            if broken and broken[1] <= at:
                self._flush(found, broken, len(held))
                broken = None
            at = held.find(START, at + 1)
        return -1, 0, broken, waiting

    def _pass(self, found: list[Frame], broken: Broken | None, waiting: int | None, at: int) -> None:
        """A right frame at this place ends what stood open before it."""
        self._flush(found, broken, at)
        if waiting is not None:
            self._cut(found, waiting, at)

    def _flush(self, found: list[Frame], broken: Broken | None, limit: int) -> None:
        if broken:
            start, end, error = broken
            error = error if end <= limit else CUT
            end = min(end, limit)
            found.append(self.wrong(bytes(self._held[start:end]), self._at + start, error))

    def _cut(self, found: list[Frame], start: int, limit: int) -> None:
        raw = bytes(self._held[start:limit])
        if len(raw) > 1:
            found.append(self.wrong(raw, self._at + start, CUT))


def bcd(raw: bytes) -> int | None:
    """Return the number of BCD bytes, low byte first; None where a half-byte is no digit."""
    text = raw[::-1].hex()
    return int(text) if text.isdigit() else None


def number(raw: bytes, decimals: int) -> Decimal | None:
    """Return a BCD number with so many decimals."""
    value = bcd(raw)
    return None if value is None else Decimal(value).scaleb(-decimals)
