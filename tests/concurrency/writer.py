"""A process that registers meetings one by one and says each id once it is on disk: bureau, mark, how many."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.site.settings")


def main(bureau: str, mark: str, count: int) -> None:
    import django

    django.setup()
    from datetime import UTC, date, datetime

    from yifa.core.org.house import House
    from yifa.core.org.models import Unit

    day = date(2026, 11, 23)
    house = House(Unit.objects.get(code=bureau), day.year, day, datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    for n in range(count):
        made = house.do(
            "decisions.meeting", "record", body="party", number=1000 + n, title=f"并发 {mark}-{n}", happened_on=day
        )
        print("done", made.pk, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
