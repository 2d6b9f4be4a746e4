"""The figures of legal study follow their records."""

from __future__ import annotations

from typing import Any

import alive
import pytest

from yifa.governance.legal_study.choices import ItemKind, Mode
from yifa.kernel import registry
from yifa.lawkit.quantity import alternatives

pytestmark = alive.needs_figures


def lawful(key: str, n: int, d: int) -> list[str]:
    """Return the wordings that may stand instead of the claim."""
    metric: Any = registry.get_metric(key)
    return alternatives(n, d, metric.subject, metric.claim, unit=metric.claim_unit)[:-1]


def test_a_meeting_without_study_blocks_the_claim(house: Any) -> None:
    key = "legal_study.pre_meeting_study"
    h, row = house("jia"), alive.wanted("jia", key)
    session = alive.evidence(h, key)[0]
    alive.void(h, session)
    assert alive.offered(h, key)[:3] == lawful(key, row["of"] - 1, row["of"])
    assert row["printed"] not in alive.report_text(h)
    alive.void(h, session.meeting, "会议未召开")
    assert alive.printed(h, key) == alive.retold(row, row["value"] - 1)


def test_a_trainee_who_failed_blocks_all(house: Any) -> None:
    key = "legal_study.energy_trainees_passed"
    h, row = house("jia"), alive.wanted("jia", key)
    trainee = alive.evidence(h, key)[4]
    alive.correct(h, trainee, passed=False)
    assert alive.offered(h, key)[:3] == lawful(key, row["of"] - 1, row["of"])
    assert row["printed"] not in alive.report_text(h)
    alive.correct(h, trainee, passed=True)
    assert alive.printed(h, key) == row["printed"]


def test_a_void_class_takes_its_people_along(house: Any) -> None:
    key = "legal_study.energy_trainees"
    h = house("jia")
    alive.void(h, alive.evidence(h, key)[0].training)
    assert alive.figure(h, key).empty and alive.figure(h, f"{key}_passed").empty


def test_exams_print_by_part(house: Any) -> None:
    key = "legal_study.exams"
    h, row = house("wu"), alive.wanted("wu", key)

    def told(parts: dict[str, int]) -> str:
        return "、".join(f"{name}考试{number}{row['unit']}" for name, number in parts.items() if number)

    assert told(row["parts"]) == row["printed"]
    online = next(e for e in alive.evidence(h, key) if e.mode == Mode.ONLINE)
    alive.void(h, online)
    fewer = {**row["parts"], Mode.ONLINE.label: row["parts"][Mode.ONLINE.label] - 1}
    assert alive.printed(h, key) == told(fewer)
    offline = next(e for e in alive.evidence(h, key) if e.mode == Mode.OFFLINE)
    alive.copy(h, offline, note="补考")
    more = {**fewer, Mode.OFFLINE.label: fewer[Mode.OFFLINE.label] + 1}
    assert alive.printed(h, key) == told(more)
    assert told(more) in alive.report_text(h)


@pytest.mark.parametrize(
    ("key", "changed"), [("legal_study.exam_attendance", "attended"), ("legal_study.exam_pass", "passed")]
)
def test_one_person_missing_blocks_the_full_rate(house: Any, key: str, changed: str) -> None:
    h, row = house("wu"), alive.wanted("wu", key)
    exams = alive.evidence(h, key)
    whole = sum(e.expected for e in exams)
    less = exams[0].expected - 1
    values = {"attended": less, "passed": less} if changed == "attended" else {"passed": less}
    alive.correct(h, exams[0], **values)
    found = alive.figure(h, key)
    assert (found.numerator, found.denominator) == (whole - 1, whole)
    assert alive.offered(h, key)[:3] == lawful(key, whole - 1, whole)
    assert row["printed"] not in alive.report_text(h)
    alive.void(h, exams[0])
    assert alive.printed(h, key) == row["printed"]


def test_books_are_added_up_from_slips(house: Any) -> None:
    key = "legal_study.books_given"
    h, row = house("yi"), alive.wanted("yi", key)
    slip = alive.evidence(h, key)[0]
    copies = slip.copies
    alive.correct(h, slip, copies=copies + 7)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 7)
    alive.correct(h, slip, kind=ItemKind.MATERIAL)
    assert alive.printed(h, key) == alive.retold(row, row["value"] - copies)


def test_the_target_follows_the_plan_and_not_the_sessions(house: Any) -> None:
    key = "legal_study.centre_group_target"
    h, row = house("bing"), alive.wanted("bing", key)
    done = alive.figure(h, "legal_study.centre_group").stored
    target = alive.evidence(h, key)[0]
    for session in alive.evidence(h, "legal_study.centre_group"):
        alive.void(h, session)
    assert done and alive.printed(h, key) == row["printed"]
    alive.correct(h, target, times=row["value"] + 4)
    assert alive.printed(h, key) == alive.retold(row, row["value"] + 4)
    alive.void(h, target)
    assert alive.figure(h, key).empty
    assert row["printed"] not in alive.report_text(h)
