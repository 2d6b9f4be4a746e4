"""Demo records of targets (演示数据): two targets of the bureau for the five years, split down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yifa.affairs.energy.engine.numbers import shown
from yifa.affairs.energy.targets import tracking
from yifa.affairs.energy.targets.choices import Kind


def load(house: Any) -> None:
    """Load them for the county that is kept live."""
    if house.code != "ji":
        return
    base = house.day.year - 1
    closing = next((c for c in tracking.closings(house.bureau.pk) if c.period == str(base)), None)
    if closing is None:
        return
    day = house.day - timedelta(days=10)
    for kind, cut in ((Kind.PERSON, 6), (Kind.WATER, 6)):
        value = tracking.whole(closing, kind)
        assert value is not None
        made = house.do(
            "energy.target",
            "record",
            span="plan",
            indicator=kind,
            base_year=base,
            base_value=shown(value, 4),
            year=base + 5,
            cut=cut,
            happened_on=day,
            unit=house.unit("公共机构节能处"),
            day=day,
        )
        house.do("energy.target", "split", made, day=day)
