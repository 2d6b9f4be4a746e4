"""The figures of standards follow their records."""

from __future__ import annotations

from typing import Any

import alive

from yifa.lawkit.quantity import to_hanzi

pytestmark = alive.needs_figures


def test_issued_standards_follow_the_day_of_issue(house: Any) -> None:
    key = "standards.local_issued"
    alive.leaves_with_the_next_year(house, "ding", key, "issued_on")
    h, row = house("ding"), alive.wanted("ding", key)
    one = alive.evidence(h, key)[0]
    alive.copy(h, one)
    alive.copy(h, one, note="又一项")
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 1)


def test_an_own_standard_becomes_issued_through_its_stages(house: Any) -> None:
    key = "standards.local_issued"
    h, row = house("ding"), alive.wanted("ding", key)
    like = alive.evidence(h, key)[0]
    made = alive.copy(h, like, issued_on=None, issuer="", number="")
    assert alive.printed(h, key) == row["printed"]
    for stage, month in (("project", 3), ("drafting", 4), ("issue", 10)):
        day = like.issued_on.replace(month=month)
        made = h.do("standards.standard", "advance", made, stage=stage, done_on=day, issuer="市标准化主管部门")
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 1)


def test_the_batch_is_read_off_the_pilot(house: Any) -> None:
    key = "standards.pilot_batch"
    h, row = house("yi"), alive.wanted("yi", key)
    alive.correct(h, alive.evidence(h, key)[0], batch=row["value"] + 3)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 3)


def test_the_number_of_speakers_is_read_off_the_honour(house: Any) -> None:
    key = "standards.pilot_speakers"
    h, row = house("yi"), alive.wanted("yi", key)
    alive.correct(h, alive.evidence(h, key)[0], speakers=6)
    assert alive.printed(h, key) == row["printed"].replace(to_hanzi(row["value"], measure=True), to_hanzi(6))
    alive.void(h, alive.evidence(h, key)[0])
    assert alive.printed(h, key) == ""


def test_the_tree_counts_its_own_classes(house: Any) -> None:
    key = "standards.classes"
    h, row = house("ding"), alive.wanted("ding", key)
    rows = alive.evidence(h, key)
    alive.void(h, rows[0])
    assert alive.printed(h, key) == row["printed"].replace(str(row["sub"]), str(row["sub"] - 1))
    under = [r for r in rows[1:] if r.parent_id == rows[0].parent_id]
    for one in under:
        alive.void(h, one)
    big, small = row["value"] - 1, row["sub"] - 1 - len(under)
    unit, rest = row["unit"], row["printed"].partition(str(row["sub"]))[2]
    text = alive.printed(h, key)
    assert text.startswith(f"{big}{unit}") and text.endswith(f"{small}{rest}")


def test_the_life_cycle_names_the_stages_that_took_place(house: Any) -> None:
    key = "standards.life_cycle"
    h, row = house("ding"), alive.wanted("ding", key)
    names = row["printed"].split("、")
    last = [r for r in alive.evidence(h, key) if r.get_stage_display() == names[-1]]
    for step in last:
        alive.void(h, step)
    assert alive.printed(h, key) == "、".join(names[:-1])
    assert alive.figure(h, key).value == row["value"] - 1
