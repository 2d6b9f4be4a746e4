"""综合展示: its numbers are those of the metrics, its units are offices."""

from __future__ import annotations

from typing import Any

from yifa.core.legaltime.models import Clock
from yifa.core.metrics.figures import evaluate
from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.suites.cockpit import board


def _screen(house: Any, code: str) -> Any:
    where = house(code)
    return board.screen(where.bureau, where.day)


def test_small_multiples_equal_the_metrics(house: Any) -> None:
    """Each number is the figure of the report; where rows are counted, its months add up to it."""
    s = _screen(house, "ji")
    shown = board.chosen(s)
    assert len(shown) >= 4
    query = Query.of_year(s.bureau.pk, s.year, until=s.day)
    for figure, months in shown:
        assert figure.stored == evaluate(figure.key, query).stored
        metric = registry.get_metric(figure.key)
        if metric.measure is board.count_rows and figure.stored == metric.rows(query).count():
            assert len(months) == s.months


def test_duties_add_up(house: Any) -> None:
    """Done, open and late of the four quarters are all the duties of the year."""
    s = _screen(house, "ji")
    found = board.duties(s)
    assert found is not None
    series, _ = found
    metric = registry.get_metric(board.DUTY)
    whole = Query.of_year(s.bureau.pk, s.year)
    measured = metric.measure(metric.rows(whole), whole)
    assert sum(sum(x["values"]) for x in series) == measured.denominator
    tile = board.duty_tile(s)
    figure = evaluate(board.DUTY, Query.of_year(s.bureau.pk, s.year, until=s.day))
    assert tile["note"].startswith(f"{figure.numerator} / {figure.denominator}")


def test_clock_tiles_equal_their_lists(house: Any, sign_in: Any) -> None:
    """A tile says as many as the list it opens has rows."""
    where = house("ji")
    late = board.clock_tiles(where.scope("leader"), where.day)[0]
    rows = Clock.objects.filter(
        bureau=where.bureau, state=Clock.State.RUNNING, backfilled=False, due_on__lt=where.day
    ).counted()  # fmt: skip
    assert late["value"] == rows.count() > 0
    assert sign_in("leader").get(late["url"]).status_code == 200


def test_gaps_are_what_blocks_the_report(house: Any, sign_in: Any) -> None:
    """The gap tile and the heat say what composing says."""
    s = _screen(house, "ji")
    tile = board.gap_tile(s)
    assert tile["value"] == len(s.made.blocking) > 0
    html, _ = board.heat(s)
    assert "受阻" in html or "缺零报告" in html
    page = sign_in("leader").get("/cockpit/").content.decode()
    assert str(tile["note"]) in page


def test_offices_not_persons(house: Any, sign_in: Any) -> None:
    """By office: every office in the order of the house, no person named."""
    where = house("ji")
    page = sign_in("leader").get("/cockpit/?r=office").content.decode()
    names = [str(u) for u in where.units() if u.kind == "office"]
    places = [page.index(f">{n}<") for n in names]
    assert places == sorted(places)
    assert not any(name in page for name in ("王某", "孙某", "周某"))


def test_a_change_shows_at_once(house: Any, sign_in: Any) -> None:
    """What is kept for speed never outlives the ledger's head."""
    client = sign_in("leader")
    before = client.get("/cockpit/").context["board"]["tiles"][-1]["value"]
    where = house("ji")
    where.do("annual_report.shortcoming", "record", year=where.year, title="新查出的一条不足", cause="", sort=99)
    after = client.get("/cockpit/").context["board"]["tiles"][-1]["value"]
    assert after == before + 1
