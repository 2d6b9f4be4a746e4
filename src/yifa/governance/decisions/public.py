"""What other modules may use of decisions."""

from yifa.governance.decisions.choices import Body
from yifa.governance.decisions.models import Meeting

#: Models that other modules may hold a foreign key to.
LINKABLE = (Meeting,)

__all__ = ["LINKABLE", "Body", "Meeting"]
