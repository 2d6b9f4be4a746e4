"""The working-day calendar, held day by day against two independent libraries."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.lawkit.calendar import HOLIDAY, MAKEUP, WEEKEND, WORKDAY, WorkCalendar
from yifa.lawkit.packs.loader import ROOT, PackError, read_yaml

settings.register_profile("shared-runner", deadline=None)
settings.load_profile("shared-runner")

CALENDAR = WorkCalendar.load()
FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
ANY_DAY = st.dates()
NEAR = st.dates(date(2014, 6, 1), date(2027, 6, 1))

#: Days chinese_calendar names as a holiday that the notice only says adjoin it (与周末连休):
#: we keep them as plain weekend, which rests all the same.
ADJOINING = {
    date(2019, 4, 6): "清明节", date(2019, 4, 7): "清明节",
    date(2019, 6, 8): "端午节", date(2019, 6, 9): "端午节",
    date(2019, 9, 14): "中秋节", date(2019, 9, 15): "中秋节",
    date(2023, 12, 30): "元旦", date(2023, 12, 31): "元旦",
}  # fmt: skip


def days(first=FIRST, last=LAST):
    day = first
    while day <= last:
        yield day
        day += DAY


def test_every_day_agrees_with_chinese_calendar():
    """No difference on working or resting is known, so none is allowed."""
    assert [day for day in days() if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_agrees_with_holidays():
    china = holidays.country_holidays("CN", years=range(2015, 2027))
    assert [day for day in days() if CALENDAR.is_workday(day) != china.is_working_day(day)] == []


def test_named_holidays_agree_but_for_the_adjoining_weekends():
    named = {day for day in chinese_calendar.constants.holidays if FIRST <= day <= LAST}
    ours = {day for day in days() if CALENDAR.day(day).kind == HOLIDAY}
    assert ours - named == set()
    assert named - ours == set(ADJOINING)
    assert all(CALENDAR.day(day).kind == WEEKEND for day in ADJOINING)


def test_makeup_days_agree_with_chinese_calendar():
    theirs = {day for day in chinese_calendar.constants.workdays if FIRST <= day <= LAST}
    assert {day for day in days() if CALENDAR.day(day).kind == MAKEUP} == theirs


@pytest.mark.parametrize("year", range(2015, 2027))
def test_every_special_day_rests_on_a_notice_of_its_year(year):
    data = read_yaml(ROOT / "national" / "calendar" / f"{year}.yaml")
    assert data["notices"][1]["title"] == f"国务院办公厅关于{year}年部分节假日安排的通知"
    for notice in data["notices"].values():
        assert notice["doc_no"] if notice["verified"] else notice["doc_no"] is None
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        info = CALENDAR.day(day)
        assert (info.basis is not None) == (info.kind in (HOLIDAY, MAKEUP)), day
        assert not info.provisional


def test_the_kinds_of_day():
    kinds = {
        date(2025, 1, 26): MAKEUP,
        date(2025, 1, 28): HOLIDAY,
        date(2025, 1, 25): WEEKEND,
        date(2025, 1, 27): WORKDAY,
    }
    assert {day: CALENDAR.day(day).kind for day in kinds} == kinds
    assert CALENDAR.day(date(2025, 1, 28)).name == "春节"
    assert "国办发明电〔2024〕12号" in str(CALENDAR.day(date(2025, 1, 28)).basis)


def test_the_prolonged_spring_festival_of_2020_cancelled_a_makeup_day():
    info = CALENDAR.day(date(2020, 2, 1))
    assert info.kind == HOLIDAY and info.basis.title == "国务院办公厅关于延长2020年春节假期的通知"


@pytest.mark.parametrize("day", [date.min, date(1900, 1, 1), date(2100, 1, 1), date.max])
def test_any_date_has_an_answer_and_is_provisional(day):
    info = CALENDAR.day(day)
    assert info.provisional and info.is_workday == (day.weekday() < 5)
    for count in (-400_000, -1, 0, 1, 4_000_000):
        assert isinstance(CALENDAR.add_workdays(day, count), date)
    assert isinstance(CALENDAR.next_workday(day), date) and isinstance(CALENDAR.prev_workday(day), date)


@given(NEAR, st.integers(1, 300))
def test_adding_equals_walking_day_by_day(start, count):
    day, left = start, count
    while left:
        day += DAY
        left -= CALENDAR.is_workday(day)
    assert CALENDAR.add_workdays(start, count) == day


@given(st.dates(date(1, 6, 1), date(9990, 1, 1)), st.integers(1, 600))
def test_adding_and_counting_are_inverse(start, count):
    end = CALENDAR.add_workdays(start, count)
    assert CALENDAR.count_workdays(start + DAY, end) == count
    assert CALENDAR.is_workday(end)
    first = CALENDAR.next_workday(start)
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(first, count), -count) == first


@given(ANY_DAY)
def test_is_workday_agrees_with_day(day):
    assert CALENDAR.is_workday(day) == CALENDAR.day(day).is_workday


def write(root, text, folder="national"):
    path = root / folder / "calendar"
    path.mkdir(parents=True)
    (path / "2030.yaml").write_text(text, encoding="utf-8")


HEAD = "year: 2030\nnotices: {1: {title: 某通知, doc_no: null, issued: null, verified: false}}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "holidays: [{from: 2030-01-03, to: 2030-01-01, name: 元旦}]\n", "早于"),
        (HEAD + "makeups: [{date: 2030-01-02, name: 元旦}]\n", "不是周末"),
        (HEAD + "holidays: [{from: 2030-01-01, to: 2030-01-01, name: 元旦, notice: 7}]\n", "2030.yaml"),
        ("year: 2030\nnotices: {}\n", "通知"),
        ("year: [2030\n", "格式有误"),
    ],
)
def test_a_broken_calendar_says_what_is_wrong(tmp_path, text, message):
    write(tmp_path, text)
    with pytest.raises(PackError, match=message):
        WorkCalendar.load(root=tmp_path)


def test_an_unseen_number_prints_as_unverified(tmp_path):
    write(tmp_path, HEAD + "holidays: [{from: 2030-01-01, to: 2030-01-01, name: 元旦}]\n")
    info = WorkCalendar.load(root=tmp_path).day(date(2030, 1, 1))
    assert str(info.basis) == "《某通知》（文号待核实）" and not info.provisional


def test_a_region_may_add_its_own_holiday(tmp_path):
    write(tmp_path, HEAD)
    write(tmp_path, HEAD + "holidays: [{from: 2030-04-05, to: 2030-04-05, name: 三月三}]\n", "region/450000")
    assert WorkCalendar.load("450100", tmp_path).day(date(2030, 4, 5)).name == "三月三"
    assert WorkCalendar.load(None, tmp_path).is_workday(date(2030, 4, 5))
