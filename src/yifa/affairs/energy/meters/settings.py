"""What the series have to know of the meters of the directory (表计登记到序列): ratio, replacements, tree, equations.

The directory is the register of record; the manifest of the series keeps a copy of its own so that gateways and the
reckoning need no other database. The copy is brought up to date after every entry, and before a page reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from yifa.affairs.energy.directory.models import Meter
from yifa.affairs.energy.meters.choices import Kind
from yifa.affairs.energy.meters.models import MeterChange, VirtualMeter
from yifa.kernel.record import Life

#: what the directory decides; other settings stay as they were given with the readings
OURS = {"modulus", "unit", "max_rate", "gap_minutes", "parent", "item", "ratios", "replacements", "virtual"}
#: stored unit and the most a meter of the kind can count in an hour, before its ratio
UNITS = {"electricity": ("kWh", 400), "water": ("m3", 60), "natural_gas": ("m3", 200), "heat": ("MJ", 100_000)}


def of(
    meters: Iterable[Meter], changes: Iterable[MeterChange] = (), virtual: Iterable[VirtualMeter] = ()
) -> dict[str, Any]:
    """Return the settings of meters by number."""
    found: dict[str, Any] = {}
    for meter in meters:
        unit, rate = UNITS.get(meter.account.supply, ("", None))
        one: dict[str, Any] = {"modulus": 10**meter.digits, "unit": unit, "max_rate": rate, "gap_minutes": 60}
        if meter.above is not None:
            one["parent"] = meter.above.number
        if meter.item:
            one["item"] = meter.item
        if meter.ratio != 1:
            one["ratios"] = [_ratio(f"{meter.happened_on}", meter.ratio)]
        found[meter.number] = one
    for change in sorted(changes, key=lambda c: (c.happened_on, c.clock, c.pk)):
        one = found.get(change.meter.number, {})
        at = f"{change.happened_on}T{change.clock}:00"
        if change.kind == Kind.RATIO:
            one.setdefault("ratios", [_ratio(f"{change.meter.happened_on}", change.meter.ratio)])
            one["ratios"].append(_ratio(at, change.ratio))
        else:
            row = {"at": at, "old_final": change.old_final, "new_initial": change.new_initial}
            one.setdefault("replacements", []).append(
                {k: v if v is None or k == "at" else str(v) for k, v in row.items()}
            )
    for equation in virtual:
        found[equation.number] = {"virtual": equation.equation, "unit": UNITS[equation.supply][0]}
    return found


def _ratio(since: str, value: Any) -> dict[str, Any]:
    return {"since": since, "ct": format(value.normalize(), "f"), "pt": 1}


def of_bureau(bureau_id: int) -> dict[str, Any]:
    """Return the settings of all live meters of a bureau."""
    head = {"bureau_id": bureau_id, "life": Life.LIVE}
    return of(
        Meter.objects.filter(**head).select_related("account", "above").order_by("pk"),
        MeterChange.objects.filter(**head, meter__life=Life.LIVE).select_related("meter"),
        VirtualMeter.objects.filter(**head).order_by("pk"),
    )


def carried_over(bureau_id: int) -> int:
    """Bring the copy of the series up to date with the directory; return how many settings changed.

    Meters that the series does not know yet get in with their first reading or here. Nothing where there is no series.
    """
    folder = settings.HOME / "series"
    if not (folder / "manifest.sqlite3").exists():
        return 0
    from yifa.affairs.energy.series.manifest import Manifest

    manifest = Manifest(folder / "manifest.sqlite3")
    try:
        wanted = of_bureau(bureau_id)
        known = manifest.known(wanted)
        kept = {name: {k: v for k, v in one.items() if k not in OURS} for name, (_, one) in known.items()}
        changed = {name: {**kept.get(name, {}), **one} for name, one in wanted.items()}
        changed = {name: one for name, one in changed.items() if one != known.get(name, (0, None))[1]}
        if changed:
            with manifest.step():
                for name, config in changed.items():
                    manifest.configure(name, config)
        return len(changed)
    finally:
        manifest.close()
