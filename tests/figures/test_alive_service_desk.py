"""The figures of the service desk follow the tickets and their ratings."""

from __future__ import annotations

from typing import Any

import alive

pytestmark = alive.needs_figures
TICKET = "service_desk.ticket"


def _tickets(h: Any, number: int, **values: Any) -> None:
    like = alive.evidence(h, "service_desk.handled")[0]
    row = {"item": like.item, "unit": like.unit, "happened_on": like.happened_on, "closed_on": like.closed_on}
    h.backfill(TICKET, [{**row, "number": f"补{i}", "score": 5, **values} for i in range(number)])


def test_the_round_number_moves_when_the_next_thousand_is_full(house: Any) -> None:
    key = "service_desk.handled"
    h, row = house("ding"), alive.wanted("ding", key)
    stored = alive.figure(h, key).stored
    assert stored == row["rows"]
    thousand = row["value"] + 1000
    _tickets(h, thousand - stored - 1)
    assert alive.printed(h, key) == row["printed"]
    _tickets(h, 1)
    # Exactly the round number is not “more than” it: another wording is offered.
    assert alive.offered(h, key)
    _tickets(h, 1)
    assert alive.printed(h, key) == row["printed"].replace(f"{row['value'] / 10000:g}", f"{thousand / 10000:g}")


def test_an_open_ticket_is_not_handled(house: Any) -> None:
    h = house("ding")
    before = alive.figure(h, "service_desk.handled").stored
    one = alive.evidence(h, "service_desk.handled")[0]
    alive.correct(h, one, closed_on=None)
    assert alive.figure(h, "service_desk.handled").stored == before - 1
    h.do(TICKET, "finish", one, done_on=one.happened_on)
    assert alive.figure(h, "service_desk.handled").stored == before


def test_poor_ratings_bring_the_rate_down(house: Any) -> None:
    key = "service_desk.satisfaction"
    h, row = house("ding"), alive.wanted("ding", key)
    found = alive.figure(h, key)
    assert 0.95 <= found.numerator / found.denominator < 0.96
    unrated = found.denominator
    _tickets(h, 50, score=None)
    assert alive.figure(h, key).denominator == unrated
    _tickets(h, 200, score=1)
    now = alive.figure(h, key)
    rate = 100 * now.numerator // now.denominator
    assert rate < row["value"] and now.printed == alive.retold(row, rate)
