"""登记公开信息, after 公开前审查."""

from __future__ import annotations

from typing import Any

from yifa.core.process.breach import RecordedBreach
from yifa.governance.disclosure.gates import Review
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import BackfillVerb, RecordVerb


@action
class RecordItem(RecordVerb):
    """登记公开信息, after 公开前审查."""

    resource, gates = "disclosure.item", (Review(),)

    def __init__(self) -> None:
        super().__init__(get_resource("disclosure.item"))


@action
class PublishedUnreviewed(RecordedBreach):
    """登记未审先公开: published without its 公开审查."""

    resource, verb, twin, day_field = "disclosure.item", "record_unreviewed", "record", "happened_on"
    label = "登记未审先公开"


@action
class BackfillItem(BackfillVerb):
    """补录公开信息: the review is answered (有据、无据、无法核实), not run."""

    resource, gates = "disclosure.item", (Review(),)

    def __init__(self) -> None:
        super().__init__(get_resource("disclosure.item"))

    def initial(self, ctx: Any, obj: Any | None) -> dict[str, Any]:
        """Offer the bureau as issuer."""
        return super().initial(ctx, obj)
