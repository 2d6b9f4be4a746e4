"""Registers of vehicles, in the order of the menu."""

from yifa.affairs.vehicles.resources import exchange, fleet, phones, supervision, upkeep, use

__all__ = ["exchange", "fleet", "phones", "supervision", "upkeep", "use"]
