"""The reports of the parts of the energy module."""

import yifa.affairs.energy.designations.reports
import yifa.affairs.energy.supervision.reports  # noqa: F401
