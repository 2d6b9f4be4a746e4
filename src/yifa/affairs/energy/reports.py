"""The reports of the parts of the energy module."""

import yifa.affairs.energy.designations.reports  # noqa: F401
