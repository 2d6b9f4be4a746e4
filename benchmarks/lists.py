"""Pages of a register of a million rows over HTTP: first and last page, filters, orders, two characters.

As a clerk of 200 units and as the leader, on both engines; one request after the other, p95 of twenty, best of three
rounds. Baseline of the same run: the same register's page of a bureau with hardly a row (甲市).
"""

from __future__ import annotations

import re

from benchmarks import served, table
from benchmarks.large import CARS, instance

TARGET = 0.150
LIST = "/r/vehicles.dispatch/"
PAGES = {
    "first page": "", "last page": "LAST", "filter, many rows": "?state=settled", "filter, fewer": "?state=back",
    "a month": "?happened_on_in=last_month", "sorted by a moment": "?sort=-returns_at",
    "two characters, common": "?q=市委",
    "two characters, rare": "?q=东安", "two characters and filter": "?q=医院&state=back",
}  # fmt: skip


def _last(site: served.Site, role: str) -> str:
    """Return the address of the last page: the one before the row after the last, reached by turning the order."""
    body = site.ask(f"{LIST}?sort=leaves_at", role)[1].decode()
    first = re.search(r'href="/r/vehicles\.dispatch/(\d+)/"', body)
    assert first
    return f"{LIST}?after={_fiftieth(body)}&from=999951"


def _fiftieth(body: str) -> str:
    found = list(dict.fromkeys(re.findall(r'href="/r/vehicles\.dispatch/(\d+)/"', body)))
    return found[-1]


def main(engines: tuple[str, ...] = ("sqlite", "postgres")) -> int:
    """Print the rows; return 1 if a target was missed."""
    good = True
    for number, engine in enumerate(engines):
        with instance(engine) as large, served.site(large, 8730 + number, "leader", "clerk") as site:
            base = site.best("/r/decisions.meeting/", "leader")
            for role in ("leader", "clerk"):
                for name, query in PAGES.items():
                    path = _last(site, role) if query == "LAST" else LIST + query
                    took = site.best(path, role)
                    label = f"{large.engine}, {role}, {name}"
                    good &= table.line(label, "<= 150 ms", f"{took * 1000:.0f} ms", took <= TARGET, took / base,
                                       f"a small register's page {base * 1000:.0f} ms")  # fmt: skip
            text = site.ask(f"{LIST}?exact=1", "leader")[1].decode()
            assert re.search(r"共 1,0\d\d,\d{3} 条", text), "exact on request"
    return int(not good)


__all__ = ["CARS", "main"]
