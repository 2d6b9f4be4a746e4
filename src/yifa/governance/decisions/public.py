"""What other modules may use of decisions."""

from yifa.governance.decisions.choices import Body
from yifa.governance.decisions.models import AgendaItem, Meeting, Resolution

#: Models that other modules may hold a foreign key to.
LINKABLE = (Meeting, AgendaItem, Resolution)

__all__ = ["LINKABLE", "AgendaItem", "Body", "Meeting", "Resolution"]
