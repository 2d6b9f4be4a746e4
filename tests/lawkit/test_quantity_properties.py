"""Properties: print → parse round trip in every modality, exact 万/亿, and no claim above the records."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yifa.lawkit.quantity import (
    QUALIFIERS,
    WORDS,
    ClaimError,
    Quantity,
    Style,
    claim,
    from_hanzi,
    measures,
    parse,
    parse_named,
    printed,
    stored_to_printed,
    to_hanzi,
    to_number,
)
from yifa.lawkit.trace import Trace

settings.register_profile("yifa", max_examples=150, deadline=None)
settings.load_profile("yifa")
WHOLE = st.integers(0, 10**13)
UNITS = sorted(
    word
    for word, m in measures().items()
    if m.ordinal != "only" and not m.digits and word not in ("大", "版", "部", "本")
)
COUNTED = [word for word in UNITS if measures()[word].kind in ("thing", "event", "person") and word != "起"]
NUMBERS = st.one_of(st.integers(1, 99), st.integers(1, 200).map(lambda n: n * 10), st.integers(1, 10**9))


def back(text: str, **kwargs) -> Quantity:
    found = parse(text, articles=True, **kwargs)
    assert len(found) == 1, (text, found)
    assert found[0].text == text, (text, found)
    return found[0].quantity


def same(one: Quantity, other: Quantity) -> bool:
    one, other = one.base(), other.base()
    return (one.value, one.unit, one.qualifier) == (other.value, other.unit, other.qualifier)


@given(WHOLE, st.booleans())
def test_hanzi_round_trip(number, measure):
    assert from_hanzi(to_hanzi(number, measure=measure)) == number


@given(st.decimals(0, 10**9, places=4))
def test_decimal_hanzi_round_trip(number):
    assert from_hanzi(to_hanzi(number)) == number


@given(WHOLE)
def test_wan_is_exact(number):
    text = printed(Quantity(number, "册"), Style(wan=True))
    assert to_number(text[:-1]) == number


@given(st.text("零一二两三四五六七八九十百千万亿点", min_size=1, max_size=9))
def test_from_hanzi_never_breaks(text):
    value = from_hanzi(text)
    assert value is None or value >= 0


@given(st.text("第一二三十百余多约近全部均未次件家%个、0123456789.万亿年月日至—以上《》“”〔〕号条\n ", max_size=40))
def test_parse_never_breaks_and_offsets_hold(text):
    for found in parse(text) + parse_named(text, 2024):
        assert text[found.start : found.end] == found.text


@given(
    NUMBERS,
    st.sampled_from(UNITS),
    st.sampled_from(["exact", "over", "at_least", "no_less_than", "at_most", "approx", "nearly"]),
    st.sampled_from(["arabic", "hanzi"]),
    st.booleans(),
    st.booleans(),
    st.data(),
)
def test_round_trip_numbers(value, unit, qualifier, numerals, wan, thousands, data):
    word = data.draw(st.sampled_from(WORDS.get(qualifier, ("",))))
    assume(not (qualifier == "nearly" and measures()[unit].kind == "time"))  # 近三年 is a time window
    assume(not (unit == "%" and value == 100))
    assume(not (unit.startswith("年") and 1000 <= value <= 9999))  # four digits before 年 are a calendar year
    style = Style(numerals=numerals, wan=wan, thousands=thousands, word=word)
    quantity = Quantity(value, unit, qualifier)
    text = printed(quantity, style)
    if numerals == "hanzi" and unit in ("万元", "亿元", "千瓦时", "千瓦", "千克", "千克标准煤") and value >= 10**4:
        return  # 三万万元: no one writes so
    assert same(back(text), quantity), text


@given(NUMBERS, st.sampled_from(COUNTED))
def test_round_trip_all_none_several(value, unit):
    every = Quantity(value, unit, "all")
    assert same(back(printed(every, Style(word="全部"))), every)
    assert back(printed(Quantity(None, "篇", "several"), Style(word="数"))) == Quantity(None, "篇", "several")
    nothing = Quantity(0, unit, "none")
    assert same(back(printed(nothing, Style(word="0"))), nothing)
    assert back(printed(Quantity(0, "宗", "none"))).qualifier == "none"


@given(NUMBERS, st.sampled_from(COUNTED), st.sampled_from([None, "no_less_than", "at_most", "over"]))
def test_round_trip_target(value, unit, bound):
    aim = Quantity(value, unit, "target", bound)
    text = printed(aim, Style(template="目标{q}"))
    found = parse(text, articles=True)
    assert len(found) == 1
    assert found[0].quantity == aim
    assert parse(text, articles=True, planned=False)[0].quantity.qualifier != "target"


@given(st.integers(1, 300), st.sampled_from(["批", "期", "次", "届", "季度"]), st.sampled_from(["arabic", "hanzi"]))
def test_round_trip_ordinal(value, unit, numerals):
    nth = Quantity(value, unit, "ordinal")
    assert back(printed(nth, Style(numerals=numerals))) == nth


@given(st.dates(), st.integers(0, 400))
def test_round_trip_dates(day, length):
    from datetime import timedelta

    assume(1000 <= day.year < 9000)
    last = day + timedelta(days=length)
    value = day.isoformat() if not length else f"{day}/{last}"
    text = printed(Quantity(value, None, "named"), Style(named_as="date"))
    assert [found.quantity.value for found in parse_named(text, day.year)] == [value]
    assert parse(text) == []


@given(st.fractions(0, 10**6), st.integers(1, 5000), st.sampled_from(QUALIFIERS[:7]))
def test_a_claim_never_says_more_than_the_records(stored, round_to, qualifier):
    try:
        value = stored_to_printed(stored, qualifier, Style(round_to=round_to))
    except ClaimError as error:
        assert error.why
        return
    value = Fraction(value)
    assert {
        "over": stored > value > 0,
        "at_least": stored >= value > 0,
        "no_less_than": stored >= value > 0,
        "at_most": stored <= value,
        "nearly": value * Fraction(9, 10) <= stored < value,
        "approx": abs(stored - value) * 10 <= stored,
        "exact": abs(stored - value) <= Fraction(1, 200),
    }[qualifier]


@given(st.integers(1, 10**5), st.integers(1, 10**5), st.sampled_from(["exact", "at_least", "over", "all", "approx"]))
def test_hundred_percent_only_where_all(top, bottom, qualifier):
    assume(top < bottom)
    try:
        made = claim(None, "%", qualifier, numerator=top, denominator=bottom)
    except ClaimError as error:
        assert error.alternatives or qualifier == "over"
        return
    assert made.value < 100
    assert qualifier != "all"


def test_shortfall_offers_lawful_wordings():
    with pytest.raises(ClaimError) as caught:
        claim(None, "%", "all", numerator=61, denominator=62, subject="合同", deed="签订前审查")
    assert caught.value.alternatives[0] == "62件合同中61件签订前审查"
    with pytest.raises(ClaimError, match="不符"):
        printed(Quantity(36, "户", "all", None, 37, 37))
    with pytest.raises(ClaimError, match="没有记录"):
        claim(None, "场", "target")
    with pytest.raises(ClaimError, match="存数800册"):
        claim(800, "册", "over", Style(round_to=100))
    with pytest.raises(ClaimError, match="可改写为"):
        printed(Quantity(100, "%", "all", None, 61, 62))
    with pytest.raises(ClaimError, match="分项合计"):
        printed(Quantity(9, "场"), Style(template="{parts}"), parts={"线上": 4, "线下": 4})
    text = printed(Quantity(9, "场"), Style(template="{parts}"), parts={"线上": 4, "线下": 5})
    assert text == "线上4场、线下5场"
    text = printed(Quantity(97, "%", "exact", None, 97, 100), Style(template="{d}户中{n}户，{label}{q}"), label="占")
    assert text == "100户中97户，占97%"


@pytest.mark.parametrize("bad", [{"numerals": "roman"}, {"round_to": 0}, {"named_as": "iso"}, {"rate_as": "ratio"}])
def test_style_refuses_what_it_does_not_know(bad):
    with pytest.raises(ValueError, match="印法"):
        Style(**bad)


def test_floats_and_wrong_words_are_refused():
    with pytest.raises(TypeError):
        Quantity(0.5, "%")
    with pytest.raises(ValueError, match="用词"):
        printed(Quantity(37, "次", "over"), Style(word="近"))
    assert stored_to_printed(Decimal("0.9732"), "at_least", Style(rate_as="percent")) == 97


def test_trace_is_plain_data():
    tree = Trace("印数", Decimal("1.7"), children=(Trace("存数", 17412),))
    assert tree.to_dict()["value"] == "1.7"
    assert tree.to_dict()["children"][0]["value"] == 17412
