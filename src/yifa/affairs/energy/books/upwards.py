"""The ledger of some months as a file for the level above (上报汇总), which ``yifa energy roll-up`` sums.

A row per institution and month, whole numbers: quantities in thousandths of the ledger's unit, fees in fen. What was
not entered, or only for some of an institution's accounts, is null and never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.directory.choices import Klass, Supply
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.kernel import registry

if TYPE_CHECKING:
    from yifa.kernel.policy import Scope

FEE = "_fee"
QUANTITY_PLACES, FEE_PLACES = 3, 2


def written(scope: Scope, region: str, months: Iterable[str], path: Path) -> tuple[int, int]:
    """Write the file; return its rows and how many of them report something."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if len(region) < 6 or not region[:6].isdigit():
        raise EnergyError("机关没有登记六位行政区划代码，不能上报汇总")
    sites = list(registry.get_resource("energy.institution").rows(scope).filter(life="live"))
    names = [name for supply in Supply.values for name in (supply, supply + FEE)]
    rows: list[dict[str, Any]] = []
    reporting = 0
    for month in months:
        known = _known(scope, month)
        for site in sites:
            if site.left_on and f"{site.left_on:%Y-%m}" < month:
                continue
            found = {name: known.get((site.pk, name)) for name in names}
            reporting += any(value is not None for value in found.values())
            place = {"institution": site.pk, "region": int(region[:6]), "klass": Klass.values.index(site.klass)}
            rows.append({**place, "month": int(month.replace("-", "")), **found})
    kinds = [(name, pa.int64()) for name in ("institution", "region", "klass", "month", *names)]
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(kinds)), path)
    return len(rows), reporting


def _known(scope: Scope, month: str) -> dict[tuple[int, str], int | None]:
    """Return what each institution's accounts of one kind come to together; None where one of them is missing."""
    uses = registry.get_resource("energy.use").rows(scope).filter(life="live", month=month)
    held = {pk: (quantity, fee) for pk, quantity, fee in uses.values_list("account_id", "quantity", "fee")}
    accounts = registry.get_resource("energy.account").rows(scope).filter(life="live")
    found: dict[tuple[int, str], int | None] = {}
    for pk, site, supply, opened, closed in accounts.values_list(
        "pk", "institution_id", "supply", "happened_on", "closed_on"
    ):
        if pk not in held and (f"{opened:%Y-%m}" > month or (closed and f"{closed:%Y-%m}" < month)):
            continue
        quantity, fee = held.get(pk, (None, None))
        _add(found, (site, supply), quantity, QUANTITY_PLACES)
        _add(found, (site, supply + FEE), fee, FEE_PLACES)
    return found


def _add(found: dict[tuple[int, str], int | None], key: tuple[int, str], value: Decimal | None, places: int) -> None:
    before = found.get(key, 0)
    found[key] = None if value is None or before is None else before + int(value.scaleb(places))
