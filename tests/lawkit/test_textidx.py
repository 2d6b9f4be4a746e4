"""Search terms of Chinese text."""

from hypothesis import given
from hypothesis import strategies as st

from yifa.lawkit.textidx import expand_single, query_terms, terms

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=12)


def test_bigrams_words_and_single_characters():
    assert terms("公务用车ＡＢＣ－2023，车①") == ["公务", "务用", "用车", "abc", "2023", "车1".replace("1", ""), "1"]
    assert query_terms("公务公务") == ["公务", "务公"]
    assert terms("  ，。") == []
    assert expand_single("车", ["公车", "车辆", "办公"]) == ["公车", "车辆"]


@given(han, han, han)
def test_every_word_is_found_wherever_it_stands(before, word, after):
    assert set(query_terms(word)) <= set(terms(before + word + after))


@given(st.text(max_size=60))
def test_terms_are_single_words_and_a_text_finds_itself(text):
    found = terms(text)
    assert all(term and term == term.lower() and not any(char.isspace() for char in term) for term in found)
    assert set(query_terms(text)) == set(found)
