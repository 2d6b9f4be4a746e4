"""Verbs of filings: 布置, 填写, 审签, 报送, 退回, 审核; and of spot checks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.affairs.energy.engine.dates import after_quarter, fixed
from yifa.affairs.energy.engine.filing_checks import RETURN
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.periods import YEAR, Period, period
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.filings.choices import Origin, State, Verdict
from yifa.affairs.energy.filings.models import SpotCheck, SurveyFiling
from yifa.core.process.workflow import Move, move
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.policy import WRITERS
from yifa.kernel.record import Life
from yifa.kernel.registry import action, get_resource
from yifa.kernel.verbs import BackfillVerb
from yifa.lawkit.clock import Event, fold
from yifa.lawkit.params import get_param
from yifa.lawkit.rules import get_rule

FILING, SPOT = "energy.filing", "energy.spot_check"
FILERS = WRITERS | {"unit"}
_OPEN = (State.DRAFT, State.RETURNED, State.SIGNED)


def wanted(text: str) -> Period:
    """Return the period asked for; a form error where it is none."""
    try:
        return period(text)
    except EnergyError as error:
        raise ValidationError({"period": f"{error}。"}) from error


def due_day(span: Period) -> date:
    """Return the day by which a period is to be filed: the yearly day of the 条例, else the setting of the bureau."""
    if span.kind == YEAR:
        rule = get_rule("ENE-01", on=span.end)
        due = fold(rule, [Event("start", span.end)]).due if rule.parts else None
        return due or fixed(span.year + 1, str((rule.quantity or {})["value"]))
    days = int(get_param("energy.filing_due_days", span.end).value)
    return (
        after_quarter(span.end, days=days) if span.kind == "quarter" else date.fromordinal(span.end.toordinal() + days)
    )


def listed(bureau_id: int, day: date) -> Any:
    """Return the institutions in the directory on a day: who has to file (ENE-14)."""
    rows = PublicInstitution.objects.filter(bureau_id=bureau_id).counted().filter(happened_on__lte=day)
    return rows.exclude(left_on__lte=day).order_by("name", "id")


def opened(site: PublicInstitution, span: Period, unit: Any, day: date) -> SurveyFiling:
    """Return a new filing, filled with what the ledger and the directory hold."""
    found = reading.sets(site.bureau_id)
    form = found.form(span.end)
    values, _ = reading.offered(found, form, site, span.text)
    return SurveyFiling(
        bureau_id=site.bureau_id,
        unit=unit,
        happened_on=day,
        institution=site,
        period=span.text,
        form=form.id,
        filer_id=site.filer_id,
        due_on=due_day(span),
        values=values,
        origins={k: Origin.DIRECTORY if k in ("uscc", "area", "persons") else Origin.BOOKS for k in values},
    )


@action
class Launch(Action):
    """布置填报: one filing for every listed institution that has none for the period."""

    resource, verb, label, on, main = FILING, "launch", "布置填报", "none", True
    extra = {"period": forms.CharField(label="报告期", max_length=7, help_text="年报2025，季报2025Q1，月报2025-03")}
    rules = ("ENE-14",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A period that has begun, with somebody left to file."""
        span = wanted(data["period"])
        if span.start > ctx.day:
            raise ValidationError({"period": f"{span.title}还没有开始。"})
        if not self._left(ctx, span).exists():
            raise ValidationError({"period": f"名录库内的机构都已有{span.title}的报表。"})

    def _left(self, ctx: Ctx, span: Period) -> Any:
        assert ctx.scope.bureau_id is not None
        have = SurveyFiling.objects.filter(bureau_id=ctx.scope.bureau_id, period=span.text, life=Life.LIVE)
        return listed(ctx.scope.bureau_id, span.end).exclude(pk__in=have.values("institution_id"))

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Open them all; the last one is returned."""
        span = wanted(data["period"])
        made = [opened(site, span, site.unit, work.day) for site in self._left(work.ctx, span)]
        if not made:
            raise Refused(f"名录库内的机构都已有{span.title}的报表。")
        work.create_many(made)
        return made[-1]


class OnFiling(Action):
    """A verb on a filing that is still with the filer."""

    resource, roles = FILING, FILERS

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While the form is with the filer."""
        late = obj is not None and obj.state not in _OPEN
        why = f"报表{obj.state_label()}，不能再改。审核退回后可以改。" if late and obj is not None else ""
        return super().available(ctx, obj) or why


def put(work: Work, obj: SurveyFiling, values: dict[str, Any], answers: dict[str, str], origin: str) -> SurveyFiling:
    """Write figures and answers into a filing; who signed before signs again."""
    found = reading.sets(obj.bureau_id)
    try:
        new = reading.known(reading.form_of(found, obj), values)
    except EnergyError as error:
        raise ValidationError({"values": f"{error}。"}) from error
    changed = {k: v for k, v in new.items() if obj.values.get(k, "") != v}
    said = {k: str(v).strip()[:300] for k, v in answers.items() if str(v).strip()}
    more = {"answers": {**obj.answers, **said}} if said else {}
    if changed and obj.state == State.SIGNED:
        move(work, obj, State.DRAFT, statistics_head="")
    return work.update(
        obj, values={**obj.values, **changed}, origins={**obj.origins, **dict.fromkeys(changed, origin)}, **more
    )


@action
class Fill(OnFiling):
    """填写: the figures of the form, and what is said to the findings."""

    verb, label, main = "fill", "填写", True
    extra = {
        "values": forms.JSONField(label="填报数据", help_text="指标代码和数值"),
        "answers": forms.JSONField(label="填报说明", required=False),
        "origin": forms.ChoiceField(label="数据来源", choices=Origin.choices, required=False),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Figures by their keys."""
        for name in ("values", "answers"):
            if not isinstance(data.get(name) or {}, dict):
                raise ValidationError({name: "写成指标代码和内容的对照。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep what was typed, and that it was."""
        assert obj is not None
        return put(work, obj, data.get("values") or {}, data.get("answers") or {}, data.get("origin") or Origin.TYPED)


@action
class Prefill(OnFiling):
    """取台账数: put the sums of the monthly ledger, area and people into the form again."""

    verb, label = "prefill", "取台账数"
    help = "按月台账和名录库重新带入，覆盖这些指标现有的数；台账缺月的会在页面上提示。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Overwrite what the ledger knows."""
        assert obj is not None
        found = reading.sets(obj.bureau_id)
        values, _ = reading.offered(found, reading.form_of(found, obj), obj.institution, obj.period)
        if not values:
            raise Refused("月台账和名录库里没有这个报告期的数据。")
        return put(work, obj, values, {}, Origin.BOOKS)


@action
class Sign(OnFiling, Move):
    """统计负责人审签."""

    verb, label, to, main = "sign", "统计负责人审签", State.SIGNED, True
    fields = ("written_by", "statistics_head")
    required = ("written_by", "statistics_head")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Whoever filled it in last time."""
        return {"written_by": getattr(obj, "written_by", "") or ctx.scope.name}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Not twice."""
        return Move.available(self, ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Two people."""
        if data.get("written_by") and data.get("written_by") == data.get("statistics_head"):
            raise ValidationError({"statistics_head": "统计负责人和填表人不能是同一人。"})


@action
class Submit(OnFiling, Move):
    """单位负责人签发报送: the audit runs and stays with the filing."""

    verb, label, to, main = "submit", "签发报送", State.SUBMITTED, True
    fields = ("unit_head", "submitted_on")
    required = ("unit_head", "submitted_on")
    help = "报送时逐项审核。缺填、错填的退回填写；其余提示写明说明后可以报送。"
    rules = ("ENE-01",)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Today."""
        return {"submitted_on": ctx.day, "unit_head": getattr(obj, "unit_head", "")}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """After the head of statistics."""
        return Move.available(self, ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before the period is over, not by the one who filled it in."""
        if obj is not None and data.get("unit_head") and data["unit_head"] == obj.written_by:
            raise ValidationError({"unit_head": "单位负责人和填表人不能是同一人。"})
        day = data.get("submitted_on")
        if day and day > ctx.day:
            raise ValidationError({"submitted_on": "报送日不能晚于今天。"})
        if day and obj is not None and day <= period(obj.period).end:
            raise ValidationError({"submitted_on": "报告期还没有结束，不能报送。"})

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Audit; what is wrong on its face does not leave, what may be right is kept as a question."""
        findings = reading.stored(reading.audited(reading.sets(obj.bureau_id), obj, work.day))
        wrong = [f["message"] for f in findings if f["severity"] == RETURN and f["check"] in ("completeness", "value")]
        if wrong:
            raise Refused(f"不能报送：{'；'.join(wrong[:8])}。")
        return super().values(work, obj, data) | {"findings": findings}


class Audit(Move):
    """A verb of the office that audits."""

    resource = FILING


@action
class Return(Audit):
    """退回填报: with the places and the reason."""

    verb, label, to = "send_back", "退回", State.RETURNED
    extra = {
        "places": forms.CharField(label="退回的指标", max_length=200, help_text="如 电、用能人数，用顿号隔开"),
        "reason": forms.CharField(label="退回理由", widget=forms.Textarea(attrs={"rows": 3})),
    }

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """What the audit found and nobody answered."""
        if obj is None:
            return {}
        found = reading.sets(obj.bureau_id)
        form = reading.form_of(found, obj)
        left = [f for f in obj.findings if reading.answer_key(f) not in obj.answers]
        names = dict.fromkeys(reading.title_of(form, found, f["key"]) for f in left)
        return {"places": "、".join(names), "reason": "；".join(f["message"] for f in left)}

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Keep every return."""
        places = [t.strip() for t in data["places"].replace(",", "、").replace("，", "、").split("、") if t.strip()]
        row = {"on": work.day.isoformat(), "by": work.scope.name, "places": places, "reason": data["reason"]}
        return {"returned": [*obj.returned, row], "returns": obj.returns + 1, "statistics_head": "", "unit_head": ""}


@action
class Accept(Audit):
    """审核通过."""

    verb, label, to, main = "accept", "审核通过", State.ACCEPTED, True
    fields = ("opinion",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """An open question needs a word of the auditor."""
        left = [f for f in obj.findings if reading.answer_key(f) not in obj.answers] if obj is not None else []
        if left and not (data.get("opinion") or "").strip():
            raise ValidationError({"opinion": f"还有 {len(left)} 条审核提示没有填报说明，写明核实情况。"})

    def values(self, work: Work, obj: Any, data: dict[str, Any]) -> dict[str, Any]:
        """Who accepted, and when."""
        return super().values(work, obj, data) | {"accepted_on": work.day, "auditor": work.scope.name}


@action
class BackfillFiling(BackfillVerb):
    """补录 of a filing that was audited before: figures and signatures as on the paper."""

    resource = FILING

    def __init__(self) -> None:
        super().__init__(get_resource(FILING))
        self.fields = (*self.fields, "written_by", "statistics_head", "unit_head", "submitted_on", "accepted_on")
        self.extra = {
            **self.extra,
            "values": forms.JSONField(label="填报数据", required=False, help_text="指标代码和数值"),
        }

    def build(self, work: Work, data: dict[str, Any]) -> Any:
        """Return the filing with its figures, in the version of its period."""
        data = dict(data)
        values = data.pop("values", None) or {}
        obj = super().build(work, data)
        found = reading.sets(work.scope.bureau_id or 0)
        try:
            obj.values = reading.known(reading.form_of(found, obj), values)
        except EnergyError as error:
            raise ValidationError({"values": f"{error}。"}) from error
        obj.origins = dict.fromkeys(obj.values, Origin.SHEET)
        obj.state = State.ACCEPTED if obj.accepted_on else State.SUBMITTED if obj.submitted_on else State.DRAFT
        return obj


@action
class SpotResult(Action):
    """登记抽查结果 of one institution that was drawn."""

    resource, verb, label, main = SPOT, "report", "登记抽查结果", True
    extra = {
        "institution": forms.CharField(label="抽中机构", max_length=120),
        "verdict": forms.ChoiceField(label="结果", choices=Verdict.choices),
        "text": forms.CharField(label="情况", widget=forms.Textarea(attrs={"rows": 2}), required=False),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Only of those drawn; what is not in order is described."""
        if obj is not None and data.get("institution") not in obj.drawn:
            raise ValidationError({"institution": f"没有抽中这家机构。抽中的有：{'、'.join(obj.drawn[:20])}。"})
        if data.get("verdict") != Verdict.AGREES and not data.get("text"):
            raise ValidationError({"text": "写明哪项数据、差多少、凭证在哪里。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it beside the draw."""
        assert obj is not None
        said = {"verdict": data["verdict"], "text": data.get("text") or "", "on": work.day.isoformat()}
        return work.update(obj, results={**obj.results, data["institution"]: said})


def drawn(check: SpotCheck, day: date) -> None:
    """Draw the institutions of a spot check."""
    from yifa.affairs.energy.engine.filing_checks import spot_check

    names = list(listed(check.bureau_id, period(check.period).end).values_list("name", flat=True))
    if not names:
        raise ValidationError({"period": "报告期末名录库里没有机构。"})
    check.percent = get_param("energy.filing_spot_percent", day).value
    check.population, check.drawn = len(names), spot_check(names, check.percent, check.seed)
