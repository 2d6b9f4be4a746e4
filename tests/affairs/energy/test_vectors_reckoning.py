"""Every vector about coefficients, indicators, quotas, carbon, weather, targets and dates, from the file."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.affairs.energy.vectors import close, needs_vectors, of

from yifa.affairs.energy.engine import bills, convert, dates, people, quotas, supervision, targets, weather
from yifa.affairs.energy.engine.convert import Use
from yifa.affairs.energy.engine.evaluate import Institution, evaluate
from yifa.affairs.energy.engine.library import Quota, library
from yifa.affairs.energy.engine.numbers import exact, over, shown
from yifa.lawkit.params import get_param

pytestmark = needs_vectors
SETS = library()
DAY = date(2025, 12, 31)


def coal(use, set_id):
    return convert.standard_coal(SETS, [use], SETS.coefficient_set(set_id))


def unit_of(name: str) -> Use:
    kinds = {
        "electricity_kwh_calorific": ("electricity", "kWh"), "heat_mj": ("heat", "MJ"), "heat_gj": ("heat", "GJ"),
        "steam_low_kg": ("steam_low", "kg"), "gasoline_kg": ("gasoline", "kg"), "diesel_kg": ("diesel", "kg"),
        "water_m3": ("water", "m3"), "natural_gas_m3": ("natural_gas", "m3"), "electricity_kwh": ("electricity", "kWh"),
    }  # fmt: skip
    kind, unit = kinds[name]
    return lambda quantity: Use(kind, quantity, unit)


@pytest.mark.parametrize("v", of("conv_kgce"))
def test_standard_coal(v):
    given, expect = v["given"], v["expect"]
    if given["energy"] == "electricity_kwh_first_principles":
        kcal = Fraction(given["kcal_per_kwh"], given["kcal_per_kgce"])
        joule = Fraction(given["kj_per_kwh"]) / exact(given["kj_per_kgce"])
        close(kcal, expect["kcal_route"])
        close(joule, expect["kj_route"])
        assert SETS.coefficient_set("GB2589-calorific").factors["electricity"] == exact(expect["stored_coefficient"])
        assert shown(joule, 4) != shown(kcal, 4)  # so the published one is stored
        return
    got = coal(unit_of(given["energy"])(given["quantity"]), given["coefficient_set"])
    if expect["kgce"] is None:
        assert got.total == 0 and got.terms[0].product is None
    else:
        close(got.total, expect["kgce"])


@pytest.mark.parametrize("v", of("conv_unit_trap"))
def test_litres_need_a_density(v):
    given = v["given"]
    kg = convert.litres_to_kg(given["quantity"], given["density_kg_per_l"])
    close(kg, v["expect"]["kg"])
    close(coal(Use("gasoline", kg), "DB37-2019").total, v["expect"]["kgce"])


@pytest.mark.parametrize("v", of("conv_set_conflict"))
def test_sets_differ(v):
    quantity, expect = v["given"]["quantity"], v["expect"]
    close(coal(Use("natural_gas", quantity), "DB37-2019").total, expect["DB37-2019_kgce"])
    close(coal(Use("natural_gas_oilfield", quantity), "GB2589-calorific").total, expect["oilfield_kgce"])
    for name in ("DB31-783-2026", "DB31-552-2017"):
        close(coal(Use("natural_gas", quantity), name).total, expect["DB31_kgce"])


@pytest.mark.parametrize("v", of("conv_sum"))
def test_the_sum_leaves_water_out(v):
    given = dict(v["given"])
    chosen = SETS.coefficient_set(given.pop("coefficient_set"))
    got = convert.standard_coal(SETS, [unit_of(name)(value) for name, value in given.items()], chosen)
    close(got.total, v["expect"]["kgce"])
    assert [term.kind for term in got.terms if term.product is None] == ["water"]


@pytest.mark.parametrize("v", of("derived_indicator"))
def test_implied_totals(v):
    given = v["given"]
    per, wanted = given.get("per_capita_kgce", given.get("per_area_kgce_m2")), next(iter(v["expect"].values()))
    close(over(exact(given["total_tce"]) * 1000, exact(per)) / 10**8, wanted, v["tol"])


@pytest.mark.parametrize("v", of("reduction_rate", "reduction_rate_rounding"))
def test_reduction(v):
    got = convert.change(v["given"]["base"], v["given"]["current"]) * 100
    expect = v["expect"]
    wanted = expect.get("reduction_percent", expect.get("reduction_percent_recomputed"))
    assert shown(got, 2) == shown(exact(wanted), 2)
    if "reduction_percent_published" in expect:
        assert shown(got, 2) != shown(exact(expect["reduction_percent_published"]), 2)


@pytest.mark.parametrize("v", of("target"))
def test_target(v):
    for name, base in v["given"]["base_2020"].items():
        close(targets.target(base, v["given"]["cut_percent"][name]), v["expect"][name])


@pytest.mark.parametrize("v", of("target_annual"))
def test_yearly_share(v):
    cut = v["given"]["five_year_cut_percent"]
    close(targets.yearly_geometric(cut, 5), v["expect"]["annual_percent_geometric"])
    close(targets.yearly_linear(cut, 5), v["expect"]["annual_percent_linear"])


@pytest.mark.parametrize("v", of("chain"))
def test_chain(v):
    for name, start in v["given"]["y2023"].items():
        close(targets.chained(start, [v["given"]["yoy_2024_percent"][name]]), v["expect"][name])


@pytest.mark.parametrize("v", of("indicator"))
def test_use_per_area(v):
    given, expect = v["given"], v["expect"]
    close(over(exact(given["kwh"]), exact(given["area_m2"])), expect["kwh_per_m2"])
    for name, set_id in (("kgce_per_m2_calorific", "GB2589-calorific"), ("kgce_per_m2_supply", "DB37-2019")):
        got = coal(Use("electricity", given["kwh"]), set_id).total / exact(given["area_m2"])
        close(got, expect[name])


def institution(**changes):
    base = {
        "name": "甲", "year": 2025, "klass": "党政机关", "group": "市级以下", "zone": "A", "area": 100, "persons": 10,
        "uses": (),
    }  # fmt: skip
    return Institution(**(base | changes))


def found(one, set_id="DB37-2019", **more):
    return {row.code: row for row in evaluate(SETS, one, set_id, DAY, **more)}


@pytest.mark.parametrize("v", of("indicator_zero_guard"))
def test_no_people_no_value(v):
    given = v["given"]
    rows = found(institution(area=given["area_m2"], persons=given["persons"], uses=(Use("electricity", 1000),)))
    for code in ("total_per_person", "total_per_area"):
        assert rows[code].value is None and rows[code].shown is None and rows[code].why == v["expect"]["error"]


@pytest.mark.parametrize("v", of("indicator_scope"))
def test_scope(v):
    given, expect = v["given"], v["expect"]
    if "kwh_pv_self_used" in given:
        removed, area, removed_area = given["kwh_pv_self_used"], 1, 0
        wanted = expect["kwh_counted"]
    else:
        removed, area, removed_area = given["kwh_data_center"], given["area_total"], given["area_data_center"]
        wanted = expect["kwh_per_m2"]
    one = institution(
        area=area, removed_area=removed_area, uses=(Use("electricity", given["kwh_total"]),),
        removed=(Use("electricity", removed),),
    )  # fmt: skip
    close(found(one)["electricity_per_area"].value, wanted)


@pytest.mark.parametrize("v", of("indicator_area"))
def test_area(v):
    given = v["given"]
    close(
        people.floor_area(given["building_m2"], given["basement_m2"], given["garage_m2"]),
        v["expect"]["area_counted_m2"],
    )


@pytest.mark.parametrize("v", of("eue"))
def test_eue(v):
    given = v["given"]
    one = institution(
        klass="教育机构", group="本科及以上", zone=None, uses=(Use("electricity", given["kwh_total"]),),
        data_centre_electricity=given["kwh_total"], it_electricity=given["kwh_it"],
    )  # fmt: skip
    row = found(one)["eue"]
    close(row.value, v["expect"]["eue"])
    assert row.band == v["expect"]["band"]


@pytest.mark.parametrize("v", of("users_hospital"))
def test_people_of_a_hospital(v):
    g = v["given"]
    got = people.hospital(
        g["staff"], g["non_staff"], g["interns"], g["intern_months"], g["beds"], g["bed_use"], g["outpatients_year"]
    )
    close(got, v["expect"]["persons"])


@pytest.mark.parametrize("v", of("users_organ"))
def test_people_of_an_organ(v):
    g = v["given"]
    meetings = [(m["persons"], m["days"]) for m in g["meetings"]]
    got = people.organ([g["staff"], g["external_long_term"], g["workers"]], meetings, g["year_days"])
    close(got, v["expect"]["persons"])


@pytest.mark.parametrize("v", of("users_day_coefficient"))
def test_people_by_days(v):
    g = v["given"]
    close(people.by_days([(x["n"], x["days_present"]) for x in g["groups"]], g["year_days"]), v["expect"]["persons"])


@pytest.mark.parametrize("v", of("audit_case_non_heating"))
def test_non_heating(v):
    g = v["given"]
    one = institution(
        area=g["area_m2"], uses=(Use("electricity", g["kwh_total"]),), heating=(Use("electricity", g["kwh_heating"]),)
    )
    assert SETS.coefficient_set("DB37-2019").factors["electricity"] == exact(g["kgce_per_kwh"])
    close(found(one)["non_heating_per_area"].value, v["expect"]["kgce_per_m2"])


@pytest.mark.parametrize("v", of("audit_case_heating"))
def test_heating(v):
    g = v["given"]
    heating = (Use("electricity", g["kwh_heating"]), Use("heat", g["heat_gj"], "GJ"))
    close(found(institution(uses=heating, heating=heating))["heating_energy"].value, v["expect"]["kgce"], v["tol"])


@pytest.mark.parametrize("v", of("audit_case_trap"))
def test_forgetting_the_heating_overstates(v):
    g = v["given"]
    uses = (Use("electricity", g["kwh_total"]),)
    right = found(institution(area=g["area_m2"], uses=uses, heating=(Use("electricity", g["kwh_heating"]),)))
    wrong = found(institution(area=g["area_m2"], uses=uses))
    close(wrong["non_heating_per_area"].value, v["expect"]["kgce_per_m2_wrong"])
    ratio = wrong["non_heating_per_area"].value / right["non_heating_per_area"].value - 1
    close(ratio * 100, v["expect"]["overstated_percent"])


CELLS = {"非供暖kgce_m2": "non_heating_per_area", "人均kgce": "total_per_person", "电耗kWh_m2": "electricity_per_area"}
CLASSES = {"党政机关": "党政机关", "医疗": "医疗卫生机构", "高等教育": "教育机构"}


@pytest.mark.parametrize("v", of("quota_band"))
def test_band(v):
    g = v["given"]
    klass, group, *zone, cell = g["quota"].split("/")
    quota = SETS.quota(CLASSES[klass], group, zone[0] if zone else None, CELLS[cell], DAY)
    assert isinstance(quota, Quota)
    assert quota.values == tuple(exact(g[name]) for name in ("约束值", "基准值", "引导值"))
    got = quotas.band(exact(g["x"]), quota, SETS.coefficient_set("DB37-2019"))
    assert got == v["expect"]["band"] and quotas.ACTIONS[got] == v["expect"]["action"]


@pytest.mark.parametrize("v", of("carbon_electricity"))
def test_grid_carbon(v):
    g = v["given"]
    got, _ = convert.carbon(SETS, [Use("electricity", g["kwh"])], g["region"], g["factor_year"])
    close(got.total / 1000, v["expect"]["tco2"])


@pytest.mark.parametrize("v", of("carbon_drop_national"))
def test_a_new_factor_alone_looks_like_saving(v):
    old, new = (SETS.grid("全国", year)[0] for year in (2021, 2022))
    assert (old, new) == (exact(v["given"]["y2021"]), exact(v["given"]["y2022"]))
    close(convert.change(old, new) * 100, v["expect"]["drop_percent"])


@pytest.mark.parametrize("v", of("carbon_area"))
def test_carbon_per_area(v):
    g = v["given"]
    one = institution(area=g["area_m2"], uses=(Use("electricity", g["kwh"]), Use("heat", g["heat_gj"], "GJ")))
    rows = found(one, place="山东", base_year=2022, factor_year=2022)
    close(rows["carbon_current"].value, v["expect"]["tco2"])
    close(rows["carbon_per_area_fixed"].value, v["expect"]["kgco2_per_m2"])


@pytest.mark.parametrize("v", of("hdd"))
def test_degree_days(v):
    close(weather.heating_degree_days(v["given"]["daily_mean_c"], v["given"]["base_c"]), v["expect"]["hdd"])


@pytest.mark.parametrize("v", of("hdd_normalise"))
def test_normal_year(v):
    g = v["given"]
    close(weather.normalised(g["heat_gj"], g["hdd_actual"], g["hdd_normal"]), v["expect"]["gj_normalised"])


@pytest.mark.parametrize("v", of("hdd_baseload"))
def test_base_load_is_not_scaled(v):
    g = v["given"]
    close(weather.normalised(g["total"], g["hdd_actual"], g["hdd_normal"], g["baseload"]), v["expect"]["normalised"])


@pytest.mark.parametrize("v", of("caltrack_upd"))
def test_use_per_day(v):
    g = v["given"]
    got = weather.daily_use(g["mu"], g["beta_h"], g["beta_c"], g["hdd_per_day"], g["cdd_per_day"])
    assert got == v["expect"]["kwh_per_day"]


@pytest.mark.parametrize("v", of("caltrack_adj_r2"))
def test_fit(v):
    mu, slope, fit = weather.line_fit(v["given"]["x"], v["given"]["y"])
    assert (mu, slope) == (exact(v["expect"]["mu"]), exact(v["expect"]["b"]))
    close(fit, v["expect"]["adj_r2"], v["tol"])


@pytest.mark.parametrize("v", of("sufficiency"))
def test_sufficiency(v):
    assert weather.sufficient(v["given"]["baseline_days"], v["given"]["missing_days"]) is v["expect"]["sufficient"]


@pytest.mark.parametrize("v", of("day_fill"))
def test_day_fill(v):
    got = weather.filled_day(v["given"]["hours_present"], v["given"]["sum_present_kwh"])
    close(got, v["expect"]["day_kwh"])
    assert (got is not None) is v["expect"]["filled"]


@pytest.mark.parametrize("v", of("zero_is_missing"))
def test_zero(v):
    assert weather.zero_is_missing(v["given"]["energy"], v["given"]["value"]) is v["expect"]["missing"]


@pytest.mark.parametrize("v", of("outlier"))
def test_outlier(v):
    line, above = weather.outliers(v["given"]["values"])
    close(line, v["expect"]["threshold"])
    assert above == v["expect"]["flagged"]


@pytest.mark.parametrize("v", of("calendarise_overlap"))
def test_overlap(v):
    one, other = (
        bills.Bill(date.fromisoformat(b["from"]), date.fromisoformat(b["to"]), b.get("kwh", 0))
        for b in v["given"]["bills"]
    )
    assert bills.overlap(one, other) == v["expect"]["overlap_days"]
    assert bills.accepted(one, other) is v["expect"]["accepted"]
    if v["expect"].get("shared_day_belongs_to") == "second":
        months, _ = bills.by_month([other, one])
        assert months["2025-01"] == exact(one.quantity) + exact(other.quantity) / 29


@pytest.mark.parametrize("v", of("due_date"))
def test_due(v):
    g, wanted = v["given"], date.fromisoformat(v["expect"]["due"])
    if g["report"] == "quarterly":
        assert dates.after_quarter(date.fromisoformat(g["quarter_end"]), day_of_month=10) == wanted
    else:
        year = g["year"] + (g["report"] == "annual")
        assert dates.fixed(year, g["rule"].split(" ")[0]) == wanted


@pytest.mark.parametrize("v", of("enforcement"))
def test_unexplained(v):
    violation = supervision.over_quota(over=True, explained=False)
    got = supervision.measure(violation, term_over=v["given"]["after_deadline_of_order"])
    assert (got.article, got.step) == (v["expect"]["article"], v["expect"]["measure"])


@pytest.mark.parametrize("v", of("ac_temperature"))
def test_air_conditioning(v):
    g = v["given"]
    values = g.get("summer_measured_c") or [g["summer_set_c"]]
    low, high = (get_param(f"energy.{key}", DAY).value for key in ("summer_min_celsius", "winter_max_celsius"))
    got = supervision.temperatures_wrong("summer", values, low, high, g.get("special_use", False))
    assert bool(got) is v["expect"]["violation"]


@pytest.mark.parametrize("v", of("volume"))
def test_volume(v):
    """The scale of the plan: rows of a year, as the generator will make them."""
    from yifa.affairs.energy.engine.volume import rows_per_year

    g, (wanted,) = v["given"], v["expect"].values()
    if "minutes" in g:
        got = rows_per_year(g["meters"], per_day=24 * 60 // g["minutes"])
    elif "per_day" in g:
        got = rows_per_year(g["accounts"], per_day=g["per_day"])
    else:
        got = g["institutions"] * g["months"] * g["indicators"]
    assert got == wanted
