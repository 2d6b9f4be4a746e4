"""Tables of the energy module, by part."""

from yifa.affairs.energy.books.models import Bill, MonthlyUse
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.designations.models import Designation, DesignationApplication
from yifa.affairs.energy.directory.models import Account, Building, InstitutionSize, Meter, PublicInstitution
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport, Inspection
from yifa.affairs.energy.targets.models import SavingTarget

__all__ = [
    "Account",
    "Bill",
    "Building",
    "Closing",
    "CorrectionOrder",
    "Designation",
    "DesignationApplication",
    "EnergyReport",
    "Inspection",
    "InstitutionSize",
    "Meter",
    "MonthlyUse",
    "PublicInstitution",
    "SavingTarget",
    "SpotCheck",
    "Standing",
    "SurveyFiling",
]
