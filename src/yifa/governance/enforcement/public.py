"""What suites may use of enforcement: decisions of a year."""

from __future__ import annotations

from typing import Any

from yifa.governance.enforcement.choices import CaseKind
from yifa.governance.enforcement.models import Case


def decided(bureau_id: int, year: int) -> dict[str, Any]:
    """Return querysets of decisions of a year; the register knows neither 行政许可 nor 行政强制 as kinds."""
    rows = Case.objects.filter(bureau_id=bureau_id, decided_on__year=year).counted()
    return {"permits": rows.none(), "penalties": rows.filter(kind=CaseKind.PENALTY), "compulsion": rows.none()}
