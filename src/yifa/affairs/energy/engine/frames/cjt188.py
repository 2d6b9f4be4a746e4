"""CJ/T 188 (户用计量仪表数据传输技术条件): water, heat and gas meters.

``FE* 68 T A0..A6 C L DI SER DATA CS 16``, no offset; flow is four BCD bytes and a unit byte; FF bytes mean absent.
The two bytes of the identifier are seen in both orders.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.engine.frames.stream import NO_BCD, Frame, Stream, number

HEAD, TAIL = 11, 2
LONGEST = 200
CURRENT = "901F"
#: unit byte -> unit
UNITS = {
    0x02: "Wh", 0x05: "kWh", 0x08: "MWh", 0x01: "J", 0x0B: "kJ", 0x0E: "MJ", 0x11: "GJ", 0x14: "W", 0x17: "kW",
    0x1A: "MW", 0x29: "L", 0x2C: "m3", 0x32: "L/h", 0x35: "m3/h",
}  # fmt: skip
#: hundreds of a unit
HUNDREDS = {0x0A: ("MWh", 100), 0x13: ("GJ", 100)}


class Cjt188(Stream):
    """Decoder of CJ/T 188."""

    def length(self, at: int) -> int | None:
        """See ``Stream.length``."""
        held = self._held
        left = len(held) - at
        if left > 1 and not (0x10 <= held[at + 1] <= 0x49 or held[at + 1] == 0xAA):
            return None
        if left < HEAD:
            return 0
        return None if held[at + 10] > LONGEST else HEAD + held[at + 10] + TAIL

    def wrong(self, raw: bytes, start: int, error: str) -> Frame:
        """See ``Stream.wrong``."""
        control = f"{raw[9]:02X}" if len(raw) > 9 else ""
        address = raw[2:9][::-1].hex().upper()
        return Frame(start, start + len(raw), address, control, None, None, None, False, error)

    def read(self, raw: bytes, start: int) -> Frame:
        """See ``Stream.read``."""
        control, data = raw[9], raw[HEAD:-TAIL]
        frame = Frame(
            start, start + len(raw), raw[2:9][::-1].hex().upper(), f"{control:02X}", None, None, None, True, None,
            {"meter_type": f"{raw[1]:02X}"},
        )  # fmt: skip
        if control & 0x80 and control & 0x40:
            return replace(frame, error=f"从站异常应答 {data[-2:].hex().upper()}".strip())
        if len(data) < 2:
            return frame
        di = data[:2].hex().upper()
        di = di[2:] + di[:2] if di[2:] in ("90", "91", "A0", "D1", "81") and di[:2] not in ("90", "91", "A0") else di
        more: dict[str, Any] = dict(frame.more)
        if len(data) > 2:
            more["serial"] = data[2]
        frame, body = replace(frame, di=di, more=more), data[3:]
        if di != CURRENT or not control & 0x80 or not body:
            return frame
        return self._heat(frame, body) if 0x20 <= raw[1] <= 0x29 else self._flow(frame, body)

    def _flow(self, frame: Frame, body: bytes) -> Frame:
        if len(body) < 5:
            return replace(frame, ok=False, error="数据域短于规定长度")
        try:
            value, unit = _quantity(body[:5])
            more = dict(frame.more)
            if len(body) >= 10:
                more["settle"], more["settle_unit"] = _quantity(body[5:10])
            if len(body) >= 17:
                more["meter_time"] = _moment(body[10:17])
            if len(body) >= 19:
                more["status"] = body[17:19].hex().upper()
        except ValueError as error:
            return replace(frame, ok=False, error=str(error))
        return replace(frame, value=value, unit=unit, more=more)

    def _heat(self, frame: Frame, body: bytes) -> Frame:
        """Settlement heat, current heat, power, flow rate, volume, two temperatures, hours, time, status."""
        if len(body) < 10:
            return replace(frame, ok=False, error="数据域短于规定长度")
        try:
            more = dict(frame.more)
            more["settle"], more["settle_unit"] = _quantity(body[:5])
            value, unit = _quantity(body[5:10])
            if len(body) >= 25:
                more["power"], more["power_unit"] = _quantity(body[10:15])
                more["flow_rate"], more["flow_rate_unit"] = _quantity(body[15:20], 4)
                more["volume"], more["volume_unit"] = _quantity(body[20:25])
            if len(body) >= 34:
                more["supply_celsius"], more["return_celsius"] = (_absent(body[at : at + 3], 2) for at in (25, 28))
                more["hours"] = _absent(body[31:34], 0)
        except ValueError as error:
            return replace(frame, ok=False, error=str(error))
        return replace(frame, value=value, unit=unit, more=more)


def _absent(raw: bytes, decimals: int) -> Decimal | None:
    if set(raw) == {0xFF}:
        return None
    value = number(raw, decimals)
    if value is None:
        raise ValueError(NO_BCD)
    return value


def _quantity(raw: bytes, decimals: int = 2) -> tuple[Decimal | None, str | None]:
    value, code = _absent(raw[:4], decimals), raw[4]
    if value is None:
        return None, None
    if code in HUNDREDS:
        unit, factor = HUNDREDS[code]
        return value * factor, unit
    if code not in UNITS:
        raise ValueError(f"单位代码 {code:02X} 不认识")
    return value, UNITS[code]


def _moment(raw: bytes) -> str | None:
    """Return the meter's clock as digits YYYYMMDDhhmmss; None where it is not set."""
    text = raw[::-1].hex()
    return text if text.isdigit() and text[:4] != "0000" else None
