"""The demo of the parts of the energy module."""

from typing import Any

from yifa.affairs.energy.designations import demo as designations
from yifa.affairs.energy.directory import demo as directory
from yifa.kernel.registry import demo


@demo("energy")
def load(house: Any) -> None:
    """Load the titles, then the directory with its ledger."""
    designations.load(house)
    directory.load(house)
