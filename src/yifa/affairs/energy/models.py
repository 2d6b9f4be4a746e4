"""Tables of the energy module, by part."""

from yifa.affairs.energy.audits.models import AuditFinding, EnergyAudit
from yifa.affairs.energy.books.models import Bill, MonthlyUse
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.control.models import ControlPoint
from yifa.affairs.energy.designations.models import Designation, DesignationApplication
from yifa.affairs.energy.directory.models import Account, Building, InstitutionSize, Meter, PublicInstitution
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling
from yifa.affairs.energy.meters.models import MeterChange, VirtualMeter
from yifa.affairs.energy.platforms.models import PlatformLayout
from yifa.affairs.energy.savings.models import Measure, Weather
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport, Inspection
from yifa.affairs.energy.targets.models import SavingTarget
from yifa.affairs.energy.watch.models import Alarm

__all__ = [
    "Account",
    "Alarm",
    "AuditFinding",
    "Bill",
    "Building",
    "Closing",
    "ControlPoint",
    "CorrectionOrder",
    "Designation",
    "DesignationApplication",
    "EnergyAudit",
    "EnergyReport",
    "Inspection",
    "InstitutionSize",
    "Measure",
    "Meter",
    "MeterChange",
    "MonthlyUse",
    "PlatformLayout",
    "PublicInstitution",
    "SavingTarget",
    "SpotCheck",
    "Standing",
    "SurveyFiling",
    "VirtualMeter",
    "Weather",
]
