"""Facts of any text: places are right, words and numbers agree, and no text takes long or fails."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from yifa.lawkit.quantity import QUALIFIERS
from yifa.papers.facts import find
from yifa.papers.reading.model import Paper, Span

BITS = (
    "召开|会议|9|27|一|两|十余|百|万|亿|次|件|份|%|个百分点|元|，|。|、|；|（|）|“|”|《|》|\n|从未发生|无|零|案件|诉讼|全部|均|每次|都|多|若干|"
    "不少于|以上|以内|约|近|余|至|-|和|及|率|达|为|"
    "力争|确保|2023年|7月|第|届|号|的|等|分别|增长|全覆盖|实现|一是|分之|三|突破|人数|案件均|由|x|.|,|:|\x00|😀|　| "
).split("|")
texts = st.lists(st.sampled_from(BITS), max_size=60).map("".join)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_places_hold_the_words(text):
    facts = find(Paper(text))
    for fact in facts:
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.text == text[fact.start : fact.end]
        low, high = fact.extra["number"]
        assert fact.start <= low < high <= len(text)
        assert fact.qualifier in QUALIFIERS
        assert (fact.value is None) == (fact.qualifier == "several" or fact.bound == "several")
        assert not any(char in fact.subject for char in "\n。；")
    assert [fact.extra["number"][0] for fact in facts] == sorted(fact.extra["number"][0] for fact in facts)


@given(texts, st.integers(0, 40), st.integers(1, 40))
@example("召开召开召开召开无案件召开", 11, 1)
@settings(max_examples=100, deadline=None)
def test_nothing_is_read_outside_the_body(text, start, length):
    end = min(start + length, len(text))
    paper = Paper(text, title_span=Span(start, end) if start < end else None)
    for fact in find(paper):
        low, high = fact.extra["number"]
        assert not (low < end and start < high)


def test_a_text_without_end_is_read_to_the_end():
    text = "受理投诉9件、" * 3000
    facts = find(Paper(text))
    assert len(facts) == 3000
    assert {(fact.value, fact.unit) for fact in facts} == {(9, "件")}


def test_one_long_paragraph_reads_like_its_sentences():
    sentence = "全年办结信访事项19件，按期办结率达97%以上，未收到投诉。"
    once = [(f.text, f.value, f.qualifier, f.subject) for f in find(Paper(sentence))]
    assert len(once) == 3
    assert [(f.text, f.value, f.qualifier, f.subject) for f in find(Paper(sentence * 50))] == once * 50
