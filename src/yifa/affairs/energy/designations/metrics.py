"""Figures of designations."""

from yifa.affairs.energy.designations.choices import Title
from yifa.affairs.energy.designations.models import Designation
from yifa.core.metrics.metric import Metric
from yifa.kernel.registry import metric

for _key, _title in (
    ("energy.zero_carbon_sites", Title.ZERO_CARBON),
    ("energy.low_carbon_sites", Title.LOW_CARBON),
    ("energy.waste_sorting_units", Title.WASTE_SORTING),
    ("energy.saving_organs", Title.SAVING_ORGAN),
):
    metric(
        Metric(
            key=_key,
            label=_title.label,
            unit="家",
            rows=lambda q, t=_title: q.records(Designation, title=t, revoked_on__isnull=True),  # type: ignore[misc]
            query=f"命名日在本年度的{_title.label}，撤销和作废的不计",
        )
    )
