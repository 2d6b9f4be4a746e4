"""依申请公开 as a lawyer reads it: the cases of ``disclosure_cases.yaml``, step by step through the Actions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from yifa.core.legaltime import clocks
from yifa.kernel.action import ActionError

pytestmark = pytest.mark.postgres
BOOK = yaml.safe_load((Path(__file__).parent / "disclosure_cases.yaml").read_text(encoding="utf-8"))
ON_CONSULTATION = {"consulted", "lapsed", "received"}


@pytest.mark.parametrize("case", BOOK["cases"], ids=[c["what"] for c in BOOK["cases"]])
def test_case(house: Any, case: dict[str, Any]) -> None:
    h = house("ji")
    came: date = BOOK["received"]
    row = {"content": "会议室使用情况", "applicant": "卫某", "delivery": "registered", "arrived_on": came}
    request = h.do("disclosure.request", "record", day=came, happened_on=came, unit=h.unit("办公室"), **row)
    assert request.number.startswith("YSQ2026")
    for day, verb, data, *more in case["steps"]:
        target, resource = request, "disclosure.request"
        if verb in ON_CONSULTATION:
            target, resource = request.consultations.get(), "disclosure.consultation"
        if more:
            with pytest.raises(ActionError, match=more[0]["refused"]):
                h.do(resource, verb, target, day=day, **data)
        else:
            h.do(resource, verb, target, day=day, **data)
        request.refresh_from_db()
    then = case["then"]
    clock = clocks.of(request).get(rule="GID-02")
    if "due" in then:
        assert clock.due_on == then["due"]
    if "state" in then:
        assert request.get_state_display() == then["state"]
    if "in_time" in then:
        assert clock.in_time is then["in_time"]
    if "outcome" in then:
        assert request.outcome == then["outcome"] and request.closed_on
    if "stance" in then:
        assert request.consultations.get().get_stance_display() == then["stance"]
    body = request.letters.order_by("pk").last().body if request.letters.exists() else ""
    for name in ("letter", "also"):
        assert then.get(name, "") in body
    assert then.get("never", "〇") not in body
