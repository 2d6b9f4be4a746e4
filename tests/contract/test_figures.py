"""Every Metric has its 口径 and counts only what counts; every Paragraph stands in the outline."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from tests.contract.test_declarations import CJK
from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.kernel.record import Life
from yifa.lawkit import rules
from yifa.suites.annual_report.outline import load_outline

METRICS = sorted(registry.metrics())
PARAGRAPHS = {p.key: p for p in registry.all_paragraphs()}


@pytest.mark.parametrize("key", METRICS)
def test_metric_is_declared_whole(key: str) -> None:
    metric = registry.get_metric(key)
    known = rules.load_rules()
    assert CJK.search(metric.query) and CJK.search(metric.label)
    assert [r for r in metric.rules if r not in known] == []
    for name in metric.registers:
        assert registry.get_resource(name).register, f"{name} is no register that offices confirm"
    assert metric.zero is None or metric.registers, "a zero is proved by confirmed registers"
    assert apps.get_app_config(metric.module), "the key begins with its module"


@pytest.mark.parametrize("key", METRICS)
def test_metric_counts_only_live_records_of_its_own_bureau(key: str, house: Any, tamper: Any) -> None:
    metric = registry.get_metric(key)
    seen = False
    for code in ("jia", "yi", "bing", "ding", "wu", "ji"):
        place = house(code)
        query = Query.of_year(place.bureau.pk, place.year, until=place.day)
        rows = metric.rows(query)
        resource = registry.resource_of_model(rows.model)
        assert resource is not None, "its evidence opens in a register"
        assert not rows.exclude(bureau_id=place.bureau.pk).exists(), "rows of another bureau"
        first = rows.order_by("pk").first()
        if first is None:
            continue
        seen = True
        with tamper():
            rows.model._default_manager.filter(pk=first.pk).update(life=Life.VOID)
        assert not metric.rows(query).filter(pk=first.pk).exists(), "a void record still counts"
    if not seen:
        pytest.skip("no demo bureau has evidence for this figure")


@pytest.mark.parametrize("key", sorted(PARAGRAPHS))
def test_paragraph_has_its_place_and_its_figures(key: str) -> None:
    paragraph = PARAGRAPHS[key]
    assert paragraph.section in sections(paragraph.report), f"no section {paragraph.section} in the outline"
    assert [f for f in paragraph.figures if f not in registry.metrics()] == []
    for sentence in paragraph.sentences:
        assert sentence.text.endswith(("。", "；", "，", "：")), sentence.text
        assert sentence.figures or sentence.evidence, f"a sentence needs evidence: {sentence.text}"


def sections(kind: str) -> set[str]:
    """Return the keys of all parts and sections of an outline."""
    return {key for part in load_outline(kind).parts for key in (part.key, *(s.key for s in part.sections))}
