"""The verbs of the parts of the energy module."""

import yifa.affairs.energy.audits.actions
import yifa.affairs.energy.books.actions
import yifa.affairs.energy.closings.actions
import yifa.affairs.energy.designations.actions
import yifa.affairs.energy.filings.actions
import yifa.affairs.energy.platforms.actions
import yifa.affairs.energy.savings.actions
import yifa.affairs.energy.supervision.actions
import yifa.affairs.energy.targets.actions
import yifa.affairs.energy.watch.actions  # noqa: F401
