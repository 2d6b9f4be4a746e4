"""The figures of instruments follow their records."""

from __future__ import annotations

from typing import Any

import alive
import pytest

from yifa.kernel.action import Refused
from yifa.suites.annual_report.models import Report

pytestmark = alive.needs_figures


def _choose(h: Any, qualifier: str) -> None:
    key = "instruments.made_or_revised"
    h.do("core_metrics.wording", "choose", year=h.year, metric=key, qualifier=qualifier, option="")


def test_the_writer_chose_the_modality_and_the_count_stays_behind_it(house: Any) -> None:
    key = "instruments.made_or_revised"
    h, row = house("wu"), alive.wanted("wu", key)
    assert alive.printed(h, key) == row["printed"] and alive.figure(h, key).rows == row["rows"]
    with pytest.raises(Refused):
        _choose(h, "exact")  # the report is signed, and its figures stand
    newest = alive.evidence(h, key)[0]
    h.do("instruments.instrument", "revise", newest, new_no="补发1号", issued_on=newest.happened_on.replace(month=12))
    report = Report.objects.get(bureau=h.bureau, year=h.year, life="live")
    h.do("annual_report.report", "redraft", report, reason="补登漏登的制度")
    _choose(h, "exact")
    assert alive.printed(h, key) == f"{row['rows'] + 1}{row['unit']}"
    _choose(h, "several")
    assert alive.printed(h, key) == row["printed"]
    assert alive.figure(h, key).stored == row["rows"] + 1


def test_without_instruments_several_is_not_claimed(house: Any) -> None:
    key = "instruments.made_or_revised"
    h = house("wu")
    for row in alive.evidence(h, key):
        alive.void(h, row)
    assert alive.printed(h, key) == "" and alive.figure(h, key).empty
