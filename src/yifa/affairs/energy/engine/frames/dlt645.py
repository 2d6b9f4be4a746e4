"""DL/T 645-2007 and DL/T 645-1997 (多功能电能表通信协议).

``FE* 68 A0..A5 68 C L DATA CS 16``: address low byte first, every byte of DATA has 33H added, CS is the sum from the
first 68 modulo 256. The two editions are told apart by the control code: 2007 numbers its functions from 11H.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.engine.frames.stream import NO_BCD, START, Frame, Stream, number

HEAD, TAIL = 10, 2
LONGEST = 200
OFFSET = 0x33
#: function codes of 1997 and 2007
FUNCTIONS = {1, 2, 4, 8, 10, 12, 15, *range(0x11, 0x1D)}


@dataclass(frozen=True)
class Item:
    """How the data of an identifier are written."""

    size: int
    decimals: int
    unit: str
    signed: bool = False


_ENERGY_2007 = {
    0x00: "kWh", 0x01: "kWh", 0x02: "kWh", 0x03: "kvarh", 0x04: "kvarh", 0x05: "kvarh", 0x06: "kvarh", 0x07: "kvarh",
    0x08: "kvarh", 0x09: "kVAh", 0x0A: "kVAh",
}  # fmt: skip
_VALUES_2007 = {
    0x01: Item(2, 1, "V"), 0x02: Item(3, 3, "A", True), 0x03: Item(3, 4, "kW", True), 0x04: Item(3, 4, "kvar", True),
    0x05: Item(3, 4, "kVA", True), 0x06: Item(2, 3, "1", True),
}  # fmt: skip
_BLOCK = 0xFF


def item_2007(di: bytes) -> tuple[Item, bool] | None:
    """Return how the identifier (high byte first) is written, and whether it is a block of several numbers."""
    group, kind, which, last = di
    if group == 0x00 and kind in _ENERGY_2007 and last <= 0x0C:
        return Item(4, 2, _ENERGY_2007[kind]), which == _BLOCK
    if group == 0x02 and kind in _VALUES_2007 and last == 0 and (which <= 3 or which == _BLOCK):
        return _VALUES_2007[kind], which == _BLOCK
    if di == bytes((0x02, 0x80, 0x00, 0x02)):
        return Item(2, 2, "Hz"), False
    return None


def item_1997(di: bytes) -> tuple[Item, bool] | None:
    """Return how the two-byte identifier of 1997 is written."""
    high, low = di
    if high & 0xF3 in (0x90, 0x91) and low >> 4 in (1, 2, 3, 4):
        unit = "kvarh" if high & 1 else "kWh"
        return Item(4, 2, unit), low & 0x0F == 0x0F
    if high == 0xB6 and 1 <= low & 0x0F <= 3:
        found = {1: Item(2, 0, "V"), 2: Item(2, 2, "A"), 3: Item(3, 4, "kW")}.get(low >> 4)
        return (found, False) if found else None
    return None


class Dlt645(Stream):
    """Decoder of both editions."""

    def length(self, at: int) -> int | None:
        """See ``Stream.length``."""
        held = self._held
        left = len(held) - at
        if left > 7 and held[at + 7] != START:
            return None
        if left < HEAD:
            return 0
        return None if held[at + 9] > LONGEST else HEAD + held[at + 9] + TAIL

    def surely(self, at: int) -> bool:
        """See ``Stream.surely``: an address of digits or wildcards and a control code that is in use."""
        address = self._held[at + 1 : at + 7].hex()
        return not address.strip("0123456789a") and self._held[at + 8] & 0x1F in FUNCTIONS

    def wrong(self, raw: bytes, start: int, error: str) -> Frame:
        """See ``Stream.wrong``."""
        control = f"{raw[8]:02X}" if len(raw) > 8 else ""
        return Frame(start, start + len(raw), raw[1:7][::-1].hex().upper(), control, None, None, None, False, error)

    def read(self, raw: bytes, start: int) -> Frame:
        """See ``Stream.read``."""
        control, data = raw[8], bytes((byte - OFFSET) & 0xFF for byte in raw[HEAD:-TAIL])
        frame = Frame(
            start, start + len(raw), raw[1:7][::-1].hex().upper(), f"{control:02X}", None, None, None, True, None
        )
        function, answer = control & 0x1F, bool(control & 0x80)
        if answer and control & 0x40:
            shown = data[:1].hex().upper()
            return replace(frame, error=f"从站异常应答 {shown}".strip(), more={"error_byte": shown})
        if function in (0x11, 0x12, 0x14):
            return self._data(frame, data, 4, answer and function != 0x14, function == 0x12)
        if function in (0x01, 0x02, 0x04):
            return self._data(frame, data, 2, answer and function != 0x04, False)
        if answer and function in (0x13,) and len(data) == 6:
            return replace(frame, more={"meter_address": data[::-1].hex().upper()})
        return frame

    def _data(self, frame: Frame, data: bytes, width: int, has_value: bool, numbered: bool) -> Frame:
        if len(data) < width:
            return frame if not data else replace(frame, ok=False, error="数据域短于数据标识")
        di, rest = data[:width][::-1], data[width:]
        frame = replace(frame, di=di.hex().upper())
        if not has_value or not rest:
            return frame
        if numbered:
            frame, rest = replace(frame, more={"sequence": rest[-1]}), rest[:-1]
        found = item_2007(di) if width == 4 else item_1997(di)
        if found is None:
            return replace(frame, more={**frame.more, "data": rest.hex().upper()})
        item, block = found
        if block:
            return self._block(frame, item, rest)
        if len(rest) < item.size:
            return replace(frame, ok=False, error="数据域短于规定长度")
        value = _value(rest[: item.size], item)
        if value is None:
            return replace(frame, unit=item.unit, ok=False, error=NO_BCD)
        more: dict[str, Any] = dict(frame.more)
        if width == 4 and di[:2] == b"\0\0" and rest[item.size - 1] & 0x80:
            more["note"] = "组合有功最高位可能是符号位，须按表型核实"
        return replace(frame, value=value, unit=item.unit, more=more)

    def _block(self, frame: Frame, item: Item, rest: bytes) -> Frame:
        parts = [rest[at : at + item.size] for at in range(0, len(rest) - item.size + 1, item.size)]
        values = [_value(part, item) for part in parts]
        bad = not values or None in values
        return replace(
            frame, value=values[0] if values else None, unit=item.unit, ok=not bad, error=NO_BCD if bad else None,
            more={**frame.more, "values": values},
        )  # fmt: skip


def _value(raw: bytes, item: Item) -> Decimal | None:
    negative = item.signed and bool(raw[-1] & 0x80)
    if negative:
        raw = raw[:-1] + bytes((raw[-1] & 0x7F,))
    value = number(raw, item.decimals)
    return -value if negative and value is not None else value
