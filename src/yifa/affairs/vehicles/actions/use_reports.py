"""使用情况通报、公示: drawn up from the records, signed by another, published, withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.vehicles import reporting
from yifa.affairs.vehicles.choices import ReportKind
from yifa.affairs.vehicles.choices import ReportState as S
from yifa.affairs.vehicles.resources.use import APPROVERS
from yifa.core.documents import numbers
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb

REPORT = "vehicles.use_report"


@action
class Draft(RecordVerb):
    """编制通报: the figures of a span, read off the records."""

    resource, rules = REPORT, ("VEH-06", "VEH-07", "VEH-10")

    def __init__(self) -> None:
        super().__init__(get_resource(REPORT))

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The last whole quarter."""
        first, last = reporting.last_quarter(ctx.day)
        return {"kind": ReportKind.NOTICE, "covers_from": first, "covers_to": last}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A span that is over, at most a year."""
        super().clean(ctx, obj, data)
        first, last = data.get("covers_from"), data.get("covers_to")
        if first and last and not reporting.lawful_span(first, last, ctx.day):
            raise ValidationError({"covers_to": "截止日不早于起始日、不晚于今天，一次不超过一年。"})

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Draw the figures; name it after its span."""
        self.clean(work.ctx, None, data)
        made = super().build(work, data)
        made.happened_on, made.drafted_by = work.day, work.scope.name
        made.title = made.title or reporting.title(made.kind, made.covers_from, made.covers_to)
        made.figures = reporting.draw(work.scope.bureau_id or 0, made.covers_from, made.covers_to)
        return made


@action
class Redraw(Action):
    """重新取数: the records have been mended; a signature given before falls."""

    resource, verb, label = REPORT, "redraw", "重新取数"
    fields = ("title", "remarks")
    required = ("title",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What stands."""
        return {} if obj is None else {n: getattr(obj, n) for n in self.fields}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before it is published."""
        done = obj is not None and obj.state not in (S.DRAFT, S.SIGNED)
        return super().available(ctx, obj) or ("已发布或撤回，不能改。撤回后重新编制。" if done else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Read anew."""
        assert obj is not None
        fresh = {
            "figures": reporting.draw(obj.bureau_id, obj.covers_from, obj.covers_to),
            "drafted_by": work.scope.name, **{n: data[n] for n in self.fields if n in data},
        }  # fmt: skip
        if obj.state == S.SIGNED:
            return move(work, obj, S.DRAFT, signed_by="", signed_on=None, number="", **fresh)
        return work.update(obj, **fresh)


@action
class Sign(Move):
    """审签: by who answers for it, never by who drew it up; it gets its number."""

    resource, verb, label, to, main, roles = REPORT, "sign", "审签", S.SIGNED, True, APPROVERS
    rules = ("VEH-07",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Two people."""
        own = obj is not None and obj.drafted_by and obj.drafted_by == ctx.scope.name
        return super().available(ctx, obj) or ("编制人不能自己审签。" if own else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Number it."""
        assert obj is not None
        number = numbers.take(work, obj.bureau_id, "vehicle_report", work.day.year, "车通")
        return move(work, obj, self.to, signed_by=work.scope.name, signed_on=work.day, number=number)


@action
class Publish(Move):
    """发布: where it was notified or put up; served units read it from now on."""

    resource, verb, label, to, main = REPORT, "publish", "发布", S.PUBLISHED, True
    fields, required = ("channel",), ("channel",)
    rules = ("VEH-07",)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the day."""
        return move(work, obj, self.to, channel=data["channel"], published_on=work.day)


@action
class Withdraw(Move):
    """撤回, with the reason; the span may be reported anew."""

    resource, verb, label, to, danger, roles = REPORT, "withdraw", "撤回", S.WITHDRAWN, True, APPROVERS
    fields, required = ("note",), ("note",)
