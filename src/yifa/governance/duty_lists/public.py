"""What other modules may use of duty lists."""

from yifa.governance.duty_lists.choices import ActKind, Rank
from yifa.governance.duty_lists.models import DutyAct, DutyLine, DutyList, LegalStatement

#: Models that other modules may hold a foreign key to.
LINKABLE = (DutyList, DutyLine)

__all__ = ["LINKABLE", "ActKind", "DutyAct", "DutyLine", "DutyList", "LegalStatement", "Rank"]
