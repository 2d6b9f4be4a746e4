"""Tables of vehicles, by what they are about."""

from yifa.affairs.vehicles.models.exchange import Message
from yifa.affairs.vehicles.models.fleet import Card, Driver, Quota, Vehicle, Vendor
from yifa.affairs.vehicles.models.phones import PhoneLink
from yifa.affairs.vehicles.models.supervision import Complaint, Notice, UseReport
from yifa.affairs.vehicles.models.upkeep import Accident, Inspection, Insurance, Retirement, Upkeep, Violation
from yifa.affairs.vehicles.models.use import Cost, Dispatch, Event, EventContact, Leg, Request

__all__ = [
    "Accident", "Card", "Complaint", "Cost", "Dispatch", "Driver", "Event", "EventContact", "Inspection", "Insurance",
    "Leg", "Message", "Notice", "PhoneLink", "Quota", "Request", "Retirement", "Upkeep", "UseReport", "Vehicle",
    "Vendor", "Violation",
]  # fmt: skip
