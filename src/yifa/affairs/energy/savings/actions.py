"""核算节能量: fix what a measure has saved up to a day, with the model, the days and the digest of what it rests on."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.affairs.energy.analysis import savings
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.filings.reading import region_of
from yifa.affairs.energy.savings import weather
from yifa.affairs.energy.savings.models import Measure
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action
from yifa.lawkit.calendar import WorkCalendar

MEASURE = "energy.measure"


def inputs(obj: Measure, until: date) -> tuple[dict[date, float | None], dict[date, float]]:
    """Return daily use of the total meters and temperatures from the baseline on; refuse where there are none."""
    from yifa.affairs.energy.boards import source

    low = obj.begun_on - timedelta(days=savings.BASELINE_DAYS)
    with source.series() as found:
        if found is None:
            raise Refused(source.NO_SERIES)
        spot = source.place(found, obj.institution, obj.supply, low, until)
        if not spot.read:
            raise Refused(f"{obj.institution}没有{obj.get_supply_display()}总表的读数。{source.NO_SERIES}")
        load = source.load_of(found, spot, spot.read, low, until)
    known = weather.temperatures(obj.bureau_id)
    if not known:
        raise Refused("没有登记气温。先在“气温”登记基准期和报告期的逐日平均气温。")
    return dict(zip(load.dates, load.by_day(), strict=True)), known


def reckoned(obj: Measure, until: date) -> dict[str, Any]:
    """Return the reckoning up to a day as it is kept; refuse where the data do not suffice."""
    use, known = inputs(obj, until)
    works = WorkCalendar.load(region_of(obj.bureau_id)).is_workday

    def kind_of(day: date) -> str:
        return "工作日" if works(day) else "休息日"

    try:
        found = savings.measured(use, known, obj.begun_on, obj.ended_on, until, obj.supply, kind_of)
    except EnergyError as error:
        raise Refused(f"{error}。") from error
    low = obj.begun_on - timedelta(days=savings.BASELINE_DAYS)
    rested = [[f"{day}", None if use.get(day) is None else round(use[day] or 0.0, 6), known.get(day)]
              for n in range((until - low).days + 1) if (day := low + timedelta(days=n))]  # fmt: skip
    months: dict[str, list[float]] = {}
    for day, value in use.items():
        warm = known.get(day)
        if day > obj.ended_on and value is not None and warm is not None:
            row = months.setdefault(f"{day:%Y-%m}", [0.0, 0.0])
            row[0] += found.model.expected(kind_of(day), warm)
            row[1] += value
    model = found.model
    return {
        "formula": model.text, "base_days": model.days, "fit": round(model.fit, 4), "cv": round(model.cv, 4),
        "autocorrelation": round(model.autocorrelation, 4), "days": found.days, "missing": found.missing,
        "expected": round(found.expected, 2), "actual": round(found.actual, 2), "saved": round(found.saved, 2),
        "share": round(found.share, 4), "spread": None if found.uncertainty is None else round(found.uncertainty, 2),
        "sure": found.sure, "until": f"{until}",
        "months": [[month, round(e, 1), round(a, 1)] for month, (e, a) in sorted(months.items())],
        "digest": hashlib.sha256(json.dumps(rested).encode()).hexdigest(),
    }  # fmt: skip


@action
class Reckon(Action):
    """核算节能量."""

    resource, verb, label, main = MEASURE, "reckon", "核算节能量", True
    extra = {"until": forms.DateField(label="核算到", help_text="报告期最后一天，从完工次日起算")}
    help = (
        "基准期为开工前365天，缺数超过37天的不核算；按工作日、休息日分别作度日回归，推算没有改造时的用量，"
        "减去实际用量，写明不确定度。"
    )

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Yesterday."""
        return {"until": ctx.day - timedelta(days=1)}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """After the works, before today."""
        until = data.get("until")
        if until and until >= ctx.day:
            raise ValidationError({"until": "核算到昨天或更早的一天。"})
        if until and obj is not None and until <= obj.ended_on:
            raise ValidationError({"until": f"应晚于完工日{obj.ended_on}。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the reckoning; a new one takes its place, the ledger keeps both."""
        assert obj is not None
        found = reckoned(obj, data["until"])
        kept = {name: Decimal(str(found[name])) for name in ("saved", "spread")}
        return work.update(obj, measured_to=data["until"], result=found, **kept)
