"""Verbs of vehicles beyond the standard ones."""

from yifa.affairs.vehicles.actions import costs, exchange, fleet, requests, retirement, sheets, supervision, upkeep

__all__ = ["costs", "exchange", "fleet", "requests", "retirement", "sheets", "supervision", "upkeep"]
