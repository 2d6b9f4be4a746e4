"""Reading the series for a page: which meters are an institution's, and their hours (读数来源)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.conf import settings

from yifa.affairs.energy.analysis import load as loads
from yifa.affairs.energy.directory.models import Meter, PublicInstitution
from yifa.kernel.record import Life

if TYPE_CHECKING:
    from yifa.affairs.energy.analysis.load import Load
    from yifa.affairs.energy.series.store import Series

NO_SERIES = (
    "还没有表计读数。供应单位的表格用 yifa energy ingest 文件 收入，采集器用 yifa energy ingest --listen 接入，"
    "再运行 yifa energy normalise 算出每小时用量。"
)


@contextmanager
def series() -> Iterator[Series | None]:
    """Open the series for reading; None where there is none."""
    folder = settings.HOME / "series"
    if not (folder / "manifest.sqlite3").exists():
        yield None
        return
    from yifa.affairs.energy.series.store import Series

    found = Series(folder)
    try:
        yield found
    finally:
        found.close()


def contested(bureau_id: int, numbers: Sequence[str]) -> set[str]:
    """Return meter numbers that two bureaus have registered: whose readings they are cannot be told."""
    rows = Meter.objects.filter(number__in=numbers, life=Life.LIVE).exclude(bureau_id=bureau_id)
    return set(rows.values_list("number", flat=True))


@dataclass
class Place:
    """The meters of one supply of an institution, and what the series know them by."""

    site: PublicInstitution
    supply: str
    meters: list[Meter]
    numbers: dict[str, int] = field(default_factory=dict)
    #: total meters whose hours stand in the small files
    plain: set[str] = field(default_factory=set)
    contested: set[str] = field(default_factory=set)

    @property
    def totals(self) -> list[Meter]:
        """The meters that have none above them."""
        return [meter for meter in self.meters if meter.above_id is None]

    @property
    def read(self) -> list[Meter]:
        """The total meters that have readings."""
        return [meter for meter in self.totals if meter.number in self.numbers]


def place(found: Series, site: PublicInstitution, supply: str, low: date, high: date) -> Place:
    """Return the meters that stood in a span of days."""
    rows = Meter.objects.filter(account__institution=site, account__supply=supply, life=Life.LIVE)
    rows = rows.filter(happened_on__lte=high).exclude(removed_on__lt=low).select_related("account").order_by("pk")
    meters = list(rows)
    names = [meter.number for meter in meters]
    doubt = contested(site.bureau_id, names)
    known = {name: one for name, one in found.manifest.known(names).items() if name not in doubt}
    return Place(
        site, supply, meters, {name: number for name, (number, _) in known.items()},
        {name for name, (_, config) in known.items() if not config.get("parent")}, doubt,
    )  # fmt: skip


def months(low: date, high: date) -> list[str]:
    """Return the months a span of days touches."""
    first, last = low.year * 12 + low.month - 1, high.year * 12 + high.month - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, last + 1)]


def load_of(found: Series, spot: Place, meters: Sequence[Meter], low: date, high: date) -> Load:
    """Return the load of some meters of a place, added up."""
    from yifa.affairs.energy.series import cells, glance, reading

    mine = [meter.number for meter in meters if meter.number in spot.numbers]
    if not mine:
        return loads.empty(low, (high - low).days + 1)
    wanted = months(low, high)
    parts = []
    if small := [spot.numbers[name] for name in mine if name in spot.plain]:
        parts.append(glance.main_hours(found, wanted, small))
    for name in mine:
        if name not in spot.plain:
            number = spot.numbers[name]
            parts.append(reading.hours(found, wanted, number, number + 1))
    columns = glance.joined(parts, cells.NAMES)
    return loads.gathered(columns, [spot.numbers[name] for name in mine], low, high)


@dataclass(frozen=True)
class Sum:
    """What a meter came to in a span of months; value None where nothing is known."""

    value: Fraction | None
    covered: int
    measured: int


def sums_of(found: Series, spot: Place, wanted: Sequence[str]) -> dict[str, Sum]:
    """Return the sums of the meters of a place over months."""
    from yifa.affairs.energy.series import glance

    if not spot.numbers:
        return {}
    names = {number: name for name, number in spot.numbers.items()}
    low, high = min(names), max(names) + 1
    values: dict[str, Fraction] = {}
    seconds: dict[str, tuple[int, int]] = {}
    for columns in glance.month_sums(found, wanted, low, high).values():
        rows = zip(*(columns[name].tolist() for name, _ in glance.SUMMED), strict=True)
        for number, scale, _, value, covered, measured in rows:
            name = names.get(number)
            if name is None:
                continue
            one, other = seconds.get(name, (0, 0))
            seconds[name] = (one + covered, other + measured)
            if covered:
                values[name] = values.get(name, Fraction(0)) + Fraction(value, 10**scale)
    return {name: Sum(values.get(name), *both) for name, both in seconds.items()}


def last_day(found: Series) -> date | None:
    """Return the last day of the last month that has hours."""
    have = found.months("hour")
    return month_end(have[-1]) if have else None


def month_end(month: str) -> date:
    """Return the last day of a month."""
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
