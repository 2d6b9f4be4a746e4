"""Verbs of vehicles beyond the standard ones."""

from yifa.affairs.vehicles.actions import costs, fleet, requests, retirement, sheets, supervision, upkeep

__all__ = ["costs", "fleet", "requests", "retirement", "sheets", "supervision", "upkeep"]
