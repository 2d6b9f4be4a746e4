"""进入报告: which figures of the year a record stands behind, on its page."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.record import Record
from yifa.kernel.resource import ports


@cache
def _counts(key: str) -> Any:
    """Return the model whose records a metric counts; asked once, since some queries look up their year first."""
    return registry.get_metric(key).rows(Query.of_year(0, 2000)).model


def detail(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Return the figures that count this record; each opens its list."""
    if not isinstance(obj, Record) or not obj.counts or obj.happened_on is None or not scope.has(READERS):
        return {}
    query = Query.of_year(obj.bureau_id, obj.happened_on.year)
    found = []
    for key, metric in registry.metrics().items():
        if _counts(key) is type(obj) and metric.rows(query).filter(pk=obj.pk).exists():
            found.append({"text": metric.label, "url": f"/f/{obj.bureau.code}/{query.year}/{key}/"})
    if not found:
        return {}
    return {"links": [{"label": f"{query.year}年度报告", "value": found}]}


ports.PANELS.append(detail)
