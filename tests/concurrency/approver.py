"""A process that approves contracts one by one and says each signature once it is on disk: bureau, mark, how many."""

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
    from yifa.core.process import engine
    from yifa.core.process.people import ctx_as
    from yifa.core.seals import uses

    day = date(2026, 11, 23)
    house = House(Unit.objects.get(code=bureau), day.year, day, datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    seal = uses.seal_for(house.bureau.pk)
    for n in range(count):
        use = house.do(
            "core_seals.use", "apply", ctx=ctx_as(house, "clerk"), matter="document", title=f"{mark}-{n}", seal=seal,
            copies=1, unit=house.unit("物业管理处"), applicant="王某", happened_on=day,
        )  # fmt: skip
        made = engine.open_of(use)
        for who in ("head", "deputy"):
            house.do("core_process.instance", "agree", made, ctx=ctx_as(house, who), opinion="同意")
            print("signed", made.pk, made.stage, flush=True)
            made.refresh_from_db()
        house.do("core_process.instance", "paper_sign", made, ctx=ctx_as(house, "legal"), signer="冯某",
                 verdict="agreed", paper_date=day, paper="用印审批单")  # fmt: skip
        print("stamped", made.pk, use.pk, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
