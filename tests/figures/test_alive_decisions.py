"""The figures of decisions follow their records."""

from __future__ import annotations

from typing import Any

import alive

from yifa.governance.decisions.choices import Body

pytestmark = alive.needs_figures
KEY = "decisions.party_group_meetings"


def test_a_count_follows_one_meeting_fewer_and_one_more(house: Any) -> None:
    h, row = house("jia"), alive.wanted("jia", KEY)
    first = alive.evidence(h, KEY)[0]
    alive.void(h, first)
    assert alive.printed(h, KEY) == alive.retold(row, row["value"] - 1)
    assert alive.retold(row, row["value"] - 1) in alive.report_text(h)
    alive.copy(h, first)
    alive.copy(h, first, number=98)
    assert alive.printed(h, KEY) == alive.retold(row, row["value"] + 1)


def test_a_meeting_recorded_live_counts_too(house: Any) -> None:
    h, row = house("jia"), alive.wanted("jia", KEY)
    day = h.day.replace(year=h.year)
    h.do(
        "decisions.meeting", "record", day=day, body=Body.PARTY_GROUP, number=99, title="临时党组会议", happened_on=day
    )
    assert alive.printed(h, KEY) == alive.retold(row, row["value"] + 1)


def test_the_bodies_are_counted_apart(house: Any) -> None:
    """A meeting corrected to another body leaves the figure; directors' meetings never enter it."""
    h, row = house("jia"), alive.wanted("jia", KEY)
    directors = alive.figure(h, "decisions.director_meetings").value
    alive.correct(h, alive.evidence(h, KEY)[0], body=Body.DIRECTORS)
    assert alive.printed(h, KEY) == alive.retold(row, row["value"] - 1)
    assert alive.figure(h, "decisions.director_meetings").value == directors + 1
