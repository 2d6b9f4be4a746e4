"""Tables of the energy module, by part."""

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.designations.models import Designation
from yifa.affairs.energy.directory.models import Account, Building, InstitutionSize, Meter, PublicInstitution
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport, Inspection

__all__ = [
    "Account",
    "Building",
    "Closing",
    "CorrectionOrder",
    "Designation",
    "EnergyReport",
    "Inspection",
    "InstitutionSize",
    "Meter",
    "MonthlyUse",
    "PublicInstitution",
    "SpotCheck",
    "Standing",
    "SurveyFiling",
]
