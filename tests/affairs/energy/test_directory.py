"""The directory and the monthly ledger as people use them: what is refused, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.imports.books import book

from yifa.affairs.energy.directory.models import Account, Meter, PublicInstitution
from yifa.affairs.energy.engine.uscc import ALPHABET, check_digit, fault
from yifa.kernel import registry
from yifa.kernel.action import Refused
from yifa.kernel.resource.forms import form_of
from yifa.site.cli import main


@pytest.fixture
def ji(house: Any) -> Any:
    return house("ji")


def live(model: Any, h: Any) -> Any:
    return model.objects.filter(bureau=h.bureau, life="live").order_by("pk")


def test_a_code_is_known_by_its_check_digit() -> None:
    body = "12330000MB0000001"
    good = body + check_digit(body)
    assert fault(good) == ""
    for place in range(len(good)):
        other = ALPHABET[(ALPHABET.index(good[place]) + 1) % len(ALPHABET)]
        assert fault(good[:place] + other + good[place + 1 :])
    assert "18位" in fault(good[:-1]) and "大写字母" in fault(good[:-1] + "O")


def refused(h: Any, key: str, verb: str = "record", obj: Any = None, **data: Any) -> str:
    """Return what the form of an Action says against the data; empty where it takes them."""
    action = registry.get_action(key, verb)
    office = h.unit("公共机构节能处")
    sent = {name: getattr(value, "pk", value) for name, value in {"unit": office, **data}.items()}
    form = form_of(action, h.ctx(*sorted(action.roles)), obj, data=sent)
    return "" if form.is_valid() else " ".join(text for texts in form.errors.values() for text in texts)


def institution(h: Any, code: str, **more: Any) -> dict[str, Any]:
    row = {"name": "庚馆", "uscc": code, "klass": "场馆机构", "level": "below", "happened_on": h.day}
    return row | more


def test_one_code_stands_once_in_the_directory(ji: Any) -> None:
    known = live(PublicInstitution, ji)[0]
    body = "12330000MB0000777"
    good = body + check_digit(body)
    assert refused(ji, "energy.institution", **institution(ji, good)) == ""
    assert "已在名录库" in refused(ji, "energy.institution", **institution(ji, known.uscc.lower()))
    assert "校验位" in refused(ji, "energy.institution", **institution(ji, body + ("1" if good[-1] != "1" else "2")))
    assert "早于入库日" in refused(ji, "energy.institution", **institution(ji, good, left_on=date(2001, 1, 1)))


def test_area_and_people_rest_on_a_paper(ji: Any) -> None:
    site = live(PublicInstitution, ji)[0]
    row = {"institution": site, "happened_on": ji.day, "area": 13000, "persons": 440}
    assert "证明材料" in refused(ji, "energy.size", **row)
    assert refused(ji, "energy.size", **row, paper="房产测绘报告") == ""
    ji.do("energy.size", "record", **row, paper="房产测绘报告")
    assert site.sizes.filter(life="live").count() == 2  # the old figures stay for their years


def test_a_month_is_entered_once_and_not_before_it_began(ji: Any) -> None:
    account = live(Account, ji)[0]
    taken = account.uses.filter(life="live").order_by("month")[0].month
    row = {"account": account, "quantity": 100, "fee": 70, "origin": "bill", "happened_on": ji.day}
    assert "已有台账" in refused(ji, "energy.use", **row, month=taken)
    assert "晚于" in refused(ji, "energy.use", **row, month=f"{ji.day.year + 1}-01")
    assert "2025-03" in refused(ji, "energy.use", **row, month="2025-13")
    assert refused(ji, "energy.use", **(row | {"quantity": -1}), month=f"{ji.day.year - 2}-01")
    assert refused(ji, "energy.use", **row, month=f"{ji.day.year - 2}-01") == ""


def test_meters_make_a_tree(ji: Any) -> None:
    top = live(Meter, ji)[0]
    row = {"account": top.account, "digits": 6, "ratio": 1, "happened_on": ji.day}
    assert refused(ji, "energy.meter", **row, number="分表一", above=top, item="01A10") == ""
    below = ji.do("energy.meter", "record", **row, number="分表一", above=top, item="01A10")
    whole = {**row, "number": top.number, "reason": "核对", "checker": "李某"}
    assert "自己的下级" in refused(ji, "energy.meter", "correct", top, **whole, above=below)
    assert "分项编码" in refused(ji, "energy.meter", **row, number="分表二", item="1A")
    other = live(Meter, ji).exclude(account=top.account)[0]
    assert "同一账户" in refused(ji, "energy.meter", **row, number="分表三", above=other)


def test_bills_come_in_as_a_sheet(ji: Any, tmp_path: Path, settings: Any, capsys: Any) -> None:
    settings.HOME = tmp_path
    account = live(Account, ji)[0]
    months = [f"{ji.day.year - 1}-{month:02}" for month in (10, 11, 12)]
    rows = [[account.number, month, 1000 + n, 700, "账单", str(ji.day)] for n, month in enumerate(months)]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(book(("台账", [["户号", "账期", "消费量", "电费", "数据来源", "抄表日期"], *rows])))
    code = main(["import", "energy.use", str(path), "--bureau", "ji", "--json"])
    said = capsys.readouterr()
    assert code == 0, said.err + said.out
    got = account.uses.filter(life="live", month__in=months).order_by("month")
    assert [use.quantity for use in got] == [1000, 1001, 1002]
    rows[0][2] = -5
    path.write_bytes(book(("台账", [["户号", "账期", "消费量", "电费", "数据来源", "抄表日期"], *rows])))
    assert main(["import", "energy.use", str(path), "--bureau", "ji", "--json"]) == 1
    assert account.uses.get(life="live", month=months[0]).quantity == 1000


def test_closed_meter_months_become_the_ledger(ji: Any, tmp_path: Path, settings: Any) -> None:
    from datetime import datetime, timedelta

    from yifa.affairs.energy.series.hours import Reckoner
    from yifa.affairs.energy.series.records import packed, seconds
    from yifa.affairs.energy.series.store import Writer

    settings.HOME = tmp_path
    with pytest.raises(Refused, match="还没有表计读数"):
        ji.do("energy.use", "from_meters", month="2024-06")
    whole, half = live(Meter, ji)[:2]
    begin = datetime(2024, 6, 1)
    with Writer(tmp_path / "series") as writer:
        for meter in (whole, half):
            writer.manifest.configure(meter.number, {})
        # tenths of a kWh, the first meter the whole month, the second half of it
        rows = [(1, 0, 1, 0, seconds(begin + timedelta(hours=n)), 0, 1000 + 5 * n) for n in range(30 * 24 + 1)]
        rows += [(2, 0, 1, 0, seconds(begin + timedelta(hours=n)), 0, 70 + n) for n in range(15 * 24)]
        writer.take(packed(rows), "june")
        Reckoner(writer).run()
        with pytest.raises(Refused, match="不能同时做两次"):  # the month is closed on the way, by one at a time
            ji.do("energy.use", "from_meters", month="2024-06")
    ji.do("energy.use", "from_meters", month="2024-06")
    use = whole.account.uses.get(life="live", month="2024-06")
    assert (use.quantity, use.origin) == (360, "reading") and "表计月结" in use.paper
    assert not half.account.uses.filter(life="live", month="2024-06").exists()  # half a month is not a month
    with pytest.raises(Refused, match="没有可登记的账户"):
        ji.do("energy.use", "from_meters", month="2024-06")


def test_people_are_reckoned_by_their_days(ji: Any) -> None:
    """用能人数 = Σ(人数×在场天数÷全年天数): the figure entered is held against its parts, and the formula is kept."""
    from yifa.kernel.resource.forms import form_of

    site = live(PublicInstitution, ji)[0]
    verb = registry.get_action("energy.size", "record")
    unit = ji.unit("公共机构节能处")
    sent = {"institution": site.pk, "happened_on": ji.day, "area": 100, "paper": "人数说明", "unit": unit.pk,
            "people": "在编 120\n编外 35 219\n来访 7300 1"}  # fmt: skip
    wrong = form_of(verb, ji.ctx(), None, {**sent, "persons": 162})
    assert not wrong.is_valid() and "按组成算得 161.00" in str(wrong.errors["persons"])
    bad = form_of(verb, ji.ctx(), None, {**sent, "persons": 161, "people": "在编"})
    assert not bad.is_valid() and "应写成" in str(bad.errors["people"])
    good = form_of(verb, ji.ctx(), None, {**sent, "persons": 161})
    assert good.is_valid() and good.cleaned_data["reckoning"] == "在编120＋编外35×219÷365＋来访7300×1÷365"
