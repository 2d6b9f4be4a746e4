"""Reads shared by list and figure."""

from __future__ import annotations

from typing import Any

from yifa.core.metrics.metric import Query
from yifa.governance.legal_study.models import Session


def sessions_done(target: Any) -> int:
    """Return how many sessions of the target's kind the year has, void ones left out."""
    return Query.of_year(target.bureau_id, target.year).records(Session, kind=target.kind).count()
