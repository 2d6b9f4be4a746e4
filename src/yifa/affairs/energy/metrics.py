"""The metrics of the parts of the energy module."""

import yifa.affairs.energy.designations.metrics  # noqa: F401
