"""Corrected editions (更正版) of a signed report: drafted, signed again, or put away. What was signed stays kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.documents import numbers
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.ledger import seal
from yifa.kernel.registry import action
from yifa.suites.annual_report import snapshot
from yifa.suites.annual_report.actions import MandatoryParts, reserve, sent
from yifa.suites.annual_report.compose import Composition, compose
from yifa.suites.annual_report.models import Report

_S = Report.State
_SAME = "签发的数字与记录一致，文字也没有改，不用出更正版。"


def _now(report: Report, ctx: Ctx) -> Composition:
    return compose(report.bureau, report.year, day=ctx.day, kind=report.kind)


class _Corrected(Action):
    """A verb on a report that has been signed."""

    resource = "annual_report.report"
    rules = ("REP-01",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only of a signed report."""
        if obj is not None and obj.state in (_S.DRAFT, _S.DELIBERATED):
            return "还没有签发。"
        return super().available(ctx, obj)


@action
class Redraft(_Corrected):
    """起草更正版: the words around the locked figures may be written again; the signed edition stays what it is."""

    verb, label = "redraft", "起草更正版"
    roles = frozenset({"legal"})
    extra = {"reason": forms.CharField(label="起草事由", max_length=200)}
    confirm = "签发版原样保留，导出的公文仍是签发版；更正版改好后由党政主要负责人再签发。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only of a signed report, one draft at a time."""
        if obj is not None and obj.correcting_since:
            return "更正版已经在起草。"
        return super().available(ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Open the words."""
        assert obj is not None
        return work.update(obj, correcting_since=work.day, correcting_why=data["reason"])


@action
class Shelve(_Corrected):
    """收起更正版: a draft in which nothing differs from what was signed is closed again."""

    verb, label = "shelve", "收起更正版"
    roles = frozenset({"legal"})

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only of an open draft."""
        if obj is not None and not obj.correcting_since:
            return "没有在起草更正版。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Words of its own would stand in the report without a signature."""
        if obj is not None and (changed := snapshot.rewritten(obj, _now(obj, ctx))):
            raise ValidationError(f"“{'”“'.join(changed)}”的文字和签发时不同。改回去再收起，或签发更正版。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Close the words."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return work.update(obj, correcting_since=None, correcting_why="")


@action
class Reissue(_Corrected):
    """签发更正版: a new edition of a signed report, with its reason; the difference note says what changed."""

    verb, label = "reissue", "签发更正版"
    roles = frozenset({"leader"})
    fields = ("reservations",)
    extra = {"reason": forms.CharField(label="更正事由", max_length=200)}
    gates = (MandatoryParts(),)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer what the draft was opened for."""
        return {"reason": obj.correcting_why if obj is not None else "", "reservations": ""}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Only where a signed figure, or the words, have changed; blocked sentences need a reservation."""
        if obj is None:
            return
        made = _now(obj, ctx)
        if not snapshot.differences(obj, ctx.day) and not snapshot.rewritten(obj, made):
            raise ValidationError(_SAME)
        reserve(made, data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Keep the next snapshot."""
        assert obj is not None
        made = _now(obj, work.ctx)
        changed, words = snapshot.differences(obj, work.day), snapshot.rewritten(obj, made)
        if not changed and not words:
            raise Refused(_SAME)
        work.extra = {"differences": [d.note for d in changed], "rewritten": words}
        work.update(
            obj, note=data["reason"], reservations=data.get("reservations", ""), correcting_since=None,
            correcting_why="",
        )  # fmt: skip
        snapshot.take(work, obj, made, data["reason"])
        seal.with_action(work.ctx, f"{obj}更正版")
        return obj


class _Leaves(_Corrected):
    """The edition signed last goes where an earlier one went."""

    roles = frozenset({"legal"})
    main = True
    #: The field that says which edition is there.
    place: str

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only where an earlier edition lies, and no newer one is being written."""
        if obj is not None:
            there = getattr(obj, self.place)
            if there is None:
                return f"还没有{self.label[:2]}过，不到这一步。"
            if there >= obj.edition:
                return f"{self.label[:2]}的就是最近签发的一版。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Dates do not lie in the future."""
        for name, value in data.items():
            if name.endswith("_on") and value and value > ctx.day:
                raise ValidationError({name: "日期不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Say which edition is there now."""
        assert obj is not None
        filled = {k: v for k, v in data.items() if k in self.fields}
        return work.update(obj, **{self.place: obj.edition}, **filled)


@action
class Resubmit(_Leaves):
    """报送更正版: under a number of its own, to those who hold the edition before it."""

    verb, label, place = "resubmit", "报送更正版", "sent_edition"
    fields = ("doc_no", "submitted_on", "addressee")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the next number and the addressee of before."""
        number = numbers.preview(ctx.scope.bureau_id or 0, "report", ctx.day.year)
        return {"doc_no": number, "submitted_on": ctx.day, "addressee": obj.addressee if obj is not None else ""}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Take the number, enter the paper."""
        assert obj is not None
        number = data["doc_no"].strip()
        if number != obj.doc_no:
            numbers.claim(work, obj.bureau_id, "report", number)
        report: Report = super().execute(work, obj, {**data, "doc_no": number})
        sent(work, report, f"{report}（更正版）", data["submitted_on"], data["addressee"])
        return report


@action
class Republish(_Leaves):
    """公开更正版: read again for secrecy, persons and accuracy, then put in the place of the edition before."""

    verb, label, place = "republish", "公开更正版", "public_edition"
    rules = ("REP-02",)
    fields = ("clearance", "published_on", "published_at")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today and the place of before."""
        return {"clearance": "", "published_on": ctx.day, "published_at": obj.published_at if obj is not None else ""}
