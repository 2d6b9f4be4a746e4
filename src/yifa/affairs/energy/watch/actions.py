"""Verbs of alarms: 检出异常, 登记说明, 退回说明, 销号."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.energy.boards import source
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.periods import MONTH, period
from yifa.affairs.energy.filings.actions import FILERS, listed
from yifa.affairs.energy.watch import find
from yifa.affairs.energy.watch.choices import Outcome, State
from yifa.affairs.energy.watch.models import Alarm
from yifa.core.legaltime import clocks
from yifa.core.legaltime.models import Clock
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.record import Life
from yifa.kernel.registry import action
from yifa.lawkit.params import get_param

ALARM, TERM = "energy.alarm", "CLK-02"


def _term(work: Work, obj: Alarm) -> Any:
    days = int(get_param("energy.alarm_days", work.day).value)
    return clocks.start(work, obj, rule=TERM, at=work.day, label="用能异常说明", days=days).due_on


def _stop(work: Work, obj: Alarm, day: Any) -> None:
    if clocks.of(obj).filter(rule=TERM).exclude(state=Clock.State.STOPPED).exists():
        clocks.stop(work, obj, TERM, day)


@action
class Detect(Action):
    """检出异常: look through the hours of a month of every institution; what is known already is not asked again."""

    resource, verb, label, on, main, rules = ALARM, "detect", "检出异常", "none", True, (TERM,)
    extra = {"month": forms.CharField(label="月份", max_length=7, help_text="如2026-10，这个月的读数要先归一")}
    help = "按小时用量检查日用量、夜间用量、水平突变、表计缺数和总分表平衡。每条写明判断依据，说明期限按本局设定。"

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The last month that is over."""
        first = ctx.day.replace(day=1)
        return {"month": f"{first.fromordinal(first.toordinal() - 1):%Y-%m}"}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A month that has begun."""
        try:
            span = period(data.get("month") or "")
        except EnergyError as error:
            raise ValidationError({"month": f"{error}。"}) from error
        if span.kind != MONTH or span.start > ctx.day:
            raise ValidationError({"month": "写一个已经开始的月份，如2026-10。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """One alarm each, with its clock."""
        bureau, month = work.scope.bureau_id, data["month"]
        assert bureau is not None
        known = set(
            Alarm.objects.filter(bureau_id=bureau, life=Life.LIVE, happened_on__startswith=month).values_list(
                "institution_id", "supply", "kind", "happened_on", "meter_id"
            )
        )
        made: list[Alarm] = []
        with source.series() as series:
            if series is None:
                raise Refused(source.NO_SERIES)
            if month not in series.months("hour"):
                raise Refused(
                    f"{month}还没有小时用量。先用 yifa energy ingest 收读数，再用 yifa energy normalise 归一。"
                )
            for site in listed(bureau, period(month).end):
                for one in find.in_month(series, site, month, work.day):
                    key = (site.pk, one.supply, one.kind.value, one.day, one.meter.pk if one.meter else None)
                    if key not in known:
                        made.append(
                            Alarm(
                                bureau_id=bureau,
                                unit_id=site.unit_id,
                                happened_on=one.day,
                                institution=site,
                                filer_id=site.filer_id,
                                meter=one.meter,
                                supply=one.supply,
                                kind=one.kind,
                                found=one.found,
                                usual=one.usual,
                                measure=one.measure,
                                why=one.why,
                            )
                        )
        if not made:
            raise Refused(f"{month}没有新的异常。已检出过的不重复提示。")
        work.create_many(made)
        for alarm in made:
            work.update(alarm, due_on=_term(work, alarm))
        return made[-1]


@action
class Explain(Action):
    """登记说明, by the institution's own office or for it."""

    resource, verb, label, main, roles, rules = ALARM, "explain", "登记说明", True, FILERS, (TERM,)
    fields = ("cause", "explained_on", "explanation", "paper")
    required = ("cause", "explained_on", "explanation")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"explained_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While it is open."""
        done = f"{obj.get_state_display()}，不再说明。" if obj is not None and obj.state != State.OPEN else ""
        return super().available(ctx, obj) or done

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Between the matter and today."""
        day = data.get("explained_on")
        if day and (day > ctx.day or (obj is not None and day < obj.happened_on)):
            raise ValidationError({"explained_on": "说明日应在异常日之后、今天以前。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The clock ends with the explanation."""
        assert obj is not None
        _stop(work, obj, data["explained_on"])
        values = {name: data.get(name) or getattr(obj, name) for name in self.fields}
        return work.update(obj, state=State.EXPLAINED, **values)


class _OfTheBureau(Action):
    resource = ALARM


@action
class SendBack(_OfTheBureau):
    """退回说明: it explains nothing; a new term runs."""

    verb, label, rules = "send_back", "退回说明", (TERM,)
    fields = ("closing_note",)
    required = ("closing_note",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """What has been explained."""
        why = super().available(ctx, obj)
        return why or ("" if obj is None or obj.state == State.EXPLAINED else "还没有说明，或者已经销号。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Open again."""
        assert obj is not None
        return work.update(obj, state=State.OPEN, due_on=_term(work, obj), closing_note=data["closing_note"])


@action
class Close(_OfTheBureau):
    """销号: the bureau has looked at it; a false alarm needs no explanation."""

    verb, label, rules = "close", "销号", (TERM,)
    fields = ("outcome", "closed_on", "closing_note")
    required = ("outcome", "closed_on")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"closed_on": ctx.day}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        done = "已经销号。" if obj is not None and obj.state == State.CLOSED else ""
        return super().available(ctx, obj) or done

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """What is no false alarm is explained first."""
        if obj is not None and obj.state == State.OPEN and data.get("outcome") not in (None, "", Outcome.FALSE):
            raise ValidationError({"outcome": "还没有说明，只能按误报销号。先登记说明。"})
        if data.get("outcome") == Outcome.FALSE and not data.get("closing_note"):
            raise ValidationError({"closing_note": "按误报销号要写明理由。"})
        day = data.get("closed_on")
        if day and (day > ctx.day or (obj is not None and day < obj.happened_on)):
            raise ValidationError({"closed_on": "销号日应在异常日之后、今天以前。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The clock ends too."""
        assert obj is not None
        _stop(work, obj, data["closed_on"])
        values = {name: data.get(name) or getattr(obj, name) for name in self.fields}
        return work.update(obj, state=State.CLOSED, **values)
