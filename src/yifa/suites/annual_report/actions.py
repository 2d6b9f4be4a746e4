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
from yifa.core.metrics.paragraph import TOKEN, Paragraph
from yifa.core.org.models import BureauProfile
from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.exports.exporting import ExportVerb
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.ledger import seal
from yifa.kernel.policy import Scope
from yifa.kernel.registry import action
from yifa.kernel.resource.models import ExportRecord
from yifa.lawkit import quantity
from yifa.suites.annual_report import snapshot
from yifa.suites.annual_report.compose import Composition, compose, missing
from yifa.suites.annual_report.models import Narrative, Report

_S = Report.State
#: Characters of one paragraph.
LONGEST = 5000
_DATE = {"widget": forms.DateInput(attrs={"type": "date"})}


class MandatoryParts(Gate):
    """The report holds measures and results, shortcomings and causes, the first responsible person, next year's plan.

    法治政府建设与责任落实督察工作规定 (rule REP-03): a missing mandatory part blocks sign-off; everything else may be
    signed by the head with reservations.
    """

    key, title, force, rule = "annual_report.mandatory_parts", "报告必备内容", Force.PARTY, "REP-03"
    organ = "党组会议"

    def check(self, ctx: Ctx, obj: Report, data: dict[str, Any]) -> Block | None:
        """Block while a mandatory part, or a cause, is missing."""
        lacks = missing(obj.bureau, obj.year, day=ctx.day, kind=obj.kind)
        return Block("；".join(lacks), "补齐后再办理") if lacks else None


@action
class Start(Action):
    """开始编制: open the year's report."""

    resource, verb, label, on, main = "annual_report.report", "start", "开始编制", "none", True
    roles = frozenset({"legal"})
    fields = ("year",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """One report a year."""
        made = Report.objects.filter(bureau_id=ctx.scope.bureau_id, kind="fazhi")
        if data.get("year") and made.filter(year=data["year"]).exists():
            raise ValidationError({"year": "这一年的报告已经开始编制。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Create it."""
        return work.create(Report(year=data["year"], happened_on=work.day))


class _Step(Action):
    """One step of the way: allowed in one state, leads to the next."""

    resource = "annual_report.report"
    roles = frozenset({"legal"})
    rules = ("REP-01",)
    start: Report.State
    to: Report.State
    fills: dict[str, str] = {}
    main = True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in its state."""
        if obj is not None and obj.state != self.start:
            return f"报告现在是“{obj.get_state_display()}”，不到这一步。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Dates do not lie in the future, nor before the step before."""
        for name, value in data.items():
            if name.endswith("_on") and value and value > ctx.day:
                raise ValidationError({name: "日期不能晚于今天。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Fill the step's fields and move on."""
        assert obj is not None
        return work.update(obj, state=self.to, **{k: v for k, v in data.items() if k in self.fields})


@action
class Deliberate(_Step):
    """党组会审议: the draft passes the party group before it is signed."""

    verb, label, start, to = "deliberate", "登记党组会审议", _S.DRAFT, _S.DELIBERATED
    fields = ("deliberated_on", "deliberated_by")
    required = fields
    gates = (MandatoryParts(),)


def reserve(made: Composition, data: dict[str, Any]) -> None:
    """Raise ValidationError where a report is to be signed over blocked sentences without a reservation."""
    open_claims = [b for b in made.blocking if not b.mandatory]
    if open_claims and not data.get("reservations"):
        names = "、".join(registry.get_metric(b.figure).label for b in open_claims)
        raise ValidationError({"reservations": f"还有受阻的句子（{names}）。改写法，或写明签发保留意见。"})


@action
class Sign(_Step):
    """主要负责人签发: what stands in the report is kept as a snapshot; blocked sentences need a written reservation."""

    verb, label, start, to = "sign", "签发", _S.DELIBERATED, _S.SIGNED
    roles = frozenset({"leader"})
    fields = ("signed_on", "reservations")
    required = ("signed_on",)
    gates = (MandatoryParts(),)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Blocked sentences are named; signing over them needs a reservation."""
        super().clean(ctx, obj, data)
        assert obj is not None
        reserve(compose(obj.bureau, obj.year, day=ctx.day, kind=obj.kind), data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Sign and keep the snapshot."""
        assert obj is not None
        work.update(obj, state=self.to, signer=work.scope.name, **{k: data[k] for k in self.fields if k in data})
        snapshot.take(work, obj, compose(obj.bureau, obj.year, day=work.day, kind=obj.kind), "签发")
        seal.with_action(work.ctx, f"{obj}签发")
        return obj


@action
class AssignNumber(_Step):
    """编号: the next 发文字号 of the bureau's series, year in 〔〕; a number given on paper may be typed instead."""

    verb, label, start, to = "number", "编号", _S.SIGNED, _S.NUMBERED
    fields = ("doc_no",)
    required = fields

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
        return super().execute(work, work.update(obj, sent_edition=obj.edition), data)


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
    rules = ("REP-02",)
    fields = ("published_on", "published_at")
    required = fields

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Report:
        """Move on; the edition signed last is the one the public reads."""
        assert obj is not None
        return super().execute(work, work.update(obj, public_edition=obj.edition), data)


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
class ExportPaper(ExportVerb):
    """导出公文: the ledger keeps the SM3 digest of what left, so that any copy can be told from a changed one."""

    verb, label = "paper", "导出公文"

    def __init__(self) -> None:
        super().__init__(registry.get_resource("annual_report.report"))

    def in_clear(self, scope: Scope, data: dict[str, Any]) -> list[str]:
        """Nothing protected: a report is written to be sent and published."""
        return []

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> ExportRecord:
        """Enter the export, with the digest of the file."""
        work.extra = {"sm3": data["sm3"], "format": data["format"], "edition": data.get("edition", "submit")}
        data["conditions"] = f"{data['conditions']}，SM3 {data['sm3']}"
        if mark := data.get("sm2"):
            work.extra["sm2"] = mark
            data["conditions"] += f"，SM2 签名（密钥 {mark['key']}）"
        return super().execute(work, obj, data)


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
