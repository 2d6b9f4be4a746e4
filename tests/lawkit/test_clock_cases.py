"""The pass and fail cases lawyers keep beside the rules (packs/*/cases/clock)."""

from datetime import date, datetime, time

import pytest

from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.clock import ClockError, Event, choose_part, fold
from yifa.lawkit.packs.loader import ROOT, read_yaml
from yifa.lawkit.rules import get_rule
from yifa.site.commands.clock import _start, parse_event

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['what']}")
    for path in sorted(ROOT.glob("national/cases/clock/*.yaml"))
    for case in read_yaml(path)["cases"]
]


def test_there_are_cases_that_pass_and_cases_that_are_refused():
    thens = [param.values[0]["then"] for param in CASES]
    assert len(thens) >= 30
    assert any("problem" in then for then in thens) and any("refused" in then for then in thens)


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    given, then = dict(case["given"]), dict(case["then"])
    number = given.get("part", 1)
    if "refused" in then:
        with pytest.raises(ClockError, match=then["refused"]):
            part = choose_part(get_rule(given["rule"]), number)
            fold(get_rule(given["rule"]), [Event("start", _start(str(given["from"]), part))], part=number)
        return
    start = _start(str(given["from"]), choose_part(get_rule(given["rule"]), number))
    rule = get_rule(given["rule"], on=start.date() if isinstance(start, datetime) else start)
    close = time.fromisoformat(given["close"]) if "close" in given else None
    events = [Event("start", start), *map(parse_event, given.get("events", []))]
    result = fold(rule, events, part=number, close=close, calendar=WorkCalendar.load())
    assert result.sentence and result.trace
    problem = then.pop("problem", None)
    assert bool(result.problems) == bool(problem), result.problems
    if problem:
        assert any(problem in text for text in result.problems), result.problems
    for key, expected in then.items():
        match key:
            case "late":
                assert (result.stopped > result.due) is expected
            case "law":
                assert result.rule.basis.law == expected
            case "due_time":
                assert result.as_dict()["due_time"] == expected
            case _:
                got = getattr(result, key)
                assert got == (date.fromisoformat(expected) if isinstance(expected, str) else expected), key
