"""What is known of the meters of the series (表计登记): register, ratios, replacements, place in the tree.

Kept as plain JSON per meter in the manifest, so that the reckoning needs no other database:
``modulus, max_rate, max_step, gap_minutes, ratios: [{since, ct, pt}], replacements: [{at, old_final, new_initial}],
parent, item, unit, virtual, register``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from yifa.affairs.energy.engine.metering.items import check
from yifa.affairs.energy.engine.metering.registers import Meter, Ratio, Replacement
from yifa.affairs.energy.engine.metering.tree import equation, order
from yifa.affairs.energy.engine.numbers import EnergyError, exact
from yifa.affairs.energy.series.records import SeriesError

KNOWN = {
    "modulus", "max_rate", "max_step", "gap_minutes", "ratios", "replacements", "parent", "item", "unit", "virtual",
    "register", "installed", "removed",
}  # fmt: skip


def meter_of(config: Mapping[str, Any]) -> Meter:
    """Return the register model of a meter; meters of which the same is known share one."""
    ratios = tuple((str(r["since"]), r.get("ct", 1), r.get("pt", 1)) for r in config.get("ratios", ()))
    swaps = tuple((str(r["at"]), r.get("old_final"), r.get("new_initial")) for r in config.get("replacements", ()))
    rest = (config.get(name) for name in ("modulus", "max_rate", "max_step"))
    return _model(ratios, swaps, *rest, gap=float(config.get("gap_minutes", 90)))


@lru_cache(maxsize=1 << 14, typed=True)
def _model(ratios: tuple[Any, ...], swaps: tuple[Any, ...], modulus: Any, rate: Any, step: Any, gap: float) -> Meter:
    return Meter(
        modulus=modulus,
        ratios=tuple(Ratio(_at(since), ct, pt) for since, ct, pt in ratios),
        replacements=tuple(Replacement(_at(at), old, new) for at, old, new in swaps),
        max_rate=rate,
        max_step=step,
        gap=timedelta(minutes=gap),
    )


def _at(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        raise SeriesError(f"时间“{text}”应写成 2025-01-31T08:00:00") from None


def checked(configs: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse settings that cannot be: unknown names, wrong numbers and codes, a tree or virtual meters in a circle."""
    for name, config in configs.items():
        if unknown := sorted(set(config) - KNOWN):
            raise SeriesError(f"表{name}有不认识的设置 {'、'.join(unknown)}")
        try:
            meter = meter_of(config)
            for value in (meter.modulus, meter.max_rate, meter.max_step):
                if value is not None and exact(value) <= 0:
                    raise SeriesError(f"表{name}的量程、最大速率应大于零")
            for ratio in meter.ratios:
                if exact(ratio.ct, "CT变比") <= 0 or exact(ratio.pt, "PT变比") <= 0:
                    raise SeriesError(f"表{name}的变比应大于零")
            if config.get("item"):
                check(config["item"])
        except (EnergyError, KeyError, TypeError) as error:
            raise SeriesError(f"表{name}：{error}") from error
    parents = {name: config["parent"] for name, config in configs.items() if config.get("parent")}
    if lost := sorted(set(parents.values()) - set(configs)):
        raise SeriesError(f"上级表{'、'.join(lost)}没有登记")
    virtual = {name: equation(config["virtual"]) for name, config in configs.items() if config.get("virtual")}
    if lost := sorted({part for one in virtual.values() for part in one.factors} - set(configs)):
        raise SeriesError(f"虚拟表用到的{'、'.join(lost)}没有登记")
    order(parents, {name: [up] for name, up in parents.items()})
    order(virtual, {name: [part for part in one.factors if part in virtual] for name, one in virtual.items()})


def digest(configs: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    """Return the settings as canonical text and its SHA-256."""
    text = json.dumps(configs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()
