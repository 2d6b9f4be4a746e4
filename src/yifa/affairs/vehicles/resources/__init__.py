"""Registers of vehicles, in the order of the menu."""

from yifa.affairs.vehicles.resources import exchange, fleet, supervision, upkeep, use

__all__ = ["exchange", "fleet", "supervision", "upkeep", "use"]
