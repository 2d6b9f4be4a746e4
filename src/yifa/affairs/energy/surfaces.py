"""What the parts of the energy module add to the derived pages."""

import yifa.affairs.energy.filings.surfaces  # noqa: F401
