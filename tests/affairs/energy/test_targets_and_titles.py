"""Targets differ by where an institution stands; a title is scored, published, awarded, and can be lost again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.affairs.energy.closings.models import Closing
from yifa.affairs.energy.designations import scoring
from yifa.affairs.energy.designations.models import Designation, DesignationApplication
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.affairs.energy.engine.targets import differentiated, path, target
from yifa.affairs.energy.targets import tracking
from yifa.affairs.energy.targets.models import SavingTarget
from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.kernel.action import Blocked, Refused

QUOTA = ("20", "11.9", "6.5")


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


@pytest.mark.parametrize(
    ("value", "goal", "says"),
    [
        ("27", "20", "能源审计"),
        ("15", "14.25", "基准值"),
        ("12", "11.9", "基准值"),
        ("11.9", "11.305", "引导值"),
        ("6.6", "6.5", "引导值"),
        ("6.5", "6.5", "不低于现有水平"),
        ("5", "5", "不低于现有水平"),
    ],
)
def test_a_target_follows_the_three_values(value: str, goal: str, says: str) -> None:
    got, why = differentiated(Fraction(value), 5, QUOTA)
    assert (got, says in why) == (Fraction(goal), True)


@given(st.fractions(min_value=0, max_value=100), st.integers(0, 100))
def test_no_target_lies_above_what_is_used_already(value: Fraction, cut: int) -> None:
    with_quota, _ = differentiated(value, cut, QUOTA)
    without, _ = differentiated(value, cut, None)
    assert with_quota <= value and without == target(value, cut)
    assert with_quota <= 20 and (value > Fraction("6.5") or with_quota == value)
    years = [path(value, with_quota, 2025, 2030, y) for y in range(2025, 2031)]
    assert years == sorted(years, reverse=True) and (years[0], years[-1]) == (value, with_quota)


def test_a_target_is_split_tracked_and_evaluated(ji: Any) -> None:
    own = SavingTarget.objects.get(bureau=ji.bureau, institution=None, indicator="total_per_person", life="live")
    year = Closing.objects.get(bureau=ji.bureau, period=str(own.base_year), life="live")
    parts = list(own.parts.filter(life="live"))
    assert len(parts) == year.reckoned and own.value == (own.base_value * Decimal("0.94")).quantize(Decimal("0.0001"))
    assert all(p.value <= p.base_value and p.why for p in parts)
    assert len({p.why for p in parts}) > 1  # not one rate for all
    with pytest.raises(Refused, match="都已有目标"):
        ji.do("energy.target", "split", own)
    running = tracking.way(own)[0]
    assert running.year == ji.day.year and running.forecast and running.got is not None
    old = ji.do(
        "energy.target",
        "record",
        span="plan",
        indicator="total_per_person",
        base_year=own.base_year - 1,
        base_value=own.base_value * 2,
        year=own.base_year + 4,
        cut=10,
        happened_on=ji.day,
    )
    old = ji.do("energy.target", "evaluate", old, stage="mid", evaluated_year=own.base_year)
    assert old.result == "met" and abs(old.actual - own.base_value) < Decimal("0.001")
    with pytest.raises(Refused, match="还没有核定"):
        ji.do("energy.target", "evaluate", old, stage="final", evaluated_year=own.base_year + 1)


def test_the_year_is_laid_out(ji: Any, sign_in: Any) -> None:  # noqa: F811
    client = sign_in("legal", "ji")
    page = client.get("/energy/analysis/").content.decode()
    assert f"{ji.day.year - 1}年能耗分析" in page and "累计占比" in page and "目标进展" in page
    one = Closing.objects.filter(bureau=ji.bureau, life="live").first().standings.first()
    assert "历期核定" in client.get(f"/energy/card/{one.institution_id}/").content.decode()
    assert "还没有核定" in sign_in("legal", "jia").get("/energy/analysis/").content.decode()


def test_a_title_is_scored_published_and_awarded(ji: Any) -> None:
    key = "energy.application"
    site = PublicInstitution.objects.filter(bureau=ji.bureau, life="live").order_by("pk")[3]
    one = ji.do(key, "record", institution=site, title="saving_institution", reach="city", happened_on=ji.day)
    assert one.kept["id"] == "model-institution" and one.inputs["energy_per_area"]["value"]  # from the closed year
    average = {"average": "100000"}
    inputs = {item: {**one.inputs[item], **average} for item in one.inputs}
    one = ji.do(key, "self_score", one, inputs=inputs, own_other=Decimal(60))
    assert [float(points) for points, _ in one.own.values()] == [7, 7, 7]
    with pytest.raises(Refused, match="总分不到85分"):
        ji.do(key, "review", one, other=Decimal(60), opinion="基本达到", passed=True)
    star = {**inputs, "water_per_person": {"value": "50", "average": "1"}}
    with pytest.raises(Refused, match="带星项目得零分"):
        ji.do(key, "review", one, other=Decimal(80), inputs=star, opinion="用水偏高", passed=True)
    one = ji.do(key, "review", one, other=Decimal(70), opinion="达到", passed=True)
    assert one.total == 91 and one.stage == "reviewed"
    one = ji.do(key, "publicise", one, public_on=ji.day)
    with pytest.raises(Blocked, match="才结束"):
        ji.do(key, "award", one, named_on=ji.day, naming_paper="己节〔2026〕9号", namer="己县机关事务等部门")
    later = one.public_until + timedelta(days=1)
    one = ji.do(
        key, "award", one, named_on=later, naming_paper="己节〔2026〕9号", namer="己县机关事务等部门", day=later
    )
    assert Designation.objects.get(pk=one.designation_id).institution == site.name
    ji.do(key, "recheck", one, rechecked_on=later, recheck="次年超定额", keeps=False, day=later)
    assert Designation.objects.get(pk=one.designation_id).revoked_on == later


def test_what_was_awarded_is_counted_until_it_is_revoked(house: Any) -> None:
    wu = house("wu")
    metric = registry.get_metric("energy.zero_carbon_sites")
    query = Query.of_year(wu.bureau.pk, wu.year)
    rows = list(metric.rows(query))
    wu.do("energy.designation", "revoke", rows[0], revoked_on=wu.day, reason="复核不符合条件")
    assert metric.rows(query).count() == len(rows) - 1


def test_a_table_stays_with_its_application(ji: Any) -> None:
    one = DesignationApplication.objects.filter(bureau=ji.bureau, title="water", life="live").order_by("pk").first()
    table = scoring.table_of(one.kept)
    assert table is not None and scoring.scored(table, one.inputs) == one.own
    one.kept["items"][3]["line"] = "2"  # the packs may change; the application is read by what it kept
    assert scoring.scored(scoring.table_of(one.kept), one.inputs)["leakage"][0] == "5"
