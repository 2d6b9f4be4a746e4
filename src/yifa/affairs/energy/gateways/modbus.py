"""Meters behind Modbus TCP (电表、水表网关): registers read at every round, numbers made exact, into the journal."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError, exact
from yifa.affairs.energy.gateways.inlet import Inlet
from yifa.affairs.energy.series.records import SeriesError

#: kinds of numbers: how many registers and how they are read
KINDS = {"u16": (1, ">H"), "i16": (1, ">h"), "u32": (2, ">I"), "i32": (2, ">i"), "u64": (4, ">Q"), "f32": (2, ">f")}
#: decimals kept of a floating-point register; what lies beyond is noise of the conversion
FLOAT_PLACES = 3


@dataclass(frozen=True)
class Point:
    """One register of a meter: where it is, how it is written, and the number it has to be multiplied with."""

    meter: str
    address: int
    kind: str = "u32"
    unit: int = 1
    factor: Decimal = Decimal(1)
    low_word_first: bool = False
    input: bool = False

    def value(self, words: Sequence[int]) -> Decimal | None:
        """Return the number in the registers; None where it is no number."""
        words = list(words)[::-1] if self.low_word_first else list(words)
        raw = b"".join(word.to_bytes(2, "big") for word in words)
        (number,) = struct.unpack(KINDS[self.kind][1], raw)
        if self.kind == "f32":
            if number != number or abs(number) > 1e15:
                return None
            return round(Decimal(number), FLOAT_PLACES) * self.factor
        return Decimal(number) * self.factor


def points(settings: Sequence[Mapping[str, Any]]) -> list[Point]:
    """Return the points of a settings file."""
    found = []
    for one in settings:
        try:
            point = Point(
                str(one["meter"]), int(one["address"]), str(one.get("kind", "u32")), int(one.get("unit", 1)),
                Decimal(str(one.get("factor", 1))), bool(one.get("low_word_first")), bool(one.get("input")),
            )  # fmt: skip
            exact(point.factor, "倍数")
        except (KeyError, ValueError, ArithmeticError, EnergyError) as error:
            raise SeriesError(f"Modbus 点位写得不对：{dict(one)}") from error
        if point.kind not in KINDS or not 0 <= point.address <= 0xFFFF or not 0 <= point.unit <= 247:
            raise SeriesError(f"Modbus 点位的 kind、address 或 unit 不对：{dict(one)}")
        found.append(point)
    return found


async def read(host: str, port: int, wanted: Sequence[Point], timeout: float = 3) -> dict[str, Decimal | None]:
    """Return one round of values; a point that does not answer is None, never zero."""
    try:
        from pymodbus.client import AsyncModbusTcpClient
        from pymodbus.exceptions import ModbusException
    except ImportError:
        raise SeriesError("没有安装 Modbus 支持，请安装 yifa[iot]") from None
    client = AsyncModbusTcpClient(host, port=port, timeout=timeout, retries=1)
    found: dict[str, Decimal | None] = {point.meter: None for point in wanted}
    try:
        if not await client.connect():
            return found
        for point in wanted:
            ask = client.read_input_registers if point.input else client.read_holding_registers
            try:
                answer = await ask(point.address, count=KINDS[point.kind][0], device_id=point.unit)
            except (ModbusException, TimeoutError, asyncio.IncompleteReadError):
                continue
            if not answer.isError():
                found[point.meter] = point.value(answer.registers)
    finally:
        client.close()
    return found


async def take(host: str, port: int, wanted: Sequence[Point], inlet: Inlet) -> int:
    """Read one round and take it into the journal; return how many readings are acknowledged."""
    values = await read(host, port, wanted)
    at = inlet.now().replace(microsecond=0)
    rows = [inlet.row(name, 0, at, value, 0) for name, value in values.items() if value is not None]
    return await asyncio.wrap_future(inlet.take(rows))
