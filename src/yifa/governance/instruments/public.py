"""What suites may use of instruments: normative documents made, repealed and in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from yifa.governance.instruments.choices import Kind
from yifa.governance.instruments.models import Instrument


def normative(bureau_id: int, year: int) -> dict[str, Any]:
    """Return querysets of 行政规范性文件: made and repealed in a year, in force at its end."""
    last = date(year, 12, 31)
    rows = Instrument.objects.filter(bureau_id=bureau_id, kind=Kind.NORMATIVE).counted()
    force = rows.filter(happened_on__lte=last).filter(Q(repealed_on__isnull=True) | Q(repealed_on__gt=last))
    return {
        "made": rows.filter(happened_on__year=year),
        "repealed": rows.filter(repealed_on__year=year),
        "in_force": force.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=last)),
    }
