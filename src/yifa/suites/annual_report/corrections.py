"""Corrected editions (更正版) of a signed report: drafted, signed again, or put away. What was signed stays kept."""

from __future__ import annotations

from typing import Any

from yifa.core.documents import numbers
from yifa.core.metrics import signing_verbs
from yifa.kernel.action import Ctx, Work
from yifa.kernel.registry import action
from yifa.suites.annual_report.actions import MandatoryParts, sent
from yifa.suites.annual_report.models import Report


@action
class Redraft(signing_verbs.Redraft):
    """起草更正版, by the legal office."""

    resource, rules = "annual_report.report", ("REP-01",)
    roles = frozenset({"legal"})


@action
class Shelve(signing_verbs.Shelve):
    """收起更正版, by the legal office."""

    resource, rules = "annual_report.report", ("REP-01",)
    roles = frozenset({"legal"})


@action
class Reissue(signing_verbs.Reissue):
    """签发更正版, by the first responsible person."""

    resource, rules = "annual_report.report", ("REP-01",)
    gates = (MandatoryParts(),)


@action
class Resubmit(signing_verbs.Leaves):
    """报送更正版: under a number of its own, to those who hold the edition before it."""

    resource, rules = "annual_report.report", ("REP-01",)
    verb, label, place = "resubmit", "报送更正版", "sent_edition"
    roles = frozenset({"legal"})
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
class Republish(signing_verbs.Leaves):
    """公开更正版: read again for secrecy, persons and accuracy, then put in the place of the edition before."""

    resource, rules = "annual_report.report", ("REP-02",)
    verb, label, place = "republish", "公开更正版", "public_edition"
    roles = frozenset({"legal"})
    fields = ("clearance", "published_on", "published_at")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today and the place of before."""
        return {"clearance": "", "published_on": ctx.day, "published_at": obj.published_at if obj is not None else ""}
