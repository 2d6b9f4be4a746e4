"""What other modules may use of disputes."""

from __future__ import annotations

from typing import Any

from yifa.governance.disputes.choices import Kind, Result
from yifa.governance.disputes.models import Case

#: Models to which others may hold a foreign key.
LINKABLE = (Case,)

#: How the yearly report of disclosure groups results.
UPHELD = (Result.UPHELD,)
CORRECTED = (Result.CHANGED, Result.PARTLY)


def about_disclosure(bureau_id: int) -> Any:
    """Return the reconsiderations and suits about disclosure in which the bureau answers."""
    return Case.objects.filter(
        bureau_id=bureau_id, about_disclosure=True, kind__in=(Kind.RECONSIDERATION, Kind.LITIGATION), side="respondent"
    ).counted()


__all__ = ["CORRECTED", "LINKABLE", "UPHELD", "Case", "Kind", "about_disclosure"]
