"""Citations in Chinese and Arabic numerals, lists, ranges, URN fragments; round trips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.lawkit.citation import (
    Citation,
    CitationError,
    Label,
    Place,
    Span,
    find_citations,
    format_citation,
    parse,
    parse_articles,
    read_places,
    urn,
)
from yifa.lawkit.quantity.numerals import to_hanzi

number = st.integers(1, 1300)
small = st.integers(1, 40)
zero_or = st.one_of(st.just(0), small)


@st.composite
def places(draw):
    item = draw(zero_or)
    return Place(draw(number), draw(zero_or), draw(zero_or), item, draw(zero_or) if item else 0)


spans = st.builds(Span, st.builds(Place, number), st.builds(Place, number))
points = st.lists(st.one_of(places(), spans), min_size=1, max_size=5)
titles = st.sampled_from(
    ["政府信息公开条例", "中华人民共和国行政复议法", "最高人民法院关于适用《行政诉讼法》的解释", "民法典"]
)


@given(titles, points)
def test_what_is_written_is_read_back(title, wanted):
    text = format_citation(title, tuple(wanted))
    found = parse(text)
    assert found.places == tuple(wanted), text
    assert str(found) == text


@given(places())
def test_fragment_round_trip(place):
    assert Place.of_fragment(place.fragment) == place


@given(titles, points, st.sampled_from(["", "之规定", "，并", "。第二天", "、第二次会议", "和三条措施"]))
def test_citations_are_found_in_running_text(title, wanted, after):
    text = "根据" + format_citation(title, tuple(wanted)) + after
    (found,) = find_citations(text)
    assert found.places == tuple(wanted)
    assert text[found.start : found.end] == found.text == text[2 : len(text) - len(after)]


@given(number, zero_or)
def test_arabic_and_chinese_numerals_mean_the_same(article, paragraph):
    tail = f"第{paragraph}款" if paragraph else ""
    chinese = f"第{to_hanzi(article)}条" + (f"第{to_hanzi(paragraph)}款" if paragraph else "")
    assert parse(f"消防法第{article}条{tail}") == parse(f"《消防法》{chinese}")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_clearly(text):
    find_citations(text)
    read_places(text)
    parse_articles(text)
    try:
        parse(text)
    except CitationError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("行政处罚法第八十五、八十六条", ["85", "86"]),
        ("行政处罚法第八十五条、第八十六条", ["85", "86"]),
        ("某条例第十四条至第三十条", ["14~30"]),
        ("某条例第十四至三十条", ["14~30"]),
        ("某法第14-30条", ["14~30"]),
        ("行政复议法第二十三条第一款第（四）项、第二款", ["23.1.4", "23.2"]),
        ("刑法第一百二十条之一第二款", ["120-1.2"]),
        ("某法第八条第一、二款", ["8.1", "8.2"]),
        ("某条例第三条第二款第（一）、（三）项", ["3.2.1", "3.2.3"]),
        ("行政处罚法第六十四条第一项", ["64.0.1"]),
        ("政府信息公开条例33(2)", ["33.2"]),
        ("政府信息公开条例#33.2.1,40~42", ["33.2.1", "40~42"]),
        ("第 三 十 三 条", []),
    ],
)
def test_ways_of_writing(text, fragments):
    assert [place.fragment for place in parse(text).places] == fragments


def test_titles_inside_titles():
    (found,) = find_citations("依《最高人民法院关于适用《行政诉讼法》的解释》第四十八条")
    assert found.title == "最高人民法院关于适用《行政诉讼法》的解释"
    assert str(found) == "《最高人民法院关于适用〈行政诉讼法〉的解释》第四十八条"


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("85、86", "第八十五条、第八十六条"),
        ("203(2)", "第二百零三条第二款"),
        ("22-36", "第二十二条至第三十六条"),
        ("64(一)", "第六十四条第（一）项"),
        ("23(1)(四)、23(2)", "第二十三条第一款第（四）项、第二款"),
        ("53、54、69", "第五十三条、第五十四条、第六十九条"),
        ("25/26 [art. no. not seen]", "第二十五条、第二十六条"),
        ("7 (uses the name 国家宪法日)", "第七条"),
        ("附录A", "附录A"),
        ("5.2.2、7.3", "5.2.2、7.3"),
        ("一、报告内容", "一、报告内容"),
        ("-", ""),
        ("[from memory]", ""),
        (48, "第四十八条"),
        (None, ""),
    ],
)
def test_article_strings_of_the_rulebook(text, wording):
    assert str(parse_articles(text)) == wording


def test_remarks_are_kept_apart():
    assert parse_articles("31 [art. no. not re-read]").remarks == ("art. no. not re-read",)


@pytest.mark.parametrize("text", ["", "《民法典》第条", "民法典#0", "民法典#1.0", "《民法典》随便写写"])
def test_unusable_citations(text):
    with pytest.raises(CitationError):
        parse(text)


def test_urns_and_span_membership():
    citation = parse("政府信息公开条例第三十三条第二款")
    assert urn("cn/regulation/x-2019", citation.places) == ["cn/regulation/x-2019#33.2"]
    assert urn("cn/standard/x-2012", (Label("附录A"),)) == ["cn/standard/x-2012"]
    assert Place(20) in Span(Place(14), Place(30)) and Place(31) not in Span(Place(14), Place(30))
    assert Citation("民法典").article is None
