"""What other modules may use of contracts."""

from yifa.governance.contracts.models import Contract

#: Models that other modules may hold a foreign key to.
LINKABLE = (Contract,)

__all__ = ["LINKABLE", "Contract"]
