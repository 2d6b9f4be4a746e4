"""What other modules may use of counsel."""

from yifa.governance.counsel.models import Lawyer

#: Models that other modules may hold a foreign key to.
LINKABLE = (Lawyer,)

__all__ = ["LINKABLE", "Lawyer"]
