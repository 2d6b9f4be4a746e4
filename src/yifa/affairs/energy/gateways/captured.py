"""Files of raw frames (报文文件) as a serial server writes them: decoded in bulk and taken into the journal."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from yifa.affairs.energy.engine.frames import PROTOCOLS
from yifa.affairs.energy.engine.frames.bulk import BulkDlt645
from yifa.affairs.energy.gateways.inlet import Inlet
from yifa.affairs.energy.series.records import SeriesError

BLOCK = 1 << 20
#: identifiers of consumption and the register they are kept under: forward, reverse, combined active energy
REGISTERS = {"00010000": 0, "9010": 0, "00020000": 1, "9020": 1, "00000000": 2}


def take(path: Path, protocol: str, at: datetime, inlet: Inlet) -> list[str]:
    """Take the readings of a file; return what could not be used."""
    if not path.is_file():
        raise SeriesError(f"没有文件 {path.name}")
    stream = BulkDlt645() if protocol == "dlt645" else PROTOCOLS[protocol]()
    bad, rows = 0, []
    with path.open("rb") as file:
        while data := file.read(BLOCK):
            for frame in stream.feed(data):
                bad += not frame.ok
                register = REGISTERS.get(frame.di or "") if protocol == "dlt645" else 0
                if frame.ok and isinstance(frame.value, Decimal) and register is not None:
                    rows.append(inlet.row(frame.address, register, at, frame.value, frame.start))
    inlet.take(rows).result()
    found = [f"{path.name}有{bad}帧不能用"] if bad else []
    return found + ([f"{path.name}末尾{len(stream.rest)}个字节不成帧"] if stream.rest else [])
