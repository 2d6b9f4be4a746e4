"""Tables of vehicles, by what they are about."""

from yifa.affairs.vehicles.models.exchange import Message
from yifa.affairs.vehicles.models.fleet import Card, Driver, Quota, Vehicle, Vendor
from yifa.affairs.vehicles.models.supervision import Notice
from yifa.affairs.vehicles.models.upkeep import Accident, Inspection, Insurance, Retirement, Upkeep, Violation
from yifa.affairs.vehicles.models.use import Cost, Dispatch, Event, Request

__all__ = [
    "Accident", "Card", "Cost", "Dispatch", "Driver", "Event", "Inspection", "Insurance", "Message", "Notice", "Quota",
    "Request", "Retirement", "Upkeep", "Vehicle", "Vendor", "Violation",
]  # fmt: skip
