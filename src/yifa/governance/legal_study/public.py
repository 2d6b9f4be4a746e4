"""What other modules may use of legal study."""

from yifa.governance.legal_study.choices import SessionKind
from yifa.governance.legal_study.models import Session, Training

#: Models that other modules may hold a foreign key to.
LINKABLE = (Session, Training)

__all__ = ["LINKABLE", "Session", "SessionKind", "Training"]
