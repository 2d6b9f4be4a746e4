"""Registers of disclosure."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.disclosure import identity
from yifa.governance.disclosure.choices import (
    BUDGETS,
    CONFIRMED,
    CorrectionState,
    Delivery,
    DutyState,
    Holder,
    RequestState,
    SupplyWay,
    Way,
)
from yifa.governance.disclosure.models import (
    Charge,
    Consultation,
    DataCorrection,
    Guide,
    Item,
    Letter,
    MandatoryYearly,
    Request,
)
from yifa.kernel import db
from yifa.kernel.action import Work
from yifa.kernel.policy import Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View
from yifa.lawkit.codes import code_list

OPEN_CORRECTIONS = (CorrectionState.OPEN, CorrectionState.EVIDENCE)
OPEN = tuple(s for s in RequestState if s not in ("replied", "abandoned", "withdrawn"))


@resource
class ItemResource(Resource):
    """公开信息."""

    key, model, title, noun, order = "disclosure.item", Item, "主动公开台账", "公开信息", 10
    under = ("topic",)
    columns = ("title", "channel", "way", "topic", "happened_on", "unit", "reviewer")
    spare = ("index_no", "doc_no", "made_on", "visits")
    filters = ("channel", "way", "topic", "ground", "happened_on", "unit")
    sections = (
        ("信息", ("title", "channel", "way", "happened_on", "unit", "summary", "address")),
        ("信息头", ("index_no", "doc_no", "issuer", "made_on", "topic", "group", "genre", "audience", "form", "extent",
                 "origin", "visits")),
        ("公开前审查", ("secrecy_checked", "privacy_checked", "accuracy_checked", "reviewer", "reviewed_on")),
        ("不予公开", ("ground", "reassess_on")),
        ("佐证", ("paper", "note")),
    )  # fmt: skip
    form = tuple(name for _, names in sections for name in names)
    search = ("title", "doc_no", "index_no")
    line = ("channel", "happened_on")
    business_key = ("channel", "happened_on", "title")
    aliases = {
        "title": ("信息标题", "名称", "信息名称"),
        "happened_on": ("发布日期", "发布时间", "发生日"),
        "channel": ("发布渠道", "公开平台", "栏目所属平台"),
        "made_on": ("成文日期", "形成日期", "生成日期"),
        "reviewer": ("审查人",),
        "reviewed_on": ("审查日期",),
        "index_no": ("索引编号",),
        "doc_no": ("文号", "发文字号"),
        "issuer": ("发布单位", "发文机关"),
        "address": ("链接", "网址链接"),
        "visits": ("浏览次数", "浏览量", "点击量", "阅读量"),
        "summary": ("摘要", "概述"),
        "origin": ("来源",),
    }
    views = (
        View("own", "主动公开", lambda rows, day: rows.filter(way=Way.OWN_MOTION)),
        View("withheld", "不予公开", lambda rows, day: rows.filter(way=Way.WITHHELD)),
        View("reassess", "待评估", lambda rows, day: rows.filter(way=Way.WITHHELD, reassess_on__lte=day)),
    )
    rules = ("GID-01", "GID-14", "GID-15")
    empty = "还没有公开信息。登记第一条，或导入网站后台导出的目录。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Publication follows the making; non-disclosure cites its ground, disclosure has none."""
        if data.get("made_on") and data.get("happened_on") and data["made_on"] > data["happened_on"]:
            raise ValidationError({"made_on": "生成日期不能晚于公开日。"})
        if data.get("way") == Way.WITHHELD and not data.get("ground"):
            raise ValidationError({"ground": "公开是常态。不予公开的，选定依据的条款。"})
        if data.get("way") != Way.WITHHELD and data.get("ground"):
            raise ValidationError({"ground": "已经公开的信息没有不予公开的依据。"})

    def prepare(self, work: Work, obj: Any) -> None:
        """Fill what the header block always says."""
        if obj.way == Way.OWN_MOTION:
            obj.extent = obj.extent or "面向社会"
            obj.form = obj.form or obj.get_channel_display()


#: What numbers of requests and of applications to correct begin with.
PREFIX = {Request: "YSQ", DataCorrection: "GZ"}


def next_number(work: Work, model: Any, year: int) -> str:
    """Return the next number of a year: gapless per bureau, taken inside the running Action."""
    bureau_id, prefix = work.scope.bureau_id, f"{PREFIX[model]}{year}"
    assert bureau_id is not None
    db.take_turns(model._meta.label_lower, bureau_id, str(year), year)
    rows = model.objects.filter(bureau_id=bureau_id, number__startswith=prefix)
    found = rows.values_list("number", flat=True)
    used = [int(m[1]) for n in found if (m := re.fullmatch(rf"{prefix}(\d{{1,9}})", n))]
    return f"{prefix}{max(used, default=0) + 1:03d}"


@resource
class RequestResource(Resource):
    """政府信息公开申请."""

    key, model, title, noun, order = "disclosure.request", Request, "依申请公开台账", "申请", 20
    under = ("number",)
    columns = ("content", "number", "applicant", "delivery", "happened_on", "state", "outcome", "replied_on", "unit")
    spare = ("applicant_kind", "closed_on", "fee", "delayed_to")
    filters = ("state", "outcome", "applicant_kind", "delivery", "happened_on", "unit")
    sections = (
        ("申请人", ("applicant", "applicant_kind", "identity", "contact", *identity.NAMES)),
        ("申请的信息", ("content", "feature", "supply_form", "supply_way")),
        ("收到", ("delivery", "arrived_on", "happened_on", "scribe", "number", "unit", "paper", "note")),
    )
    form = tuple(name for _, names in sections for name in names if name not in identity.FILES)
    facts = (
        *form[:-2], "state", "supplement_by", "supplemented_on", "excessive_on", "explain_by", "explained_on",
        "delayed_to", "extended_on", "fee",
        "fee_due_on", "paid_on", "outcome", "replied_on", "reply_no", "closed_on", "paper", "note",
    )  # fmt: skip
    search, title_field, line = ("number", "content"), "content", ("number", "happened_on")
    business_key = ("number",)
    aliases = {
        "happened_on": ("收到日期", "收到申请日期", "发生日"),
        "content": ("申请事项", "所需信息内容描述"),
        "applicant": ("申请人姓名（名称）",),
        "applicant_kind": ("申请人类型",),
    }
    tones = {
        "state": {
            "unconfirmed": "warn", "received": "run", "running": "run", "supplement": "warn", "explain": "warn",
            "consulting": "run", "payment": "warn", "replied": "done", "abandoned": "void", "withdrawn": "void",
        }
    }  # fmt: skip
    views = (
        View("open", "在办", lambda rows, day: rows.filter(state__in=OPEN)),
        View("unconfirmed", "待确认收到", lambda rows, day: rows.filter(state=RequestState.UNCONFIRMED)),
    )
    panels = (
        Panel("disclosure.consultation", "request", "征求意见"),
        Panel("disclosure.letter", "request", "文书和送达"),
    )
    sensitivity = {
        "applicant": Sensitivity.PERSONAL, "contact": Sensitivity.PERSONAL, "identity": Sensitivity.PERSONAL,
    }  # fmt: skip
    rules = ("GID-02", "GID-04", "GID-05", "GID-20")
    dated = False  # what came by ordinary post, fax or mail has no day of receipt before it is confirmed (art. 31)
    empty = "还没有收到申请。收到后登记，收到之日按法定方式确认。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The day of receipt is what art. 31 makes it, by the way the request came; an oral one names who wrote it."""
        came, received, how = data.get("arrived_on"), data.get("happened_on"), data.get("delivery")
        if not received and how and (obj is None or obj.happened_on):
            if how not in CONFIRMED or obj is not None:
                raise ValidationError({"happened_on": "填写收到申请之日。"})
            if not came:
                raise ValidationError({"arrived_on": "还没有和申请人确认收到的，填写到达日期；确认以后办“确认收到”。"})
        if came and came > ctx.day:
            raise ValidationError({"arrived_on": "到达日期不能晚于今天。"})
        if came and received and how:
            if how in CONFIRMED and received < came:
                raise ValidationError({"happened_on": "收到申请之日是与申请人确认之日，不能早于到达日期。"})
            if how not in CONFIRMED and how in Delivery.values and received != came:
                label = {"in_person": "提交", "oral": "提出", "registered": "签收"}[how]
                raise ValidationError({"happened_on": f"{label}之日就是收到申请之日，应与到达日期相同。"})
        if how == Delivery.ORAL and not data.get("scribe") and "scribe" in data:
            raise ValidationError({"scribe": "口头提出的由工作人员代填，写明代填人。"})

    def prepare(self, work: Work, obj: Any) -> None:
        """Number what came without one; without a day of receipt it waits to be confirmed."""
        if not obj.number:
            obj.number = next_number(work, Request, (obj.happened_on or work.day).year)
        if obj.happened_on is None:
            obj.state = RequestState.UNCONFIRMED


@resource
class ConsultationResource(Resource):
    """征求意见."""

    key, model, title, noun, order = "disclosure.consultation", Consultation, "征求意见台账", "征求意见", 22
    columns = ("whom", "kind", "request", "happened_on", "got_on", "stance", "ended_on")
    filters = ("kind", "stance", "happened_on")
    facts = ("whom", "kind", "request", "happened_on", "got_on", "stance", "reasons", "ended_on", "unit", "note")
    search, title_field, line = ("whom",), "whom", ("kind", "happened_on")
    select = ("request",)
    verbs = ("void",)
    views = (View("open", "等待意见", lambda rows, day: rows.filter(ended_on__isnull=True)),)
    sensitivity = {"whom": Sensitivity.PERSONAL}
    rules = ("GID-06", "GID-07")
    register = False
    empty = "还没有征求过意见。在申请的页面办理“征求意见”。"


@resource
class LetterResource(Resource):
    """信息公开文书."""

    key, model, title, noun, order = "disclosure.letter", Letter, "信息公开文书", "文书", 24
    columns = ("number", "kind", "request", "correction", "addressee", "happened_on", "served_by", "served_on")
    spare = ("correction",)
    filters = ("kind", "served_by", "happened_on")
    facts = ("number", "kind", "request", "correction", "addressee", "happened_on", "served_by", "served_on", "proof",
             "body", "unit")  # fmt: skip
    search, title_field, line = ("number",), "number", ("kind", "happened_on")
    select = ("request", "correction")
    verbs = ("void",)
    views = (
        View("unserved", "待送达", lambda rows, day: rows.filter(served_on__isnull=True)),
        View("posted", "邮寄未回", lambda rows, day: rows.filter(served_on__isnull=True, served_by=SupplyWay.MAIL)),
    )
    sensitivity = {"addressee": Sensitivity.PERSONAL}
    rules = ("GID-20",)
    register = False
    empty = "还没有文书。办理申请时自动生成。"


@resource
class DataCorrectionResource(Resource):
    """更正申请."""

    key, model, title, noun, order = "disclosure.data_correction", DataCorrection, "更正申请台账", "更正申请", 26
    under = ("number",)
    columns = ("title", "number", "applicant", "delivery", "happened_on", "state", "ended_on", "unit")
    filters = ("state", "delivery", "happened_on", "unit")
    sections = (
        ("申请人", ("applicant", "identity", "contact", *identity.NAMES)),
        ("要求更正的信息", ("title", "item", "request", "wrong", "right", "evidence", *identity.EVIDENCE_NAMES)),
        ("收到", ("delivery", "happened_on", "number", "unit", "paper", "note")),
    )
    form = tuple(name for _, names in sections for name in names if name not in identity.FILES)
    facts = (*form[:-2], "state", "evidence_by", "told_to", "ended_on", "reply_no", "paper", "note")
    search, title_field, line = ("title", "number", "reply_no"), "title", ("number", "happened_on", "state")
    business_key = ("number",)
    tones = {
        "state": {
            "open": "run", "evidence": "warn", "corrected": "done", "forwarded": "done", "directed": "done",
            "unfounded": "void", "withdrawn": "void",
        }
    }  # fmt: skip
    views = (View("open", "在办", lambda rows, day: rows.filter(state__in=OPEN_CORRECTIONS)),)
    panels = (Panel("disclosure.letter", "correction", "文书和送达"),)
    select = ("unit",)
    aliases = {"happened_on": ("收到日期", "发生日"), "title": ("要求更正的政府信息",)}
    sensitivity = {
        name: Sensitivity.PERSONAL for name in ("applicant", "identity", "contact", "wrong", "right", "evidence")
    }
    rules = ("GID-20",)
    register = False
    empty = "还没有更正申请。有人举证与其自身相关的信息记录不准确、要求更正的，在这里登记；网上提交的自动进来。"

    def prepare(self, work: Work, obj: Any) -> None:
        """Number what came without one."""
        if not obj.number:
            obj.number = next_number(work, DataCorrection, (obj.happened_on or work.day).year)


@resource
class GuideResource(Resource):
    """公开指南."""

    key, model, title, noun, order = "disclosure.guide", Guide, "公开工作机构和指南", "公开指南", 28
    columns = ("name", "unit", "phone", "happened_on")
    sections = (
        ("工作机构", ("name", "unit", "head", "address", "hours", "phone", "fax", "postcode", "online")),
        ("指南", ("happened_on", "arrangement", "access")),
        ("救济和监督", ("organ", "court", "watch")),
        ("佐证", ("paper", "note")),
    )
    form = tuple(name for _, names in sections for name in names)
    search, title_field, line = ("name",), "name", ("phone", "happened_on")
    business_key = ("name", "happened_on")
    verbs = ("record", "correct", "void")
    rules = ("GID-17",)
    register = False
    empty = "还没有登记。登记以后，网上的申请归工作机构办理，指南在公开网页上，复议机关和法院写答复书时先带出来。"


@resource
class YearlyResource(Resource):
    """年度必公开事项."""

    key, model, title, noun, order = "disclosure.yearly", MandatoryYearly, "年度必公开事项", "必公开事项", 30
    columns = ("kind", "fiscal_year", Column("whose", "预决算主体", lambda r: r.whose), "approved_on", "due_on",
               "state", Column("in_time", "是否按期", lambda r: r.in_time), "happened_on", "place", "unit")  # fmt: skip
    filters = ("kind", "state", "holder", "happened_on")
    form = ("kind", "holder", "fiscal_year", "approved_on", "happened_on", "place", "unit", "paper", "note")
    facts = ("kind", Column("whose", "预决算主体", lambda r: r.whose), "fiscal_year", "approved_on", "due_on", "state",
             "happened_on", "place", "unit", "paper", "note")  # fmt: skip
    search, title_field, line = ("place", "paper"), "kind", ("fiscal_year", "state", "due_on")
    business_key = ("kind", "holder", "fiscal_year", "unit")
    tones = {"state": {"planned": "run", "published": "done"}}
    views = (
        View("planned", "待公开", lambda rows, day: rows.filter(state=DutyState.PLANNED)),
        View(
            "undated",
            "没有定日",
            lambda rows, day: rows.filter(state=DutyState.PLANNED, due_on=None, approved_on=None).exclude(
                kind__in=BUDGETS
            ),
        ),
        View("late", "逾期未公开", lambda rows, day: rows.filter(state=DutyState.PLANNED, due_on__lt=day)),
    )
    aliases = {"happened_on": ("公开日期", "发生日"), "approved_on": ("财政批复日期",)}
    rules = ("BUD-01", "BUD-02")
    empty = "还没有登记。年初先“排定本年必公开事项”，公开一项登记一项。"

    def rules_of(self, obj: MandatoryYearly, rules: list[str]) -> list[str]:
        """Each duty has its own law: the budget's is not that of the guide."""
        kinds = code_list("disclosure_duties")
        own = kinds[obj.kind].rules if obj.kind in kinds else ()
        if obj.kind in BUDGETS:
            own = ("BUD-02" if obj.holder == Holder.UNIT else "BUD-01",)
        return [*own, "GID-01"]

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Publication follows approval."""
        if data.get("approved_on") and data.get("happened_on") and data["approved_on"] > data["happened_on"]:
            raise ValidationError({"approved_on": "批复日不能晚于公开日。"})


@resource
class ChargeResource(Resource):
    """行政事业性收费."""

    key, model, title, noun, order = "disclosure.charge", Charge, "行政事业性收费台账", "收费", 32
    columns = ("title", "amount", "legal_basis", "happened_on", "voucher", "unit")
    filters = ("happened_on", "unit")
    form = ("title", "amount", "legal_basis", "happened_on", "voucher", "unit", "paper", "note")
    search, line = ("title", "voucher", "legal_basis"), ("amount", "happened_on")
    business_key = ("title", "happened_on", "voucher")
    aliases = {
        "happened_on": ("缴费日期", "收费日期", "入库日期", "发生日"),
        "title": ("项目名称", "收费项目名称"),
        "amount": ("金额", "收费金额", "实收金额"),
        "legal_basis": ("文件依据", "收费文件依据"),
        "voucher": ("票据号码", "非税票据号"),
    }
    rules = ("GID-10",)
    empty = "还没有登记。没有行政事业性收费的，收数时作零报告。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Money came in."""
        if data.get("amount") is not None and data["amount"] <= 0:
            raise ValidationError({"amount": "金额要大于零。退费的作废原记录，或更正金额。"})
