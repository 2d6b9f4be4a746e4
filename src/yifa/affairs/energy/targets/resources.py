"""The register of targets."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.directory.resources import told
from yifa.affairs.energy.targets.models import SavingTarget
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


def holder(row: Any) -> str:
    """Return whose target it is."""
    return str(row.institution) if row.institution_id else "本级总目标"


@resource
class TargetResource(Resource):
    """节能目标."""

    key, model, title, noun, order = "energy.target", SavingTarget, "节能目标", "目标", 35
    columns = (
        Column("holder", "单位", holder),
        "why",
        "indicator",
        "base_value",
        "value",
        "year",
        "cut",
        "base_year",
        "span",
        "result",
    )
    under, spare = ("why",), ("span",)
    filters = ("span", "indicator", "institution", "year", "result")
    form = (
        "span",
        "institution",
        "indicator",
        "base_year",
        "base_value",
        "year",
        "cut",
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    facts = (
        Column("holder", "单位", holder),
        "span",
        "indicator",
        "base_year",
        "base_value",
        "year",
        "cut",
        "value",
        "why",
        "above",
        "stage",
        "evaluated_year",
        "actual",
        "result",
        "evaluation",
        "happened_on",
        "unit",
        "paper",
        "note",
    )
    search, title_field, line = ("institution", "paper"), "holder", ("year", "indicator", "value")
    ordering = ("-year", "indicator", "institution", "id")
    business_key = ("institution", "indicator", "year", "span")
    views = (
        View("own", "本级", lambda rows, day: rows.filter(institution__isnull=True)),
        View("parts", "机构", lambda rows, day: rows.filter(institution__isnull=False)),
        View("behind", "评估未完成", lambda rows, day: rows.filter(result="behind")),
    )
    tones = {"result": {"met": "done", "behind": "alarm"}}
    panels = (Panel("energy.target", "above", "分解到机构"),)
    verbs = ("record", "void", "backfill")
    rules = ("ENE-02", "ENE-19")
    register = False
    select = ("institution", "above", "above__institution")
    empty = "还没有节能目标。先登记本级目标，核定一个年度后分解到机构。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The years fit."""
        base, year = told(data, obj, "base_year"), told(data, obj, "year")
        if base and year and year <= base:
            raise ValidationError({"year": "目标年应晚于基期年。"})

    def prepare(self, work: Any, obj: Any) -> None:
        """The value follows from base and cut."""
        from yifa.affairs.energy.targets.actions import goal

        goal(obj)
