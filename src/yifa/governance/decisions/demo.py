"""Demo records of decisions (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta

from yifa.governance.decisions.choices import Body
from yifa.kernel.registry import demo


@demo("decisions")
def load(house) -> None:  # type: ignore[no-untyped-def]
    """Load the meetings of the five finished years."""
    if house.code == "jia":
        year = house.year
        days = [date(year, 1, 6) + timedelta(days=int(i * 11.6)) for i in range(31)]
        house.backfill(
            "decisions.meeting",
            [
                {
                    "body": Body.PARTY_GROUP,
                    "number": i + 1,
                    "title": f"局党组{year}年第{i + 1}次会议",
                    "happened_on": day,
                    "unit": house.unit("办公室"),
                    "chair": "党组书记 周某",
                    "attendees": "党组成员，法规科列席",
                    "paper": f"甲管党组纪〔{year}〕{i + 1}号",
                }
                for i, day in enumerate(days)
            ],
        )
