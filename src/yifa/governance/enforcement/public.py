"""What others may use of enforcement: decisions of a year, who is certified."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.governance.enforcement.choices import CaseKind, DecisionKind
from yifa.governance.enforcement.models import Case, Certificate, EnforcementDecision


def decided(bureau_id: int, year: int) -> dict[str, Any]:
    """Return querysets of decisions of a year: penalties from the cases, permits and compulsion from their register."""
    rows = EnforcementDecision.objects.filter(bureau_id=bureau_id, happened_on__year=year).counted()
    cases = Case.objects.filter(bureau_id=bureau_id, decided_on__year=year).counted()
    return {
        "permits": rows.filter(kind=DecisionKind.PERMIT),
        "penalties": cases.filter(kind=CaseKind.PENALTY),
        "compulsion": rows.filter(kind=DecisionKind.COMPULSION),
    }


def certified(bureau_id: int, number: str, day: date) -> bool:
    """Whether a certificate number of the bureau is valid on a day (行政执法证件)."""
    rows = Certificate.objects.filter(bureau_id=bureau_id, number=number, happened_on__lte=day, valid_until__gte=day)
    return bool(number) and rows.counted().exists()
