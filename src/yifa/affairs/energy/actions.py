"""The verbs of the parts of the energy module."""

import yifa.affairs.energy.filings.actions  # noqa: F401
