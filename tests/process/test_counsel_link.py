"""The one-time link: one matter, expiring, every opening in the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.bridge import agreed

from yifa.core.process.counsel import find, token_hash
from yifa.core.process.models import CounselLink
from yifa.governance.legality_review.models import Review
from yifa.kernel import clockwork
from yifa.kernel.action import Refused
from yifa.kernel.ledger.models import Entry


@pytest.fixture
def sent(house: Any) -> tuple[Any, Any, str]:
    h = house("ji")
    review = Review.objects.filter(bureau=h.bureau, kind="decision", state="received").first()
    made = h.do("legality_review.review", "invite_counsel", review, counsel="赵某", question="权限是否充分？")
    return h, review, made.counsel_token


def test_the_token_is_kept_nowhere(sent: Any) -> None:
    _, _, token = sent
    link = find(token)
    assert link is not None and CounselLink.objects.latest("id") == link
    assert len(token) >= 22 and link.token_hash == token_hash(token)
    assert not Entry.objects.filter(text__contains=token).exists()


def test_each_opening_stands_in_the_ledger(sent: Any) -> None:
    _, review, token = sent
    link, client = find(token), Client()
    for n in (1, 2):
        answer = client.get(f"/counsel/{token}/")
        assert answer.status_code == 200 and review.title in answer.content.decode()
        link.refresh_from_db()
        assert link.opened == n
    entries = Entry.objects.filter(resource="core_process.counsel_link", object_ref=link.pk, action__endswith=".open")
    assert entries.count() == 2 and "赵某" in entries.first().text


def test_the_opinion_opens_the_gate_and_closes_the_link(sent: Any) -> None:
    h, review, token = sent
    client = Client()
    said = agreed(client.get(f"/counsel/{token}/"))
    assert "写明" in client.post(f"/counsel/{token}/", {"opinion": " "}).content.decode()
    given = {"opinion": "权限充分，可行。", "no_interest": "1"}
    assert said and "没有写结论" in client.post(f"/counsel/{token}/", given).content.decode(), "every point is answered"
    change = {**said, next(iter(said)): "changed"}
    assert "写明意见" in client.post(f"/counsel/{token}/", {**given, **change}).content.decode()
    assert client.post(f"/counsel/{token}/", {**given, "verdict-*": "agreed"}).status_code == 200
    assert client.get(f"/counsel/{token}/").status_code == 410
    assert client.post(f"/counsel/{token}/", {"opinion": "再写一次"}).status_code == 410
    assert find(token).opinion == "权限充分，可行。" and len(find(token).answers) == len(said)
    h.do("legality_review.review", "all_handed", review)
    h.do("legality_review.review", "judge_rest", review)
    review = h.do("legality_review.review", "issue_opinion", review, result="passed", opinion="合法")
    assert review.passed


def test_it_ends_with_its_term_or_when_taken_back(sent: Any) -> None:
    h, _, token = sent
    late = clockwork.FIXED.set(h.now + timedelta(days=30))
    assert Client().get(f"/counsel/{token}/").status_code == 410
    clockwork.FIXED.reset(late)
    assert Client().get(f"/counsel/{token}/").status_code == 200
    h.do("core_process.counsel_link", "revoke", find(token))
    assert Client().get(f"/counsel/{token}/").status_code == 410
    assert Client().get("/counsel/unknown/").status_code == 404


def test_nobody_answers_in_the_counsels_name(sent: Any) -> None:
    h, _, token = sent
    with pytest.raises(Refused):
        h.do("core_process.counsel_link", "give_opinion", find(token), opinion="代写")
