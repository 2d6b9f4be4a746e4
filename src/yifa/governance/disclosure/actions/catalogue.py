"""登记公开信息, after 公开前审查."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.process.breach import RecordedBreach
from yifa.governance.disclosure.gates import Review
from yifa.governance.disclosure.models import Item
from yifa.governance.disclosure.portal import BROUGHT
from yifa.kernel.action import Action, Refused, Work, reached
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import BackfillVerb, RecordVerb


@action
class RecordItem(RecordVerb):
    """登记公开信息, after 公开前审查."""

    resource, gates = "disclosure.item", (Review(),)

    def __init__(self) -> None:
        super().__init__(get_resource("disclosure.item"))

    def clean(self, ctx: Any, obj: Any | None, data: dict[str, Any]) -> None:
        """One item on one channel is counted once: the button may be pressed twice (a sheet is checked by itself)."""
        super().clean(ctx, obj, data)
        same = {name: data.get(name) for name in ("title", "channel", "happened_on")}
        rows = Item.objects.filter(bureau_id=ctx.scope.bureau_id, **same).counted()
        if ctx.channel != "import" and all(same.values()) and rows.exists():
            raise ValidationError({"title": "这个渠道当天已经登记过同名的信息。再次公开的，标题里区分开。"})


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


@action
class MatchPortal(Action):
    """对照门户清单: bring addresses and visits from the portal's own list into the records it matched."""

    resource, verb, label, on, hidden = "disclosure.item", "match_portal", "对照门户清单", "none", True
    rules = ("GID-01",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write what the list knows: ``news`` [(record, values)], ``file`` its name."""
        scope, last = work.scope, None
        for item, values in data.get("news") or ():
            fresh = Item.objects.filter(pk=item.pk, bureau_id=scope.bureau_id).counted().first()
            if fresh is None or (scope.unit_ids is not None and not reached(fresh, scope.unit_ids)):
                continue
            last = work.update(fresh, **{name: v for name, v in values.items() if name in BROUGHT})
        if last is None:
            raise Refused("没有要写的：对上的记录网址和访问次数都一样。")
        work.extra = {"reason": f"门户清单“{data.get('file', '')}”"}
        return last
