"""What other modules may use of publicity."""

from yifa.governance.publicity.models import Activity, DutyItem

#: Models that other modules may hold a foreign key to.
LINKABLE = (Activity, DutyItem)

__all__ = ["LINKABLE", "Activity", "DutyItem"]
