"""What other modules may use of legality review."""

from yifa.governance.legality_review.actions import conclude, receive, withdraw
from yifa.governance.legality_review.choices import Business, Kind, Result, State
from yifa.governance.legality_review.models import Review
from yifa.governance.legality_review.process import (
    AFTER_OPINION,
    AFTER_WITHDRAWAL,
    FACTS,
    agreed_result,
    not_ready,
    number_lacking,
    passed,
    passed_before,
)
from yifa.governance.legality_review.surfaces import told

#: Models that other modules may hold a foreign key to.
LINKABLE = (Review,)

__all__ = [
    "AFTER_OPINION",
    "AFTER_WITHDRAWAL",
    "FACTS",
    "LINKABLE",
    "Business",
    "Kind",
    "Result",
    "Review",
    "State",
    "agreed_result",
    "conclude",
    "not_ready",
    "number_lacking",
    "passed",
    "passed_before",
    "receive",
    "told",
    "withdraw",
]
