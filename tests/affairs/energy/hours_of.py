"""Series for tests: registers that rise by given hourly use, read every hour, reckoned to hours."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from yifa.affairs.energy.series import glance
from yifa.affairs.energy.series.hours import Reckoner
from yifa.affairs.energy.series.records import dtype, seconds
from yifa.affairs.energy.series.store import Writer


def written(
    folder: Path,
    first: date,
    used: dict[str, Any],
    configs: dict[str, dict[str, Any]],
    drop: dict[str, Any] | None = None,
) -> None:
    """Write meters whose use by hour is given in hundredths; ``drop``: readings (by place) that never came."""
    with Writer(folder) as writer:
        blocks = []
        for name, values in used.items():
            with writer.manifest.step():
                number = writer.manifest.configure(name, configs.get(name, {"modulus": 100_000_000, "unit": "kWh"}))
            register = np.concatenate(([1000], 1000 + np.cumsum(np.asarray(values, dtype=np.int64))))
            block = np.zeros(len(register), dtype=dtype())
            block["meter"], block["scale"], block["value"] = number, 2, register
            start = seconds(datetime.combine(first, datetime.min.time()))
            block["time"] = start + 3600 * np.arange(len(register))
            block["seq"] = np.arange(len(register))
            keep = np.ones(len(register), dtype=bool)
            keep[np.asarray((drop or {}).get(name, []), dtype=int)] = False
            blocks.append(block[keep])
        writer.take(np.concatenate(blocks), "test")
        Reckoner(writer).run()
        glance.refresh(writer)


def office(days: int, base: int, top: int, works: Any, seed: int = 1) -> Any:
    """Return the use by hour of an office in hundredths: ``works`` tells the working days."""
    random = np.random.default_rng(seed)
    curve = np.array([0] * 8 + [1] * 10 + [0] * 6)
    day = np.array([bool(w) for w in works])[:, None] * curve[None, :]
    return ((base + top * day) * random.normal(1, 0.03, (days, 24))).clip(0).astype(np.int64).ravel()
