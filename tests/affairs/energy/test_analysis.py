"""Cost by band, days and nights, odd days, changes of level, savings, flows: over given hours, without a database."""

from __future__ import annotations

import math
import sys
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.affairs.energy.hours_of import office, written

from yifa.affairs.energy.analysis import anomalies, changes, costs, daytypes, flows, load, peers, savings
from yifa.affairs.energy.analysis.extras import COMMAND, MissingExtra
from yifa.affairs.energy.engine import tariffs
from yifa.affairs.energy.engine.metering.tree import Cycle, equation
from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.series import glance, reading
from yifa.affairs.energy.series.store import Series
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.packs.loader import PackError

CALENDAR = WorkCalendar.load()
YEAR = [date(2025, 1, 1) + timedelta(days=n) for n in range(365)]
KINDS = daytypes.kinds(YEAR, lambda day: CALENDAR.day(day).kind)
ROW = {
    "id": "t", "name": "t", "title": "某地分时电价", "basis": {"law": "某地文件"}, "source": "own", "verified": True,
    "prices": {"峰": "1.0", "谷": "0.3"}, "seasons": [{"months": list(range(1, 13)), "day": "谷" * 8 + "峰" * 16}],
}  # fmt: skip


def loaded(values, first=date(2025, 1, 1), covered=3600):
    grid = np.asarray(values, dtype=np.int64).reshape(-1, 24)
    seconds = np.full(grid.shape, covered, dtype=np.int64)
    return load.Load(first, 2, 1, grid, seconds, seconds)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 10**9), st.integers(0, 23), st.integers(0, 23))
def test_bands_and_kinds_of_day_add_up_to_the_whole_use(seed, top, start, end):
    values = np.random.default_rng(seed).integers(0, top + 1, 48).tolist()
    one = loaded(values)
    (tariff,) = tariffs.build([("t.yaml", {"tariffs": [ROW]})]).values()
    kinds = [daytypes.HOLIDAY, daytypes.WORK]
    found = costs.cost(one, kinds, lambda day: tariff)
    assert sum(found.use.values()) == one.total() == Fraction(sum(values), 100)
    assert found.total == found.use["峰"] + found.use["谷"] * Fraction(3, 10)
    night = daytypes.night_hours(start, end)
    parts = daytypes.shares(one, kinds, night)
    assert sum(part.total for part in parts) == one.total()
    assert sum(part.night for part in parts) == one.amount(one.value[:, night].sum())
    # a day without a tariff has no price, and then there is no sum
    partly = costs.cost(one, kinds, lambda day: tariff if day.day == 1 else None)
    assert partly.unpriced == one.amount(one.value[1].sum())
    assert partly.total is None or partly.unpriced == 0


@pytest.mark.parametrize(
    "change, said",
    [
        ({"seasons": [{"months": list(range(1, 13)), "day": "谷" * 23}]}, "24"),
        ({"seasons": [{"months": list(range(1, 12)), "day": "谷" * 24}]}, "十二个月"),
        ({"prices": {"峰": 1.0}}, "引号"),
    ],
)
def test_a_tariff_that_cannot_be_is_refused(change, said):
    with pytest.raises(PackError, match=said):
        tariffs.build([("t.yaml", {"tariffs": [{**ROW, **change}]})])


def test_a_day_out_of_the_usual_is_found_and_a_holiday_is_not():
    random = np.random.default_rng(3)
    values = [(1000 if kind == daytypes.WORK else 300) * random.normal(1, 0.03) for kind in KINDS]
    values[100], values[200] = 1900.0, None
    odd, missing = anomalies.odd_days(YEAR, values, KINDS)
    assert [one.day for one in odd] == [YEAR[100]] and not missing
    assert abs(odd[0].usual - 1000) < 50 and odd[0].stl is not None and odd[0].stl > 3.5


def test_a_lasting_change_is_found_and_the_season_is_none(monkeypatch):
    random = np.random.default_rng(4)
    warm = [13 - 13 * math.cos(2 * math.pi * (n - 15) / 365) + random.normal(0, 3) for n in range(365)]
    season = [1000 + 25 * max(15 - t, 0) + 40 * max(t - 22, 0) for t in warm]
    values = [
        v * (1 if k == daytypes.WORK else 0.4) * random.normal(1, 0.02) for v, k in zip(season, KINDS, strict=True)
    ]
    assert changes.changes(YEAR, values, KINDS, warm) == []
    (found,) = changes.changes(YEAR, [v * (1.3 if n >= 180 else 1) for n, v in enumerate(values)], KINDS, warm)
    assert abs((found.day - YEAR[180]).days) <= 3 and abs(found.share - 0.3) < 0.06
    # what is not installed is said with the command that mends it; the first witness stands alone
    monkeypatch.setitem(sys.modules, "ruptures", None)
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    with pytest.raises(MissingExtra, match="pip install"):
        changes.changes(YEAR, values, KINDS, warm)
    assert COMMAND in anomalies.odd_days(YEAR, values, KINDS)[1]


def world(saved=0.12, noise=20.0):
    """Two years of daily use that follow the temperature, less after works at the turn of the year."""
    random = np.random.default_rng(7)
    first, use, warm = date(2024, 1, 1), {}, {}
    for n in range(731):
        day = first + timedelta(days=n)
        warm[day] = 12 - 14 * math.cos(2 * math.pi * n / 365.25) + float(random.normal(0, 2))
        whole = 1000 + 15 * max(16 - warm[day], 0) + 25 * max(warm[day] - 22, 0) + float(random.normal(0, noise))
        use[day] = whole * (1 - saved if day > date(2025, 1, 1) else 1)
    return use, warm


def test_the_saving_is_found_with_its_model_and_uncertainty():
    import statsmodels.api as sm

    use, warm = world()
    works = date(2024, 12, 31), date(2025, 1, 1)
    found = savings.measured(use, warm, *works, date(2025, 12, 31))
    (model,) = found.model.parts.values()
    assert (model.heat_from, model.cool_from) == (16, 22)
    base = [date(2024, 12, 31) - timedelta(days=n) for n in range(365, 0, -1)]
    x = np.column_stack([np.ones(365), [max(16 - warm[d], 0) for d in base], [max(warm[d] - 22, 0) for d in base]])
    other = sm.OLS([use[d] for d in base], x).fit()
    assert np.allclose([model.mu, model.heat, model.cool], other.params)
    assert math.isclose(model.fit, other.rsquared_adj) and math.isclose(model.error, math.sqrt(other.mse_resid))
    assert abs(found.share - 0.12) < 0.01 and found.sure
    assert found.uncertainty is not None and abs(found.saved - 0.12 * found.expected) < found.uncertainty
    # nothing was saved: nothing is claimed
    nothing = savings.measured(*world(0.0), *works, date(2025, 12, 31))
    assert not nothing.sure


def test_no_saving_is_told_where_the_days_do_not_suffice():
    use, warm = world()
    works = date(2024, 12, 31), date(2025, 1, 1)
    for n in range(37):
        use[date(2024, 3, 1) + timedelta(days=n)] = None
    assert savings.measured(use, warm, *works, date(2025, 12, 31)).model.days == 328
    use[date(2024, 5, 1)] = 0.0  # electricity of zero is no reading
    with pytest.raises(EnergyError, match="38天"):
        savings.measured(use, warm, *works, date(2025, 12, 31))
    with pytest.raises(EnergyError, match="满30天"):
        savings.measured(*world(), *works, date(2025, 1, 20))


@pytest.mark.parametrize("freedom, wanted", [(5, 2.0150), (30, 1.6973), (300, 1.6499)])
def test_student(freedom, wanted):
    assert abs(savings.student(0.9, freedom) - wanted) < 1e-3


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1000)), min_size=1, max_size=10))
def test_flows_lose_nothing(rows):
    parents = {f"m{n}": f"m{up}" if up < n else None for n, (up, _) in enumerate(rows)}
    own = {f"m{n}": Fraction(value) for n, (_, value) in enumerate(rows)}
    values = dict(own)
    for n in range(len(rows) - 1, -1, -1):  # every meter counts its own and what is below it
        if up := parents[f"m{n}"]:
            values[up] += values[f"m{n}"]
    found = flows.flows(parents, values)
    for node in found.nodes:
        parts = [size for source, _, _, size in found.links if source is node]
        assert not parts or math.isclose(sum(parts), node.size, abs_tol=1e-9)
    for name, one in found.balances.items():
        assert one.unaccounted == own[name] and one.flag is None
    roots = [node for node in found.nodes if node.depth == 0]
    assert math.isclose(sum(node.size for node in roots), 1.0) or not sum(values.values())


def test_meters_in_a_circle_and_numbers_that_are_no_names():
    with pytest.raises(Cycle, match="环"):
        flows.flows({"a": "b", "b": "a"}, {})
    one = equation("[110-01] - 0.5*【22】 + m3")
    assert one.factors == {"110-01": 1, "22": Fraction(-1, 2), "m3": 1} and not one.constant


def test_too_few_of_a_kind_are_not_compared():
    assert peers.among(Fraction(3), [Fraction(n) for n in range(4)]) is None
    found = peers.among(Fraction(9), [Fraction(n) for n in range(1, 10)])
    assert found is not None and found.middle == 5 and found.word == "高于四分之三的同类机构"


def test_pages_read_the_same_from_the_small_files_and_from_the_hours(tmp_path):
    first, days = date(2025, 2, 20), 20
    works = [CALENDAR.is_workday(first + timedelta(days=n)) for n in range(days)]
    used = {"total": office(days, 900, 5000, works), "part": office(days, 300, 2000, works, 2)}
    tree = {"part": {"modulus": 100_000_000, "parent": "total"}}
    written(tmp_path, first, used, tree, {"total": range(100, 130)})
    series = Series(tmp_path)
    months = ["2025-02", "2025-03"]
    number = series.manifest.known(["total"])["total"][0]
    assert set(glance.fresh(series, glance.MAIN, months)) == set(months)
    small = load.gathered(glance.main_hours(series, months, [number]), [number], first, date(2025, 3, 11))
    raw = load.gathered(reading.hours(series, months, number, number + 1), [number], first, date(2025, 3, 11))
    assert small.total() == raw.total() == Fraction(int(used["total"].sum()), 100)
    assert (small.value == raw.value).all() and 0 < small.estimated() < 0.1
    by_day = glance.by_day(series, months, [number])
    assert [value for _, value, _, _ in by_day] == [small.amount(v) for v in small.value.sum(axis=1)]
    sums = glance.month_sums(series, months)
    assert sum(int(c["value"].sum()) for c in sums.values()) == 10 * int(used["total"].sum() + used["part"].sum())
    # hours that changed since make the small files stale, and no page reads them
    for file in series.manifest.files(glance.MAIN, ["2025-03"]):
        series.manifest._db.execute("UPDATE file SET origin = 'older' WHERE id = ?", (file.id,))
    assert set(glance.fresh(series, glance.MAIN, months)) == {"2025-02"}
    again = load.gathered(glance.main_hours(series, months, [number]), [number], first, date(2025, 3, 11))
    assert (again.value == small.value).all()
    series.close()
