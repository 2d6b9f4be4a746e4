"""What the parts of the energy module add to the derived pages."""

import yifa.affairs.energy.audits.surfaces
import yifa.affairs.energy.closings.surfaces
import yifa.affairs.energy.designations.surfaces
import yifa.affairs.energy.directory.pulse
import yifa.affairs.energy.filings.surfaces
import yifa.affairs.energy.meters.surfaces
import yifa.affairs.energy.platforms.surfaces
import yifa.affairs.energy.savings.surfaces
import yifa.affairs.energy.supervision.surfaces
import yifa.affairs.energy.targets.surfaces
import yifa.affairs.energy.watch.surfaces  # noqa: F401
