"""Verbs of collection (收数) and of wording: open, answer, confirm, return, chase, close, reopen, choose.

A zero is a finding. It may print only when each reporting office has answered for the quarter by entries or by
零报告, its head has confirmed, and the lead office has closed the register.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from yifa.core.metrics import figures
from yifa.core.metrics.metric import Query
from yifa.core.metrics.models import Answer, Collection, RegisterClose, WordingChoice
from yifa.core.metrics.periods import quarter_end
from yifa.core.org.models import Unit
from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.ledger import seal
from yifa.kernel.ledger.models import Head
from yifa.kernel.record import Life
from yifa.kernel.registry import action
from yifa.kernel.verbs import EARLIEST

LEAD = frozenset({"legal"})
#: Offices answer for themselves; the lead office may enter an answer or a confirmation that came on paper.
ANSWERERS = frozenset({"clerk", "head", "legal"})
CONFIRMERS = frozenset({"head", "legal"})
State, Kind = Answer.State, Answer.Kind
WAITING = (State.ASKED, State.RETURNED)


def zero_registers() -> list[str]:
    """Return the registers behind the zeros that may be claimed: what a collection asks for by default."""
    named = {r for m in registry.metrics().values() if m.zero is not None for r in m.registers}
    return [r.key for r in registry.resources() if r.key in named and r.register]


def entries_by_unit(bureau_id: int, register: str, year: int, quarter: int) -> Counter[int | None]:
    """Return how many counted records each unit has in a register and quarter."""
    model = registry.get_resource(register).model
    start, end = date(year, quarter * 3 - 2, 1), quarter_end(year, quarter)
    rows = model.objects.filter(bureau_id=bureau_id, happened_on__range=(start, end)).counted()
    return Counter(rows.values_list("unit_id", flat=True))


def _own_unit(ctx: Ctx, unit_id: int | None) -> bool:
    """Whether the scope answers for the unit itself (and not the lead office for it)."""
    scope = ctx.scope
    return scope.has({"clerk", "head"}) and (scope.unit_ids is None or unit_id in scope.unit_ids)


@action
class Open(Action):
    """开启收数: ask every reporting office, for every register, about one finished quarter."""

    resource, verb, label, on, main = "core_metrics.collection", "open", "开启收数", "none", True
    roles = LEAD
    fields = ("year", "quarter", "due_on")
    extra = {
        "registers": forms.CharField(
            label="台账", required=False, help_text="台账代号，用逗号分开；不填时为各项零报告所依据的台账"
        )
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The quarter has ended; the term lies ahead; the registers exist."""
        if not EARLIEST.year <= data["year"] <= ctx.day.year:
            raise ValidationError({"year": f"年份在 {EARLIEST.year} 年和今年之间。"})
        if ctx.day <= quarter_end(data["year"], data["quarter"]):
            raise ValidationError({"quarter": "这个季度还没有结束。季度终了后再开启收数。"})
        if data["due_on"] < ctx.day:
            raise ValidationError({"due_on": "答复期限不能早于今天。"})
        self._registers(data)

    def _registers(self, data: dict[str, Any]) -> list[str]:
        given = data.get("registers") or ()
        keys = [k.strip() for k in (given.split(",") if isinstance(given, str) else given) if k.strip()]
        known = {r.key for r in registry.resources() if r.register}
        if unknown := [k for k in keys if k not in known]:
            raise ValidationError({"registers": f"没有这个台账：{'、'.join(unknown)}"})
        return keys or zero_registers()

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Collection:
        """Create the collection and one answer for each office and register."""
        year, quarter = int(data["year"]), int(data["quarter"])
        if work.day <= quarter_end(year, quarter):
            raise Refused("这个季度还没有结束。季度终了后再开启收数。")
        units = Unit.objects.filter(bureau_id=work.scope.bureau_id, reports=True, closed_on__isnull=True)
        # Of no one office: every office sees the collection it answers.
        made: Collection = work.create(
            Collection(year=year, quarter=quarter, due_on=data["due_on"], happened_on=work.day)
        )  # fmt: skip
        work.create_many(
            [
                Answer(collection=made, register=register, unit=unit, happened_on=work.day)
                for register in self._registers(data)
                for unit in units
            ]
        )
        return made


def _answer(work: Work, answer: Answer, kind: str, found: int, by: str, paper: str) -> None:
    """Write one office's answer; entries and 零报告 must agree with the register."""
    if answer.state not in WAITING:
        raise Refused(f"{answer.unit}已经答复，待确认或已确认。要改，先退回。")
    if kind == Kind.ZERO and found:
        raise Refused(f"{answer.unit}本季度已登记 {found} 条，不能零报告。按有记录答复，或先作废登错的记录。")
    if kind == Kind.ENTRIES and not found:
        raise Refused(f"{answer.unit}本季度没有登记记录。先登记，或作零报告。")
    work.update(
        answer, state=State.ANSWERED, kind=kind, entries=found, answered_on=work.day, answered_by=by,
        return_reason="", paper=paper or answer.paper,
    )  # fmt: skip


def _confirm(work: Work, answer: Answer, by: str, paper: str) -> None:
    if answer.state != State.ANSWERED:
        raise Refused(f"{answer.unit}还没有答复，不能确认。" if answer.state in WAITING else "这份答复已经确认。")
    work.update(answer, state=State.CONFIRMED, confirmed_on=work.day, confirmed_by=by, paper=paper or answer.paper)


class _OnAnswer(Action):
    resource, on = "core_metrics.answer", "one"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only while the register of the quarter is open."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and _closed(obj.collection_id, obj.register):
            return "这个季度的台账已经关闭。先重开。"
        return ""


def _closed(collection_id: int, register: str) -> bool:
    return RegisterClose.objects.filter(
        collection_id=collection_id, register=register, state=RegisterClose.State.CLOSED, life=Life.LIVE
    ).exists()


_PAPER = {
    "paper": forms.CharField(label="纸质件文号", max_length=200, required=False, help_text="代办公室补登的须填写"),
    "signed_by": forms.CharField(label="纸质件签字人", max_length=60, required=False),
}


def _signer(ctx: Ctx, unit_id: int | None, data: dict[str, Any]) -> str:
    """Return who answers or confirms; the lead office enters for another only from a signed paper."""
    if _own_unit(ctx, unit_id):
        return ctx.scope.name
    if not ctx.scope.has(LEAD):
        raise Refused("只能答复、确认本处室（单位）的收数；代其他处室（单位）补登由法规处办理。")
    if not (data.get("paper") and data.get("signed_by")):
        raise ValidationError({"paper": "代其他处室（单位）补登，须写明纸质件文号和签字人。"})
    return str(data["signed_by"])


@action
class Reply(_OnAnswer):
    """答复: by entries, or by 零报告."""

    verb, label, main = "answer", "答复", True
    roles = ANSWERERS
    extra = {"kind": forms.ChoiceField(label="答复方式", choices=Kind.choices), **_PAPER}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only a question that waits."""
        waits = obj is None or obj.state in WAITING
        return super().available(ctx, obj) or ("" if waits else "已经答复。要改，先退回。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Answer:
        """Record the answer with the number of entries found."""
        assert obj is not None
        where = obj.collection
        found = entries_by_unit(obj.bureau_id, obj.register, where.year, where.quarter)[obj.unit_id]
        _answer(work, obj, data["kind"], found, _signer(work.ctx, obj.unit_id, data), data.get("paper", ""))
        return obj


@action
class Confirm(_OnAnswer):
    """负责人确认: the head of the office answers for it."""

    verb, label, main = "confirm", "负责人确认", True
    roles = CONFIRMERS
    extra = dict(_PAPER)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only an answer given."""
        ready = obj is None or obj.state == State.ANSWERED
        return super().available(ctx, obj) or ("" if ready else "没有待确认的答复。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Answer:
        """Confirm the answer."""
        assert obj is not None
        ctx = work.ctx
        head = ctx.scope.has({"head"}) and _own_unit(ctx, obj.unit_id)
        _confirm(work, obj, ctx.scope.name if head else _signer(ctx, None, data), data.get("paper", ""))
        return obj


@action
class Return(_OnAnswer):
    """退回: the answer goes back to the office, with the reason."""

    verb, label = "return", "退回"
    roles = CONFIRMERS
    extra = {"reason": forms.CharField(label="退回理由", max_length=200)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only an answer given or confirmed."""
        given = obj is None or obj.state in (State.ANSWERED, State.CONFIRMED)
        return super().available(ctx, obj) or ("" if given else "还没有答复，不用退回。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Answer:
        """Return it and clear the confirmation."""
        return work.update(obj, state=State.RETURNED, return_reason=data["reason"], confirmed_on=None, confirmed_by="")


@action
class Chase(_OnAnswer):
    """催办 one office about one register."""

    verb, label, bulk = "chase", "催办", True
    roles = LEAD

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only what is not confirmed."""
        open_ = obj is None or obj.state != State.CONFIRMED
        return super().available(ctx, obj) or ("" if open_ else "已经确认，不用催办。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Answer:
        """Count the reminder."""
        assert obj is not None
        return work.update(obj, chased=obj.chased + 1)


class _OnCollection(Action):
    resource, on = "core_metrics.collection", "one"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only an open collection."""
        if why := super().available(ctx, obj):
            return why
        return "这次收数已经关闭。" if obj is not None and obj.state == Collection.State.CLOSED else ""

    def _answers(self, obj: Any, data: dict[str, Any]) -> list[Answer]:
        rows = obj.answers.filter(life=Life.LIVE).select_related("unit", "collection").order_by("register", "unit")
        if unit := data.get("unit"):
            rows = rows.filter(unit=unit)
        return list(rows)


class _ForUnit(_OnCollection):
    extra = {"unit": forms.ModelChoiceField(Unit.objects.all(), label="处室（单位）"), **_PAPER}

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The reader's own office."""
        return {"unit": ctx.scope.home_unit_id} if _own_unit(ctx, ctx.scope.home_unit_id) else {}


@action
class AnswerAll(_ForUnit):
    """整体答复: one office answers all registers that wait, each by its entries or by 零报告."""

    verb, label = "answer_all", "整体答复"
    roles = ANSWERERS

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Collection:
        """Answer from what the registers hold."""
        assert obj is not None
        unit, paper = data["unit"], data.get("paper", "")
        by = _signer(work.ctx, unit.pk, data)
        for answer in self._answers(obj, data):
            if answer.state not in WAITING:
                continue
            found = entries_by_unit(obj.bureau_id, answer.register, obj.year, obj.quarter)[unit.pk]
            _answer(work, answer, Kind.ENTRIES if found else Kind.ZERO, found, by, paper)
        return obj


@action
class ConfirmAll(_ForUnit):
    """整体确认: the head of one office confirms all its answers."""

    verb, label = "confirm_all", "整体确认"
    roles = CONFIRMERS

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Collection:
        """Confirm what is answered."""
        assert obj is not None
        ctx, unit = work.ctx, data["unit"]
        head = ctx.scope.has({"head"}) and _own_unit(ctx, unit.pk)
        by = ctx.scope.name if head else _signer(ctx, None, data)
        answers = self._answers(obj, data)
        if any(a.state in WAITING for a in answers):
            raise Refused(f"{unit}还有台账没有答复，不能整体确认。")
        for answer in answers:
            if answer.state == State.ANSWERED:
                _confirm(work, answer, by, data.get("paper", ""))
        return obj


@action
class ChaseAll(_OnCollection):
    """催办 all offices that have not answered or confirmed."""

    verb, label = "chase_all", "全部催办"
    roles = LEAD

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Collection:
        """Count a reminder on every open answer."""
        assert obj is not None
        late = [a for a in self._answers(obj, data) if a.state != State.CONFIRMED]
        if not late:
            raise Refused("各处室（单位）都已确认，不用催办。")
        for answer in late:
            work.update(answer, chased=answer.chased + 1)
        return obj


def _head_hash() -> str:
    head = Head.objects.filter(pk=1).first()
    return head.hash if head else ""


@action
class CloseRegister(_OnCollection):
    """关闭台账: the lead office closes a register of the quarter (blank: every register); a reopened one again."""

    verb, label = "close_register", "关闭台账"
    roles = LEAD
    extra = {"register": forms.CharField(label="台账", required=False, help_text="不填时关闭全部台账")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Also in a closed collection, for a register that was reopened."""
        return Action.available(self, ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Collection:
        """Close where every office has confirmed."""
        assert obj is not None
        answers = self._answers(obj, {})
        chosen = [data["register"]] if data.get("register") else list(dict.fromkeys(a.register for a in answers))
        known = {c.register: c for c in obj.closes.filter(life=Life.LIVE)}
        for register in chosen:
            mine = [a for a in answers if a.register == register]
            title = registry.get_resource(register).title if mine else register
            if not mine:
                raise Refused(f"这次收数没有“{title}”。")
            late = [str(a.unit) for a in mine if a.state != State.CONFIRMED]
            if late:
                raise Refused(f"“{title}”还等{'、'.join(late)}确认，不能关闭。先催办。")
            found = entries_by_unit(obj.bureau_id, register, obj.year, obj.quarter)
            if untrue := [str(a.unit) for a in mine if (a.kind == Kind.ZERO) == bool(found.get(a.unit_id))]:
                raise Refused(f"“{title}”{'、'.join(untrue)}的答复与现有登记不符，不能关闭。退回重新答复。")
            row = known.get(register)
            if row is None:
                work.create(
                    RegisterClose(
                        collection=obj, register=register, unit=obj.unit, happened_on=work.day,
                        closed_by=work.scope.name, seal=_head_hash(),
                    )
                )  # fmt: skip
            elif row.state == RegisterClose.State.REOPENED:
                work.update(row, state=RegisterClose.State.CLOSED, closed_by=work.scope.name, seal=_head_hash())
        seal.with_action(work.ctx, f"{obj}台账关闭")
        return obj


@action
class CloseCollection(_OnCollection):
    """关闭收数: after every register."""

    verb, label = "close", "关闭收数"
    roles = LEAD

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Collection:
        """Close the collection when each register asked for is closed."""
        assert obj is not None
        asked = set(obj.answers.filter(life=Life.LIVE).values_list("register", flat=True))
        shut = set(
            obj.closes.filter(life=Life.LIVE, state=RegisterClose.State.CLOSED).values_list("register", flat=True)
        )
        if rest := sorted(asked - shut):
            titles = "、".join(f"“{registry.get_resource(r).title}”" for r in rest)
            raise Refused(f"{titles}还没有关闭。")
        return work.update(obj, state=Collection.State.CLOSED, closed_on=work.day)


@action
class Reopen(Action):
    """重开台账: by approval; zeros of the quarter may not print until it is closed again."""

    resource, verb, label, danger = "core_metrics.close", "reopen", "重开", True
    roles = LEAD
    confirm = "重开后，依据这个台账的“没有发生”不能写进报告，直到重新关闭。"
    extra = {
        "approver": forms.CharField(label="批准重开人", max_length=60),
        "reason": forms.CharField(label="重开理由", max_length=200),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only a closed one."""
        shut = obj is None or obj.state == RegisterClose.State.CLOSED
        return super().available(ctx, obj) or ("" if shut else "已经重开。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> RegisterClose:
        """Reopen it with approver and reason."""
        return work.update(obj, state=RegisterClose.State.REOPENED, approver=data["approver"], reason=data["reason"])


@action
class Choose(Action):
    """选定写法: the writer's choice of modality, or of a lawful wording, for one figure of a year."""

    resource, verb, label, on, main = "core_metrics.wording", "choose", "选定写法", "none", True
    roles = frozenset({"legal", "head"})
    fields = ("qualifier", "option")
    #: Not fields of the row: a figure that has a choice already is chosen again, not refused as a second row.
    extra = {
        "year": forms.IntegerField(label="年度", min_value=1, max_value=9999),
        "metric": forms.CharField(label="数字", max_length=80),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The records bear the modality out, or the wording is one of those offered."""
        if data.get("metric") not in registry.metrics():
            raise ValidationError({"metric": "没有这个数字。"})
        if not date.min.year <= int(data.get("year") or 0) <= ctx.day.year:
            raise ValidationError({"year": "年度不对，或者还没有到。"})
        metric = registry.get_metric(data["metric"])
        qualifier, option = data.get("qualifier") or "", data.get("option") or ""
        if qualifier and qualifier not in (allowed := figures.modalities(metric)):
            words = "、".join(figures.NAMES[q] for q in allowed)
            raise ValidationError({"qualifier": f"“{metric.label}”不能用这种写法。可用：{words}。"})
        query = Query.of_year(ctx.scope.bureau_id or 0, int(data["year"]), until=ctx.day)
        wanted = WordingChoice(metric=metric.key, qualifier=qualifier, option=option)
        found = figures.evaluate(metric.key, query, choice=wanted)
        if qualifier and found.why:
            ways = "、".join(text for _, text in found.options)
            raise ValidationError({"qualifier": f"{found.why}。可用：{ways}。"})
        plain = figures.evaluate(metric.key, query)
        if option and option != figures.OMIT and option not in dict(plain.options):
            raise ValidationError({"option": f"记录现在不支持这个写法。现在的写法：{plain.printed or plain.why}。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> WordingChoice:
        """Make the choice, or change the one there is."""
        self.clean(work.ctx, obj, data)
        chosen = {"qualifier": data.get("qualifier") or "", "option": data.get("option") or ""}
        key = {"bureau_id": work.scope.bureau_id, "year": data["year"], "metric": data["metric"]}
        user = get_user_model().objects.filter(pk=work.scope.user_id or 0).first()
        known = WordingChoice.objects.filter(**key).first()
        if known is None:
            return work.create(WordingChoice(**key, **chosen, chosen_by=user, happened_on=work.day))
        return work.update(known, **chosen, chosen_by=user, life=Life.LIVE)
