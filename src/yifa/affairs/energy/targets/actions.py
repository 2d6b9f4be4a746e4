"""Verbs of targets: 分解下达, 评估."""

from __future__ import annotations

from typing import Any

from yifa.affairs.energy.engine.numbers import exact, plain, shown
from yifa.affairs.energy.engine.periods import YEAR, period
from yifa.affairs.energy.engine.targets import path, target
from yifa.affairs.energy.targets import tracking
from yifa.affairs.energy.targets.choices import Result
from yifa.affairs.energy.targets.models import SavingTarget
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.record import Life
from yifa.kernel.registry import action

TARGET = "energy.target"


def goal(obj: SavingTarget) -> None:
    """Put the value a cut asks for into a target."""
    obj.value = shown(target(plain(exact(obj.base_value)), obj.cut), 4)
    obj.why = obj.why or f"基期值下降{plain(exact(obj.cut))}%"


@action
class Split(Action):
    """分解下达: one target for every institution, by 表A.1 (差异化), from the last closed year."""

    resource, verb, label, main = TARGET, "split", "分解到机构", True
    help = "按最近一个核定年度的数和定额三级值分别确定，不按一个比例摊派；已有的机构目标不改。"
    rules = ("ENE-19", "ENE-02")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Of the bureau's own target."""
        mine = obj is None or obj.institution_id is None
        return super().available(ctx, obj) or ("" if mine else "机构目标不再分解。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Those who have none yet."""
        assert obj is not None
        years = [c for c in tracking.closings(obj.bureau_id) if period(c.period).kind == YEAR]
        if not years:
            raise Refused("还没有核定过一个年度，不能分解。先核定年度。")
        closing = max(years, key=lambda c: c.period)
        have = set(obj.parts.filter(life=Life.LIVE).values_list("institution_id", flat=True))
        rows = [r for r in tracking.parts(obj, closing) if r["institution"].pk not in have]
        if not rows:
            raise Refused("核定过的机构都已有目标。")
        base = period(closing.period).year
        if base >= obj.year:
            raise Refused(f"最近核定的是{base}年，目标年{obj.year}年已过。")
        work.create_many(
            [
                SavingTarget(
                    bureau_id=obj.bureau_id,
                    unit_id=obj.unit_id,
                    happened_on=work.day,
                    span=obj.span,
                    above=obj,
                    institution=r["institution"],
                    indicator=obj.indicator,
                    base_year=base,
                    base_value=shown(r["base_value"], 4),
                    year=obj.year,
                    cut=_cut(r),
                    value=shown(r["value"], 4),
                    why=r["why"],
                )
                for r in rows
            ]
        )
        return obj


def _cut(row: dict[str, Any]) -> Any:
    value = row["base_value"]
    return shown((value - row["value"]) * 100 / value, 3) if value else 0


@action
class Evaluate(Action):
    """中期、终期评估: the closed year against the way to the target."""

    resource, verb, label = TARGET, "evaluate", "评估"
    fields = ("stage", "evaluated_year", "evaluation")
    required = ("stage", "evaluated_year")

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The year before this."""
        return {"evaluated_year": ctx.day.year - 1}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """From the closing, not from a typed number."""
        assert obj is not None
        year = data["evaluated_year"]
        closing = next((c for c in tracking.closings(obj.bureau_id) if c.period == str(year)), None)
        got = tracking.actual(obj, closing) if closing else None
        if got is None:
            raise Refused(f"{year}年还没有核定，或没有核定这个指标。")
        if not obj.base_year < year <= obj.year:
            raise Refused(f"评估年度应在{obj.base_year + 1}年至{obj.year}年之间。")
        met = got <= path(obj.base_value, obj.value, obj.base_year, obj.year, year)
        said = {name: data.get(name) or "" for name in ("stage", "evaluation")}
        return work.update(
            obj, evaluated_year=year, actual=shown(got, 4), result=Result.MET if met else Result.BEHIND, **said
        )
