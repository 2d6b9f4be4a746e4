"""The figures of the plan follow their records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import alive

from yifa.kernel import registry
from yifa.lawkit.quantity import alternatives, printed_iso

pytestmark = alive.needs_figures
ON_TIME = "rule_of_law_plan.on_time"
PERIOD = "rule_of_law_plan.outline_period"


def lawful(n: int, d: int) -> list[str]:
    """Return the wordings that may stand instead of the claim."""
    metric: Any = registry.get_metric(ON_TIME)
    return alternatives(n, d, metric.subject, metric.claim, unit=metric.claim_unit)[:-1]


def test_one_task_done_late_turns_the_full_rate_into_the_true_one(house: Any) -> None:
    h, row = house("wu"), alive.wanted("wu", ON_TIME)
    task = alive.evidence(h, ON_TIME)[3]
    number = alive.figure(h, ON_TIME).rows
    alive.correct(h, task, done_on=task.due_on + timedelta(days=1))
    assert alive.offered(h, ON_TIME)[:3] == lawful(number - 1, number)
    assert row["printed"] not in alive.report_text(h)
    alive.correct(h, task, done_on=task.due_on)
    assert alive.printed(h, ON_TIME) == row["printed"]


def test_a_task_never_done_blocks_and_a_void_one_does_not(house: Any) -> None:
    h, row = house("wu"), alive.wanted("wu", ON_TIME)
    task = alive.evidence(h, ON_TIME)[0]
    number = alive.figure(h, ON_TIME).rows
    again = alive.copy(h, task, done_on=None)
    assert alive.offered(h, ON_TIME)[:3] == lawful(number, number + 1)
    alive.void(h, again)
    assert alive.printed(h, ON_TIME) == row["printed"]


def test_the_batch_follows_its_record(house: Any) -> None:
    key = "rule_of_law_plan.model_batch"
    h, row = house("wu"), alive.wanted("wu", key)
    record = alive.evidence(h, key)[0]
    alive.correct(h, record, batch=row["value"] + 2)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 2)
    assert alive.retold(row, row["value"] + 2) in alive.report_text(h)
    alive.void(h, record)
    assert alive.figure(h, key).empty
    assert row["printed"] not in alive.report_text(h)


def test_the_years_follow_the_outline_the_items_belong_to(house: Any) -> None:
    h, row = house("wu"), alive.wanted("wu", PERIOD)
    items = alive.evidence(h, PERIOD)
    first = int(str(row["value"]).split("/")[0])
    alive.void(h, items[0])
    assert alive.printed(h, PERIOD) == row["printed"]
    outline = items[0].outline
    alive.correct(h, outline, period="", starts_on=date(first, 1, 1), ends_on=date(first + 9, 12, 31))
    assert alive.printed(h, PERIOD) == printed_iso(f"{first}/{first + 9}", "year_range")
    for item in items[1:]:
        alive.void(h, item)
    assert alive.figure(h, PERIOD).empty
    assert row["printed"] not in alive.report_text(h)
