"""Meters whose numbers do not fit into columns: the reference reckons them, one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.metering.hours import slots
from yifa.affairs.energy.engine.metering.registers import Meter, Reading, normalise
from yifa.affairs.energy.series import cells
from yifa.affairs.energy.series.records import LARGEST, MANUAL, moment, seconds

if TYPE_CHECKING:
    from yifa.affairs.energy.series.normal import Hours

#: most decimals an hour is stored with
MOST = 18


def reckon(out: Hours, columns: dict[str, Any], key: tuple[int, int], meter: Meter) -> None:
    """Add the hours, events and readings put aside of one meter."""
    readings, written = [], {}
    for at, value, scale, flags in zip(
        *(columns[name].tolist() for name in ("time", "value", "scale", "flags")), strict=True
    ):
        number = Decimal(value).scaleb(-scale)
        written[moment(at), number] = (value, scale)
        readings.append(Reading(moment(at), number, bool(flags & MANUAL)))
    normal = normalise(meter, readings)
    out.apart.append(key)
    out.duplicates += normal.duplicates
    for put in normal.rejected:
        value, scale = written.get((put.at, _decimal(put.value)), (0, 0))
        out.rejected.append((*key, seconds(put.at), value, scale, put.reason))
    for one in normal.events:
        out.events.append((*key, seconds(one.start), seconds(one.end), one.event or ""))
    found = slots(normal.intervals, meter)
    values = [cell.value for cell in found.values() if cell.value is not None]
    scale = next((p for p in range(cells.PLACES, MOST + 1) if all(_fits(value, p) for value in values)), None)
    if scale is None:
        out.warnings.append(f"第{key[0]}号表的读数小数位太多，小时值没有算，请核对数据来源")
        return
    rows = [
        (*key, seconds(at), 0 if cell.value is None else int(cell.value * 10**scale), scale,
         int(cell.coverage * cells.HOUR), int(cell.measured * cells.HOUR), cells.QUALITIES.index(cell.quality))
        for at, cell in found.items()
    ]  # fmt: skip
    import numpy as np

    for name, kind, column in zip(cells.NAMES, cells.KINDS, zip(*rows, strict=True), strict=False):
        out.cells[name] = np.concatenate((out.cells[name], np.array(column, dtype=kind)))


def _decimal(value: Any) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(value)


def _fits(value: Fraction, places: int) -> bool:
    scaled = value * 10**places
    return scaled.denominator == 1 and abs(scaled) < LARGEST
