"""The way of the report on disclosure: drafted, checked, signed, cleared, submitted, published; corrected editions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.metrics import signing_verbs
from yifa.core.org.models import BureauProfile
from yifa.governance.disclosure import public as disclosure
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.gate import Force
from yifa.kernel.policy import WRITERS
from yifa.kernel.registry import action
from yifa.suites.disclosure_report.models import DisclosureReport

_S = DisclosureReport.State
_KEY = "disclosure_report.report"


class StatutoryContents(signing_verbs.MandatoryParts):
    """条例第五十条 says what the report holds: a part nobody wrote stops it."""

    key, title, force, rule = "disclosure_report.contents", "年报法定内容", Force.STATUTORY, "GID-10"


@action
class Start(Action):
    """开始编制: open the year's report."""

    resource, verb, label, on, main = _KEY, "start", "开始编制年报", "none", True
    rules = ("GID-08",)
    fields = ("year",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the year before."""
        return {"year": ctx.day.year - 1}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """One report a year, and not of a year to come."""
        year = data.get("year") or 0
        if year and not 2008 <= year <= ctx.day.year:
            raise ValidationError({"year": "年度不对，或者还没有到。"})
        made = DisclosureReport.objects.filter(bureau_id=ctx.scope.bureau_id, year=year)
        if year and made.exists():
            raise ValidationError({"year": "这一年的年报已经开始编制。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> DisclosureReport:
        """Create it."""
        self.clean(work.ctx, obj, data)
        made: DisclosureReport = work.create(DisclosureReport(year=data["year"], happened_on=work.day))
        return made


#: The days of the way, in turn.
DAYS = ("checked_on", "signed_on", "cleared_on", "submitted_on", "published_on")


def in_turn(obj: Any | None, data: dict[str, Any], fields: tuple[str, ...]) -> None:
    """Refuse a day before the step before it."""
    name = next((n for n in fields if n in DAYS), "")
    day = data.get(name)
    if obj is None or not day:
        return
    before = [d for n in DAYS[: DAYS.index(name)] if (d := getattr(obj, n))]
    if before and day < max(before):
        raise ValidationError({name: f"日期不能早于上一步（{max(before).isoformat()}）。"})


class _Step(signing_verbs.Step):
    resource, rules = _KEY, ("GID-08",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Each step on or after the day of the one before."""
        super().clean(ctx, obj, data)
        in_turn(obj, data, self.fields)


@action
class Check(_Step):
    """审核: by the head of the office, or the deputy, before the leader signs."""

    verb, label, start, to = "check", "登记审核", _S.DRAFT, _S.CHECKED
    roles = frozenset({"head", "deputy", "legal"})
    fields = ("checked_on", "checked_by")
    required = fields
    gates = (StatutoryContents(),)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today and the reader's own name."""
        return {"checked_on": ctx.day, "checked_by": ctx.scope.name}


@action
class Sign(signing_verbs.Sign):
    """主要负责人签发."""

    resource, rules = _KEY, ("GID-08", "GID-12")
    start, to = _S.CHECKED, _S.SIGNED
    gates = (StatutoryContents(),)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {"signed_on": ctx.day}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Signed on or after the day of the check."""
        super().clean(ctx, obj, data)
        in_turn(obj, data, self.fields)


@action
class Clear(_Step):
    """公开前审查: secrecy, personal information, accuracy."""

    verb, label, start, to = "clear", "登记公开前审查", _S.SIGNED, _S.CLEARED
    rules = ("GID-14",)
    fields = ("cleared_on", "cleared_by", "clearance")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today and the reader's own name."""
        return {"cleared_on": ctx.day, "cleared_by": ctx.scope.name}


@action
class Submit(_Step):
    """报送: to the department in charge of disclosure at its level."""

    verb, label, start, to = "submit", "登记报送", _S.CLEARED, _S.SUBMITTED
    place = "sent_edition"
    fields = ("submitted_on", "addressee")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today and the profile's addressee."""
        profile = BureauProfile.objects.filter(bureau_id=ctx.scope.bureau_id).first()
        return {"submitted_on": ctx.day, "addressee": profile.addressee if profile else ""}


@action
class Publish(_Step):
    """公布: entered at once in 年度必公开事项."""

    verb, label, start, to = "publish", "登记公布", _S.SUBMITTED, _S.PUBLISHED
    place = "public_edition"
    fields = ("published_on", "published_at")
    required = fields

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Move on, and close the duty of the year."""
        done = super().execute(work, obj, data)
        disclosure.report_published(work, done, data["published_on"], data["published_at"])
        return done


@action
class Redraft(signing_verbs.Redraft):
    """起草更正版."""

    resource, rules, roles = _KEY, ("GID-08",), WRITERS


@action
class Shelve(signing_verbs.Shelve):
    """收起更正版."""

    resource, rules, roles = _KEY, ("GID-08",), WRITERS


@action
class Reissue(signing_verbs.Reissue):
    """签发更正版."""

    resource, rules = _KEY, ("GID-08", "GID-12")
    gates = (StatutoryContents(),)


@action
class Resubmit(signing_verbs.Leaves):
    """报送更正版, to the department that holds the edition before it."""

    resource, rules = _KEY, ("GID-08",)
    verb, label, place = "resubmit", "报送更正版", "sent_edition"
    fields = ("submitted_on", "addressee")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today and the addressee of before."""
        return {"submitted_on": ctx.day, "addressee": obj.addressee if obj is not None else ""}


@action
class Republish(signing_verbs.Leaves):
    """公布更正版, reviewed again, in the place of the edition before."""

    resource, rules = _KEY, ("GID-08", "GID-14")
    verb, label, place = "republish", "公布更正版", "public_edition"
    fields = ("clearance", "published_on", "published_at")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today and the place of before."""
        return {"clearance": "", "published_on": ctx.day, "published_at": obj.published_at if obj is not None else ""}


@action
class ExportPaper(signing_verbs.ExportPaper):
    """导出年报."""

    of = _KEY
