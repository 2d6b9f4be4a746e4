"""Links: typed, on both pages, inside one bureau."""

from __future__ import annotations

from typing import Any

import pytest

from yifa.core.process.links import key_of, linked, links_of
from yifa.core.process.models import Link
from yifa.kernel.policy import Scope


def test_a_review_and_its_contract_show_each_other(house: Any) -> None:
    h = house("ji")
    contract = h.do(
        "contracts.contract",
        "record",
        title="门禁改造合同",
        category="works",
        counterpart="午安防有限公司",
        unit=h.unit("物业管理处"),
        happened_on=h.day,
    )
    contract = h.do("contracts.contract", "submit_review", contract)
    there, back = links_of(contract), links_of(contract.review)
    assert [t.pk for t in there] == [contract.review.pk] and [t.pk for t in back] == [contract.pk]
    assert there[0].label != back[0].label and contract.review.number in there[0].line
    assert linked(contract, "reviews", "legality_review.review") == [contract.review.pk]
    assert key_of(contract) == "contracts.contract"


def test_who_may_not_see_a_record_sees_no_word_of_it(house: Any) -> None:
    h = house("ji")
    link = Link.objects.filter(bureau=h.bureau, object_resource="contracts.contract").first()
    from yifa.governance.contracts.models import Contract

    contract = Contract.objects.get(pk=link.object_ref)
    other = Scope(user_id=None, bureau_id=h.bureau.pk, roles=frozenset({"clerk"}), unit_ids=frozenset(), name="无关人")
    assert all(contract.title not in t.title + t.line and not t.url for t in links_of(contract, other))


def test_records_of_two_bureaus_are_never_tied(house: Any) -> None:
    h, wu = house("ji"), house("wu")
    from yifa.governance.contracts.models import Contract
    from yifa.governance.legality_review.models import Review

    contract = Contract.objects.filter(bureau=h.bureau, state="in_review").first()
    foreign = Review.objects.filter(bureau=wu.bureau, kind="contract").first()
    with pytest.raises(Exception, match=r"本机关|不同机关"):
        h.do("contracts.contract", "attach_review", contract, review=foreign)
