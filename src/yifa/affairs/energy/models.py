"""Tables of the energy module, by part."""

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.designations.models import Designation
from yifa.affairs.energy.directory.models import Account, Building, InstitutionSize, Meter, PublicInstitution
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling

__all__ = [
    "Account",
    "Building",
    "Designation",
    "InstitutionSize",
    "Meter",
    "MonthlyUse",
    "PublicInstitution",
    "SpotCheck",
    "SurveyFiling",
]
