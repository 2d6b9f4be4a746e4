"""Standard verbs of every Resource: 登记, 更正, 作废, 并档, 补录."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.kernel import registry
from yifa.kernel.action import Action, Blocked, Ctx, Refused, Work
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life, Record
from yifa.lawkit import params

#: Set by core.metrics: (resource key, bureau id) → a test that names the closed period a day falls in, or "".
closed_periods: Callable[[str, int], Callable[[date], str]] = lambda resource, bureau: lambda day: ""  # noqa: E731
#: Set by core.metrics: reopens that period inside the running work.
reopen_period: Callable[[Work, str, int, date, str, str], None] = lambda *args: None  # noqa: E731
#: Set by core.org: bureau id → its 启用日期 (None: not known).
started_on: Callable[[int], date | None] = lambda bureau: None  # noqa: E731


EARLIEST = date(1949, 10, 1)


def closed_period(resource: str, bureau_id: int, day: date) -> str:
    """Return the name of the closed period a day falls in for a register, or ""."""
    return closed_periods(resource, bureau_id)(day)


def late_days(day: date) -> int:
    """Return after how many days an entry counts as 补录 (a parameter of the bureau, not of a law)."""
    return int(params.get_param("entry.late_days", day).value)


def is_live_day(bureau_id: int | None, day: date, today: date) -> bool:
    """Whether what happened on ``day`` is to go through the live verbs and their gates: kept already, and recent."""
    if (today - day).days > late_days(today):
        return False
    started = started_on(bureau_id) if bureau_id else None
    return started is None or day >= started


def misdated(day: date | None) -> str:
    """Return why a day cannot be a 发生日: a slip of the pen that no rule, parameter or clock knows."""
    return "发生日早于 1949 年 10 月，年份可能写错了。" if day and day < EARLIEST else ""


def outside(scope: Scope, unit: Any) -> str:
    """Return why a scope may not write a record of that unit (empty when it may)."""
    if unit is None or scope.unit_ids is None or unit.pk in scope.unit_ids:
        return ""
    return f"你的岗位不能替“{unit}”登记。承办单位选本处室（单位）。"


class _Verb(Action):
    """A standard verb bound to one Resource."""

    def __init__(self, resource: Any) -> None:
        self.res = resource
        self.resource = resource.key
        self.roles = resource.write_roles
        self.rules = self.rules or resource.rules


class RecordVerb(_Verb):
    """登记: write down what was done, soon after it was done."""

    verb, label, on, main = "record", "登记", "none", True

    def __init__(self, resource: Any) -> None:
        super().__init__(resource)
        self.label = resource.record_label or f"登记{resource.noun or resource.title}"
        self.fields = tuple(resource.form)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the writer's own unit and today."""
        start: dict[str, Any] = {}
        if "unit" in self.fields and ctx.scope.home_unit_id:
            start["unit"] = ctx.scope.home_unit_id
        if "happened_on" in self.fields and self.res.dated:
            start["happened_on"] = ctx.day
        return start

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Check 发生日 against today, then what the Resource says."""
        day = data.get("happened_on")
        if day and day > ctx.day and not self.res.future_ok:
            raise ValidationError({"happened_on": "发生日不能晚于今天。"})
        if why := misdated(day):
            raise ValidationError({"happened_on": why})
        limit = late_days(ctx.day)
        if day and self.verb == "record" and (ctx.day - day).days > limit:
            raise ValidationError({"happened_on": f"发生日距今超过 {limit} 日，属补录。用“补录”登记，并写明佐证文号。"})
        if why := outside(ctx.scope, data.get("unit")):
            raise ValidationError({"unit": why})
        check = getattr(self.res, "clean", None)
        if check:
            check(ctx, obj, data)

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Return the new object, not yet saved."""
        if why := outside(work.scope, data.get("unit")):
            raise Refused(why)
        self._into_closed(work, data)
        names = {f.name for f in self.res.model._meta.concrete_fields}
        obj = self.res.model(**{k: v for k, v in data.items() if k in names})
        prepare = getattr(self.res, "prepare", None)
        if prepare:
            prepare(work, obj)
        return obj

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Insert the record."""
        made = work.create(self.build(work, data))
        self.after_each(work, made, data)
        return made

    def after_each(self, work: Work, obj: Any, data: dict[str, Any]) -> None:
        """What follows from each new record (its clocks, its breach), by single entry and by import alike."""

    def _into_closed(self, work: Work, data: dict[str, Any]) -> None:
        """Nothing new enters a period that the offices have confirmed: it is reopened first."""
        day, bureau_id = data.get("happened_on"), work.scope.bureau_id
        if not (self.res.register and day and bureau_id):
            return
        if "closed" not in work.memo:  # once for all rows of one Action
            work.memo["closed"] = closed_periods(self.res.key, bureau_id)
        if period := work.memo["closed"](day):
            raise Blocked(ClosedPeriod(), Block(f"{period}“{self.res.title}”已关闭", "先由法规处经批准重开，再登记"))


class BackfillVerb(RecordVerb):
    """补录: a record of a time before live keeping; needs its paper, runs no gate, keeps its source for ever."""

    verb, main = "backfill", False
    #: Further fields whose dates gates look at (签订日, 提交讨论日): none of them may be recent.
    late: tuple[str, ...] = ()

    def __init__(self, resource: Any) -> None:
        super().__init__(resource)
        self.label = "补录"
        self.fields = tuple(dict.fromkeys((*resource.form, "paper")))
        self.required = ("paper",)
        self.extra = {
            "source": forms.CharField(label="补录来源", required=False, help_text="文件、表、行，或纸质件所在")
        }
        self.help = "补录不触发闸口和提醒，记录上永远标明“补录”和来源。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """What is recent, and happened while the bureau keeps its records here, passes the gates as it is done."""
        name, why = self.recent(ctx, data)
        if why:
            raise ValidationError({name: why})
        super().clean(ctx, obj, data)

    def recent(self, ctx: Ctx, data: dict[str, Any]) -> tuple[str, str]:
        """Return (field, why) of the first date that belongs to live keeping, or two empty texts."""
        for name in ("happened_on", *self.late):
            day = data.get(name)
            if type(day) is date and is_live_day(ctx.scope.bureau_id, day, ctx.day):
                label = self.res.model._meta.get_field(name).verbose_name
                return name, (
                    f"{label}（{day.isoformat()}）在启用日期之后，距今不超过 {late_days(ctx.day)} 日，不能补录。"
                    "按正常办理登记。"
                )
        return "", ""

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Return the new object marked 补录."""
        if not data.get("paper"):
            raise ValidationError({"paper": "补录须写明佐证文号。"})
        name, why = self.recent(work.ctx, data)
        if why:
            raise ValidationError({name: why})
        obj = super().build(work, data)
        obj.backfilled = True
        obj.source = data.get("source", "")
        return obj


class ClosedPeriod(Gate):
    """A correction in a closed period reopens it, by approval."""

    key, title, force, house_basis = "kernel.closed_period", "已关闭的期间", Force.HOUSE, "本系统收数规程"


def _through_closed(work: Work, res: Any, obj: Any, data: dict[str, Any]) -> None:
    """Let a change of a closed period through only with its approver; the period is reopened then."""
    day = getattr(obj, "happened_on", None)
    if not (res.register and day):
        return
    period = closed_period(res.key, obj.bureau_id, day)
    if not period:
        return
    approver = data.get("approver")
    if not approver:
        raise Blocked(ClosedPeriod(), Block(f"{period}已关闭", "填写批准重开的负责人后再办理"))
    reopen_period(work, res.key, obj.bureau_id, day, approver, data.get("reason", ""))


_REASON = {
    "reason": forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2})),
    "checker": forms.CharField(label="复核人", max_length=60),
    "approver": forms.CharField(label="批准重开人", max_length=60, required=False, help_text="期间已关闭时填写"),
}


class CorrectVerb(_Verb):
    """更正: old and new value, reason, checker; never overwrites without trace."""

    verb, label = "correct", "更正"

    def __init__(self, resource: Any) -> None:
        super().__init__(resource)
        paper = ("paper",) if issubclass(resource.model, Record) else ()
        self.fields = tuple(dict.fromkeys((*resource.form, *paper)))
        self.extra = dict(_REASON)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The checker is another person; something must change."""
        if data.get("checker", "").strip() == ctx.scope.name:
            raise ValidationError({"checker": "复核人不能是本人。"})
        if obj is not None and not self._changed(obj, data):
            raise ValidationError("没有改动。")
        self.facts(ctx, obj, data)

    def facts(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Raise ValidationError where the corrected facts cannot stand, by whatever door they come."""
        if why := misdated(data.get("happened_on")):
            raise ValidationError({"happened_on": why})
        if why := self._handed_over(ctx, obj, data):
            raise ValidationError({"unit": why})
        check = getattr(self.res, "clean", None)
        if check:
            check(ctx, obj, data)

    def _handed_over(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> str:
        """A record leaves the actor's own units only by somebody who answers for the whole bureau."""
        given = data.get("unit")
        return outside(ctx.scope, given) if given and given.pk != getattr(obj, "unit_id", None) else ""

    def _changed(self, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        return {n: data[n] for n in self.fields if n in data and getattr(obj, n) != data[n]}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Change the fields that differ."""
        assert obj is not None
        if why := self._handed_over(work.ctx, obj, data):
            raise Refused(why)
        _through_closed(work, self.res, obj, data)
        changed = self._changed(obj, data)
        self._through_gates(work.ctx, obj, changed)
        work.extra = {"reason": data.get("reason", ""), "checker": data.get("checker", "")}
        return work.update(obj, **changed)

    def _through_gates(self, ctx: Ctx, obj: Any, changed: dict[str, Any]) -> None:
        """更正 is no way round: what 登记 would have refused is not made of a live record afterwards."""
        entry = registry.actions(self.res.key).get("record")
        if entry is None or not entry.gates or getattr(obj, "backfilled", False):
            return
        was = {f.name: getattr(obj, f.name) for f in obj._meta.concrete_fields}
        for gate in entry.gates:
            block = gate.check(ctx, None, {**was, **changed})
            if block is None or gate.unverified() or gate.check(ctx, None, was) is not None:
                continue
            raise Blocked(gate, block)


class VoidVerb(_Verb):
    """作废: the record stays visible and leaves every figure."""

    verb, label, danger = "void", "作废", True
    confirm = "作废后记录仍可查看，但不再计入任何数字。"

    def __init__(self, resource: Any) -> None:
        super().__init__(resource)
        self.extra = dict(_REASON)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The checker is another person."""
        if data.get("checker", "").strip() == ctx.scope.name:
            raise ValidationError({"checker": "复核人不能是本人。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Mark the record void."""
        assert obj is not None
        _through_closed(work, self.res, obj, data)
        work.extra = {"reason": data.get("reason", ""), "checker": data.get("checker", "")}
        return work.update(obj, life=Life.VOID)


class MergeVerb(VoidVerb):
    """并档: two records of one matter become one; the other stays as a pointer."""

    verb, label = "merge", "并档"
    confirm = "并入后本条不再计数，保留指向。"

    def __init__(self, resource: Any) -> None:
        super().__init__(resource)
        self.extra = {"target": forms.IntegerField(label="并入的记录编号", min_value=1), **_REASON}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The target is another live record that the scope sees."""
        super().clean(ctx, obj, data)
        rows = self.res.rows(ctx.scope).filter(pk=data.get("target"), life=Life.LIVE)
        if obj is not None and (data.get("target") == obj.pk or not rows.exists()):
            raise ValidationError({"target": "没有这条有效记录，或就是本条。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Point the record to the one it is merged into."""
        assert obj is not None
        _through_closed(work, self.res, obj, data)
        work.extra = {"reason": data.get("reason", ""), "checker": data.get("checker", "")}
        return work.update(obj, life=Life.MERGED, merged_into=data["target"])


_ALL = {"record": RecordVerb, "correct": CorrectVerb, "void": VoidVerb, "merge": MergeVerb, "backfill": BackfillVerb}


#: Further verbs of every Resource (导出, 加入佐证): Resource → Action, or None. Filled by kernel apps at start-up.
FOR_ALL: list[Callable[[Any], Action | None]] = []


def standard_verbs(resource: Any) -> Iterator[Action]:
    """Yield the standard verbs a Resource has."""
    for name in resource.verbs:
        yield _ALL[name](resource)
    for make in FOR_ALL:
        if (action := make(resource)) is not None:
            yield action
