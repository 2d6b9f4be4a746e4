"""One matter behind one link on the outer instance: papers, points, the opinion; after its term, twice, by another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as conf
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bridge import Bridge, Outside, agreed

from yifa.core.process.counsel import find
from yifa.governance.legality_review.models import Review
from yifa.kernel import clockwork
from yifa.kernel.files.store import path_of
from yifa.kernel.ledger.models import Entry
from yifa.kernel.relay.models import StoredPost

pytestmark = pytest.mark.django_db


def _carry(bridge: Bridge) -> list[Any]:
    """Carry, and let the files of the cards lie where the outer side keeps them."""
    done = bridge.carry()
    for card in bridge.outlet.cards(bridge.bureau, bridge.day):
        for file in card.files:
            place = conf.HOME / "outer" / "files" / file.sha256
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path_of(file.sha256).read_bytes())
    return done


def test_the_opinion_comes_back_through_the_outer_side(house: Any, settings: Any, tmp_path: Any) -> None:
    h, settings.HOME = house("ji"), tmp_path
    review = Review.objects.filter(bureau=h.bureau, kind="decision", state="received").first()
    for name, level in (("草案.txt", "internal"), ("底线.txt", "work_secret")):
        h.do("legality_review.review", "attach", review, file=SimpleUploadedFile(name, name.encode()), purpose="材料",
             sensitivity=level)  # fmt: skip
    ask = {"counsel": "赵某", "organisation": "巳律师事务所", "question": "权限是否充分？"}
    token = h.do("legality_review.review", "invite_counsel", review, **ask).counsel_token
    address = f"/counsel/{token}/"
    assert Outside().get(address).status_code == 404, "before the first package nothing is there"
    bridge = Bridge(h.bureau, "counsel", h.day, h.now)
    _carry(bridge)
    first, other = Outside(), Outside()
    page = first.get(address)
    words = page.content.decode()
    assert page.status_code == 200 and "权限是否充分" in words and "草案.txt" in words and "底线.txt" not in words
    paper = words.split('href="papers/')[1].split("/")[0]
    assert b"".join(first.get(f"{address}papers/{paper}/").streaming_content) == "草案.txt".encode()
    assert first.get(f"{address}papers/{'0' * 64}/").status_code == 404
    # another device is asked for whom it is
    shut = other.get(address)
    assert shut.status_code == 403 and review.title not in shut.content.decode()
    assert other.get(f"{address}papers/{paper}/").status_code == 302
    assert "不是这个链接的收件人" in other.post(address, {"who": "钱某"}).content.decode()
    # said at once: a point open, no statement of interest
    given = {"opinion": "权限充分，可行。", "verdict": "agreed", "no_interest": "1"}
    points = agreed(page)
    assert points and "没有写结论" in first.post(address, given).content.decode()
    assert "利害关系" in first.post(address, {**given, **points, "no_interest": ""}).content.decode()
    assert first.post(address, {**given, **points}).status_code == 200
    again = first.get(address)
    assert again.status_code == 410 and "正在转给" in again.content.decode()
    assert first.post(address, {**given, **points}).status_code == 410
    # inside: the same Actions, each opening noted, the day of handing in
    link = find(token)
    assert link.answered_on is None
    bridge.now = h.now + timedelta(days=30)  # fetched after the term: it was handed in within it
    assert all(o.done for o in _carry(bridge)) and not StoredPost.objects.exists()
    link = find(token)
    assert (link.opinion, link.answered_on, link.opened, link.refused) == ("权限充分，可行。", h.day, 1, 1)
    assert len(link.answers) == len(points)
    verbs = list(Entry.objects.filter(resource="core_process.counsel_link", object_ref=link.pk).order_by("seq"))
    done = [e.action.rsplit(".", 1)[1] for e in verbs]
    assert done[-4:] == ["open", "fetch_paper", "wrong_reader", "give_opinion"] and '"outer"' in verbs[-1].text
    review.refresh_from_db()
    assert review.counsel == "赵某" and "要点无异议" in review.counsel_opinion
    shut = first.get(address)
    assert (
        shut.status_code == 410 and "意见已出具" in shut.content.decode() and review.title not in shut.content.decode()
    )


def test_a_link_that_ends_says_so_outside_and_what_is_refused_comes_back(house: Any) -> None:
    h = house("ji")
    reviews = Review.objects.filter(bureau=h.bureau, state="received").order_by("pk")
    review = reviews.first()
    made = [h.do("legality_review.review", "invite_counsel", review, counsel=name, question="可否？").counsel_token
            for name in ("赵某", "金某", "钱某")]  # fmt: skip
    bridge = Bridge(h.bureau, "counsel", h.day, h.now)
    late, aside, guessed = made
    token = clockwork.FIXED.set(h.now + timedelta(days=30))
    assert "已过期" in Outside().get(f"/counsel/{late}/").content.decode()
    clockwork.FIXED.reset(token)
    # the counsel stands aside outside
    page = Outside()
    page.get(f"/counsel/{aside}/")
    assert "写明回避事由" in page.post(f"/counsel/{aside}/", {"decline": "1", "reason": " "}).content.decode()
    assert "已申请回避" in page.post(f"/counsel/{aside}/", {"decline": "1", "reason": "为对方代理"}).content.decode()
    # five wrong names shut it, also before the next package
    Outside().get(f"/counsel/{guessed}/")
    for n in range(5):
        answer = Outside().post(f"/counsel/{guessed}/", {"who": f"某{n}"})
    assert answer.status_code == 410 and "已停用" in answer.content.decode()
    # taken back inside while the opinion was on its way: it is refused, in words
    hand = Outside()
    said = {"opinion": "可行", "no_interest": "1", **agreed(hand.get(f"/counsel/{late}/"))}
    assert hand.post(f"/counsel/{late}/", said).status_code == 200
    h.do("core_process.counsel_link", "revoke", find(late))
    outcomes = bridge.carry()
    assert [o.words for o in outcomes if not o.done][-1] == "链接已收回。" and find(aside).declined_on == h.day
    for where, why in ((late, "已收回"), (aside, "回避"), (guessed, "停用")):
        answer = Outside().get(f"/counsel/{where}/")
        assert answer.status_code == 410 and why in answer.content.decode()
