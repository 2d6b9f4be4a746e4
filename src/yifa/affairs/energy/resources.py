"""The resources of the parts of the energy module."""

import yifa.affairs.energy.designations.resources  # noqa: F401
