"""From filed quantities to standard coal and carbon (综合能耗、碳排放): exact sums, each term kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.engine.library import CarbonSet, CoefficientSet, Library
from yifa.affairs.energy.engine.numbers import EnergyError, amount, exact


@dataclass(frozen=True)
class Use:
    """A quantity of one kind (实物量), in a unit the kind knows."""

    kind: str
    quantity: Any
    unit: str | None = None


@dataclass(frozen=True)
class Term:
    """One line of the sum: kind, stored quantity, factor, product; factor None: does not count (水不计入综合能耗)."""

    kind: str
    quantity: Fraction
    factor: Fraction | None
    product: Fraction | None


@dataclass(frozen=True)
class Sum:
    """A total with its terms and the set it was made with."""

    total: Fraction
    terms: tuple[Term, ...]
    set_id: str


def litres_to_kg(litres: Any, density: Any) -> Fraction:
    """Return the mass of a fuel filed by volume; the density is a setting, never assumed here."""
    return amount(litres, "升数") * amount(density, "密度")


def stored(library: Library, use: Use) -> Fraction:
    """Return a quantity in the stored unit of its kind; litres of a fuel go by the density of the packs."""
    kind = library.kind(use.kind)
    if use.unit == "L" and "L" not in kind.units:
        density = library.densities.get(use.kind)
        if density is None:
            raise EnergyError(f"{kind.title}按升填报须先设定密度")
        return litres_to_kg(use.quantity, density)
    return kind.stored(use.quantity, use.unit)


def standard_coal(library: Library, uses: Iterable[Use], chosen: CoefficientSet) -> Sum:
    """Return E = Σ(quantity × coefficient) in kgce; what the set does not count is shown and left out."""
    terms = []
    for use in uses:
        quantity = stored(library, use)
        factor = chosen.factor(library.kind(use.kind))
        terms.append(Term(use.kind, quantity, factor, None if factor is None else quantity * factor))
    return Sum(sum((term.product for term in terms if term.product is not None), Fraction(0)), tuple(terms), chosen.id)


def carbon(library: Library, uses: Iterable[Use], place: str, year: int) -> tuple[Sum, tuple[CarbonSet, ...]]:
    """Return kgCO2 of electricity (grid factor of a place and year) and fuels, with the sets used."""
    terms, sets = [], []
    for use in uses:
        kind = library.kind(use.kind)
        quantity = stored(library, use)
        if kind.medium != "energy":
            terms.append(Term(use.kind, quantity, None, None))
            continue
        factor, found = library.grid(place, year) if use.kind == "electricity" else library.fuel(use.kind)
        sets.append(found)
        terms.append(Term(use.kind, quantity, factor, quantity * factor))
    used = tuple(dict.fromkeys(one.id for one in sets))
    total = sum((term.product for term in terms if term.product is not None), Fraction(0))
    return Sum(total, tuple(terms), "+".join(used)), tuple({one.id: one for one in sets}.values())


def change(base: Any, current: Any) -> Fraction | None:
    """Return the cut against a base as a share (正为下降); None where the base is zero."""
    before = exact(base, "基期值")
    return None if before == 0 else (before - exact(current, "本期值")) / before
