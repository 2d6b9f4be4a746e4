"""The metrics of the parts of the energy module."""

import yifa.affairs.energy.designations.metrics
import yifa.affairs.energy.supervision.metrics  # noqa: F401
