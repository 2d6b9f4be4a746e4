"""The scorer of ``benchmarks/reading`` counts as the conventions of the annotation say."""

from __future__ import annotations

from benchmarks.reading.gold import overlap, score_citations, score_facts, score_sections


def fact(text, value, unit="件", qualifier="exact", **extra):
    return {"text": text, "value": value, "unit": unit, "qualifier": qualifier, **extra}


def test_the_words_decide_not_the_place():
    gold = [fact("受理\n\n投诉41件", 41), fact("办理提案41件", 41)]
    found = [fact("办理提案41件", 41), fact("投诉41件", 41)]
    assert score_facts(gold, found).f1 == 1
    assert score_facts(gold, [fact("抽查案卷41件", 41)]).right == 0


def test_each_key_must_agree_and_each_item_counts_once():
    gold = [fact("受理投诉41件", 41)]
    for wrong in (fact("受理投诉41件", 42), fact("受理投诉41件", 41, "次"), fact("受理投诉41件", 41, "件", "over")):
        score = score_facts(gold, [wrong])
        assert (score.right, len(score.extra), len(score.missed)) == (0, 1, 1)
    twice = score_facts(gold, [fact("受理投诉41件", 41), fact("受理投诉41件", 41)])
    assert (twice.right, len(twice.extra), len(twice.missed)) == (1, 1, 0)


def test_accepted_readings_are_right():
    gold = [fact("每场都讲法", 100, "%", "all", accept=[{"value": 41, "unit": "场"}])]
    assert score_facts(gold, [fact("每场都讲法", 41, "场", "all")]).f1 == 1


def test_an_optional_fact_never_counts():
    gold = [fact("受理投诉41件", 41), fact("四大体系", 4, "大", optional=True)]
    assert score_facts(gold, [fact("受理投诉41件", 41)]).f1 == 1
    both = score_facts(gold, [fact("受理投诉41件", 41), fact("四大体系", 4, "大")])
    assert (both.right, both.extra, both.missed) == (1, [], [])


def test_a_shorter_wording_of_the_same_fact_overlaps():
    assert overlap("37家单位", "市直共37家单位参加") == 1
    assert overlap("发放手册", "受理投诉") == 0


def test_citations_by_title_article_and_status():
    gold = [
        {"title": "甲条例", "article": "33", "status": "in_force"},
        {"title": "甲条例", "article": None, "status": "in_force", "accept_status": ["not_yet"]},
        {"title": "乙通知", "article": None, "status": "not_law", "optional": True},
    ]
    found = [
        {"title": "甲条例", "article": None, "status": "not_yet"},
        {"title": "甲 条例", "article": "33", "status": "superseded"},
    ]
    score, right, wrong = score_citations(gold, found)
    assert (score.f1, right, [item["want"] for item in wrong]) == (1, 1, ["in_force"])


def test_sections_by_number_and_title():
    gold = [{"number": "一", "title": "主要成效", "kind": "achievements"}]
    score, kinds = score_sections(gold, [{"number": "一", "title": "主要成效", "kind": "other"}])
    assert (score.f1, kinds) == (1, 0)
    assert score_sections(gold, [{"number": "二", "title": "主要成效", "kind": "achievements"}])[0].f1 == 0
