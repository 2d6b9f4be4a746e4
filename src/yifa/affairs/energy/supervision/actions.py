"""Verbs of supervision: inspection, order and opinion, re-check, 通报, 移送; yearly reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.engine.supervision import temperatures_wrong
from yifa.affairs.energy.filings.actions import due_day
from yifa.affairs.energy.supervision.choices import Focus, Outcome, Paper, State, Violation
from yifa.affairs.energy.supervision.gates import Certified, Jointly, OrderedFirst, Reviewed
from yifa.affairs.energy.supervision.models import CorrectionOrder
from yifa.core.documents import numbers
from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.core.process.links import link
from yifa.core.process.workflow import Move, move
from yifa.governance.legality_review.public import Kind, Review, receive
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import BackfillVerb, RecordVerb
from yifa.lawkit.params import get_param

INSPECTION, ORDER, REPORT, TERM = "energy.inspection", "energy.order", "energy.report", "CLK-02"


def wrong_temperatures(season: str, text: str, special: str, day: date) -> list[str]:
    """Return the temperatures outside the limits of the day."""
    points = [t.strip() for t in text.replace("，", "、").replace(",", "、").split("、") if t.strip()]
    low, high = (get_param(f"energy.{n}_celsius", day).value for n in ("summer_min", "winter_max"))
    return [f"{float(v):g}" for v in temperatures_wrong(season, points, low, high, special=bool(special))]


def check_visit(data: dict[str, Any], day: date) -> None:
    """Raise ValidationError where what was measured and what was concluded disagree."""
    text, season = data.get("temperatures") or "", data.get("season") or ""
    if text and not season:
        raise ValidationError({"season": "填写了室温，要选空调季。"})
    try:
        wrong = wrong_temperatures(season, text, data.get("special") or "", day) if text else []
    except EnergyError as error:
        raise ValidationError({"temperatures": f"{error}。"}) from error
    if wrong and data.get("outcome") == Outcome.GOOD:
        raise ValidationError({"outcome": f"室温 {'、'.join(wrong)} 摄氏度不符合控制标准，结论不能是“未发现问题”。"})


@action
class RecordInspection(RecordVerb):
    """登记监督检查, made by certified persons."""

    resource, gates = INSPECTION, (Certified(),)

    def __init__(self) -> None:
        super().__init__(get_resource(INSPECTION))


@action
class BackfillInspection(BackfillVerb):
    """补录 of an inspection; whether its officers were certified is answered, not checked."""

    resource, gates = INSPECTION, (Certified(),)

    def __init__(self) -> None:
        super().__init__(get_resource(INSPECTION))


@action
class Supplement(Action):
    """补充检查: what another visit of the day adds; the visits of a day to one unit are one."""

    resource, verb, label, rules = INSPECTION, "supplement", "补充检查", ("ENE-11", "ENE-12")
    fields = ("focus", "season", "temperatures", "special", "partners", "record", "outcome")
    required = ("record", "outcome")
    help = "同一天再到同一机构的检查并入原记录：室温、记录加在后面，有一次发现问题的按发现问题。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What was added is empty at first."""
        return {"record": "", "temperatures": "", "outcome": getattr(obj, "outcome", None)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """On the day of the visit."""
        late = obj is not None and obj.happened_on != ctx.day
        return super().available(ctx, obj) or ("不是当天的检查，另行登记。" if late else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """What was measured and what was concluded agree, for the whole day."""
        if obj is not None:
            check_visit(merged(obj, data), ctx.day)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Put it behind what is there."""
        assert obj is not None
        return work.update(obj, **merged(obj, data))


def merged(found: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Return the one visit of a day out of what is there and what was added; a problem found stays a problem."""
    said = {name: getattr(found, name) or data.get(name) or "" for name in ("season", "special", "focus")}
    if data.get("focus") and found.focus != data["focus"]:
        said["focus"] = Focus.GENERAL
    partner = data.get("partners") or ""
    parts = [found.partners, partner if partner not in found.partners else ""]
    return {
        **said,
        "partners": "、".join(p for p in parts if p)[:120],
        "temperatures": "、".join(t for t in (found.temperatures, data.get("temperatures") or "") if t),
        "record": f"{found.record}\n{data['record']}",
        "outcome": Outcome.WRONG if Outcome.WRONG in (found.outcome, data["outcome"]) else Outcome.GOOD,
    }


class OnOrder(Move):
    """A verb on an order or opinion."""

    resource = ORDER


@action
class SendToReview(Action):
    """送法制审核."""

    resource, verb, label, rules = ORDER, "submit_review", "送法制审核", ("ENF-03", "CLK-01")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """A draft that was not sent yet, or came back without passing."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.state != State.DRAFT:
            return "已送达，不再送审。"
        open_ = obj.review is not None and obj.review.counts and (obj.review.state != "closed" or obj.review.passed)
        return "已送法制审核。" if open_ else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Open the review and tie it."""
        assert obj is not None
        review = receive(
            work,
            Review(
                bureau_id=obj.bureau_id,
                unit_id=obj.unit_id,
                kind=Kind.ENFORCEMENT,
                title=str(obj),
                major=obj.major,
                happened_on=work.day,
                submitter=work.scope.name,
            ),
        )
        link(work, review, "reviews", obj)
        return work.update(obj, review=review)


@action
class Deliver(OnOrder):
    """送达: the paper gets its number, its term runs."""

    verb, label, to, main = "issue", "编号送达", State.ISSUED, True
    fields, required = ("issued_on", "term_days"), ("issued_on", "term_days")
    gates, rules = (Jointly(), Reviewed()), ("ENF-18", TERM)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today, and the usual term."""
        return {"issued_on": ctx.day, "term_days": int(get_param("energy.correction_days", ctx.day).value)}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before it was drawn up."""
        day = data.get("issued_on")
        if day and (day > ctx.day or (obj is not None and obj.happened_on and day < obj.happened_on)):
            raise ValidationError({"issued_on": "送达日应在拟制日之后、今天以前。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Number, clock."""
        assert obj is not None
        word = {Paper.ORDER: "能责改", Paper.ADVICE: "能整改"}[Paper(obj.kind)]
        number = numbers.take(work, obj.bureau_id, f"energy_{obj.kind}", data["issued_on"].year, word)
        days = data["term_days"]
        clock = clocks.start(work, obj, rule=TERM, at=data["issued_on"], label="改正期限", days=days)
        return move(
            work, obj, State.ISSUED, number=number, issued_on=data["issued_on"], term_days=days, due_on=clock.due_on
        )


@action
class Recheck(Action):
    """复查: corrected, or not although the term is over."""

    resource, verb, label, main = ORDER, "recheck", "登记复查", True
    fields, required = ("rechecked_on", "answer", "recheck"), ("rechecked_on", "recheck")
    extra = {"corrected": forms.BooleanField(label="已经改正", required=False)}
    rules = ("ENF-18",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"rechecked_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """After it was delivered, until it was corrected."""
        wrong = obj is not None and obj.state in (State.DRAFT, State.CORRECTED)
        why = f"现为“{obj.state_label()}”，不能复查。" if wrong and obj is not None else ""
        return super().available(ctx, obj) or why

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The clock ends with the correction; “not corrected” waits for the end of the term."""
        assert obj is not None
        day, mended = data["rechecked_on"], bool(data.get("corrected"))
        if day > work.day or (obj.issued_on and day < obj.issued_on):
            raise Refused("复查日应在送达日之后、今天以前。")
        if not mended and obj.due_on and day <= obj.due_on:
            raise Refused(f"改正期限到 {obj.due_on}，届满前不能认定逾期未改正。")
        if mended and clocks.of(obj).filter(rule=TERM).exclude(state=Clock.State.STOPPED).exists():
            clocks.stop(work, obj, TERM, day)
        said = {n: data.get(n) or getattr(obj, n) for n in self.fields}
        if not mended and obj.state != State.ISSUED:
            return work.update(obj, **said)
        return move(work, obj, State.CORRECTED if mended else State.FAILED, **said)


@action
class Notify(OnOrder):
    """通报 (条例 art. 37): another thing than the statistical bulletin."""

    verb, label, to, danger = "notify", "予以通报", State.NOTIFIED, True
    fields, required = ("notified_on",), ("notified_on",)
    gates, rules = (OrderedFirst(),), ("ENF-18",)
    confirm = "通报后记录不可撤回，只能登记其后的改正。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"notified_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Offered for orders that were delivered; the gate says what is lacking."""
        done = obj is not None and obj.state in (State.DRAFT, State.CORRECTED, State.NOTIFIED)
        why = f"现为“{obj.state_label()}”，不能通报。" if done and obj is not None else ""
        return Action.available(self, ctx, obj) or why

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """With its number."""
        day = data["notified_on"]
        number = numbers.take(work, obj.bureau_id, "energy_notice", day.year, "能通报")
        return {"notified_on": day, "notice_no": number}


@action
class Refer(Action):
    """移送: punishment belongs to other organs; here only that it was handed over."""

    resource, verb, label = ORDER, "refer", "移送"
    fields = ("referred_on", "referred_to", "referred_for")
    required = fields
    help = "机关事务管理部门不作罚款。对负责人的处分、政府采购等方面的处罚，移送有权机关。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"referred_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once, after it was delivered."""
        if obj is not None and obj.referred_on:
            return "已移送。"
        return super().available(ctx, obj) or ("还没有送达。" if obj is not None and obj.state == State.DRAFT else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it."""
        assert obj is not None
        if data["referred_on"] > work.day:
            raise Refused("移送日不能晚于今天。")
        return work.update(obj, **{n: data[n] for n in self.fields})


def check_order(obj: Any, told: Any, day: date) -> None:
    """Raise ValidationError where a paper does not fit its violation."""
    kind, violation, site = told("kind"), told("violation"), told("institution")
    if kind == Paper.ORDER and not violation:
        raise ValidationError({"violation": "责令限期改正要写明条例第三十七条的哪一项。浪费能源的用节能整改意见书。"})
    if kind == Paper.ADVICE and violation:
        raise ValidationError({"violation": "属于条例第三十七条情形的，用责令限期改正通知书。"})
    visit, standing = told("inspection"), told("standing")
    for name, other in (("inspection", visit), ("standing", standing)):
        if other is not None and site is not None and other.institution_id != site.pk:
            raise ValidationError({name: "不是这家机构的。"})
    if violation == Violation.UNEXPLAINED:
        if standing is None or not standing.over:
            raise ValidationError({"standing": "选出超过约束值的核定结果。超定额本身不是违法情形，不作说明才是。"})
        if standing.explained_on:
            raise ValidationError({"standing": f"这家机构已于 {standing.explained_on} 说明，不属于第（五）项。"})
        if standing.due_on is None or standing.due_on >= day:
            raise ValidationError({"standing": "还没有要求说明，或说明期限未到。"})
    if violation == Violation.NO_REPORT and site is not None:
        year = day.year - 1
        if site.reports.filter(life="live", year=year).exists():
            raise ValidationError({"violation": f"{year} 年度的报告已经收到。"})
        if due_day(period(str(year))) >= day:
            raise ValidationError({"violation": f"{year} 年度报告的期限还没有到。"})


def open_orders(bureau_id: int) -> Any:
    """Return the papers whose term runs."""
    return CorrectionOrder.objects.filter(bureau_id=bureau_id, state=State.ISSUED, life="live")
