"""A raw reading as it is stored: whole numbers only.

The value is ``mantissa / 10**scale`` exactly as it came. The time is in seconds of the local clock (北京时间) since
1970-01-01 00:00 of that clock. ``seq`` is the number the source gave the packet, so that the same packet sent twice
is the same reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

FIELDS = (
    ("meter", "<i4"), ("register", "<i2"), ("scale", "i1"), ("flags", "u1"),
    ("time", "<i8"), ("seq", "<i8"), ("value", "<i8"),
)  # fmt: skip
NAMES = tuple(name for name, _ in FIELDS)
SIZE = 32
#: a person entered or confirmed it
MANUAL = 1
#: the source's clock or the reading itself cannot be believed; kept, never reckoned with
DOUBTFUL = 2
LARGEST = 2**62
EPOCH = datetime(1970, 1, 1)

Row = tuple[int, int, int, int, int, int, int]


class SeriesError(ValueError):
    """Something about the series that a person has to know; the message is one Chinese sentence."""


def seconds(at: datetime) -> int:
    """Return a local time in seconds."""
    return int((at - EPOCH) // timedelta(seconds=1))


def moment(at: int) -> datetime:
    """Return the local time of so many seconds."""
    return EPOCH + timedelta(seconds=int(at))


def parts(value: Decimal) -> tuple[int, int] | None:
    """Return mantissa and scale of a decimal as written; None where it does not fit or is no finite number."""
    if not value.is_finite():
        return None
    sign, digits, exponent = value.as_tuple()
    mantissa = int("".join(map(str, digits)))
    if mantissa >= LARGEST or not -100 < int(exponent) < 100:
        return None
    return (-mantissa if sign else mantissa), -int(exponent)


def row(
    meter: int, register: int, at: datetime, value: Decimal, seq: int, manual: bool = False, doubtful: bool = False
) -> Row | None:
    """Return a reading as a row (order of ``NAMES``); None where the value is no storable number."""
    found = parts(value)
    if found is None:
        return None
    flags = (MANUAL if manual else 0) | (DOUBTFUL if doubtful else 0)
    return meter, register, found[1], flags, seconds(at), seq, found[0]


def packed(rows: Iterable[Row]) -> Array:
    """Return rows of plain tuples as one block."""
    import numpy as np

    return np.array(list(rows), dtype=dtype())


def dtype() -> Any:
    """Return the numpy type of a reading."""
    import numpy as np

    return np.dtype(list(FIELDS))
