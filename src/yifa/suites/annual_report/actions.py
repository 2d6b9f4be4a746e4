"""The way of an annual report: drafted, deliberated, signed, numbered, submitted, receipted, cleared, published."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.documents import numbers
from yifa.core.documents.models import OutgoingPaper
from yifa.core.metrics import signing_verbs
from yifa.core.metrics.paragraph import TOKEN, Paragraph
from yifa.core.org.models import BureauProfile
from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.exports.exporting import ExportVerb
from yifa.kernel.policy import Scope
from yifa.kernel.registry import action
from yifa.kernel.verbs import EARLIEST
from yifa.lawkit import quantity
from yifa.suites.annual_report.models import Narrative, Report

_S = Report.State
#: Characters of one paragraph.
LONGEST = 5000
_DATE = {"widget": forms.DateInput(attrs={"type": "date"})}


class MandatoryParts(signing_verbs.MandatoryParts):
    """The report holds measures and results, shortcomings and causes, the first responsible person, next year's plan.

    法治政府建设与责任落实督察工作规定 (rule REP-03): a missing mandatory part blocks sign-off; everything else may be
    signed by the head with reservations.
    """

    key, rule = "annual_report.mandatory_parts", "REP-03"
    organ = "党组会议"


@action
class Start(Action):
    """开始编制: open the year's report."""

    resource, verb, label, on, main = "annual_report.report", "start", "开始编制", "none", True
    roles = frozenset({"legal"})
    fields = ("year",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """One report a year."""
        made = Report.objects.filter(bureau_id=ctx.scope.bureau_id, kind="fazhi")
        if not EARLIEST.year <= (data.get("year") or 0) <= ctx.day.year:
            raise ValidationError({"year": f"年份在 {EARLIEST.year} 年和今年之间。"})
        if made.filter(year=data["year"]).exists():
            raise ValidationError({"year": "这一年的报告已经开始编制。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Create it."""
        return work.create(Report(year=data["year"], happened_on=work.day))


class _Step(signing_verbs.Step):
    resource = "annual_report.report"
    roles = frozenset({"legal"})
    rules = ("REP-01",)


@action
class Deliberate(_Step):
    """党组会审议: the draft passes the party group before it is signed."""

    verb, label, start, to = "deliberate", "登记党组会审议", _S.DRAFT, _S.DELIBERATED
    fields = ("deliberated_on", "deliberated_by")
    required = fields
    gates = (MandatoryParts(),)


@action
class Sign(signing_verbs.Sign):
    """主要负责人签发."""

    resource, rules = "annual_report.report", ("REP-01",)
    start, to = _S.DELIBERATED, _S.SIGNED
    gates = (MandatoryParts(),)


@action
class AssignNumber(_Step):
    """编号: the next 发文字号 of the bureau's series, year in 〔〕; a number given on paper may be typed instead."""

    verb, label, start, to = "number", "编号", _S.SIGNED, _S.NUMBERED
    fields = ("doc_no", "urgency")
    required = ("doc_no",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the next number."""
        return {"doc_no": numbers.preview(ctx.scope.bureau_id or 0, "report", ctx.day.year)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Take the number."""
        assert obj is not None
        numbers.claim(work, obj.bureau_id, "report", data["doc_no"].strip())
        return super().execute(work, obj, data)


@action
class Submit(_Step):
    """报送: to the party committee and government of its level and the department above (before 1 March)."""

    verb, label, start, to = "submit", "登记报送", _S.NUMBERED, _S.SUBMITTED
    place = "sent_edition"
    fields = ("submitted_on", "addressee")
    required = fields

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the profile's addressee."""
        profile = BureauProfile.objects.filter(bureau_id=ctx.scope.bureau_id).first()
        return {"addressee": profile.addressee if profile else ""}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Move on, and enter the paper in 发文登记."""
        assert obj is not None
        sent(work, obj, str(obj), data["submitted_on"], data["addressee"])
        return super().execute(work, obj, data)


def sent(work: Work, report: Report, title: str, day: date, addressee: str) -> None:
    """Enter a paper that leaves in 发文登记, under the report's number."""
    profile = BureauProfile.objects.get(bureau_id=report.bureau_id)
    work.create(
        OutgoingPaper(
            bureau_id=report.bureau_id, happened_on=day, number=report.doc_no, title=title, addressee=addressee,
            copied_to=profile.copied_to, signer=report.signer, resource="annual_report.report", object_ref=report.pk,
        )
    )  # fmt: skip


@action
class Receipt(_Step):
    """回执."""

    verb, label, start, to = "receipt", "登记回执", _S.SUBMITTED, _S.RECEIPTED
    fields = ("receipt_on", "receipt_no")
    required = fields


@action
class Clear(_Step):
    """公开前审查: secrecy, personal information, accuracy."""

    verb, label, start, to = "clear", "登记公开前审查", _S.RECEIPTED, _S.CLEARED
    rules = ("REP-02",)
    fields = ("cleared_on", "cleared_by", "clearance")
    required = fields


@action
class Publish(_Step):
    """公开: before 1 April, on the government's own site."""

    verb, label, start, to = "publish", "登记公开", _S.CLEARED, _S.PUBLISHED
    place = "public_edition"
    rules = ("REP-02",)
    fields = ("published_on", "published_at")
    required = fields


#: What every internal workbook holds.
NAMES = "各条记录中的人员姓名"


@action
class ExportEvidence(ExportVerb):
    """导出佐证册. The internal edition holds the rows of many registers with the persons in them: it says what for."""

    verb, label = "evidence", "导出佐证册"

    def __init__(self) -> None:
        super().__init__(registry.get_resource("annual_report.report"))

    def in_clear(self, scope: Scope, data: dict[str, Any]) -> list[str]:
        """Names, and what the registers behind the figures show this reader; in the external edition nothing."""
        return list(data.get("clear") or ()) if data.get("edition") == "external" else [NAMES, *data.get("clear", ())]


@action
class ExportPaper(signing_verbs.ExportPaper):
    """导出公文."""

    of = "annual_report.report"


#: Words and digits that would change a locked figure by standing against it (超过31次, 131次).
_GROWN = re.compile(
    r"(?P<before>超过|超出|突破|不少于|不低于|不超过|至少|至多|大约|将近|接近|全部|[逾超近约均仅\d一二三四五六七八九十百千万亿两.．点])"
    rf"?{TOKEN.pattern}(?P<after>以上|以下|以内|左右|上下|[余多来\d%％])?"
)
_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」『』\"'", None))


def typed_figures(text: str, paragraph: Paragraph) -> list[str]:
    """Return the counted statements in a writer's words that are neither locked figures nor the module's own words.

    Terms (时间), ordinals and aims are left alone: they do not say what was done.
    """
    own = Counter(said for s in paragraph.sentences for said in _said(s.text))
    found = []
    for said in _said(text):
        if own[said]:
            own[said] -= 1
        else:
            found.append(said)
    return found


def _said(text: str) -> list[str]:
    out = [f"{m['before'] or ''}〔数字〕{m['after'] or ''}" for m in _GROWN.finditer(text) if m["before"] or m["after"]]
    # a figure stands for words, so that nothing grows together across it; quotation marks hide no number
    plain = TOKEN.sub("，", text).translate(_QUOTES)
    for found in quantity.parse(plain):
        known = quantity.measure(found.quantity.unit) if found.quantity.unit else None
        if found.quantity.qualifier in ("ordinal", "target") or (known and known.kind == "time"):
            continue
        out.append(found.text)
    return out


@action
class Write(Action):
    """改文字: the writer's own words around locked figures; every figure stays, none is typed."""

    resource, verb, label, on = "annual_report.narrative", "write", "改文字", "none"
    roles = frozenset({"legal", "clerk"})
    fields = ("text", "dropped")
    #: Not fields of the row: a paragraph that has words already is written again, not refused as a second row.
    extra = {
        "year": forms.IntegerField(label="年度", min_value=1, max_value=9999),
        "paragraph": forms.CharField(label="段落", max_length=80),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The figures of the paragraph stay as they are."""
        offered = {p.key: p for p in registry.all_paragraphs()}
        paragraph = offered.get(data.get("paragraph", ""))
        if paragraph is None:
            raise ValidationError({"paragraph": "报告里没有这一段。"})
        unknown = set(TOKEN.findall(data.get("text", ""))) - set(paragraph.figures)
        if unknown:
            raise ValidationError({"text": "这一段里没有这些数字：" + "、".join(sorted(unknown))})
        text = data.get("text", "")
        if len(text) > LONGEST or "\0" in text:
            raise ValidationError({"text": f"一段不超过 {LONGEST} 字，也不能含控制字符。"})
        if not date.min.year <= int(data.get("year") or 0) <= ctx.day.year:
            raise ValidationError({"year": "年度不对，或者还没有到。"})
        if typed := typed_figures(text, paragraph):
            raise ValidationError(
                {"text": f"“{'”“'.join(typed)}”是手写的数字。数字只从记录来：用本段锁定的数字，或者改成不带数的说法。"}
            )

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Narrative:
        """Create or change the paragraph's text."""
        self.clean(work.ctx, obj, data)
        found = Narrative.objects.filter(
            bureau_id=work.scope.bureau_id, year=data["year"], paragraph=data["paragraph"]
        ).first()
        values = {"text": data.get("text", ""), "dropped": data.get("dropped", False)}
        if found is not None:
            return work.update(found, **values)
        return work.create(Narrative(year=data["year"], paragraph=data["paragraph"], happened_on=work.day, **values))
