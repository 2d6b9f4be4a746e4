"""The demo of the parts of the energy module."""

from typing import Any

from yifa.affairs.energy.audits import demo as audits
from yifa.affairs.energy.closings import demo as closings
from yifa.affairs.energy.control import demo as control
from yifa.affairs.energy.designations import demo as designations
from yifa.affairs.energy.directory import demo as directory
from yifa.affairs.energy.filings import demo as filings
from yifa.affairs.energy.savings import demo as savings
from yifa.affairs.energy.supervision import demo as supervision
from yifa.affairs.energy.targets import demo as targets
from yifa.kernel.registry import demo


@demo("energy")
def load(house: Any) -> None:
    """Load the parts, each after what it stands on."""
    designations.load(house)
    directory.load(house)
    control.load(house)
    filings.load(house)
    closings.load(house)
    audits.load(house)
    supervision.load(house)
    targets.load(house)
    designations.apply(house)
    savings.load(house)
