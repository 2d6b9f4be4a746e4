"""A closed period stays as it was reckoned; nobody is named before being asked; nothing is published on wrong data."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.closings import bulletin, reckon
from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.affairs.energy.engine import snapshot
from yifa.kernel.action import Blocked, Refused
from yifa.papers import docmodel
from yifa.site.cli import main

KEY = "energy.closing"


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def value(one: Standing, code: str) -> str:
    return next(r[1] for r in one.rows if r[0] == code)


def test_a_closed_year_comes_out_the_same_after_the_coefficients_changed(
    ji: Any, monkeypatch: Any, capsys: Any, tmp_path: Any
) -> None:
    year = Closing.objects.get(bureau=ji.bureau, period=str(ji.day.year - 1), life="live")
    before = {s.pk: value(s, "total_energy") for s in year.standings.all()}
    now = snapshot.taken()

    def changed(region: str | None = None) -> Any:
        sets = json.loads(json.dumps(now))
        for one in sets["coefficient_sets"]:
            for factor in one["factors"]:
                if factor["kind"] == "electricity":
                    factor["value"] = "0.29"
        return sets

    month = Closing.objects.get(bureau=ji.bureau, issued_on__isnull=True, life="live")
    as_closed = bulletin.body(month, ji.day)
    monkeypatch.setattr(snapshot, "taken", changed)
    assert reckon.differing(year) == [] and year.issued_on is not None
    # a month too, a year later: the same figures, who is over, the same versions, to the last digit
    assert reckon.differing(month) == [] and as_closed["reckoned"] > 5
    later = bulletin.body(month, ji.day.replace(year=ji.day.year + 1))
    assert {**later, "on": as_closed["on"]} == as_closed
    said = bulletin.body(year, year.issued_on)
    assert said == year.body
    out = tmp_path / "通报.docx"
    assert main(["energy", "bulletin", "--bureau", "ji", "--period", year.period, "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and told["counts"]["reckoned"] == len(before) and out.stat().st_size > 5000
    # a period closed from now on takes the new value; the old one still does not
    new = ji.do(KEY, "record", period=str(ji.day.year - 2), happened_on=ji.day)
    assert new.digest != year.digest
    assert {s.pk: value(s, "total_energy") for s in year.standings.all()} == before
    # whoever touches what was kept is found out
    year.sets["coefficient_sets"][0]["factors"][0]["value"] = "0.30"
    assert "所用系数、因子和定额" in reckon.differing(year) and len(reckon.differing(year)) > 1


def test_nobody_is_named_before_being_asked(ji: Any) -> None:
    closing = Closing.objects.get(bureau=ji.bureau, issued_on__isnull=True, life="live")
    assert closing.over and not closing.faults and closing.number == ""
    with pytest.raises(Blocked, match="还没有说明"):
        ji.do(KEY, "issue", closing)
    closing = ji.do(KEY, "ask", closing)
    over = list(closing.standings.filter(over=True).order_by("pk"))
    assert all(s.asked_on == ji.day and s.due_on and s.due_on > ji.day for s in over)
    with pytest.raises(Blocked, match="说明期限未到"):
        ji.do(KEY, "issue", closing)
    one = ji.do("energy.standing", "explain", over[0], explained_on=ji.day, explanation="设备更换前用电偏高")
    later = max(s.due_on for s in over) + timedelta(days=1)
    closing = ji.do(KEY, "issue", closing, day=later)
    states = {row[0]: row[5] for row in closing.body["over"]}
    assert states[one.inputs["name"]] == "已说明" and set(states.values()) == {"已说明", "逾期未说明"}
    made = bulletin.paper(closing, closing.body, draft=False)
    text = docmodel.plain_text(made)
    assert made.header.doc_no == closing.number != "" and f"超过约束值{len(states)}家，其中已作说明1家" in text
    # an explanation that comes after the bulletin does not rewrite it
    ji.do("energy.standing", "explain", over[1], explained_on=later, explanation="补充说明", day=later)
    closing.refresh_from_db()
    assert {row[0]: row[5] for row in closing.body["over"]} == states


def test_a_gap_in_the_ledger_is_not_zero_and_a_wrong_group_stops_the_bulletin(ji: Any) -> None:
    old = Closing.objects.get(bureau=ji.bureau, issued_on__isnull=True, life="live")
    ji.do(KEY, "void", old, reason="补充台账", checker="赵某")
    sites = list(PublicInstitution.objects.filter(bureau=ji.bureau, life="live").order_by("pk"))
    use = MonthlyUse.objects.filter(account__institution=sites[0], account__supply="electricity", life="live").first()
    ji.do("energy.use", "void", use, reason="账单有误", checker="赵某")
    ji.do("energy.institution", "correct", sites[1], zone="", reason="核对", checker="赵某")
    ji.do("energy.institution", "correct", sites[2], group="没有这一组", reason="核对", checker="赵某")
    closing = ji.do(KEY, "record", period=old.period, happened_on=ji.day)
    assert closing.missing[sites[0].name] == "月台账不全：电力缺1个月" and closing.reckoned == old.reckoned - 1
    assert "气候分区" in closing.faults[sites[1].name] and "不在" in closing.faults[sites[2].name]
    with pytest.raises(Refused, match="基础信息有误"):
        ji.do(KEY, "issue", closing)
    # a class without a quota is not judged, which is no fault
    none = closing.standings.get(institution__name__endswith="卫生院")
    assert not none.over and {r[4] for r in none.rows} == {None}
    with pytest.raises(Refused, match="还没有结束"):
        ji.do(KEY, "record", period=f"{ji.day:%Y-%m}", happened_on=ji.day)


def test_the_ledger_goes_upwards_as_whole_numbers_and_comes_out_of_the_roll_up(
    ji: Any, tmp_path: Any, capsys: Any
) -> None:
    mine = {"bureau": ji.bureau, "life": "live"}
    out, month = tmp_path / "ji.parquet", MonthlyUse.objects.filter(**mine).earliest("month").month
    given = ["energy", "forms", "--bureau", "ji", "--period", month, "--out", str(out), "--json"]
    assert main(given) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert 0 < counts["reporting"] <= counts["forms"] == PublicInstitution.objects.filter(**mine).count()
    assert main(["energy", "roll-up", str(out), "--by", "province", "--json"]) == 0
    sums = json.loads(capsys.readouterr().out)["sums"]
    assert sum(one["institutions"] for one in sums) == counts["forms"] and {one["region"] for one in sums} < set(
        range(100)
    )
    held = MonthlyUse.objects.filter(**mine, month=month, account__supply="electricity")
    whole = sum(one["electricity"] or 0 for one in sums)
    assert whole == 1000 * sum(one.quantity for one in held) > 0
    assert sum(one["electricity_known"] for one in sums) == len({one.account.institution_id for one in held})
    assert main([*given[:5], "2025-13", *given[6:]]) == 2
