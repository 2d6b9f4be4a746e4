"""The claim that every contract was reviewed before its signing follows the records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import alive

from yifa.lawkit.quantity.alternatives import alternatives

KEY = "contracts.reviewed_before_signing"
needs = alive.needs_figures


def _late(h: Any, contract: Any) -> None:
    """Correct the review's day of opinion to after the signing."""
    alive.correct(h, contract.review, opinion_on=contract.signed_on + timedelta(days=3))


def _offers(n: int, d: int) -> list[str]:
    return alternatives(n, d, "合同", "签订前审查")[:-1]


@needs
def test_all_contracts_reviewed_prints_the_whole_claim(house: Any) -> None:
    h = house("wu")
    found = alive.figure(h, KEY)
    assert found.printed == alive.wanted("wu", KEY)["printed"]
    assert found.numerator == found.denominator == found.rows > 0
    assert found.printed in alive.report_text(h)


@needs
def test_a_late_review_turns_the_claim_into_the_true_rate(house: Any) -> None:
    h = house("wu")
    contracts = alive.evidence(h, KEY)
    _late(h, contracts[0])
    d = len(contracts)
    assert alive.offered(h, KEY)[:-1] == _offers(d - 1, d)
    assert alive.wanted("wu", KEY)["printed"] not in alive.report_text(h)
    _late(h, contracts[1])
    assert alive.offered(h, KEY)[:-1] == _offers(d - 2, d)


@needs
def test_a_void_contract_leaves_both_sides(house: Any) -> None:
    h = house("wu")
    contracts = alive.evidence(h, KEY)
    _late(h, contracts[0])
    alive.void(h, contracts[0])
    found = alive.figure(h, KEY)
    assert found.printed == alive.wanted("wu", KEY)["printed"]
    assert found.rows == len(contracts) - 1


@needs
def test_a_void_review_is_no_review(house: Any) -> None:
    h = house("wu")
    contracts = alive.evidence(h, KEY)
    alive.void(h, contracts[0].review)
    assert alive.offered(h, KEY)[:-1] == _offers(len(contracts) - 1, len(contracts))


@needs
def test_a_review_of_the_signing_day_does_not_come_before_it(house: Any) -> None:
    """Of two entries of one day no paper shows which came first."""
    h = house("wu")
    contract = alive.evidence(h, KEY)[0]
    alive.correct(h, contract.review, opinion_on=contract.signed_on)
    assert alive.figure(h, KEY).blocked


def test_the_running_county_is_offered_what_may_be_written(house: Any) -> None:
    """One of its contracts was signed first: the sentence offers the whole truth, and takes it when chosen."""
    h = house("ji")
    found = alive.figure(h, KEY)
    d = found.denominator
    assert found.blocked and found.numerator == d - 1
    offers = alive.offered(h, KEY)
    assert offers[0] == f"{d}件合同中{d - 1}件签订前审查" and offers[:-1] == _offers(d - 1, d)
    assert alive.figure(h, "contracts.signed_first").value == 1
