"""Verbs of vehicles beyond the standard ones."""

from yifa.affairs.vehicles.actions import (
    complaints,
    costs,
    events,
    exchange,
    fleet,
    follow,
    phones,
    requests,
    retirement,
    sheets,
    supervision,
    trips,
    upkeep,
    use_reports,
)

__all__ = [
    "complaints", "costs", "events", "exchange", "fleet", "follow", "phones", "requests", "retirement", "sheets",
    "supervision", "trips", "upkeep", "use_reports",
]  # fmt: skip
