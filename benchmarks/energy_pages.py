"""Boards of energy in the server: the year of an institution read every 15 minutes, and a whole city.

A demo instance whose first institution gets a simulated campus year (32 circuits of 600 meters at 15 min, 21 M
readings, normalised), and whose bureau gets 600 institutions with two years of ledger and 1,250 total meters with a
year of daily sums. Baseline of the same run: the page of the sign-in on the same server stack, which reads no series.
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import table
from benchmarks.energy_close import _fill

YEAR, CIRCUITS, TOTALS = 2025, 32, 1250
ONE, CITY = 0.200, 0.500


def _campus(folder: Path) -> None:
    """A campus year by the simulation whose truth is known, reckoned to hours and to what pages read."""
    from yifa.affairs.energy.series import glance, simulate
    from yifa.affairs.energy.series.hours import Reckoner
    from yifa.affairs.energy.series.store import Writer

    with Writer(folder) as writer:
        simulate.write(writer, simulate.plan("campus", YEAR))
        Reckoner(writer).run()
        glance.refresh(writer)


def _totals(folder: Path, names: list[str]) -> None:
    """A year of daily sums of the city's total meters beside the campus."""
    import numpy as np
    import pyarrow as pa

    from yifa.affairs.energy.series import glance, reading
    from yifa.affairs.energy.series.store import Writer, month_edges

    random = np.random.default_rng(1)
    with Writer(folder) as writer:
        with writer.manifest.step():
            numbers = np.array([writer.manifest.number(name) for name in names], dtype=np.int32)
        for month in writer.months("hour"):
            low, high = month_edges([month]).tolist()
            days = np.arange(low, high, 86_400)
            many = len(numbers) * len(days)
            (old,) = writer.manifest.files(glance.DAYS, [month])
            own = reading.columns(writer.path(old), 0, 1 << 31, glance.SUMMED)
            more = {
                "meter": np.repeat(numbers, len(days)), "scale": np.full(many, 2, dtype=np.int8),
                "day": np.tile(days, len(numbers)), "value": random.integers(20_000, 900_000, many),
                "covered": np.full(many, 86_400), "measured": np.full(many, 86_400),
            }  # fmt: skip
            whole = {name: np.concatenate([own[name], more[name].astype(kind)]) for name, kind in glance.SUMMED}
            name, rows, size = writer.put_table(glance.DAYS, month, "city", iter([pa.table(whole)]))
            with writer.manifest.step():
                writer.manifest.drop([old])
                writer.manifest.add(glance.DAYS, month, name, rows, size, old.origin)


def _house() -> Any:
    from yifa.affairs.energy.watch.demo import house_of
    from yifa.kernel import clockwork

    return house_of("ji", clockwork.today(), clockwork.now())


def _meters(house: Any, site: Any) -> list[str]:
    """The meters of the campus in the directory of one institution, and total meters for all others."""
    from yifa.affairs.energy.directory.models import Account

    head = {"unit": house.unit("公共机构节能处"), "happened_on": date(YEAR - 1, 1, 2)}
    (mine,) = house.backfill("energy.account", [{**head, "institution": site, "supply": "electricity", "number": "B"}])
    (top,) = house.backfill("energy.meter", [{**head, "account": mine, "number": "SIM000000", "ratio": 20}])
    house.backfill("energy.meter", [
        {**head, "account": mine, "above": top, "number": f"SIM{n:06}"} for n in range(1, CIRCUITS)
    ])  # fmt: skip
    rows = Account.objects.filter(bureau=house.bureau, supply="electricity", life="live").exclude(pk=mine.pk)
    accounts = list(rows.order_by("pk"))
    names = [f"T{n:05}" for n in range(TOTALS)]
    house.backfill("energy.meter", [
        {**head, "account": accounts[n % len(accounts)], "number": name} for n, name in enumerate(names)
    ])  # fmt: skip
    return names


def _timed(client: Any, url: str, times: int = 7) -> tuple[float, float]:
    """Return the first answer and the middle of the later ones, in seconds of the server."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        answer = client.get(url)
        took.append(time.perf_counter() - start)
        assert answer.status_code == 200, (url, answer.status_code)
    return took[0], sorted(took[1:])[len(took[1:]) // 2]


def main() -> int:
    """Measure; return 0 if the targets were met."""
    with table.demo() as home:
        table.use(home)
        import shutil

        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client

        from yifa.affairs.energy.directory.models import PublicInstitution

        settings.ALLOWED_HOSTS = ["*"]
        house = _house()
        _fill(house)
        rows = PublicInstitution.objects.filter(bureau=house.bureau).exclude(pk__in=[])
        site = rows.order_by("-pk").first()
        names = _meters(house, site)
        folder = home / "series"
        shutil.rmtree(folder, ignore_errors=True)
        _campus(folder)
        _totals(folder, names)
        client = Client()
        client.force_login(get_user_model().objects.get(username="legal"))
        client.post(f"/enter/{house.bureau.pk}/")
        _, bare = _timed(Client(), "/accounts/login/")
        good = True
        for said, url, target in (
            ("institution-year at 15 min", f"/energy/load/{site.pk}/?year={YEAR}", ONE),
            ("its month, hour by hour", f"/energy/load/{site.pk}/?month={YEAR}-03", ONE),
            (f"city: {len(rows)} institutions, {TOTALS} totals", f"/energy/city/?month={YEAR}-09", CITY),
        ):
            first, later = _timed(client, url)
            told = f"{later * 1000:.0f} ms (first {first * 1000:.0f})"
            good &= table.line(
                said, f"<= {target * 1000:.0f} ms", told, later <= target, later / bare, "the page of the sign-in"
            )
    return 0 if good else 1
