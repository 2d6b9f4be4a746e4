"""Tables of the energy module, by part."""

from yifa.affairs.energy.designations.models import Designation

__all__ = ["Designation"]
