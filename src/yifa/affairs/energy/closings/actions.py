"""Verbs of closings: 核定, 要求说明, 印发情况通报; and 超定额说明 of an institution."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.closings import bulletin, reckon
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.filings.actions import FILERS, wanted
from yifa.core.documents import numbers
from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.record import Life
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import RecordVerb
from yifa.lawkit.params import get_param

CLOSING, STANDING, TERM = "energy.closing", "energy.standing", "CLK-02"
#: So many names are printed where something is refused.
MOST = 8
_EARLY = "这一期还没有结束，不能核定。"


@action
class Close(RecordVerb):
    """核定: reckon every listed institution and freeze the period with the sets of its time."""

    resource = CLOSING

    def __init__(self) -> None:
        super().__init__(get_resource(CLOSING))
        self.label = "核定一期"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A period that is over."""
        super().clean(ctx, obj, data)
        if wanted(data.get("period") or "").end >= ctx.day:
            raise ValidationError({"period": _EARLY})

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Return the closing with its sets and counts."""
        if wanted(data["period"]).end >= work.day:
            raise Refused(_EARLY)
        obj = super().build(work, data)
        obj.bureau_id = obj.bureau_id or work.scope.bureau_id
        work.memo[f"standings/{obj.period}"] = reckon.close(obj, reckon.head(obj))
        return obj

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """Every institution's standing goes with it."""
        made = work.memo.pop(f"standings/{obj.period}")
        for one in made:
            one.closing = obj
        work.create_many(made)


def _over(closing: Closing) -> list[Standing]:
    return list(closing.standings.filter(life=Life.LIVE, over=True).select_related("institution").order_by("id"))


class _OnClosing(Action):
    resource = CLOSING

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Before the bulletin."""
        done = "情况通报已印发。" if obj is not None and obj.issued_on else ""
        return super().available(ctx, obj) or done


@action
class Ask(_OnClosing):
    """要求说明: every institution over its 约束值 is asked to explain (条例 art. 17); the term is a setting."""

    verb, label, rules = "ask", "要求超定额说明", ("ENE-04", TERM)
    help = "向超过约束值、还没有要求过的机构发出，说明期限按本局设定，起算和到期日在核定结果上可见。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Somebody is left to ask."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        return "" if obj.over and any(s.asked_on is None for s in _over(obj)) else "没有需要要求说明的机构。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Start a clock on each."""
        assert obj is not None
        days = int(get_param("energy.explanation_days", work.day).value)
        for one in _over(obj):
            if one.asked_on is None:
                clock = clocks.start(work, one, rule=TERM, at=work.day, label="超定额说明", days=days)
                work.update(one, asked_on=work.day, due_on=clock.due_on)
        return obj


class AskedFirst(Gate):
    """Nobody is named as over quota before being asked and given the time to explain."""

    key, title, force, rule = "energy.asked_first", "超定额先要求说明", Force.STATUTORY, "ENE-04"

    def concerns(self, data: dict[str, Any]) -> bool:
        """Only bulletins, which are never 补录."""
        return False

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Each explained, or its term is over."""
        if obj is None:
            return None
        left = [s for s in _over(obj) if bulletin.state(s, ctx.day) in ("未要求说明", "说明期内")]
        if not left:
            return None
        names = "、".join(str(s.institution) for s in left[:MOST])
        return Block(
            f"{names}等 {len(left)} 家超过约束值的机构还没有说明，或说明期限未到",
            "先要求说明，收到说明或期限届满后再印发",
        )


@action
class Issue(_OnClosing):
    """印发情况通报: the bulletin is fixed as of today."""

    verb, label, main, gates, rules = "issue", "印发情况通报", True, (AskedFirst(),), ("ENE-04",)
    confirm = "印发后通报内容不再变动。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Class, group, zone and size of everybody are in order."""
        why = super().available(ctx, obj)
        if why or obj is None or not obj.faults:
            return why
        wrong = "；".join(f"{name}：{text}" for name, text in list(obj.faults.items())[:MOST])
        return f"基础信息有误，不能通报。{wrong}。改正名录后作废本次核定，重新核定。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Number and freeze; a closing that no longer comes out as it was is not published."""
        assert obj is not None
        if wrong := reckon.differing(obj):
            raise Refused(f"按核定时的系数重算，{'、'.join(wrong[:MOST])}的结果不一致，不能印发。")
        number = numbers.take(work, obj.bureau_id, "energy_bulletin", work.day.year, "能通")
        return work.update(obj, number=number, issued_on=work.day, body=bulletin.body(obj, work.day))


@action
class Explain(Action):
    """登记超定额说明."""

    resource, verb, label, main, roles, rules = STANDING, "explain", "登记超定额说明", True, FILERS, ("ENE-04",)
    fields = ("explained_on", "explanation", "paper")
    required = ("explained_on", "explanation")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"explained_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Of one who is over, once."""
        if obj is not None and not obj.over:
            return "没有超过约束值，不需要说明。"
        if obj is not None and obj.explained_on:
            return "已经说明。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """After the period, not in the future."""
        day = data.get("explained_on")
        if day and (day > ctx.day or (obj is not None and day <= period(obj.closing.period).end)):
            raise ValidationError({"explained_on": "说明日应在报告期之后、今天以前。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The clock ends with the explanation."""
        assert obj is not None
        if clocks.of(obj).filter(rule=TERM).exclude(state=Clock.State.STOPPED).exists():
            clocks.stop(work, obj, TERM, data["explained_on"])
        return work.update(obj, **{name: data.get(name) or getattr(obj, name) for name in self.fields})
