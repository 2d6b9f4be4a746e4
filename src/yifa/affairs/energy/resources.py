"""The resources of the parts of the energy module."""

import yifa.affairs.energy.audits.resources
import yifa.affairs.energy.books.resources
import yifa.affairs.energy.closings.resources
import yifa.affairs.energy.control.resources
import yifa.affairs.energy.designations.resources
import yifa.affairs.energy.directory.resources
import yifa.affairs.energy.filings.resources
import yifa.affairs.energy.meters.resources
import yifa.affairs.energy.platforms.resources
import yifa.affairs.energy.savings.resources
import yifa.affairs.energy.supervision.resources
import yifa.affairs.energy.targets.resources
import yifa.affairs.energy.watch.resources  # noqa: F401
